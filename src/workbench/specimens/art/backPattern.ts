// What the back of a card has beside its zone: bars or squares that encode nothing, or a window of foil.

import type { Random } from '../../../autograd/index.js';
import type { Box } from '../../../image/index.js';
import { chance, whole } from '../chance.js';
import type { EmblemName } from '../states.js';
import type { SpecimenStyle } from '../style.js';
import { element, number } from '../type/svg.js';
import { drawEmblem } from './emblem.js';

/** @param ink of the foil's colours */
export function drawBackPattern(
  { layout, state }: SpecimenStyle,
  random: Random,
  box: Box,
  ink: string,
): string {
  switch (layout.backPattern) {
    case 'bars':
      return bars(random, box);
    case 'squares':
      return squares(random, box);
    case 'foil':
      return foil(box, state.emblem, ink);
  }
}

/** Bars and gaps of one to four modules, as those of Code 128 (ISO/IEC 15417), on a white ground. */
function bars(random: Random, box: Box): string {
  const module = 0.22;
  const ground = { ...box, height: Math.min(box.height, 11) };
  let path = '';
  let x = ground.x + 1.6;
  while (x < ground.x + ground.width - 2.2) {
    const bar = whole(random, 1, 4) * module;
    path += `M${number(x)} ${number(ground.y + 1)}h${number(bar)}v${number(ground.height - 2)}h${number(-bar)}Z`;
    x += bar + whole(random, 1, 4) * module;
  }
  return element('rect', { ...ground, fill: '#fdfdfb' }) + element('path', { d: path, fill: '#16161a' });
}

/** A field of modules with three corners marked, as two-dimensional codes look. */
function squares(random: Random, box: Box): string {
  const side = Math.min(box.width, box.height);
  const count = 29;
  const module = (side - 2) / count;
  const [left, top] = [box.x + box.width - side + 1, box.y + 1];
  const square = (column: number, row: number, size = 1): string =>
    `M${number(left + column * module)} ${number(top + row * module)}h${number(size * module)}v${number(size * module)}h${number(-size * module)}Z`;
  const corners = [
    [0, 0],
    [count - 7, 0],
    [0, count - 7],
  ] as const;
  const inCorner = (column: number, row: number): boolean =>
    corners.some(([x, y]) => column >= x - 1 && column <= x + 7 && row >= y - 1 && row <= y + 7);
  let path = corners
    .map(([x, y]) => square(x, y, 7) + square(x + 1, y + 1, 5) + square(x + 2, y + 2, 3))
    .join('');
  for (let row = 0; row < count; row++)
    for (let column = 0; column < count; column++)
      if (!inCorner(column, row) && chance(random, 0.48)) path += square(column, row);
  const ground = { x: left - 1, y: top - 1, width: side, height: side };
  return (
    element('rect', { ...ground, fill: '#fdfdfb' }) +
    element('path', { d: path, fill: '#16161a', 'fill-rule': 'evenodd' })
  );
}

/** A window of foil, iridescent, with fine lines and an emblem that turn the light. */
function foil(box: Box, emblem: EmblemName, ink: string): string {
  const width = 0.62 * box.width;
  const at = { x: box.x + box.width - width, y: box.y, width, height: box.height, rx: 1.2 };
  const lines = Array.from({ length: 22 }, (_, i) => {
    const y = box.y + ((i + 0.5) * box.height) / 22;
    const lift = (i % 4) - 1.5;
    return `M${number(at.x)} ${number(y)}q${number(width / 2)} ${number(lift)} ${number(width)} 0`;
  }).join('');
  const centre = { x: at.x + width / 2, y: box.y + box.height / 2, size: 0.62 * Math.min(width, box.height) };
  return (
    element('rect', { ...at, fill: '#aeb4bd' }) +
    element('rect', { ...at, fill: ink, 'fill-opacity': 0.55 }) +
    element('path', {
      d: lines,
      stroke: '#ffffff',
      'stroke-width': 0.12,
      'stroke-opacity': 0.75,
      fill: 'none',
    }) +
    drawEmblem(emblem, centre, { colour: '#ffffff', opacity: 0.55 })
  );
}
