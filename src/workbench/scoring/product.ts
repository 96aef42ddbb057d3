// One product of two blocks of templates, as an ONNX graph: the fastest matrix product that is at hand, on any CPU.

import { encodeModel, GraphBuilder, openSession } from '../../onnx/index.js';
import { BLOCK_ROWS } from './grid.js';

/** A product of blocks of BLOCK_ROWS rows, on one thread. */
export interface OpenProduct {
  /**
   * @param left BLOCK_ROWS × dimension, row after row
   * @param right BLOCK_ROWS × dimension, row after row
   * @returns BLOCK_ROWS × BLOCK_ROWS dot products, in single precision
   */
  multiply(left: Float32Array, right: Float32Array, dimension: number): Promise<Float32Array>;
  close(): Promise<void>;
}

export async function openProduct(): Promise<OpenProduct> {
  const graph = new GraphBuilder('scores');
  const left = graph.input('left', [BLOCK_ROWS, 'dimension']);
  const right = graph.input('right', [BLOCK_ROWS, 'dimension']);
  graph.output('scores', graph.add('Gemm', [left, right], { transB: 1 }), [BLOCK_ROWS, BLOCK_ROWS]);
  const session = await openSession(encodeModel(graph.build()), { threads: 1 });
  return {
    async multiply(leftRows, rightRows, dimension) {
      const dims = [BLOCK_ROWS, dimension];
      const { scores } = await session.run({
        left: { data: leftRows, dims },
        right: { data: rightRows, dims },
      });
      return scores!.data;
    },
    close: () => session.close(),
  };
}
