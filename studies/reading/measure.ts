// Reads the committed thousand and writes what came of each as a line of JSON.
//   npm run study:reading -- --out DIR [--from 0] [--to 1000] [--tesseract] [--visual]
// A run that was cut off goes on. The table is made by studies/reading/table.ts. Portraits: people of lfw-dev that
// are on no training sheet.

import { appendFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { closeNetworks, openNetworks, readDocument } from '../../src/document/index.js';
import { defaultModels, ensureModel, FaceEngine, likenessHome, ModelStore } from '../../src/face/index.js';
import { project } from '../../src/image/index.js';
import { LFW_DEV } from '../lfw.js';
import type { Outcome } from './outcome.js';
import { portraitFiles } from './portraitFiles.js';
import { type Case, caseOf, TODAY } from './specimens.js';
import { openTesseract, type Tesseract } from './tesseract.js';
import { visualOutcome } from './visual.js';

const { values } = parseArgs({
  options: {
    out: { type: 'string' },
    from: { type: 'string', default: '0' },
    to: { type: 'string', default: '1000' },
    tesseract: { type: 'boolean', default: false },
    visual: { type: 'boolean', default: false },
  },
});
if (!values.out) throw new Error('give --out: the folder of the results');
mkdirSync(values.out, { recursive: true });
const file = join(values.out, `outcomes-${values.from}.jsonl`);
const done = new Set(
  (existsSync(file) ? readFileSync(file, 'utf8').split('\n') : [])
    .filter((line) => line !== '')
    .map((line) => (JSON.parse(line) as Outcome).number),
);
const { measured } = portraitFiles(join(LFW_DEV, 'images'));
const store = new ModelStore(likenessHome());
const [detector, landmarks] = await defaultModels(store);
const engine = await FaceEngine.open({ detector, landmarks, embedder: await ensureModel(store, 'fast') }, 2);
const networks = await openNetworks(2, values.visual);
const tesseract = values.tesseract ? await openTesseract() : null;
for (let number = Number(values.from); number < Number(values.to); number++) {
  if (done.has(number)) continue;
  const outcome = await outcomeOf(await caseOf(number, measured), tesseract);
  appendFileSync(file, `${JSON.stringify(outcome)}\n`);
  if (number % 10 === 0) console.error(number, JSON.stringify(outcome).slice(0, 220));
}
await tesseract?.close();
await engine.close();
await closeNetworks(networks);

async function outcomeOf({ number, sheet, photo }: Case, peer: Tesseract | null): Promise<Outcome> {
  const start = performance.now();
  const { page, photograph, timings } = await readDocument(networks, engine, photo.bytes, { today: TODAY });
  const total = performance.now() - start;
  const scale = photograph.source.scale;
  const diagonal = Math.max(
    Math.hypot(photo.corners[2].x - photo.corners[0].x, photo.corners[2].y - photo.corners[0].y),
    Math.hypot(photo.corners[3].x - photo.corners[1].x, photo.corners[3].y - photo.corners[1].y),
  );
  const errors = page?.corners.map(({ x, y }, i) =>
    Math.hypot(x / scale - photo.corners[i]!.x, y / scale - photo.corners[i]!.y),
  );
  const zone = page?.zone;
  return {
    number,
    kind: sheet.kind,
    cornerError: errors ? Math.max(...errors) / diagonal : null,
    size: page?.size ?? null,
    portrait: sheet.portrait ? isPortraitFound() : null,
    faceConfidence: page?.portrait?.face.confidence ?? null,
    zone: sheet.zone && {
      seen: page?.hasZone ?? false,
      status: zone?.status ?? null,
      valid: zone?.zone.valid ?? false,
      wrong: zone ? differences(sheet.zone.lines, zone.zone.lines) : null,
      firstChoiceWrong: zone
        ? differences(sheet.zone.lines, zone.zone.lines) + zone.corrections.length
        : null,
      presence: zone?.presence ?? null,
      text: zone?.zone.lines ?? null,
    },
    ghostZone: !sheet.zone && zone !== null && zone !== undefined,
    condition: page?.condition ?? null,
    shortfalls: page?.shortfalls.map(({ code }) => code) ?? [],
    pixelsPerMm: photo.pixelsPerMm,
    milliseconds: { ...timings, total },
    visual: visualOutcome(number, page),
    tesseract: peer && sheet.zone ? await peer.read(photograph, page, sheet.zone.lines) : null,
  };

  function isPortraitFound(): boolean {
    const { x, y, width, height } = sheet.portrait!;
    const face = page?.portrait?.face.box;
    if (!page || !face) return false;
    const middle = project(page.rectified.toPhotograph, {
      x: face.x + face.width / 2,
      y: face.y + face.height / 2,
    });
    const [left, top, right, bottom] = [x, y, x + width, y + height];
    const corners = [
      { x: left, y: top },
      { x: right, y: top },
      { x: right, y: bottom },
      { x: left, y: bottom },
    ].map((corner) => project(photo.toPicture, corner));
    const at = { x: middle.x / scale, y: middle.y / scale };
    return corners.every((p, i) => {
      const q = corners[(i + 1) % 4]!;
      return (q.x - p.x) * (at.y - p.y) - (q.y - p.y) * (at.x - p.x) > 0;
    });
  }
}

/** Characters that differ; those of lines that are not of the same shape all do. */
function differences(truth: readonly string[], read: readonly string[]): number {
  const [a, b] = [truth.join('\n'), read.join('\n')];
  if (a.length !== b.length) return a.length;
  return [...a].filter((character, i) => character !== b[i]).length;
}
