// First what everybody came for: what to collect next, ranked, and how many people in all.

import { type Html, html } from '../../../page/markup.js';
import { count, counted } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { facts } from '../../../page/table.js';
import type { Advice, Collection } from '../../advice.js';
import type { Plan } from '../../plan.js';

export const next = ({ advice, collection }: Plan): Section => ({
  id: 'next',
  title: 'What to collect next',
  body: html`${headline(collection, advice)}
<ol class="advice">
${advice.map(item)}</ol>
${advice.length > 0 ? collectionBlock(collection) : null}
<p class="scope">First what no figure speaks of at all, then what cannot be claimed for want of people, then what would improve the
model, last what is not worth it. No public set of any size that pairs documents with selfies is free for business: your own
consented cases are the best source (<a href="#catalogue">Where it might come from</a>).</p>`,
});

function headline({ people, toTrainOn }: Collection, advice: readonly Advice[]): Html {
  if (advice.length === 0) {
    return html`<p class="headline"><b class="yes">Nothing is missing</b> for what was asked: every claim, slice and field is covered.</p>`;
  }
  if (people === 0) {
    return html`<p class="headline">There are people enough for every statement; what is missing is below.</p>`;
  }
  return html`<p class="headline"><b>${counted(people, 'person', 'people')}</b> more to test on, with the quotas below, would carry every statement${
    toTrainOn > 0 ? html`, and <b>${count(toTrainOn)}</b> others to train on would improve the model` : null
  }.</p>`;
}

const item = ({ urgency, title, reason, people, buys }: Advice): Html => html`<li class="${CLASSES[urgency]}">
<p class="what"><span class="urgency">${urgency}</span> <b>${title}</b>${
  people !== null && people > 0
    ? html` <span class="people">${counted(people, 'person more', 'people more')}</span>`
    : null
}</p>
<p class="why">${reason}</p>
<p class="why"><b>It buys:</b> ${buys}</p></li>
`;

const CLASSES: Readonly<Record<Advice['urgency'], string>> = {
  'nothing can be said': 'unsaid',
  'out of reach': 'unreached',
  'would improve': 'improves',
  'not worth it': 'unneeded',
};

/** Quotas that are shown; the slices below have all. */
const SHOWN = 8;

const collectionBlock = ({
  people,
  perPerson,
  quotas,
  fields,
  toTrainOn,
}: Collection): Html => html`<h3>One collection that answers them together</h3>
${lead('One person may serve several needs, so that the largest decides.')}
${facts([
  ['People to test on', html`<b>${count(people)}</b>, whom no model was trained on`],
  ...(toTrainOn > 0
    ? ([['People to train on', html`<b>${count(toTrainOn)}</b>, others than these`]] as const)
    : []),
  ['Of each', html`${perPerson.map((what, i) => [i > 0 ? '; ' : '', what])}`],
  ...(quotas.length > 0
    ? ([
        [
          'Among them at least',
          html`<ul class="quotas">${quotas.slice(0, SHOWN).map(({ what, people: quota }) => html`<li><span class="estimate">${count(quota)}</span> ${what}</li>`)}</ul>${
            quotas.length > SHOWN
              ? html`and ${counted(quotas.length - SHOWN, 'more quota')}, by the tables of <a href="#slices">Slices</a>`
              : null
          }`,
        ],
      ] as const)
    : []),
  ...(fields.length > 0 ? ([['To be written down', fields.join(', ')]] as const) : []),
])}`;
