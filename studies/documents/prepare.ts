// The data set that `npm run study:documents` measures on: lfw-dev, divided by subject, with documents made of one
// photograph of every subject of whom there are two or more. It goes on where it stood.
//   npx tsx studies/documents/prepare.ts DATASET [--process document-print-photo]…
//   (some 25 minutes on two cores for photographed documents)

import { join, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { likenessHome, ModelStore } from '../../src/face/index.js';
import { createRandom, shuffle } from '../../src/trials/index.js';
import { isDataset, openDataset, replaceRecords } from '../../src/workbench/datasets/dataset.js';
import { ingest } from '../../src/workbench/datasets/ingest.js';
import type { DatasetRecord, Part } from '../../src/workbench/datasets/record.js';
import { LAYOUTS } from '../../src/workbench/datasets/sources/index.js';
import { degradeDataset, PROCESS_NAMES } from '../../src/workbench/degrade/index.js';
import { LFW_DEV } from '../lfw.js';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { process: { type: 'string', multiple: true, default: ['document-print-photo'] } },
});
const [path] = positionals;
if (!path) throw new Error('give the folder of the data set to make');
const home = likenessHome();
const options = {
  model: 'accurate',
  home,
  store: new ModelStore(home),
  onProgress: (message: string, done = 0, total = 0) =>
    process.stderr.write(`\r${message} ${done} of ${total}   `),
};

const picturesOf = (records: readonly DatasetRecord[]): Map<string, number> => {
  const counts = new Map<string, number>();
  for (const { subject } of records) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  return counts;
};

/** Half to learn from, 15 % to calibrate on, 35 % to measure on; people of one picture shared out apart. */
function partsOf(records: readonly DatasetRecord[]): Map<string, Part> {
  const counts = picturesOf(records);
  const parts = new Map<string, Part>();
  for (const several of [true, false]) {
    const names = [...counts]
      .filter(([, count]) => count > 1 === several)
      .map(([subject]) => subject)
      .sort();
    const order = Int32Array.from(names.keys());
    shuffle(order, createRandom(1));
    order.forEach((name, place) => {
      const share = place / order.length;
      parts.set(names[name]!, share < 0.5 ? 'train' : share < 0.65 ? 'calibrate' : 'test');
    });
  }
  return parts;
}

if (!(await isDataset(path))) {
  const pictures = await LAYOUTS.folder(LFW_DEV);
  const { dataset } = await ingest(path, pictures, { ...options, link: true, sourceType: 'selfie' });
  const parts = partsOf(dataset.records);
  const divided = dataset.records.map((record) => ({ ...record, part: parts.get(record.subject)! }));
  await replaceRecords(dataset, divided, 'study: divided by subject');
}

// A document of somebody of whom there is no other picture would be compared with nobody's.
const several = join(resolve(path), 'several');
if (!(await isDataset(several))) {
  const { records } = await openDataset(path);
  const counts = picturesOf(records);
  const pictures = records.filter(({ subject }) => counts.get(subject)! > 1);
  await ingest(several, pictures, { ...options, link: true });
}
const { ingested } = await degradeDataset(several, {
  ...options,
  processes: PROCESS_NAMES.filter((name) => values.process.includes(name)),
  out: path,
});
process.stderr.write(`\n${ingested.added.length} documents made, ${ingested.known} there before\n`);
