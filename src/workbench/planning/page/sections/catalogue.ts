// The public sets: what a business may use, what it may not, and what was taken back.

import { type Html, html, name } from '../../../page/markup.js';
import { count } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Candidate } from '../../catalogue/catalogue.js';
import type { PublicSet } from '../../catalogue/publicSet.js';
import type { Plan } from '../../plan.js';

export const catalogue = ({ catalogue: found, ofNoUse, withdrawn }: Plan): Section => {
  const of = (terms: Candidate['terms']) => found.filter((candidate) => candidate.terms === terms);
  return {
    id: 'catalogue',
    title: 'Where it might come from',
    body: html`${lead(
      'Best from your own customers: document and selfie of one person, taken as they will be taken, with a consent that names this purpose and says until when. What there is in public follows. No words here are legal advice; “to be checked” means that the publisher’s own words were not at hand.',
    )}
<div class="sets">${setTable('A business may use these, as they are or by asking', of('usable'))}</div>
${folded('Terms to be read before use', of('unclear'))}
${folded('Not for a business', of('barred'))}
${setList('Withdrawn', 'Copies are about; do not use them, and ask what a model was trained on before you use that.', withdrawn)}
${setList('Often asked for, and of no use here', 'They hold nobody twice, so that nothing can be verified on them.', ofNoUse)}`,
  };
};

const folded = (title: string, candidates: readonly Candidate[]): Html =>
  html`<details class="sets"><summary>${title}: ${count(candidates.length)}</summary>
${setTable(title, candidates)}</details>`;

const setTable = (caption: string, candidates: readonly Candidate[]): Html =>
  table({
    caption,
    columns: [
      { title: 'Set' },
      { title: 'What it is' },
      { title: 'Fit for' },
      { title: 'Terms and consent' },
      { title: 'Worth knowing' },
    ],
    rows: candidates.map(
      ({ set, purposes }): Row => [
        html`<b>${set.name}</b><span class="small">${String(set.year)}${set.documentAndSelfie ? ', document and selfie' : ''}</span>`,
        html`${set.capture}<span class="small">${sizeOf(set)}</span>`,
        html`${purposes.map((purpose, i) => [i > 0 ? ', ' : '', purpose, set.fitness[purpose] === 'partly' ? ' (partly)' : ''])}`,
        html`${set.licence.words}<span class="small">training: ${set.licence.training}; evaluation: ${set.licence.evaluation}</span><span class="small">consent: ${set.consent}; ${set.status}</span>${
          set.toCheck.length > 0
            ? html`<span class="small no">to be checked: ${set.toCheck.join(', ')}</span>`
            : null
        }`,
        html`${set.remark}<span class="small">${set.obtain}</span>`,
      ],
    ),
  });

const sizeOf = ({ subjects, images, unit, kind }: PublicSet): string =>
  [
    subjects === null ? null : `${count(subjects)} ${kind === 'documents' ? 'identities' : 'people'}`,
    images === null ? null : `${count(images)} ${unit}`,
  ]
    .filter((part) => part !== null)
    .join(', ') || 'size not stated';

const setList = (title: string, about: string, sets: readonly PublicSet[]): Html | null =>
  sets.length === 0
    ? null
    : html`<h3>${title}</h3>
<p>${about}</p>
<ul class="statements">${sets.map((set) => html`<li><b>${name(set.name)}</b>: ${set.remark}</li>`)}</ul>`;
