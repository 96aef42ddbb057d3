import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { randomStream } from '../../autograd/index.js';
import { type DecodedPicture, decode, resize } from '../../image/index.js';
import { type Degraded, degradePortrait } from './degradePortrait.js';
import { EFFECTS } from './effects.js';
import { asTaken, cropPortrait } from './portrait.js';
import { PROCESS_NAMES, PROCESSES, type ProcessStep } from './processes.js';
import { psnr } from './specimen.fixture.js';
import { parametersAt } from './specimen.js';

const demo = join(createRequire(import.meta.url).resolve('@vladmandic/face-api'), '../../demo');
const face = { landmarks: [92.2, 95, 107.9, 95.4, 95.1, 107.7, 93.9, 112.2, 108.8, 112.5] };
let photograph: DecodedPicture;
beforeAll(async () => {
  photograph = await decode(readFileSync(join(demo, 'sample1.jpg')), { maxSide: 400 });
});

const digest = (data: Uint8Array): string => createHash('sha256').update(data).digest('hex');

/** Every step, whichever way is taken. */
const allSteps = (steps: readonly ProcessStep[]): ProcessStep[] =>
  steps.flatMap((step) =>
    step.kind === 'choice' ? step.ways.flatMap((way) => allSteps(way.steps)) : [step],
  );

describe.each(PROCESS_NAMES)('%s', (process) => {
  const effectSteps = allSteps(PROCESSES[process].steps).filter((step) => step.kind === 'effect');
  let one: Degraded;
  beforeAll(async () => {
    one = await degradePortrait(photograph, face, process, 1);
  }, 60_000);

  test('has effects of the table, with a range for each of their quantities', () => {
    for (const { effect, ranges } of effectSteps) {
      expect(EFFECTS.get(effect.name)).toBe(effect);
      expect(Object.keys(ranges)).toEqual(Object.keys(effect.quantities));
    }
  });

  test('draws its parameters within the ranges', () => {
    expect(one.steps.length).toBeGreaterThan(1);
    for (const { effect: name, parameters } of one.steps)
      for (const [quantity, value] of Object.entries(parameters)) {
        const ranges = effectSteps.flatMap(({ effect, ranges }) =>
          effect.name === name ? [ranges[quantity]!] : [],
        );
        expect(ranges.some((range) => value >= Math.min(...range) && value <= Math.max(...range))).toBe(true);
      }
  });

  test('gives the same bytes for the same picture and seed, and others for another seed', async () => {
    const again = await degradePortrait(photograph, face, process, 1);
    expect(digest(again.bytes)).toBe(digest(one.bytes));
    expect(again.steps).toEqual(one.steps);
    const other = await degradePortrait(photograph, face, process, 2);
    expect(digest(other.bytes)).not.toBe(digest(one.bytes));
    expect(other.steps).not.toEqual(one.steps);
  }, 60_000);

  test('files what can be decoded to its pixels', async () => {
    const decoded = await decode(one.bytes);
    expect(decoded.source.format).toBe(one.extension === '.jpg' ? 'jpeg' : 'png');
    expect([decoded.width, decoded.height]).toEqual([one.picture.width, one.picture.height]);
    expect(digest(decoded.data)).toBe(digest(one.picture.data));
  });
});

/** Effects that move what is seen, print it in dots, or sharpen it: pixels say nothing of how bad that is. */
const NOT_BY_PIXELS = new Set([
  'perspective',
  'wideAngle',
  'moire',
  'halftone',
  'engraving',
  'cameraProcessing',
]);

describe.each([...EFFECTS.values()])('$name', (effect) => {
  test('says what it models, and in which units', () => {
    expect(effect.models.length).toBeGreaterThan(20);
    expect(effect.source.length).toBeGreaterThan(10);
    for (const { unit, meaning, mild, severe, scale } of Object.values(effect.quantities)) {
      expect(unit).not.toBe('');
      expect(meaning).not.toBe('');
      expect(mild).not.toBe(severe);
      if (scale === 'geometric') expect(mild * severe).toBeGreaterThan(0);
    }
  });

  test('gives the same twice, leaves what it is given as it is, and is worse the more severe it is', async () => {
    const specimen =
      effect.plane === 'face' ? asTaken(photograph, face) : cropPortrait(photograph, face, 0.75, 150 / 25.4);
    const given = digest(specimen.data);
    const at = (severity: number) =>
      effect.apply(specimen, parametersAt(effect, severity), randomStream(1, 'test'));
    const [mild, medium, again, severe] = [await at(0), await at(0.5), await at(0.5), await at(1)];
    expect(digest(again.data)).toBe(digest(medium.data));
    expect(digest(specimen.data)).toBe(given);
    const small = resize(specimen, 150, 150);
    const [a, b, c] = [mild, medium, severe].map((after) => psnr(small, resize(after, 150, 150)));
    if (NOT_BY_PIXELS.has(effect.name)) expect(new Set([a, b, c]).size).toBe(3);
    else expect([a! > b!, b! > c!]).toEqual([true, true]);
  }, 60_000);
});
