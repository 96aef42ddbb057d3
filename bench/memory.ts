// Does memory stay flat? Many verifications with several in flight; prints the resident memory as it goes.
//   npm run bench:memory [-- --count 10000 --model fast]

import { parseArgs } from 'node:util';
import { Likeness } from '../src/index.js';
import { benchPhotos } from './photos.js';

const { values } = parseArgs({
  options: { count: { type: 'string', default: '10000' }, model: { type: 'string', default: 'accurate' } },
});
const count = Number(values.count);
const IN_FLIGHT = 4;

const { selfie, document } = await benchPhotos();
const likeness = await Likeness.open({ model: values.model });
let started = 0;
console.log('| verifications | resident MB | heap MB |\n|---|---|---|');
await Promise.all(
  Array.from({ length: IN_FLIGHT }, async () => {
    while (started < count) {
      const number = ++started;
      await likeness.verify(selfie, document);
      if (number === 100 || number % Math.max(1, Math.round(count / 10)) === 0) {
        const { rss, heapUsed } = process.memoryUsage();
        console.log(`| ${number} | ${(rss / 2 ** 20).toFixed(0)} | ${(heapUsed / 2 ** 20).toFixed(0)} |`);
      }
    }
  }),
);
await likeness.close();
