// Draws a specimen and prints the digest of its pixels: what `drawSpecimen.test.ts` runs where there are no fonts.

import { createHash } from 'node:crypto';
import { randomStream } from '../../autograd/index.js';
import { drawHolder } from './drawHolder.js';
import { drawSpecimen } from './drawSpecimen.js';
import { samplePortrait } from './portrait.fixture.js';
import { drawStyle } from './style.js';

const holder = drawHolder(randomStream(11, 'specimen test'), new Date('2026-11-28T00:00:00Z'));
const style = drawStyle(randomStream(11, 'specimen test'));
const sheet = await drawSpecimen('TD3', holder, style, await samplePortrait(), { pixelsPerMm: 4, seed: 1 });
console.log(createHash('sha256').update(sheet.picture.data).digest('hex'));
