// Colours and lettering of all pictures that the commands draw.

import type { Outcome } from '../../decision/index.js';
import { type Colour, labelSize, type Mark, type Point } from '../../image/index.js';

export const PAPER: Colour = '#ffffff';
export const INK: Colour = '#1d2433';
export const FAINT: Colour = '#6b7487';
export const HAIRLINE: Colour = '#dde1e8';
export const ACCENT: Colour = '#2f6fde';

export const OUTCOME_COLOURS: Readonly<Record<Outcome, Colour>> = {
  approve: '#1d8a4e',
  review: '#b7791f',
  reject: '#c23b36',
  recapture: '#2f6fde',
};

/** The lettering of drawings has no minus sign of its own; its en dash looks the same. */
const drawable = (text: string): string => text.replaceAll('−', '–');

export const line = (text: string, at: Point, size: number, colour: Colour = INK): Mark => ({
  kind: 'text',
  text: drawable(text),
  at,
  size,
  colour,
});

export const filled = (x: number, y: number, width: number, height: number, colour: Colour): Mark => ({
  kind: 'bar',
  box: { x, y, width, height },
  value: 1,
  colour,
  background: colour,
});

/** Without the margin that a label has on both sides. */
export const widthOf = (text: string, size: number): number =>
  labelSize(drawable(text), size).width - labelSize('', size).width;

/** Breaks a sentence into lines no wider than `width`. */
export function wrap(text: string, size: number, width: number): string[] {
  const lines: string[] = [];
  for (const word of text.split(' ')) {
    const longer = lines.length > 0 ? `${lines.at(-1)} ${word}` : word;
    if (lines.length > 0 && widthOf(longer, size) <= width) lines[lines.length - 1] = longer;
    else lines.push(word);
  }
  return lines;
}

/** Shortens a text, such as a path, to a width: its end says more than its beginning. */
export function shortened(text: string, size: number, width: number): string {
  if (widthOf(text, size) <= width) return text;
  let end = text;
  while (end.length > 1 && widthOf(`…${end}`, size) > width) end = end.slice(1);
  return `…${end}`;
}
