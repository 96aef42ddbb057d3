// Templates on a circle: the score of two is the cosine of the angle between them, and so every count is known.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import type { Calibration } from '../../face/index.js';
import type { PicturePair } from '../scoring/index.js';
import { describeImpostors, divideByKind, type ImpostorPairs } from './impostors.js';
import { openProtocol } from './protocol.js';
import type { ReportedPoint } from './report.js';
import { impostorsSection, type ThresholdSources } from './sections/impostors.js';
import type { DatasetRows, ListedPair } from './trialSet.js';

const SUBJECTS = 60;

/** A picture a subject, one degree apart. */
const rows: DatasetRows = {
  dimension: 2,
  templates: Float32Array.from({ length: 2 * SUBJECTS }, (_, k) => {
    const angle = (Math.PI / 180) * Math.floor(k / 2);
    return k % 2 ? Math.sin(angle) : Math.cos(angle);
  }),
  subjects: Int32Array.from({ length: SUBJECTS }, (_, k) => k),
  pictures: Int32Array.from({ length: SUBJECTS }, (_, k) => k),
};

/** Everybody against who stands so many degrees further. */
const apart = (degrees: number): ListedPair[] =>
  Array.from({ length: SUBJECTS - degrees }, (_, left) => ({ mated: false, left, right: left + degrees }));

const rate = { rate: 0, lower: 0, upper: 0, errors: 0, trials: 0, method: '' };
const point = (target: number, threshold: number): ReportedPoint => ({
  ...{ kind: 'point', target, threshold, fmr: rate, fnmr: rate, frr: 0, far: 0 },
});

const RANDOM: ImpostorPairs = { kind: 'random', pairs: [...apart(20), ...apart(10), ...apart(3)] };
const HARD: ImpostorPairs = { kind: 'look-alike', pairs: [...apart(1), ...apart(2), ...apart(15)] };
/** Cosine of 4.5 degrees. */
const WITHIN_4 = Math.cos((4.5 * Math.PI) / 180);

describe('the FMR of each kind of impostors', () => {
  const sources: ThresholdSources = {
    points: [point(0.4, WITHIN_4), { kind: 'refused', target: 1e-3, reason: 'too few' }],
    calibration: undefined,
    adjustments: undefined,
  };

  test('is counted at the thresholds of the random ones, with an interval over subjects', () => {
    const found = impostorsSection([RANDOM, HARD], rows, sources, { replicates: 200, seed: 1 });
    if (found.kind !== 'kinds') throw new Error(found.reason);
    expect(found.thresholds).toBe('random');
    const [random, hard] = found.kinds;
    expect(random).toMatchObject({ comparisons: 40 + 50 + 57, lost: 0, subjects: 60 });
    expect(random!.points[0]).toMatchObject({ kind: 'rate', errors: 57, trials: 147, rate: 57 / 147 });
    expect(hard!.points[0]).toMatchObject({ threshold: WITHIN_4, errors: 59 + 58, trials: 59 + 58 + 45 });
    for (const { points } of found.kinds) {
      const [shown, refused] = points;
      if (shown?.kind !== 'rate') throw new Error('the point was refused');
      expect(shown.lower).toBeLessThan(shown.rate);
      expect(shown.upper).toBeGreaterThan(shown.rate);
      expect(refused).toEqual({ kind: 'refused', target: 1e-3, reason: 'too few' });
    }
  });

  test('counts what failures to acquire prevented, and is refused where that is all', () => {
    const some: DatasetRows = {
      dimension: 2,
      templates: rows.templates.slice(0, 20),
      subjects: rows.subjects.slice(0, 10),
      pictures: rows.pictures.slice(0, 10),
    };
    const found = impostorsSection([RANDOM, HARD, { kind: 'age', pairs: apart(30) }], some, sources, {
      replicates: 200,
    });
    if (found.kind !== 'kinds') throw new Error(found.reason);
    expect(found.kinds.map(({ comparisons, lost }) => [comparisons, lost])).toEqual([
      [7, 140],
      [9 + 8, 162 - 17],
      [0, 30],
    ]);
    expect(found.kinds[2]!.points[0]).toEqual({
      kind: 'refused',
      target: 0.4,
      reason: 'failures to acquire prevented every such comparison',
    });
  });

  test('is counted at the thresholds of the calibration where none is drawn at random', () => {
    const calibration = {
      thresholds: [{ fmr: 0.01, threshold: WITHIN_4 + 0.25 }],
    } as unknown as Calibration;
    const quarter = Float32Array.from({ length: SUBJECTS }, () => 0.125);
    const adjustments = { reference: quarter, probe: quarter };
    const found = impostorsSection(
      [HARD],
      rows,
      { ...sources, calibration, adjustments },
      { replicates: 200 },
    );
    if (found.kind !== 'kinds') throw new Error(found.reason);
    expect(found.thresholds).toBe('calibration');
    expect(found.kinds[0]!.points).toMatchObject([{ target: 0.01, errors: 117, trials: 162 }]);
    expect(impostorsSection([HARD], rows, sources, {})).toMatchObject({
      kind: 'refused',
      reason: expect.stringContaining('no calibration'),
    });
  });
});

