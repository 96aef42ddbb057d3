// Searches of a gallery: each probe against every reference enrolled, and what an open-set evaluation needs to know
// of each search. ISO/IEC 19795-1 and NIST FRVT 1:N (Grother, Ngan & Hanaoka, NISTIR 8271, 2019).
import { createRandom, shuffle } from '../sampling/random.js';
import { type BlockProduct, blockProduct } from '../scoring/blockProduct.js';
import { requireRows, requireUnitRows, type TemplateRows } from '../scoring/templateRows.js';

/** Rows need not be of unit length where another `product` compares otherwise. */
export interface GallerySearch extends TemplateRows {
  /** Rows enrolled: one reference a subject. */
  readonly gallery: Int32Array;
  /** Rows searched for; none of them enrolled. */
  readonly probes: Int32Array;
  /** The engine for dot products; the built-in one by default. */
  readonly product?: BlockProduct;
}

/** What became of each search, one entry a probe, in the order of the probes. */
export interface Searches {
  /** References enrolled, N. */
  readonly gallerySize: number;
  /** Who each probe is of, as the caller knows them. */
  readonly subjects: Int32Array;
  /** Score of the best reference of another subject; −∞ in a gallery that holds the mate only. */
  readonly bestNonMate: Float32Array;
  /** Score of the mate; NaN where the probe's subject is not enrolled. */
  readonly mate: Float32Array;
  /**
   * Place of the mate among all references by score, from 1; ties count against it. 0 where there is no mate.
   */
  readonly rank: Int32Array;
}

/** Rows in a block of probes and of references; see scoring/allPairs.ts. */
const BLOCK_ROWS = 256;

/** Scores held at once: 64 MiB. Of a gallery of millions, fewer probes make a block. */
const BLOCK_SCORES = 2 ** 24;

/** Searches the gallery for each probe, exhaustively. */
export async function searchGallery(search: GallerySearch): Promise<Searches> {
  requireSearch(search);
  const { templates, dimension, subjects, gallery, probes, product = blockProduct } = search;
  const rows = (of: Int32Array) => gather(templates, dimension, of);
  const placeOf = new Map(Array.from(gallery, (row, place) => [subjects[row], place]));
  const bestNonMate = new Float32Array(probes.length).fill(Number.NEGATIVE_INFINITY);
  const mate = new Float32Array(probes.length).fill(Number.NaN);
  const rank = new Int32Array(probes.length);
  const step = Math.max(1, Math.min(BLOCK_ROWS, Math.floor(BLOCK_SCORES / gallery.length)));
  for (let top = 0; top < probes.length; top += step) {
    const block = probes.subarray(top, top + step);
    const scores = await scoresOfBlock(rows, block, gallery, dimension, product);
    for (let k = 0; k < block.length; k++) {
      const own = scores.subarray(k * gallery.length, (k + 1) * gallery.length);
      const place = placeOf.get(subjects[block[k]]);
      if (place !== undefined) {
        mate[top + k] = own[place];
        rank[top + k] = 1;
      }
      for (let other = 0; other < own.length; other++) {
        if (other === place) continue;
        if (own[other] > bestNonMate[top + k]) bestNonMate[top + k] = own[other];
        if (place !== undefined && own[other] >= own[place]) rank[top + k]++;
      }
    }
  }
  return {
    gallerySize: gallery.length,
    subjects: Int32Array.from(probes, (row) => subjects[row]),
    bestNonMate,
    mate,
    rank,
  };
}

/** Who is enrolled, and who is searched for. */
export interface GalleryDraw {
  /** Rows: one of each subject enrolled. */
  readonly gallery: Int32Array;
  /** All other rows, ascending: mated probes of those enrolled, non-mated ones of all others. */
  readonly probes: Int32Array;
}

/**
 * Enrols so many subjects at random, by a picture each, at random; all other pictures become probes.
 *
 * @param subjects who each row is of; any numbers
 * @param size subjects to enrol, from 1 to all of them
 */
export function drawGallery(subjects: Int32Array, size: number, seed: number): GalleryDraw {
  const rowsOf = new Map<number, number[]>();
  subjects.forEach((subject, row) => {
    const rows = rowsOf.get(subject);
    if (rows) rows.push(row);
    else rowsOf.set(subject, [row]);
  });
  if (!Number.isInteger(size) || size < 1 || size > rowsOf.size) {
    throw new RangeError(`size must be from 1 to the ${rowsOf.size} subjects, got ${size}`);
  }
  const random = createRandom(seed);
  const order = Int32Array.from(rowsOf.keys()).sort();
  shuffle(order, random);
  const gallery = order.slice(0, size).map((subject) => {
    const rows = rowsOf.get(subject)!;
    return rows[random.below(rows.length)];
  });
  const enrolled = new Set(gallery);
  return { gallery, probes: Int32Array.from(subjects.keys()).filter((row) => !enrolled.has(row)) };
}

/** All scores of a block of probes, `block.length × gallery.length`. */
async function scoresOfBlock(
  rows: (of: Int32Array) => Float32Array,
  block: Int32Array,
  gallery: Int32Array,
  dimension: number,
  product: BlockProduct,
): Promise<Float32Array> {
  const left = rows(block);
  const scores = new Float32Array(block.length * gallery.length);
  for (let start = 0; start < gallery.length; start += BLOCK_ROWS) {
    const references = gallery.subarray(start, start + BLOCK_ROWS);
    const part = await product(left, block.length, rows(references), references.length, dimension);
    for (let k = 0; k < block.length; k++) {
      const own = part.subarray(k * references.length, (k + 1) * references.length);
      scores.set(own, k * gallery.length + start);
    }
  }
  const bad = scores.findIndex((score) => Number.isNaN(score));
  if (bad >= 0) {
    throw new RangeError(`score of probe ${block[Math.floor(bad / gallery.length)]} is not a number`);
  }
  return scores;
}

function gather(templates: Float32Array, dimension: number, rows: Int32Array): Float32Array {
  const block = new Float32Array(rows.length * dimension);
  rows.forEach((row, k) => {
    block.set(templates.subarray(row * dimension, (row + 1) * dimension), k * dimension);
  });
  return block;
}

function requireSearch(search: GallerySearch): void {
  if ((search.product ?? blockProduct) === blockProduct) requireUnitRows(search);
  else requireRows(search);
  const { subjects, gallery, probes } = search;
  if (gallery.length === 0) throw new RangeError('the gallery is empty');
  for (const row of [...gallery, ...probes]) {
    if (!(row in subjects)) throw new RangeError(`a row must be in [0, ${subjects.length}), got ${row}`);
  }
  const enrolled = new Set(gallery);
  const people = new Set(gallery.map((row) => subjects[row]));
  if (enrolled.size !== gallery.length || people.size !== gallery.length) {
    throw new RangeError(
      `one reference a subject: ${gallery.length} rows of ${people.size} subjects are enrolled`,
    );
  }
  const both = probes.find((row) => enrolled.has(row));
  if (both !== undefined) throw new RangeError(`row ${both} is both enrolled and a probe`);
}
