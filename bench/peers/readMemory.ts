// A thread that reads memory as fast as vectors of 128 bits do, and does no more than sum what it reads: the limit that
// memory sets to whatever has to look at all of it.

import { parentPort, workerData } from 'node:worker_threads';
import {
  advance,
  assemble,
  get,
  less,
  repeat,
  set,
  v128,
} from '../../src/service/search/kernels/assembler.js';
import { bindLoop, compileLoop, type SharedMemory } from '../../src/service/search/kernels/index.js';

const sums = [2, 3, 4, 5, 6, 7, 8, 9];
const loop = assemble({
  parameters: 2,
  integers: 0,
  vectors: sums.length,
  returns: true,
  body: [
    ...repeat(
      [
        ...sums.flatMap((sum, k) => set(sum, v128.i32Add(get(sum), v128.load(get(0), 16 * k)))),
        ...advance(0, 16 * sums.length),
      ],
      less(get(0), get(1)),
    ),
    // Unless what was summed is looked at, it need not be summed.
    ...v128.anyTrue(sums.map((sum) => get(sum)).reduce((a, b) => v128.i32Add(a, b))),
  ],
});
const read = bindLoop(compileLoop(loop), (workerData as { memory: SharedMemory }).memory);
parentPort!.on('message', ({ from, to }: { from: number; to: number }) => {
  parentPort!.postMessage(read(from, to));
});
