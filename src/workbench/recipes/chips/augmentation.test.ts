import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import type { Picture } from '../../../image/index.js';
import { patternOf } from '../training/context.fixture.js';
import { augmented, softened, UNCHANGED } from './augmentation.js';

const SIZE = 32;
const chip: Picture = { width: SIZE, height: SIZE, data: patternOf('Ann', 'Ann/1', SIZE) };

/** A chip that is dark but for a bright square of four pixels about its centre. */
const spot = (size: number): Picture => ({
  width: size,
  height: size,
  data: Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size)];
    return Math.abs(x + 0.5 - size / 2) < 2 && Math.abs(y + 0.5 - size / 2) < 2 ? 250 : 10;
  }),
});

/** Centre of what is bright, from the centre of the picture, in pixels. */
function offCentre({ width, data }: Picture): number {
  let [sum, x, y] = [0, 0, 0];
  for (let i = 0; i < data.length; i += 3) {
    const weight = data[i]! - 10;
    sum += weight;
    x += weight * (((i / 3) % width) + 0.5 - width / 2);
    y += weight * (Math.floor(i / 3 / width) + 0.5 - width / 2);
  }
  return Math.hypot(x / sum, y / sum);
}

describe('augmentation', () => {
  test('leaves a chip as it is to the last bit where nothing is asked for', () => {
    const { picture, light } = augmented(chip, SIZE, UNCHANGED, randomStream(1, 'a'));
    expect([picture.data, light]).toEqual([chip.data, 1]);
  });

  test('turns and scales about the centre, also where the network sees a smaller picture', () => {
    for (const size of [SIZE, 20])
      for (let i = 0; i < 20; i++) {
        const change = { ...UNCHANGED, turn: 1, zoom: 0.3 };
        const { picture } = augmented(spot(SIZE), size, change, randomStream(i, 'b'));
        expect(picture.width).toBe(size);
        expect(offCentre(picture)).toBeLessThan(0.2);
      }
  });

  test('shifts by no more than it was told, and in all directions', () => {
    const offsets = Array.from({ length: 60 }, (_, i) =>
      offCentre(augmented(spot(SIZE), SIZE, { ...UNCHANGED, shift: 0.1 }, randomStream(i, 'c')).picture),
    );
    expect(Math.max(...offsets)).toBeLessThan(0.1 * SIZE * Math.SQRT2 + 0.2);
    expect(Math.max(...offsets)).toBeGreaterThan(0.08 * SIZE);
  });

  test('mirrors and softens the share that it was told, and one setting leaves the others’ chance alone', () => {
    const change = { ...UNCHANGED, mirrored: 0.3, soft: { share: 0.6, from: 8, to: 12 } };
    const times = 400;
    let [soft, same] = [0, 0];
    for (let i = 0; i < times; i++) {
      const softOnly = augmented(chip, SIZE, { ...change, mirrored: 0 }, randomStream(i, 'd')).picture;
      if (!softOnly.data.every((value, k) => value === chip.data[k])) soft++;
      const both = augmented(chip, SIZE, change, randomStream(i, 'd')).picture;
      if (both.data.every((value, k) => value === softOnly.data[k])) same++;
    }
    // Three standard deviations of 400 draws.
    expect(Math.abs(soft / times - 0.6)).toBeLessThan(0.075);
    expect(Math.abs(same / times - 0.7)).toBeLessThan(0.07);
  });

  test('made small and large again, a face loses its detail and keeps its light', () => {
    const small = softened(chip, 8);
    const mean = (data: Uint8Array) => data.reduce((a, b) => a + b, 0) / data.length;
    const detail = ({ data }: Picture) =>
      data.reduce((sum, value, i) => (i < 3 ? 0 : sum + Math.abs(value - data[i - 3]!)), 0);
    expect(Math.abs(mean(small.data) - mean(chip.data))).toBeLessThan(2);
    expect(detail(small)).toBeLessThan(0.8 * detail(chip));
  });
});
