// A process that puts sealed pictures into a folder as fast as it can and says which are acknowledged, until it is killed.
//   node --import tsx puts.fixture.ts FOLDER RUN

import { createHash, randomBytes } from 'node:crypto';
import { folderStore } from './folderStore.js';

const [folder, run] = process.argv.slice(2) as [string, string];
const store = await folderStore(folder);

/** Whole or not can be seen from the bytes alone: the first 32 are the digest of the others. */
function picture(): Buffer {
  const content = randomBytes(1 + Math.floor(Math.random() * 300_000));
  return Buffer.concat([createHash('sha256').update(content).digest(), content]);
}

/** The last lane writes the same five names over and over; the others never write one twice. */
async function lane(number: number): Promise<never> {
  for (let i = 0; ; i++) {
    const object = number === LANES - 1 ? i % 5 : i;
    const name = `pictures/tenant/subject-${run}-${number}/${object}.picture`;
    const bytes = picture();
    await store.put(name, bytes);
    process.stdout.write(`${name} ${createHash('sha256').update(bytes).digest('hex')}\n`);
  }
}

const LANES = 3;
await Promise.all([0, 1, 2].map(lane));
