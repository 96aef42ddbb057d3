// The pairs that a model gets most wrong, side by side: here wrong labels show first.

import { type Html, html } from '../../../page/markup.js';
import { score, signed } from '../../../page/numbers.js';
import { type PagePictures, photograph } from '../../../page/photograph.js';
import { absent, lead, type Section } from '../../../page/section.js';
import type { HardPair, Report } from '../../report.js';
import { eachModel } from './section.js';

export const hardest = (report: Report, pictures: PagePictures): Section => ({
  id: 'hardest',
  title: 'Hardest pairs',
  body: html`${lead(
    'Look at these before believing any figure: one wrong label can make up most of an FMR of 1e-4. A mated pair that shows two people, or a non-mated pair that shows one, is an error of the data, not of the model.',
  )}
${eachModel(
  report,
  ({
    model: { hardest: found },
  }) => html`${list('Mated, lowest scores', 'Labelled as one person', found.mated, pictures)}
${list('Non-mated, highest scores', 'Labelled as two people', found.nonMated, pictures)}`,
)}`,
});

function list(title: string, truth: string, pairs: readonly HardPair[], pictures: PagePictures): Html {
  return html`<h4>${title}</h4>
${
  pairs.length === 0
    ? absent('There are none.')
    : html`<ol class="pairs">
${pairs.map((pair) => card(pair, truth, pictures))}</ol>`
}`;
}

const card = (
  { reference, probe, score: value, llr }: HardPair,
  truth: string,
  pictures: PagePictures,
): Html =>
  html`<li><div class="pair">${photograph(reference, pictures)}${photograph(probe, pictures)}</div>
<p><b>Score ${score(value)}</b>${llr === null ? null : html`, LLR ${signed(llr, 1)}`}<br><span class="truth">${truth}</span></p></li>
`;
