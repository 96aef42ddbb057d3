// One line of text at its place: condensed where it is too long, and cut where that does not suffice.

import { element, number } from '../type/svg.js';
import { letter, type TypefaceName } from '../type/typeface.js';

export interface LineOptions {
  readonly x: number;
  /** Of the baseline. */
  readonly y: number;
  /** Of the capitals. */
  readonly height: number;
  readonly ink: string;
  /** At most. */
  readonly width: number;
  /** Which point of the line `x` is; its start. */
  readonly anchor?: 'start' | 'middle' | 'end';
}

export interface PrintedLine {
  readonly mark: string;
  /** What is left of the text. */
  readonly text: string;
  readonly x: number;
  readonly width: number;
}

/** As narrow as presses set a long name before they cut it. */
const NARROWEST = 0.62;

export function printLine(text: string, typeface: TypefaceName, options: LineOptions): PrintedLine {
  const { x, y, height, ink } = options;
  let shown = text;
  let natural = letter(typeface, shown, { height }).width;
  while (natural * NARROWEST > options.width && [...shown].length > 1) {
    const characters = [...shown];
    const fitting = Math.floor((characters.length * options.width) / (natural * NARROWEST));
    shown = characters
      .slice(0, Math.max(1, Math.min(characters.length - 1, fitting)))
      .join('')
      .trimEnd();
    natural = letter(typeface, shown, { height }).width;
  }
  const stretch = Math.min(1, options.width / Math.max(natural, 1e-6));
  const { path, width } = letter(typeface, shown, { height, stretch });
  const left = x - { start: 0, middle: width / 2, end: width }[options.anchor ?? 'start'];
  const mark = element('path', { d: path, fill: ink, transform: `translate(${number(left)} ${number(y)})` });
  return { mark, text: shown, x: left, width };
}