describe('a list', () => {
  const said = (...lines: [mated: boolean, kind?: string][]): PicturePair[] =>
    lines.map(([mated, kind], i) => ({ mated, reference: `${i}`, probe: 'x', ...(kind ? { kind } : {}) }));
  const listed = (pairs: readonly PicturePair[]): ListedPair[] =>
    pairs.map(({ mated }, i) => ({ mated, left: i, right: 99 }));
  const divided = (pairs: readonly PicturePair[]) => divideByKind(pairs, listed(pairs));

  test('with random and hard impostors takes its error rates from mated and random ones alone', () => {
    const pairs = said([true, 'mated'], [false, 'look-alike'], [false, 'random'], [false, 'age'], [true]);
    const { pairs: rated, impostors } = divided(pairs);
    expect(rated.map(({ left }) => left)).toEqual([0, 2, 4]);
    expect(impostors!.map((one) => [one.kind, one.pairs.map(({ left }) => left)])).toEqual([
      ['random', [2]],
      ['look-alike', [1]],
      ['age', [3]],
    ]);
    expect(describeImpostors(impostors)).toBe(
      ', of whose impostors those drawn at random set the thresholds; the others (1 look-alike, 1 age) are tried at these',
    );
  });

  test('with hard ones alone says that its rates are of no policy', () => {
    const { pairs: rated, impostors } = divided(said([true], [false, 'twins'], [false, 'twins']));
    expect(rated).toHaveLength(3);
    expect(impostors!.map(({ kind }) => kind)).toEqual(['twins']);
    expect(describeImpostors(impostors)).toContain('(twins): false match rates are of these alone');
  });

  test('that says nothing, or random of all, is as it was', () => {
    for (const pairs of [said([true], [false]), said([true, 'mated'], [false, 'random'])]) {
      expect(divided(pairs)).toEqual({ pairs: listed(pairs) });
      expect(describeImpostors(divided(pairs).impostors)).toBe('');
    }
  });

  test('is opened with its kinds', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'impostors-'));
    onTestFinished(() => rm(folder, { recursive: true }));
    const lines = ['1,A/1,A/2,mated', '0,A/1,B/1,random', '0,A/2,B/1,look-alike'];
    await writeFile(join(folder, 'pairs.csv'), `mated,reference,probe,kind\n${lines.join('\n')}\n`);
    const pictures = ['A/1', 'A/2', 'B/1'].map((image, i) => ({
      ...{ image, subject: image[0]!, file: image, sha256: `${i}` },
    }));
    const protocol = await openProtocol('pairs.csv', folder, pictures);
    if (!('pairs' in protocol)) throw new Error('no list');
    expect(protocol.pairs).toHaveLength(2);
    expect(protocol.impostors).toMatchObject([
      { kind: 'random' },
      { kind: 'look-alike', pairs: [{ left: 1 }] },
    ]);
    expect(protocol.description).toMatch(/^the 3 pairs of pairs\.csv, of whose impostors those drawn/);
  });
});
