// The drawing as a file of its own: SVG, or PNG of it.

import sharp from 'sharp';
import { FAINT, INK } from '../page/charts/marks.js';
import { WIDTH } from '../page/charts/plot.js';
import { drawPlot } from '../page/charts/svg.js';
import { Html, html } from '../page/markup.js';
import { forecastPlot, KEY } from './chart.js';
import type { TableForecast } from './forecastTable.js';

const HEIGHT = 270;
/** For title, sentence and key. */
const HEAD = 62;
const FONT = "system-ui, 'Segoe UI', Roboto, 'Noto Sans', 'Liberation Sans', 'DejaVu Sans', sans-serif";
/** Pixels a unit of the drawing. */
const DETAIL = 3;

export function forecastSvg(result: TableForecast): string {
  const { forecast, series, value } = result;
  const drawing = drawPlot('forecast', forecastPlot(result, '', HEIGHT));
  const steps = `${forecast.steps.length} ${series.step}${forecast.steps.length === 1 ? '' : 's'}`;
  return html`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${String(WIDTH)} ${String(HEAD + HEIGHT)}" width="${String(2 * WIDTH)}" height="${String(2 * (HEAD + HEIGHT))}" font-family="${FONT}" role="img">
<title>${value}: forecast of ${steps}</title>
<rect width="100%" height="100%" fill="#fff"/>
<text x="14" y="21" font-size="14" font-weight="600" fill="${INK}">${value}: the next ${steps}</text>
<text x="14" y="37" font-size="10.5" fill="${FAINT}">${subtitle(result)}</text>
${key()}
<g transform="translate(0 ${String(HEAD)})">${sized(drawing)}</g>
</svg>
`.source;
}

export const forecastPng = (result: TableForecast): Promise<Buffer> =>
  sharp(Buffer.from(forecastSvg(result)), { density: 72 })
    .resize({ width: WIDTH * DETAIL })
    .png()
    .toBuffer();

function subtitle({ forecast: { chosen, models } }: TableForecast): string {
  const figures = models.find(({ name }) => name === chosen.name)?.figures;
  return figures
    ? `${chosen.form}; MASE ${figures.mase.toFixed(2)} in the back-test`
    : `${chosen.form}; not back-tested`;
}

function key(): Html {
  let x = 14;
  return html`${KEY.map(({ mark, label }) => {
    const at = x;
    // About the width of the words, so that the next ones stand beside them.
    x += 34 + 5.4 * label.length;
    return html`<path d="M${String(at)} 52h18" stroke="${mark.colour}" stroke-width="2" stroke-dasharray="${mark.dash.join(' ')}" fill="none"/><text x="${String(at + 23)}" y="55.5" font-size="10.5" fill="${INK}">${label}</text>`;
  })}`;
}

/** An inner drawing fills all that there is unless it is told how large it is. */
const sized = ({ source }: Html): Html =>
  new Html(source.replace('<svg ', `<svg width="${WIDTH}" height="${HEIGHT}" `));
