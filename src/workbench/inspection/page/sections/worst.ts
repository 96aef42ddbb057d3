// Contact sheets of the worst of each component that has a limit: whether a score means what it says is seen here.

import { type Html, html, name } from '../../../page/markup.js';
import { decimal } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import type { Component, Inspection } from '../../inspection.js';
import { RECAPTURE_SCORES } from '../../recaptureScores.js';
import { type PagePictures, sheet } from '../sheet.js';
import { anchor, broken } from './quality.js';

export const worst = ({ quality }: Inspection, pictures: PagePictures | null): Section => ({
  id: 'worst',
  title: 'Worst of each component',
  body:
    quality.length === 0
      ? absent('No picture has quality components.')
      : html`${lead('The lowest scores of each component, the worst first. A score in colour is beyond the limit for its type.')}
${quality.filter(hasLimit).map((one) => component(one, pictures))}
<h3>Without a limit</h3>
<p class="note">Nobody is asked for another picture because of these: recognition was no worse for them, or another component says the same better.</p>
${quality.filter((one) => !hasLimit(one)).map((one) => component(one, pictures))}`,
});

const hasLimit = (one: Component): boolean => Object.hasOwn(RECAPTURE_SCORES.selfie, one.component);

const component = (
  one: Component,
  pictures: PagePictures | null,
): Html => html`<h4 id="worst-${anchor(one.component)}">${broken(one.component)}</h4>
${one.worst.length === 0 ? html`<p class="note">All pictures are alike in this.</p>` : null}
${
  pictures === null
    ? html`<p class="note">${one.worst.map(({ image, score }, i) => [i > 0 ? ', ' : '', name(image), ' ', decimal(score, 1)])}</p>`
    : sheet(one.worst, pictures, scoreOf)
}
`;

const scoreOf = ({ score, outside }: Component['worst'][number]): Html =>
  outside ? html`<b class="no">${decimal(score, 1)}</b>` : html`<b>${decimal(score, 1)}</b>`;
