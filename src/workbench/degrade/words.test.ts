import { expect, test } from 'vitest';
import { inWords, titleOf } from './words.js';

test.each([
  ['inkSpread', 'ink spread', 'Ink spread'],
  ['readNoise', 'read noise', 'Read noise'],
  ['jpeg', 'JPEG', 'JPEG'],
  ['chipJpeg', 'chip JPEG', 'Chip JPEG'],
  ['chipJpeg2000', 'chip JPEG 2000', 'Chip JPEG 2000'],
  ['moire', 'moiré', 'Moiré'],
])('%s is written as %s', (name, words, title) => {
  expect([inWords(name), titleOf(name)]).toEqual([words, title]);
});
