// The evidence behind the limits of src/workbench/splitting: how near the hashes of strangers come by chance, how near
// those of copies stay, and on which scale the scores of strangers are normal. Part of `npm run study:leaks`.

import { readFileSync } from 'node:fs';
import sharp, { type Sharp } from 'sharp';
import { decode, perceptualDistance, perceptualHash } from '../../src/image/index.js';
import * as trials from '../../src/trials/index.js';
import type { DatasetRecord } from '../../src/workbench/datasets/record.js';
import { ScoringEngine } from '../../src/workbench/scoring/index.js';
import { COPY_DISTANCE, closePairs } from '../../src/workbench/splitting/nearDuplicates.js';
import { dot } from '../../src/workbench/splitting/pictureCounts.js';
import type { Acquired } from '../../src/workbench/templates/templateCache.js';

const COPIED = 300;

export interface Embedded {
  readonly records: readonly DatasetRecord[];
  readonly acquired: readonly Acquired[];
}

/** What copies are made by; the last does several things at once. */
export const CHANGES: Readonly<Record<string, (file: Buffer) => Sharp>> = {
  'recompressed, quality 40': (file) => sharp(file).jpeg({ quality: 40 }),
  halved: (file) => sharp(file).resize(125).jpeg({ quality: 80 }),
  'brighter by 15 %': (file) => sharp(file).linear(1.15, 10).jpeg({ quality: 85 }),
  'darker (gamma 1.4)': (file) => sharp(file).gamma(1.4).jpeg({ quality: 85 }),
  grey: (file) => sharp(file).greyscale().jpeg(),
  'cropped by 2 % along one side': (file) => crop(file, 5, 0, 245, 250),
  'cropped by 2 % along each side': (file) => crop(file, 5, 5, 240, 240),
  'cropped by 1 to 2 %, brighter, smaller, recompressed': (file) =>
    crop(file, 5, 3, 242, 243).linear(1.1, 5).resize(200).jpeg({ quality: 60 }),
  'cropped by 5 % along each side (beyond the aim)': (file) => crop(file, 12, 12, 226, 226),
};
const crop = (file: Buffer, left: number, top: number, width: number, height: number): Sharp =>
  sharp(file).extract({ left, top, width, height }).jpeg({ quality: 85 });

/** How near hashes come by chance, and how near copies stay. */
export async function hashes({ records }: Embedded): Promise<string> {
  const close = closePairs(records, 14);
  const subjects = new Map<string, number>();
  for (const { subject } of records) subjects.set(subject, (subjects.get(subject) ?? 0) + 1);
  const mated = [...subjects.values()].reduce((sum, n) => sum + (n * (n - 1)) / 2, 0);
  const pairs = (records.length * (records.length - 1)) / 2 - mated;
  const isCopy = ({ a, b }: (typeof close)[number]) => KNOWN_COPIES.has(nameOf(records[a]!, records[b]!));
  const chance = [0, 2, 4, 6, 8, 10, 12, 14].map((limit) => {
    const within = close.filter((pair) => pair.hashDistance <= limit && !isCopy(pair)).length;
    return [
      `${limit}`,
      `${within}`,
      within === 0 ? `< ${(3 / pairs).toExponential(1)}` : (within / pairs).toExponential(1),
    ];
  });
  const step = Math.floor(records.length / COPIED);
  const made: string[][] = [];
  for (const [name, change] of Object.entries(CHANGES)) {
    const distances: number[] = [];
    for (let i = 0; i < COPIED; i++) {
      const { file, perceptualHash: hash } = records[i * step]!;
      const copy = await change(readFileSync(file)).toBuffer();
      distances.push(perceptualDistance(hash!, perceptualHash(await decode(copy))));
    }
    distances.sort((a, b) => a - b);
    const within = distances.filter((d) => d <= COPY_DISTANCE).length;
    made.push([name, `${distances[COPIED / 2]}`, `${distances.at(-1)}`, share(within, COPIED)]);
  }
  return `## Perceptual hashes

Of ${pairs.toLocaleString('en-US')} pairs of pictures of two subjects, the three known copies left out, so many differ in at most so many bits by
chance (where none does, by the rule of three):

${table(['bits', 'pairs', 'share'], chance)}

Copies of ${COPIED} pictures, how far their hashes are from the originals':

${table(['change', 'median', 'farthest', `within ${COPY_DISTANCE} bits`], made)}
`;
}

