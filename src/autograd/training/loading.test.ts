import { afterEach, describe, expect, it } from 'vitest';
import type { ValueInfo } from '../../onnx/index.js';
import type { BatchSource } from './batches.js';
import { type LoadingOptions, openBatches } from './loading.js';
import { randomnessOf, shuffledOrder } from './order.js';
import type { SamplesData } from './samples.fixture.js';

const inputs: readonly ValueInfo[] = [
  { name: 'x', type: 'float32', dims: [4, 2] },
  { name: 'label', type: 'int64', dims: [4] },
];
const order = shuffledOrder({ items: 10, batchSize: 4, seed: 5 });

const opened: BatchSource[] = [];
afterEach(async () => {
  await Promise.all(opened.splice(0).map((source) => source.close()));
});

function open(options: Partial<LoadingOptions> & { at?: SamplesData['at'] } = {}) {
  const loaded = new SharedArrayBuffer(4);
  const { at, ...rest } = options;
  const data: SamplesData = { loaded, ...(at && { at }) };
  const samples = new URL('./samples.fixture.ts', import.meta.url);
  const source = openBatches({ order, inputs, samples, data, ...rest });
  opened.push(source);
  return { source, loaded: () => Atomics.load(new Int32Array(loaded), 0) };
}

describe('openBatches', () => {
  it('gives each step its samples in their order, with the randomness of their draw', async () => {
    const { source } = open();
    for (const step of [0, 1, 2, 3, 40]) {
      const draws = order.draws(step);
      expect(await source.batch(step)).toEqual({
        x: {
          type: 'float32',
          dims: [4, 2],
          data: Float32Array.from(draws.flatMap((draw) => [draw.index, randomnessOf(5, draw)()])),
        },
        label: { type: 'int64', dims: [4], data: BigInt64Array.from(draws, ({ index }) => BigInt(index)) },
      });
    }
  });

  it('gives the same batches with any number of threads, from any step on', async () => {
    const one = open({ threads: 1 }).source;
    const three = open({ threads: 3, ahead: 5 }).source;
    for (const step of [6, 7, 8, 9, 2, 3]) expect(await three.batch(step)).toEqual(await one.batch(step));
  });

  it('loads as many batches ahead as it was told, and no more', async () => {
    const { source, loaded } = open({ ahead: 3 });
    await source.batch(0);
    // The batch after those ahead is asked for with the next step only.
    while (loaded() < 4 * 4) await new Promise((resolve) => setTimeout(resolve, 5));
    await new Promise((resolve) => setTimeout(resolve, 50));
    expect(loaded()).toBe(4 * 4);
  });

  const stepOf = (wanted: number) =>
    [0, 1, 2].find((step) => order.draws(step).some(({ index }) => index === wanted))!;

  it.each([
    ['throw', 'dataset_invalid', 'sample 3: no such picture'],
    ['refuse', 'image_corrupt', 'sample 3: the picture is damaged'],
    ['give too much', 'dataset_invalid', 'sample 3: 3 numbers for the input x, which takes 2: [2]'],
  ] as const)('names the sample where one is at fault: %s', async (what, code, message) => {
    const { source } = open({ at: { index: 3, what } });
    const step = stepOf(3);
    for (let before = 0; before < step; before++) await source.batch(before);
    await expect(source.batch(step)).rejects.toMatchObject({ code, message });
  });

  it('does not wait for a thread that has ended', async () => {
    const { source } = open({ at: { index: 3, what: 'exit' } });
    await expect(source.batch(stepOf(3))).rejects.toMatchObject({
      message: expect.stringContaining('code 3'),
    });
    await expect(source.batch(9)).rejects.toMatchObject({ code: 'internal' });
  });

  it.each([
    ['no such file', './nowhere.ts'],
    ['a module without openSamples', './count.ts'],
  ])('says so where the module cannot load samples: %s', async (_, path) => {
    const { source } = open({ samples: new URL(path, import.meta.url) });
    await expect(source.batch(0)).rejects.toMatchObject({
      code: 'dataset_invalid',
      message: expect.stringContaining(path.slice(2)),
    });
  });

  it('is closed at once, whatever is being loaded', async () => {
    const { source } = open({ threads: 2 });
    source.batch(0).catch(() => undefined);
    await source.close();
    await expect(source.batch(1)).rejects.toMatchObject({ code: 'closed' });
  });

  it.each([{ threads: 0 }, { ahead: 0 }])('refuses %j', (wrong) => {
    expect(() => openBatches({ order, inputs, samples: new URL('file:///x.js'), ...wrong })).toThrow(
      expect.objectContaining({ code: 'option_invalid' }),
    );
  });
});
