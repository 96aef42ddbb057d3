// Each subject's look-alikes, exactly: those whose probes score highest against the subject's references, on average
// over all comparisons of the two. The mean of such scores is the product of the two mean templates, left at the length
// that they have: at unit length subjects of many pictures would be everybody's look-alikes.

import { openBest } from '../neighbours/best.js';
import { BLOCK_ROWS } from '../scoring/grid.js';
import { openProduct } from '../scoring/product.js';

/** Templates of one subject, by what they are used for; either list may be empty. */
export interface RoleTemplates {
  readonly references: readonly Float32Array[];
  readonly probes: readonly Float32Array[];
}

export interface LookAlikeOptions {
  /** Whom the subject may be compared with; default: every other. */
  readonly isEligible?: (subject: number, other: number) => boolean;
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/** A subject that looks like another. */
export interface LookAlike {
  readonly other: number;
  /** Mean comparison score of the subject's references and the other's probes. */
  readonly score: number;
}

/**
 * The `count` nearest of each subject, best first; of equal scores the lower index. Fewer where fewer are eligible,
 * none for a subject without a reference.
 *
 * @throws what `signal` was aborted with; `runtime_failed`
 */
export async function lookAlikes(
  subjects: readonly RoleTemplates[],
  count: number,
  { isEligible = () => true, signal, onProgress }: LookAlikeOptions = {},
): Promise<LookAlike[][]> {
  const dimension = subjects.flatMap(({ references }) => references)[0]?.length;
  if (dimension === undefined) return subjects.map(() => []);
  const references = means(
    subjects.map((one) => one.references),
    dimension,
  );
  const probes = means(
    subjects.map((one) => one.probes),
    dimension,
  );
  const found: LookAlike[][] = [];
  const product = await openProduct();
  try {
    for (let top = 0; top < subjects.length; top += BLOCK_ROWS) {
      const rows = Math.min(BLOCK_ROWS, subjects.length - top);
      const best = openBest(rows, count);
      for (let start = 0; start < subjects.length; start += BLOCK_ROWS) {
        signal?.throwIfAborted();
        const columns = Math.min(BLOCK_ROWS, subjects.length - start);
        const scores = await product.multiply(
          block(references, top, dimension),
          block(probes, start, dimension),
          dimension,
        );
        for (let row = 0; row < rows; row++) {
          const own = scores.subarray(row * BLOCK_ROWS, row * BLOCK_ROWS + columns);
          for (let column = 0; column < columns; column++)
            if (!isCompared(top + row, start + column)) own[column] = Number.NEGATIVE_INFINITY;
          best.offer(row, own, start, top + row);
        }
      }
      for (let row = 0; row < rows; row++) found.push(listOf(best, row, count));
      onProgress?.(top + rows, subjects.length);
    }
  } finally {
    await product.close();
  }
  return found;

  function isCompared(subject: number, other: number): boolean {
    return (
      subjects[subject]!.references.length > 0 &&
      subjects[other]!.probes.length > 0 &&
      isEligible(subject, other)
    );
  }
}

function listOf(best: ReturnType<typeof openBest>, row: number, count: number): LookAlike[] {
  const [index, score] = [new Int32Array(count), new Float32Array(count)];
  best.write(row, index, score, 0);
  return Array.from(index, (other, k) => ({ other, score: score[k]! })).filter(({ score: one }) =>
    Number.isFinite(one),
  );
}

/** Mean templates, padded to whole blocks with zeros, which stand for subjects without any too. */
function means(lists: readonly (readonly Float32Array[])[], dimension: number): Float32Array {
  const rows = new Float32Array(Math.ceil(lists.length / BLOCK_ROWS) * BLOCK_ROWS * dimension);
  lists.forEach((templates, i) => {
    const row = rows.subarray(i * dimension, (i + 1) * dimension);
    for (const template of templates)
      for (let k = 0; k < dimension; k++) row[k]! += template[k]! / templates.length;
  });
  return rows;
}

const block = (rows: Float32Array, top: number, dimension: number): Float32Array =>
  rows.subarray(top * dimension, (top + BLOCK_ROWS) * dimension);
