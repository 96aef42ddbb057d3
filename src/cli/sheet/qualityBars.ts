// The quality of a face as a list of bars, one a component.

import type { Quality } from '../../face/index.js';
import type { Colour, Mark, Point } from '../../image/index.js';
import { FAINT, HAIRLINE, INK, line, OUTCOME_COLOURS } from './palette.js';

const ROW = 20;
const NAME_WIDTH = 232;
const BAR_WIDTH = 90;
const SIZE = 10;

export const qualityHeight = ({ components }: Quality): number => Object.keys(components).length * ROW;

/** @param short components outside their limits, drawn in the colour of a recapture */
export function qualityMarks({ components }: Quality, at: Point, short: ReadonlySet<string>): Mark[] {
  return Object.entries(components).flatMap(([name, { native, unit, score }], i): Mark[] => {
    const y = at.y + i * ROW;
    const colour: Colour = short.has(name) ? OUTCOME_COLOURS.recapture : OUTCOME_COLOURS.approve;
    const measured = withUnit(Number(native.toPrecision(3)), unit);
    return [
      line(name, { x: at.x, y }, SIZE, short.has(name) ? INK : FAINT),
      {
        kind: 'bar',
        box: { x: at.x + NAME_WIDTH, y, width: BAR_WIDTH, height: SIZE },
        value: score / 100,
        colour,
        background: HAIRLINE,
      },
      line(measured, { x: at.x + NAME_WIDTH + BAR_WIDTH + 10, y }, SIZE, INK),
    ];
  });
}

export const QUALITY_WIDTH = NAME_WIDTH + BAR_WIDTH + 110;

/** Symbols such as px and ° are shown; units that take a sentence to say stand in the JSON. */
function withUnit(value: number, unit: string): string {
  if (unit.length > 3) return String(value);
  return unit === '°' ? `${value}°` : `${value} ${unit}`;
}
