// How long a passport takes to be read, beside the verification of two faces: both of 12 megapixels, in turn.
//   npm run bench:document [-- --rounds 15 --out bench/results/document.md]

import { writeFileSync } from 'node:fs';
import { cpus } from 'node:os';
import { parseArgs } from 'node:util';
import { randomStream } from '../src/autograd/index.js';
import { decode, encodeJpeg, resize } from '../src/image/index.js';
import { Likeness } from '../src/index.js';
import { drawHolder, drawSpecimen, drawStyle } from '../src/workbench/specimens/index.js';
import { drawBackdrop, EVERYDAY, laidSheet, photograph } from '../src/workbench/specimens/scene/index.js';
import { benchPhotos } from './photos.js';

const { values } = parseArgs({
  options: { rounds: { type: 'string', default: '15' }, out: { type: 'string' } },
});
const rounds = Number(values.rounds);
/** A phone's usual 12 megapixels. */
const LONG = 4032;

const STAGES = ['decode', 'page', 'zone', 'portrait'] as const;
type Stage = (typeof STAGES)[number];

const photos = await benchPhotos();
const faces = await Promise.all([photos.selfie, photos.document].map(enlarged));
const passport = await passportOf(photos.document);
const likeness = await Likeness.open({ model: 'accurate' });
const times: Record<'faces' | 'page', number[]> = { faces: [], page: [] };
const stages = { decode: [], page: [], zone: [], portrait: [] } as Record<Stage, number[]>;
for (let round = -2; round < rounds; round++) {
  const verified = await timed(() => likeness.verify(faces[0]!, faces[1]!));
  const read = await timed(() => likeness.readDocument(passport));
  if (round < 0) continue;
  times.faces.push(verified.milliseconds);
  times.page.push(read.milliseconds);
  for (const stage of STAGES) stages[stage].push(read.result.timings[stage]);
}
await likeness.close();

const [two, page] = [median(times.faces), median(times.page)];
const report = [
  '# Reading a page',
  '',
  `Made by \`npm run bench:document\` on ${cpus().length} × ${cpus()[0]!.model.trim()}, Node ${process.version}; ${rounds} rounds in turn, medians.`,
  'All pictures are JPEGs of 12 megapixels. Two faces: `verify` with model `accurate`, two portraits as they are. Page: a specimen',
  'passport photographed on a table, from bytes to corners, portrait, zone and findings.',
  '',
  '| | ms | ratio |',
  '|---|---|---|',
  `| verification of two faces | ${two.toFixed(0)} | 1 |`,
  `| whole page | ${page.toFixed(0)} | **${(page / two).toFixed(2)}** (aim: below 1.5) |`,
  '',
  `Stages of the page: ${Object.entries(stages)
    .map(([stage, all]) => `${stage} ${median(all).toFixed(0)}`)
    .join(', ')} ms.`,
  '',
].join('\n');
console.log(report);
if (values.out) writeFileSync(values.out, report);

async function enlarged(bytes: Uint8Array): Promise<Uint8Array> {
  const picture = await decode(bytes);
  const scale = LONG / Math.max(picture.width, picture.height);
  const [width, height] = [Math.round(picture.width * scale), Math.round(picture.height * scale)];
  return encodeJpeg(resize(picture, width, height), 90);
}

async function passportOf(portrait: Uint8Array): Promise<Uint8Array> {
  const random = randomStream(1, 'bench');
  const holder = drawHolder(random, new Date());
  const picture = await decode(portrait);
  const sheet = await drawSpecimen('TD3', holder, drawStyle(random), picture, { pixelsPerMm: 14, seed: 1 });
  const calm = { ...EVERYDAY, longSide: [LONG, LONG], glare: { ...EVERYDAY.glare, share: 0 } } as const;
  // Photographs are drawn 4:3 or 16:9; the first one of 12 megapixels.
  for (;;) {
    const { bytes, width, height } = await photograph(laidSheet(sheet), drawBackdrop(random), calm, random);
    if (width * height > 12e6) return bytes;
  }
}

async function timed<T>(run: () => Promise<T>): Promise<{ result: T; milliseconds: number }> {
  const start = performance.now();
  const result = await run();
  return { result, milliseconds: performance.now() - start };
}

function median(numbers: readonly number[]): number {
  return numbers.toSorted((a, b) => a - b)[numbers.length >> 1]!;
}
