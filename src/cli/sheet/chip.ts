// What the chip of a document says, on a sheet.

import { chipAgrees, zoneOf } from '../../decision/index.js';
import type { Authenticity } from '../../document/index.js';
import type { Mark, Point } from '../../image/index.js';
import { CHIP_VERDICTS } from '../document/facts.js';
import type { ReadDocument } from '../document/read.js';
import { clipped } from '../output.js';
import { FAINT, INK, line, OUTCOME_COLOURS, wrap } from './palette.js';
import { type Block, cross, tick } from './zone.js';

const LINE = 22;
const SIZE = 11;

/** Passive authentication, step by step. */
export function chipBlock(
  { verdict, steps }: Authenticity,
  { chip, sides }: ReadDocument,
  { x, y }: Point,
  width: number,
): Block {
  const agrees = chip && chipAgrees(chip, zoneOf(sides));
  const rows = [
    ...(agrees === null
      ? []
      : [
          {
            passes: agrees,
            weight: 'forgery',
            sentence: `The chip holds ${agrees ? 'the same zone as the page' : 'another zone than the page'}.`,
          },
        ]),
    ...steps,
  ];
  const marks: Mark[] = [line(`chip, ${CHIP_VERDICTS[verdict]}`, { x, y }, SIZE)];
  let at = y + LINE + 4;
  for (const { passes, weight, sentence } of rows) {
    const place = { x, y: at };
    const colour =
      weight === 'forgery' ? OUTCOME_COLOURS.reject : weight === 'doubt' ? OUTCOME_COLOURS.review : FAINT;
    const words = wrap(clipped(sentence, 240), SIZE, width - 24);
    marks.push(
      passes ? tick(place) : cross(place, colour),
      ...words.map((text, i) => line(text, { x: x + 24, y: at + i * LINE }, SIZE, passes ? INK : colour)),
    );
    at += words.length * LINE;
  }
  return { marks, height: at - y };
}
