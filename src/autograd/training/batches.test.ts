import { describe, expect, it } from 'vitest';
import type { ValueInfo } from '../../onnx/index.js';
import { batchesOf, openBatch } from './batches.js';
import { shuffledOrder } from './order.js';

describe('batchesOf', () => {
  const x = { type: 'float32', dims: [5, 2], data: Float32Array.from({ length: 10 }, (_, i) => i) } as const;
  const label = { type: 'int64', dims: [5], data: BigInt64Array.from([0n, 1n, 2n, 3n, 4n]) } as const;

  it('gathers the rows of the step, the same ones of every tensor', async () => {
    const source = batchesOf({ x, label }, (items) => shuffledOrder({ items, batchSize: 3, seed: 4 }));
    for (const step of [0, 1, 7]) {
      const rows = source.order.draws(step).map(({ index }) => index);
      const batch = await source.batch(step);
      expect(batch.label).toEqual({ type: 'int64', dims: [3], data: BigInt64Array.from(rows.map(BigInt)) });
      expect(batch.x!.dims).toEqual([3, 2]);
      expect([...(batch.x!.data as Float32Array)]).toEqual(rows.flatMap((row) => [2 * row, 2 * row + 1]));
    }
  });

  it('refuses tensors that do not have equally many rows', () => {
    const short = { ...label, dims: [4], data: label.data.slice(0, 4) };
    expect(() => batchesOf({ x, short }, (items) => shuffledOrder({ items, batchSize: 1, seed: 0 }))).toThrow(
      'x [5, 2], short [4]',
    );
  });
});

describe('openBatch', () => {
  const inputs: readonly ValueInfo[] = [
    { name: 'x', type: 'float32', dims: ['N', 2] },
    { name: 'label', type: 'int64', dims: ['N'] },
    { name: 'seen', type: 'bool', dims: ['N'] },
  ];

  it('takes single numbers, lists and typed arrays, and makes what the inputs want of them', () => {
    const { batch, place } = openBatch(inputs, 2);
    place(0, { x: [0.5, 1], label: 3, seen: 1 });
    place(1, { x: Float32Array.of(2, 4), label: BigInt64Array.of(9n), seen: Uint8Array.of(0) });
    expect(batch).toEqual({
      x: { type: 'float32', dims: [2, 2], data: Float32Array.of(0.5, 1, 2, 4) },
      label: { type: 'int64', dims: [2], data: BigInt64Array.of(3n, 9n) },
      seen: { type: 'bool', dims: [2], data: Uint8Array.of(1, 0) },
    });
  });

  it('names the input and both sizes where a sample does not fit', () => {
    const { place } = openBatch(inputs, 1);
    expect(() => place(0, { x: [1, 2, 3], label: 0, seen: 0 })).toThrow(
      '3 numbers for the input x, which takes 2: [2]',
    );
    expect(() => place(0, { x: [1, 2], seen: 0 })).toThrow('nothing for the input label');
  });

  it('refuses an input whose samples have no known size', () => {
    expect(() => openBatch([{ name: 'x', type: 'float32', dims: ['N', 'T'] }], 1)).toThrow('x [N, T]');
  });
});
