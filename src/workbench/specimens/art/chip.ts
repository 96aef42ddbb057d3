// The symbol of a document with a chip: Doc 9303-9, 2.3, figure 1, which every state prints alike.

import { element, number } from '../type/svg.js';

/** The symbol, 9 by 5.25 of its width's ninths, with its top left corner at a point. */
export function drawChipSymbol(x: number, y: number, width: number, ink: string): string {
  const unit = width / 9;
  const [height, gap, middle] = [5.25 * unit, 0.75 * unit, 2.625 * unit];
  const bar = 1.2 * unit;
  const path = [
    `M${at(x, y)}h${number(width)}v${number(height / 2 - 0.28 * unit)}h${number(-2.7 * unit)}`,
    `a${number(1.85 * unit)} ${number(1.85 * unit)} 0 0 0 ${number(-3.6 * unit)} 0h${number(-2.7 * unit)}Z`,
    `M${at(x, y + height)}h${number(width)}v${number(-height / 2 + 0.28 * unit)}h${number(-2.7 * unit)}`,
    `a${number(1.85 * unit)} ${number(1.85 * unit)} 0 0 1 ${number(-3.6 * unit)} 0h${number(-2.7 * unit)}Z`,
  ].join('');
  const dot = element('circle', {
    cx: x + width / 2,
    cy: y + middle,
    r: bar,
    fill: 'none',
    stroke: ink,
    'stroke-width': gap,
  });
  return element('path', { d: path, fill: ink }) + dot;
}

const at = (x: number, y: number): string => `${number(x)} ${number(y)}`;
