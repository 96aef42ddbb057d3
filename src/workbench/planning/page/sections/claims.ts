// How many people each claim takes.

import { type Content, type Html, html, name } from '../../../page/markup.js';
import { count, counted, fmr, roughly, share } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Claims } from '../../claims.js';
import type { Plan } from '../../plan.js';

export const claims = ({ claims: found }: Plan): Section => ({
  id: 'claims',
  title: 'What a claim takes',
  body: html`${lead(leadOf(found))}
${fmrTable(found)}
<p class="note">Comparisons of the same two people count as one, however many pictures: more pictures do not lower the FMR that may be
claimed, more people do. “Bounded”: none of their comparisons is a false match (rule of 3). “Measured”: 30 false matches
(rule of 30); ISO/IEC 19795-1. ${
    found.basis === null
      ? 'People differ in how easily they are taken for others, so that it may take more: a report tells (--report).'
      : html`The numbers carry over how the people of ${name(found.basis.dataset)} share their errors by ${name(found.basis.model)}.`
  }</p>
${fnmrTable(found)}
${differenceTable(found)}`,
});

function leadOf({ people: { part, subjects, withSeveral } }: Claims): Content {
  const where =
    part === 'test'
      ? html`The part <code>test</code> has`
      : html`The data set is not divided, so all of it is counted, ${counted(subjects, 'subject')}: whoever is trained on is lost for testing. It has`;
  return html`${where} ${counted(subjects, 'subject')} with a face, ${count(withSeveral)} of them with two pictures at least.`;
}

const yes = (met: boolean): Html => (met ? html`<b class="yes">enough</b>` : html`<b class="no">too few</b>`);

const fmrTable = ({ fmr: needs, people }: Claims): Html =>
  table({
    caption: 'People that an FMR takes, one picture each at least',
    columns: [
      { title: 'FMR at most' },
      { title: 'To bound it', numeric: true },
      { title: 'To measure it', numeric: true },
      { title: 'At hand', numeric: true },
      { title: 'For the bound' },
    ],
    rows: needs.map(
      ({ fmr: target, bounded, measured, met }): Row => [
        html`<b>${fmr(target)}</b>`,
        count(bounded),
        count(measured),
        count(people.subjects),
        yes(met),
      ],
    ),
  });

const fnmrTable = ({ fnmr: needs, people }: Claims): Html =>
  table({
    caption: 'People with two pictures at least that an FNMR takes',
    columns: [
      { title: 'FNMR' },
      { title: 'To within', numeric: true },
      { title: 'People', numeric: true },
      { title: 'At hand', numeric: true },
      { title: '' },
    ],
    rows: needs.map(
      ({ fmr: at, fnmr, within, subjects, met }): Row => [
        html`<b>${share(fnmr)}</b>${at === null ? ', supposed' : html` at FMR <span class="estimate">${fmr(at)}</span>`}`,
        `± ${share(within)}`,
        count(subjects),
        count(people.withSeveral),
        yes(met),
      ],
    ),
  });

function differenceTable({ differences, compared }: Claims): Html {
  return html`${table({
    caption: 'People with two pictures at least, to show that one model is better than another',
    columns: [{ title: 'FNMR' }, { title: 'Lower by', numeric: true }, { title: 'People', numeric: true }],
    rows: differences.map(
      ({ fnmr, margin, least, most }): Row => [
        html`<b>${share(fnmr)}</b>`,
        `${share(margin)}`,
        least === most ? roughly(least) : `${roughly(least)} to ${roughly(most)}`,
      ],
    ),
  })}
<p class="note">By the paired test at 95 %, found four times in five. ${
    compared
      ? html`From what ${name(compared[0])} and ${name(compared[1])} err on in common.`
      : 'The fewer where both models err on the same people but for the margin, the more where on unrelated ones; a report of two models tells (--report).'
  }</p>`;
}
