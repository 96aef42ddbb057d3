// Pairs of pictures to compare, from a CSV file of one's own:
//   mated,reference,probe
//   1,Angela_Bassett/Angela_Bassett_0001.jpg,Angela_Bassett/Angela_Bassett_0005.jpg
// A fourth column, kind, may say how a pair was chosen, as `likeness data pairs` does: of all non-mated pairs, or of none.

import { parse } from 'csv-parse/sync';
import { LikenessError } from '../../errors.js';

/** Two pictures that a protocol compares, by their paths in the data set. */
export interface PicturePair {
  /** Whether they are said to be of one subject. */
  readonly mated: boolean;
  readonly reference: string;
  readonly probe: string;
  /** How the pair was chosen: `random`, `look-alike`; undefined where the list does not say. */
  readonly kind?: string;
}

interface Line {
  readonly record: readonly string[];
  readonly info: { readonly lines: number };
}

const COLUMNS = 'mated,reference,probe';
const WITH_KIND = `${COLUMNS},kind`;

/**
 * The pairs in the order of the file.
 * @throws `pairs_invalid`, naming the line: for other columns, a `mated` that is neither 0 nor 1, an empty path, a
 * picture against itself, a pair that was there before, either way round, or a non-mated pair without a kind where
 * others have one
 */
export function parsePairsCsv(text: string): PicturePair[] {
  const [header, ...lines] = linesOf(text);
  const columns = header?.record.join(',');
  if (columns !== COLUMNS && columns !== WITH_KIND) {
    throw refusal(1, `the columns must be ${COLUMNS}, got ${columns ?? 'nothing'}`);
  }
  if (lines.length === 0) throw refusal(1, 'no pair follows');
  const seen = new Map<string, number>();
  const pairs = lines.map(({ record, info: { lines: line } }) => {
    const [mated, reference, probe, kind] = record as [string, string, string, string?];
    if (mated !== '0' && mated !== '1') throw refusal(line, `mated must be 0 or 1, got ${mated}`);
    if (reference === '' || probe === '') throw refusal(line, 'a path is empty');
    if (reference === probe) throw refusal(line, `${probe} is compared with itself`);
    const pair = JSON.stringify([reference, probe].sort());
    const before = seen.get(pair);
    if (before !== undefined) throw refusal(line, `the pair was there before, in line ${before}`);
    seen.set(pair, line);
    return { mated: mated === '1', reference, probe, ...(kind ? { kind } : {}) };
  });
  const isOpen = ({ mated, kind }: PicturePair) => !mated && kind === undefined;
  if (pairs.some(({ mated, kind }) => !mated && kind !== undefined) && pairs.some(isOpen)) {
    const { lines: line } = lines[pairs.findIndex(isOpen)]!.info;
    throw refusal(
      line,
      'a non-mated pair without a kind: others have one (random, if it was drawn by chance)',
    );
  }
  return pairs;
}

function linesOf(text: string): Line[] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true, info: true }) as unknown as Line[];
  } catch (cause) {
    throw new LikenessError('pairs_invalid', `pairs: ${(cause as Error).message}`, { cause });
  }
}

const refusal = (line: number, why: string): LikenessError =>
  new LikenessError('pairs_invalid', `pairs, line ${line}: ${why}`);
