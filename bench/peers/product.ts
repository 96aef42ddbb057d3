// What the scoring engine is measured against: the matrix product alone, on all cores, in two ways.

import { once } from 'node:events';
import { availableParallelism } from 'node:os';
import { InferenceSession, Tensor } from 'onnxruntime-node';
import { encodeModel, GraphBuilder } from '../../src/onnx/index.js';
import { openThread } from '../../src/threads.js';
import { BLOCK_ROWS } from '../../src/workbench/scoring/grid.js';
import type { ProductJob } from './productWorker.js';

/** Each row against each later one, and all scores thrown away. */
export interface ProductAlone {
  run(templates: Float32Array, dimension: number): Promise<void>;
  close(): Promise<void>;
}

/** The engine's own blocks in one thread a core, their sessions open beforehand. */
export async function openThreadedProduct(): Promise<ProductAlone> {
  const workers = Array.from({ length: availableParallelism() }, () =>
    openThread(new URL('./productWorker.js', import.meta.url)),
  );
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  return {
    async run(templates, dimension) {
      const rows = templates.length / dimension;
      const shared = new SharedArrayBuffer(Math.ceil(rows / BLOCK_ROWS) * BLOCK_ROWS * dimension * 4);
      new Float32Array(shared).set(templates);
      const job: ProductJob = { rows, dimension, templates: shared, next: new SharedArrayBuffer(4) };
      const done = workers.map((worker) => once(worker, 'message'));
      for (const worker of workers) worker.postMessage(job);
      await Promise.all(done);
    },
    async close() {
      const exits = workers.map((worker) => once(worker, 'exit'));
      for (const worker of workers) worker.postMessage('end');
      await Promise.all(exits);
    },
  };
}

/** Rows in a panel; of 128 to 1,024, against blocks of 256 rows to all, the fastest. */
const PANEL_ROWS = 512;

/** ONNX Runtime's own threads, as it ships, called from the main one: panels of rows against all from there on. */
export async function openPooledProduct(): Promise<ProductAlone> {
  const graph = new GraphBuilder('scores');
  const left = graph.input('left', ['m', 'dimension']);
  const right = graph.input('right', ['n', 'dimension']);
  graph.output('scores', graph.add('Gemm', [left, right], { transB: 1 }), ['m', 'n']);
  const session = await InferenceSession.create(encodeModel(graph.build()), {
    executionProviders: ['cpu'],
    intraOpNumThreads: availableParallelism(),
  });
  return {
    async run(templates, dimension) {
      for (let start = 0; start < templates.length; start += PANEL_ROWS * dimension) {
        const panel = templates.subarray(start, start + PANEL_ROWS * dimension);
        const rest = templates.subarray(start);
        await session.run({
          left: new Tensor('float32', panel, [panel.length / dimension, dimension]),
          right: new Tensor('float32', rest, [rest.length / dimension, dimension]),
        });
      }
    },
    close: () => session.release(),
  };
}
