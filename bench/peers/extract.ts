// Runs a peer over a folder of pictures, `<Subject>/<file>.jpg`, once, for the accuracy study to read:
//   npx tsx bench/peers/extract.ts --peer accurate|fast|face-api-ssd|face-api-tiny|human --images DIR --out FILE [--part 0/2]
// Can be stopped and started again: pictures that are in FILE already are skipped.

import { appendFileSync, existsSync, readdirSync, readFileSync, truncateSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { readLines, store } from './cache.js';
import { openFaceApi } from './faceApi.js';
import { openHuman } from './human.js';
import { openOurs } from './ours.js';
import type { Peer } from './peer.js';

const peers: Record<string, () => Promise<Peer>> = {
  'face-api-ssd': () => openFaceApi({ detector: 'ssd' }),
  'face-api-tiny': () => openFaceApi({ detector: 'tiny' }),
  // By default human returns its best face alone; the rule for pictures of several people needs them all.
  human: () => openHuman({ maxDetected: 10 }),
  accurate: () => openOurs('accurate'),
  fast: () => openOurs('fast'),
};

const { values } = parseArgs({
  options: {
    peer: { type: 'string', default: '' },
    images: { type: 'string', default: '' },
    out: { type: 'string', default: '' },
    part: { type: 'string', default: '0/1' },
  },
});
const open = peers[values.peer];
const [, part, parts] = /^(\d+)\/(\d+)$/.exec(values.part)?.map(Number) ?? [];
if (!open || !values.images || !values.out || part === undefined || !parts || part >= parts) {
  console.error(
    `usage: extract.ts --peer ${Object.keys(peers).join('|')} --images DIR --out FILE [--part 0/2]`,
  );
  process.exit(2);
}

const done = new Set(mend(values.out).map(({ image }) => image));
const todo = listImages(values.images)
  .filter((_, index) => index % parts === part)
  .filter((image) => !done.has(image));
const peer = await open();
console.error(
  `${peer.name} ${peer.version} on ${peer.backend}: ${todo.length} pictures, ${done.size} done before`,
);

const start = performance.now();
let found = 0;
for (const [index, image] of todo.entries()) {
  const jpeg = readFileSync(join(values.images, image));
  const { width, height } = await sharp(jpeg).metadata();
  const stored = store(image, await peer.faces(jpeg), { width, height });
  appendFileSync(values.out, `${JSON.stringify(stored)}\n`);
  if (stored.found) found++;
  const count = index + 1;
  if (count % 100 === 0 || count === todo.length) {
    const each = (performance.now() - start) / count;
    const left = ((todo.length - count) * each) / 60_000;
    console.error(
      `${count}/${todo.length}, ${found} found, ${each.toFixed(0)} ms each, ${left.toFixed(0)} min left`,
    );
  }
}
await peer.close();

function listImages(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: 'utf8' })
    .filter((path) => path.endsWith('.jpg'))
    .sort();
}

/** The whole lines of the file; a line that was cut off is cut away, so that the next one starts afresh. */
function mend(path: string) {
  if (existsSync(path)) truncateSync(path, readFileSync(path).lastIndexOf('\n') + 1);
  return readLines(path);
}
