// Where the loop gets its batches from, and the simplest such place: tensors in memory.

import { LikenessError } from '../../errors.js';
import type { Tensor, ValueInfo } from '../../onnx/index.js';
import type { Batch } from '../step.js';
import type { SampleOrder } from './order.js';

export interface BatchSource {
  readonly order: SampleOrder;
  /**
   * The batch of a step, from 0: always the same one. Cheapest where steps are asked for in order.
   * @throws what stood in the way of a sample, naming it
   */
  batch(step: number): Promise<Batch>;
  close(): Promise<void>;
}

/**
 * Batches of tensors in memory, such as templates: rows are gathered, nothing is computed.
 *
 * @param tensors by the input that they fill; the first dimension counts samples, as many in each
 * @throws `option_invalid` where they do not have equally many
 */
export function batchesOf(
  tensors: Readonly<Record<string, Tensor>>,
  order: (items: number) => SampleOrder,
): BatchSource {
  const entries = Object.entries(tensors);
  const counts = new Set(entries.map(([, { dims }]) => dims[0]));
  const [items] = counts;
  if (counts.size !== 1 || items === undefined)
    throw new LikenessError(
      'option_invalid',
      `tensors must have equally many rows: ${entries.map(([name, { dims }]) => `${name} [${dims.join(', ')}]`).join(', ')}`,
    );
  const ordered = order(items);
  return {
    order: ordered,
    async batch(step) {
      const rows = ordered.draws(step).map(({ index }) => index);
      return Object.fromEntries(entries.map(([name, tensor]) => [name, gather(tensor, rows)]));
    },
    close: async () => undefined,
  };
}

/** What a sample gives for one input: all its numbers in C order, or a single one. */
export type SampleValue = number | bigint | ArrayLike<number> | BigInt64Array;

/** A sample: a value for each input of the step. */
export type Sample = Readonly<Record<string, SampleValue>>;

/** A batch that samples are being put into. */
export interface OpenBatch {
  readonly batch: Batch;
  /** @throws `option_invalid` naming the input and both sizes where the sample does not fit */
  place(row: number, sample: Sample): void;
}

/** A batch of so many samples that fits the inputs, all zeros. */
export function openBatch(inputs: readonly ValueInfo[], rows: number): OpenBatch {
  const places = inputs.map((input) => {
    const size = sampleSize(input);
    return { input, size, data: new ARRAYS[input.type](rows * size) };
  });
  return {
    batch: Object.fromEntries(
      places.map(({ input: { name, type, dims }, data }) => [
        name,
        { type, dims: [rows, ...dims.slice(1)], data } as Tensor,
      ]),
    ),
    place: (row, sample) => {
      for (const { input, size, data } of places) set(input, size, data, row, sample[input.name]);
    },
  };
}

const ARRAYS = {
  float32: Float32Array,
  float64: Float64Array,
  float16: Uint16Array,
  int32: Int32Array,
  int64: BigInt64Array,
  int8: Int8Array,
  uint8: Uint8Array,
  bool: Uint8Array,
} as const;

function sampleSize({ name, dims }: ValueInfo): number {
  const size = dims.slice(1).reduce<number>((product, dim) => product * Number(dim), 1);
  if (dims.length === 0 || !Number.isSafeInteger(size))
    throw new LikenessError(
      'option_invalid',
      `input ${name} [${dims.join(', ')}] has no first dimension that counts samples, or others unknown`,
    );
  return size;
}

function set(
  { name, dims }: ValueInfo,
  size: number,
  data: Tensor['data'],
  row: number,
  value: SampleValue | undefined,
): void {
  if (value === undefined) throw new LikenessError('option_invalid', `nothing for the input ${name}`);
  const values = typeof value === 'number' || typeof value === 'bigint' ? [value] : value;
  if (values.length !== size)
    throw new LikenessError(
      'option_invalid',
      `${values.length} numbers for the input ${name}, which takes ${size}: [${dims.slice(1).join(', ')}]`,
    );
  if (data instanceof BigInt64Array)
    for (let i = 0; i < size; i++) data[row * size + i] = BigInt(values[i] as number | bigint);
  else data.set(values as ArrayLike<number>, row * size);
}

function gather(tensor: Tensor, rows: readonly number[]): Tensor {
  const size = tensor.data.length / tensor.dims[0]!;
  const data = new ARRAYS[tensor.type](rows.length * size);
  rows.forEach((row, i) => {
    data.set(tensor.data.subarray(row * size, (row + 1) * size) as never, i * size);
  });
  return { type: tensor.type, dims: [rows.length, ...tensor.dims.slice(1)], data } as Tensor;
}
