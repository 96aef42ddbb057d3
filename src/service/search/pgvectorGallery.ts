// The same question put to PostgreSQL with pgvector, over a table of plain vectors. The service does not use it: such a
// table holds templates in the clear, outside their subjects' keys (docs/service/search.md). It answers as a gallery of this process does, in every
// bit, for pgvector's float32 sums choose only whom to score.

import type { Pool, PoolClient } from 'pg';
import pg from 'pg';
import { LikenessError } from '../../errors.js';
import { comparisonScore } from '../../face/index.js';
import type { Gallery, Hit } from './gallery.js';

export interface PgvectorTable {
  /** With its schema, if it needs one: `['lists', 'templates']`. */
  readonly table: readonly string[];
  /** Column of ids, of any type. */
  readonly id: string;
  /** Column of type `vector`, all of unit length. */
  readonly vector: string;
}

/**
 * Searches a table exactly: every row is read, an index is not used.
 *
 * @param client a pool, or a client within a transaction; what it may see is what is searched
 * @returns as `Gallery.search`; ids as PostgreSQL writes them
 */
export function openPgvectorGallery(
  client: Pick<Pool | PoolClient, 'query'>,
  { table, id, vector }: PgvectorTable,
): Pick<Gallery, 'search'> {
  const name = pg.escapeIdentifier;
  const from = table.map(name).join('.');
  // The sum with nothing is no expression that an index orders by: an index answers approximately.
  const distance = `(${name(vector)} <#> $1::vector) + 0`;
  const columns = `${name(id)}::text as id, ${name(vector)}::text as vector, ${distance} as distance`;
  const nearest = `select ${columns} from ${from} order by distance limit $2`;
  const within = `select ${columns} from ${from} where ${distance} <= $2`;

  const searchOne = async (probe: Float32Array, k: number, atLeast: number): Promise<Hit[]> => {
    const text = `[${probe.join(',')}]`;
    // Twice what a float32 sum of so many products can be off, as two of them are compared.
    const margin = 2 * probe.length * 2 ** -24 * 1.01;
    let { rows } = await client.query<Row>(nearest, [text, k + SPARE]);
    const [kth, last] = [rows[k - 1]?.distance, rows[k + SPARE - 1]?.distance];
    if (kth !== undefined && last !== undefined && last <= kth + margin) {
      ({ rows } = await client.query<Row>(within, [text, kth + margin]));
    }
    return rows
      .map((row) => ({ id: row.id, score: scoreOf(row, probe) }))
      .filter(({ score }) => score >= atLeast)
      .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
      .slice(0, k);
  };
  return {
    async search(probes, { k, atLeast = -1 }) {
      if (!Number.isInteger(k) || k < 1) {
        throw new LikenessError('option_invalid', `k is how many are found at most, from 1: got ${k}`);
      }
      const hits: Hit[][] = [];
      for (const probe of probes) hits.push(await searchOne(probe, k, atLeast));
      return hits;
    },
  };
}

interface Row {
  readonly id: string;
  readonly vector: string;
  readonly distance: number;
}

/** Beyond the k nearest by float32 sums, so many are looked at in case some of them are nearer after all. */
const SPARE = 8;

/** pgvector writes the shortest decimals that give the same float32. */
function scoreOf({ vector }: Row, probe: Float32Array): number {
  const reference = Float32Array.from(vector.slice(1, -1).split(','), Number);
  return comparisonScore({ model: '', vector: reference }, { model: '', vector: probe });
}
