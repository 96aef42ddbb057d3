// Normal numbers by the million, for noise: from a table, since drawing them anew takes longer than all else together.

import { normal, type Random, randomStream } from '../../../autograd/index.js';
import { createRandom } from '../../../trials/index.js';

/** As many as 16 bits tell apart; none lies further out than 4.5. */
const NORMALS = Float32Array.from({ length: 1 << 16 }, normal(randomStream(1, 'normal numbers')));

/** Standard normal numbers, to about half a per cent of mean and variance. */
export function manyNormals(random: Random): () => number {
  const bits = createRandom(Math.floor(random() * 2 ** 32));
  return () => NORMALS[bits.uint32() >>> 16];
}
