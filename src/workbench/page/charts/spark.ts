// A distribution so small that it stands in a row of a table: bars without axes, and a line where a limit is. The
// cells beside it say the same in numbers.

import { type Html, html } from '../markup.js';
import { FAINT, MATED, NON_MATED } from './marks.js';

const WIDTH = 120;
const HEIGHT = 22;

/**
 * @param counts in bins of one width
 * @param limit where along the axis the line stands, as a share of it; null for none. Bins below it have another colour.
 */
export function spark(counts: readonly number[], limit: number | null): Html {
  const highest = Math.max(1, ...counts);
  const step = WIDTH / counts.length;
  const bars = counts.map((count, i) => {
    // What is there at all is seen.
    const height = count === 0 ? 0 : Math.max(0.8, (HEIGHT * count) / highest);
    const beyond = limit !== null && (i + 1) / counts.length <= limit;
    return height === 0
      ? null
      : html`<rect x="${place(i * step)}" y="${place(HEIGHT - height)}" width="${place(step - 1)}" height="${place(height)}" fill="${beyond ? NON_MATED.colour : MATED.colour}"/>`;
  });
  const line =
    limit === null
      ? null
      : html`<path d="M${place(limit * WIDTH)} -2V${place(HEIGHT + 2)}" stroke="${FAINT}" stroke-dasharray="1.5 1.5"/>`;
  return html`<svg class="spark" viewBox="0 0 ${String(WIDTH)} ${String(HEIGHT)}" preserveAspectRatio="none" aria-hidden="true"><path d="M0 ${String(HEIGHT)}H${String(WIDTH)}" stroke="#d9dde3"/>${bars}${line}</svg>`;
}

const place = (value: number): string => String(Number(value.toFixed(1)));
