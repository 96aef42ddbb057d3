// A series and its forecast as a few lines of text: a block a step, for those who have no window to see a picture in.

import type { TableForecast } from '../../workbench/index.js';

const BLOCKS = '▁▂▃▄▅▆▇█';
/** Steps on a line. */
const WIDTH = 96;

/** The latest steps, then the forecast; all on one scale, from the least of them to the greatest. */
export function textPicture({ series, forecast }: TableForecast): { past: string; ahead: string } {
  const ahead = forecast.steps.slice(0, WIDTH / 2).map(({ point }) => point);
  const past = [...series.values.slice(-(WIDTH - ahead.length))];
  const [low, high] = [Math.min(...past, ...ahead), Math.max(...past, ...ahead)];
  const block = (y: number) =>
    BLOCKS[high > low ? Math.min(7, Math.floor((8 * (y - low)) / (high - low))) : 3]!;
  return { past: past.map(block).join(''), ahead: ahead.map(block).join('') };
}
