// Lines of lettering too small to copy (Doc 9303-2, appendix A: microprinted text), and fibres strewn through the paper.

import type { Random } from '../../../autograd/index.js';
import { between, pick } from '../chance.js';
import { element, number } from '../type/svg.js';
import { letter } from '../type/typeface.js';
import type { Size } from './weave.js';

/** Height of its capitals, in millimetres: a quarter of a millimetre is what presses hold. */
const HEIGHT = 0.28;

/** One line of the words, over and over, from `x` to `to` on a baseline. */
export function drawMicroText(words: string, from: number, to: number, y: number, ink: string): string {
  const { path, width } = letter('sans', `${words.replaceAll(' ', '')}`, { height: HEIGHT, tracking: 0.3 });
  const step = width + 0.3 * HEIGHT;
  const copies = Math.floor((to - from) / step);
  const id = `micro${Math.round(1000 * y)}`;
  const first = element('path', { id, d: path, transform: `translate(${number(from)} ${number(y)})` });
  const others = Array.from({ length: Math.max(0, copies - 1) }, (_, i) =>
    element('use', { href: `#${id}`, x: step * (i + 1) }),
  );
  return element('g', { fill: ink, 'fill-opacity': 0.75 }, first, ...others);
}

/** Short coloured threads, here and there. */
export function drawFibres(random: Random, { width, height }: Size, count: number): string {
  const threads = Array.from({ length: count }, () => {
    const [x, y] = [between(random, 1, width - 1), between(random, 1, height - 1)];
    const [dx, dy] = [between(random, -2, 2), between(random, -2, 2)];
    const bend = between(random, -1.2, 1.2);
    return element('path', {
      d: `M${number(x)} ${number(y)}q${number(dx / 2 - bend)} ${number(dy / 2 + bend)} ${number(dx)} ${number(dy)}`,
      stroke: pick(random, ['#b0483f', '#3f62b0', '#3f8f5a']),
    });
  });
  return element('g', { fill: 'none', 'stroke-width': 0.07, 'stroke-opacity': 0.5 }, ...threads);
}
