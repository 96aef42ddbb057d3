// Draws what the networks of src/document are trained on: made-up text, and specimens around portraits.
//   npx tsx studies/reading/drawPools.ts --cache DIR --photos ../shared/data/lfw-dev/images [--texts 900] [--sheets 720]

import { mkdirSync } from 'node:fs';
import { parseArgs } from 'node:util';
import { randomStream } from '../../src/autograd/index.js';
import { decode, readPictureFile, resize, warp } from '../../src/image/index.js';
import { drawHolder, drawSpecimen, drawStyle, type Sheet } from '../../src/workbench/specimens/index.js';
import { zoneBox } from '../../src/workbench/specimens/scene/index.js';
import { writePool } from './pool.js';
import { portraitFiles } from './portraitFiles.js';
import { printedText } from './printedText.js';

const { values } = parseArgs({
  options: {
    cache: { type: 'string' },
    photos: { type: 'string' },
    texts: { type: 'string', default: '900' },
    sheets: { type: 'string', default: '720' },
  },
});
if (!values.cache || !values.photos) throw new Error('give --cache and --photos');
mkdirSync(values.cache, { recursive: true });

/** Pixels a millimetre of a whole page, and of the part about its zone. */
const [COARSE, FINE] = [4, 11];
const KINDS = ['TD3', 'TD1-front', 'TD3', 'TD2', 'TD1-back', 'TD3', 'TD1-front', 'TD1-back'] as const;
const { training } = portraitFiles(values.photos);

if (Number(values.texts) > 0)
  await writePool(values.cache, 'texts', Number(values.texts), (i) =>
    printedText(randomStream(i, 'made-up text')),
  );

const zones: Sheet[] = [];
await writePool(values.cache, 'sheets', Number(values.sheets), async (i) => {
  const random = randomStream(i, 'training sheet');
  const kind = KINDS[i % KINDS.length]!;
  const portrait = await decode(await readPictureFile(training[i % training.length]!));
  const holder = drawHolder(random, new Date('2026-11-28'));
  const sheet = await drawSpecimen(kind, holder, drawStyle(random), portrait, { pixelsPerMm: FINE, seed: i });
  if (sheet.zone) zones.push(aboutZone(sheet));
  if (i % 20 === 0) console.error(`${i} of ${values.sheets}`);
  const [width, height] = [Math.round(sheet.width * COARSE), Math.round(sheet.height * COARSE)];
  return { ...sheet, picture: resize(sheet.picture, width, height), pixelsPerMm: COARSE };
});
await writePool(values.cache, 'zones', zones.length, async (i) => zones[i]!);

/** The sheet cut down to its zone and a little more. */
function aboutZone(sheet: Sheet): Sheet {
  const zone = sheet.zone!;
  const top = Math.max(0, Math.round((zoneBox(zone).y - 8) * FINE));
  const { width, height } = sheet.picture;
  const picture = warp(sheet.picture, { a: 1, b: 0, tx: 0, ty: top }, width, height - top);
  const origins = zone.origins.map(({ x, y }) => ({ x, y: y - top / FINE }));
  return { ...sheet, picture, height: (height - top) / FINE, zone: { ...zone, origins } };
}
