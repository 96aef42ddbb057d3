import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { balancedOrder, randomnessOf, type SampleOrder, shuffledOrder } from './order.js';

const drawsOf = (order: SampleOrder, steps: number) =>
  Array.from({ length: steps }, (_, step) => order.draws(step));

describe('shuffledOrder', () => {
  const sizes = { items: fc.integer({ min: 1, max: 40 }), batchSize: fc.integer({ min: 1, max: 60 }) };
  const settings = fc.record({ ...sizes, seed: fc.nat() });

  it('draws every sample once an epoch, whatever the batch size', () => {
    fc.assert(
      fc.property(settings, (options) => {
        const { items } = options;
        const order = shuffledOrder(options);
        const draws = drawsOf(order, order.stepsIn(3)).flat();
        for (const epoch of [0, 1, 2]) {
          const own = draws.slice(epoch * items, (epoch + 1) * items);
          expect(new Set(own.map(({ index }) => index)).size).toBe(items);
          expect(own.every(({ round }) => round === epoch)).toBe(true);
        }
      }),
    );
  });

  it('is a function of seed and step, in whatever order steps are asked for', () => {
    fc.assert(
      fc.property(settings, fc.array(fc.nat(100), { minLength: 1 }), (options, steps) => {
        const order = shuffledOrder(options);
        for (const step of steps) expect(order.draws(step)).toEqual(shuffledOrder(options).draws(step));
      }),
    );
  });

  it('orders each epoch and each seed anew', () => {
    const indices = (seed: number, step: number) =>
      shuffledOrder({ items: 50, batchSize: 50, seed })
        .draws(step)
        .map(({ index }) => index);
    expect(indices(1, 0)).not.toEqual(indices(1, 1));
    expect(indices(1, 0)).not.toEqual(indices(2, 0));
  });

  it('says when epochs are over', () => {
    const order = shuffledOrder({ items: 10, batchSize: 4, seed: 0 });
    expect([0, 1, 2, 3].map((epochs) => order.stepsIn(epochs))).toEqual([0, 3, 5, 8]);
    expect([0, 2, 3, 4, 5].map((steps) => order.epochsAfter(steps))).toEqual([0, 0, 1, 1, 2]);
  });

  it.each([{ items: 0 }, { items: 1.5 }, { batchSize: 0 }, { batchSize: Number.NaN }])(
    'refuses %j',
    (wrong) => {
      expect(() => shuffledOrder({ items: 10, batchSize: 2, seed: 0, ...wrong })).toThrow(
        expect.objectContaining({ code: 'option_invalid' }),
      );
    },
  );
});

describe('balancedOrder', () => {
  const classes = [7, 7, 7, 7, 7, 3, 3, 3, 5, 9, 9];
  const order = balancedOrder({ classes, perClass: 3, batchSize: 9, seed: 11 });

  it('fills each batch with different classes, so many samples of each', () => {
    for (const draws of drawsOf(order, 50)) {
      const tally = new Map<number, number>();
      for (const { index } of draws) tally.set(classes[index]!, (tally.get(classes[index]!) ?? 0) + 1);
      expect([...tally.values()]).toEqual([3, 3, 3]);
    }
  });

  it('draws classes equally often, and the samples of a class too', () => {
    const counts = new Array(classes.length).fill(0);
    for (const { index } of drawsOf(order, 4000).flat()) counts[index]++;
    const ofClass = (wanted: number) =>
      counts.reduce((sum, n, i) => sum + (classes[i] === wanted ? n : 0), 0) / (4000 * 9);
    for (const wanted of [3, 5, 7, 9]) expect(ofClass(wanted)).toBeCloseTo(1 / 4, 1);
    expect(Math.min(...counts.slice(0, 5)) / Math.max(...counts.slice(0, 5))).toBeGreaterThan(0.9);
  });

  it('never repeats a sample of a class within the same round', () => {
    const drawn = drawsOf(order, 300)
      .flat()
      .map(({ index, round }) => `${index} ${round}`);
    expect(new Set(drawn).size).toBe(drawn.length);
  });

  it('refuses a batch that cannot be balanced', () => {
    const refused = expect.objectContaining({ code: 'option_invalid' });
    expect(() => balancedOrder({ classes, perClass: 3, batchSize: 10, seed: 0 })).toThrow(refused);
    expect(() => balancedOrder({ classes, perClass: 2, batchSize: 10, seed: 0 })).toThrow(refused);
  });
});

it('gives a draw randomness of its own, by seed, sample and round', () => {
  const first = (seed: number, index: number, round: number) => randomnessOf(seed, { index, round })();
  expect(first(1, 2, 3)).toBe(first(1, 2, 3));
  expect(new Set([first(1, 2, 3), first(2, 2, 3), first(1, 3, 3), first(1, 2, 4)]).size).toBe(4);
});
