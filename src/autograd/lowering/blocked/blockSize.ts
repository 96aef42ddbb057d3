// How many channels a block has on this processor: 16 with AVX-512, 8 with AVX2 and NEON, 1 where ONNX Runtime has
// no blocked kernels.

import { encodeModel, GraphBuilder, openSession } from '../../../onnx/index.js';
import { NCHWC } from './primitives.js';

/** Most channels in a block that ONNX Runtime has kernels for. */
const MOST = 32;

let known: Promise<number> | undefined;

/** Found out once, by reordering a ramp of channels and looking where the second pixel lies. */
export function blockSize(): Promise<number> {
  known ??= probe();
  return known;
}

async function probe(): Promise<number> {
  const graph = new GraphBuilder('block size');
  const x = graph.input('x', [1, MOST, 1, 2]);
  graph.output('y', graph.add('ReorderInput', [x], { channels_last: 0 }, NCHWC));
  try {
    const session = await openSession(encodeModel(graph.build()), { alone: true });
    const ramp = Float32Array.from({ length: 2 * MOST }, (_, i) => i);
    const { y } = await session.run({ x: { data: ramp, dims: [1, MOST, 1, 2] } });
    await session.close();
    // Element 1 is the second pixel of channel 0: behind all channels of the first block.
    const at = y!.data.indexOf(1);
    return at === 8 || at === 16 ? at : 1;
  } catch {
    // No such operator for this processor.
    return 1;
  }
}
