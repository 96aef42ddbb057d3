import { describe, expect, test } from 'vitest';
import { randomStream } from '../../../autograd/index.js';
import { rastered } from '../raster.js';
import { atResolution } from '../resolution.js';
import { meanLight, specimenOf, varianceOfLight } from '../specimen.fixture.js';
import { engraving } from './engraving.js';
import { halftone } from './halftone.js';
import { inkSpread } from './inkSpread.js';
import { resample } from './resample.js';
import { stochasticScreen } from './stochasticScreen.js';

const chance = () => randomStream(1, 'test');
const patch = (level: number | [number, number, number], pixelsPerMm = 16) =>
  specimenOf(160, 160, () => level, pixelsPerMm);

/** Greys, and skin. */
const TONES = [40, 90, 128, 188, 230, [203, 166, 143]] as (number | [number, number, number])[];

describe.each([
  ['halftone', halftone, { frequency: 150 }],
  ['stochasticScreen', stochasticScreen, { droplets: 1200 }],
  ['stochasticScreen of droplets larger than a pixel', stochasticScreen, { droplets: 300 }],
] as const)('%s', (_, effect, parameters) => {
  test.each(TONES)('prints %j in dots that have its reflectance from afar', async (tone) => {
    const before = patch(tone);
    const after = await effect.apply(before, parameters as never, chance());
    for (const channel of [0, 1, 2] as const)
      expect(Math.abs(meanLight(after, channel) - meanLight(before, channel))).toBeLessThan(0.02);
    // And dots there are.
    expect(varianceOfLight(after)).toBeGreaterThan(1e-5);
  });

  test('leaves paper white', async () => {
    expect(meanLight(await effect.apply(patch(255), parameters as never, chance()))).toBe(1);
  });
});

test('a halftone repeats at its frequency: 8 cells of 150 lines an inch are 1.355 mm', async () => {
  // Yellow lies at 0°, and blue light sees it.
  const ppmm = 48;
  const { data, width } = await halftone.apply(
    specimenOf(260, 48, () => [250, 235, 120], ppmm),
    { frequency: 150 },
    chance(),
  );
  const columns = Array.from({ length: width }, (_, x) => {
    let sum = 0;
    for (let y = 0; y < 48; y++) sum += data[3 * (y * width + x) + 2];
    return sum / 48;
  });
  const mean = columns.reduce((a, b) => a + b) / width;
  const power = (cyclesPerMm: number) => {
    let [re, im] = [0, 0];
    columns.forEach((v, x) => {
      re += (v - mean) * Math.cos((2 * Math.PI * cyclesPerMm * x) / ppmm);
      im += (v - mean) * Math.sin((2 * Math.PI * cyclesPerMm * x) / ppmm);
    });
    return re * re + im * im;
  };
  const frequencies = Array.from({ length: 80 }, (_, i) => 2 + i * 0.1);
  const strongest = frequencies.reduce((best, f) => (power(f) > power(best) ? f : best));
  expect(strongest).toBeCloseTo(150 / 25.4, 0);
});

describe('inkSpread', () => {
  test('leaves paper and solid ink as they are', () => {
    for (const level of [0, 255])
      expect(inkSpread.apply(patch(level), { spread: 10, scatter: 50 }, chance())).toMatchObject({
        data: patch(level).data,
      });
  });

  test('darkens a screened tone: a dot of one half gains 5–25 % (tone value increase of ISO 12647-2)', async () => {
    const half = await halftone.apply(patch(188), { frequency: 150 }, chance());
    const wet = await inkSpread.apply(half, { spread: 5, scatter: 40 }, chance());
    // Murray & Davies: the share of solid ink that would look as dark.
    const share = (light: number) => (1 - light) / (1 - 0.02);
    const gain = share(meanLight(wet)) - share(meanLight(half));
    expect(gain).toBeGreaterThan(0.05);
    expect(gain).toBeLessThan(0.25);
  });

  test('gains more the further light wanders, as Yule and Nielsen say', async () => {
    const half = await halftone.apply(patch(188), { frequency: 150 }, chance());
    const wet = await Promise.all(
      [10, 30, 90].map((scatter) => inkSpread.apply(half, { spread: 0, scatter }, chance())),
    );
    const light = wet.map((specimen) => meanLight(specimen));
    expect(light[0]).toBeGreaterThan(light[1]!);
    expect(light[1]).toBeGreaterThan(light[2]!);
    // At most: light that enters anywhere passes ink that transmits √ρ on the way in, and again on the way out.
    const root = (0.5 + 0.5 * Math.sqrt(0.02)) ** 2;
    expect(light[2]).toBeGreaterThan(root - 0.05);
  });

  test('is what the raster makes up for: printed and spread, a tone is about as light as it was meant', async () => {
    for (const level of [128, 188, 220]) {
      const meant = patch(level);
      const printed = await stochasticScreen.apply(rastered(meant, 0.07), { droplets: 1200 }, chance());
      const seen = await inkSpread.apply(printed, { spread: 3, scatter: 40 }, chance());
      expect(Math.abs(meanLight(seen) - meanLight(meant))).toBeLessThan(0.02);
    }
  });
});

describe('engraving', () => {
  const parameters = { resolution: 500, unevenness: 5, black: 8 };

  test('knows no colours, and no black darker than it is', async () => {
    const { data } = await engraving.apply(patch([0, 0, 0]), { ...parameters, unevenness: 0 }, chance());
    expect(meanLight({ ...patch(0), data }, 0)).toBeCloseTo(0.08, 2);
    const red = await engraving.apply(patch([200, 40, 40]), parameters, chance());
    expect(meanLight(red, 0) / meanLight(red, 1)).toBeCloseTo(1 / 0.985, 1);
  });

  test('scatters more in the dark', async () => {
    const [dark, light] = await Promise.all(
      [60, 230].map(async (level) => {
        const engraved = await engraving.apply(patch(level), parameters, chance());
        return Math.sqrt(varianceOfLight(engraved)) / meanLight(engraved);
      }),
    );
    expect(dark).toBeGreaterThan(2 * light!);
  });
});

test('resample takes away what is finer than its points, and keeps the size', () => {
  const fine = specimenOf(120, 120, (x) => (x % 4 < 2 ? 0 : 255), 300 / 25.4);
  const coarse = resample.apply(fine, { resolution: 50 }, chance()) as typeof fine;
  expect([coarse.width, coarse.height]).toEqual([120, 120]);
  expect(varianceOfLight(coarse)).toBeLessThan(0.05 * varianceOfLight(fine));
  expect(resample.apply(fine, { resolution: 300 }, chance())).toBe(fine);
});

test('at another resolution the eyes stay where they are on the page', () => {
  const { eyes, pixelsPerMm } = atResolution(patch(128, 16), 4);
  expect([eyes.x / pixelsPerMm, eyes.y / pixelsPerMm]).toEqual([5, 5]);
});