/** Copies that lfw-dev holds, seen by eye. */
export const KNOWN_COPIES = new Set([
  'Andrew_Caldecott, Andrew_Gilligan',
  'Bart_Hendricks, Ricky_Ray',
  'Carlos_Beltran, Raul_Ibanez',
]);
export const nameOf = (a: DatasetRecord, b: DatasetRecord): string =>
  [a.subject, b.subject].sort().join(', ');

/** Of two pictures with a template. */
export function scoreOf(a: Acquired, b: Acquired): number {
  return a.kind === 'template' && b.kind === 'template' ? dot(a.vector, b.vector) : Number.NaN;
}

/** All scores of pictures of two subjects, counted. */
export async function tallyOf({ records, acquired }: Embedded): Promise<trials.ScoreTally> {
  const numbers = new Map<string, number>();
  const rows = records.flatMap(({ subject }, i) => {
    const one = acquired[i]!;
    const number = numbers.get(subject) ?? numbers.size;
    numbers.set(subject, number);
    return one.kind === 'template' ? [{ number, vector: one.vector }] : [];
  });
  const dimension = rows[0]!.vector.length;
  const templates = new Float32Array(rows.length * dimension);
  for (const [i, { vector }] of rows.entries()) templates.set(vector, i * dimension);
  const engine = await ScoringEngine.open();
  const { nonMated } = await engine.scoreAllPairs({
    templates,
    dimension,
    subjects: Int32Array.from(rows, ({ number }) => number),
  });
  await engine.close();
  return nonMated;
}

const SCALES: Readonly<Record<string, (score: number) => number>> = {
  cosine: (score) => score,
  angle: (score) => -Math.acos(score),
  'inverse hyperbolic tangent': Math.atanh,
};

/** How often strangers should score as high as they do, by a normal that is held to their middle and to one in 10⁴. */
export function angles(tally: trials.ScoreTally): string {
  const middle = medianOf(tally);
  const scoreAt = (rate: number) => tally.tail[Math.floor(rate * tally.trials)]!;
  const rows = [1e-3, 1e-4, 1e-5, 1e-6].map((rate) => [
    rate.toExponential(0),
    ...Object.values(SCALES).map((scale) => {
      const spread = (scale(scoreAt(1e-4)) - scale(middle)) / -trials.normalQuantile(1e-4);
      return survival((scale(scoreAt(rate)) - scale(middle)) / spread).toExponential(1);
    }),
  ]);
  return `## Scores of two people

Share of the pairs of pictures that score so high, and what a normal says of them that is held to the middle of all scores
and to the share 1e-4, on three scales. Above the truth it claims too little, below it too much.

${table(['observed', ...Object.keys(SCALES)], rows)}
`;
}

function medianOf({ bins, lowest, binsPerUnit, trials: all }: trials.ScoreTally): number {
  let counted = 0;
  const bin = bins.findIndex((n) => {
    counted += n;
    return counted >= all / 2;
  });
  return lowest + (bin + 0.5) / binsPerUnit;
}

/** P(Z > z): the inverse of the quantile, by halving. */
function survival(z: number): number {
  let [low, high] = [-40, Math.log10(0.5)];
  for (let step = 0; step < 60; step++) {
    const middle = (low + high) / 2;
    if (-trials.normalQuantile(10 ** middle) > z) low = middle;
    else high = middle;
  }
  return 10 ** low;
}

export function share(found: number, of: number): string {
  const { lower, upper } = trials.clopperPearson(found, of);
  const percent = (value: number) => `${(100 * value).toFixed(0)} %`;
  return `${found} of ${of} (${percent(found / of)}; ${percent(lower)} – ${percent(upper)})`;
}

export const table = (head: readonly string[], rows: readonly (readonly string[])[]): string =>
  [head, head.map(() => '---'), ...rows].map((cells) => `| ${cells.join(' | ')} |`).join('\n');
