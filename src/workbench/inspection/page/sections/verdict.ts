// First what an engineer came for: what this data can carry, what it cannot, and what to do about it.

import { type Html, html } from '../../../page/markup.js';
import { count, counted, fmr, roughly } from '../../../page/numbers.js';
import type { Section } from '../../../page/section.js';
import { facts } from '../../../page/table.js';
import type { Evidence, Inspection, Use } from '../../inspection.js';
import { ANSWERS, evidenceName, USES, withCommands } from '../words.js';

export const verdict = (inspection: Inspection): Section => ({
  id: 'verdict',
  title: 'What it can be used for',
  body: html`<div class="verdicts">
<article class="verdict">
<h3>Uses</h3>
<ul class="claims uses">
${inspection.uses.map(use)}</ul>
</article>
<article class="verdict">
<h3>FMRs at best</h3>
${best(inspection.evidence[0], inspection.evidence.slice(1))}
</article>
</div>
<p class="scope">At best: if no two people were ever taken for one another, and none is more easily taken for others than the next. What a
model really does, <code>likeness evaluate</code> says. All of this page is read off the rows of the data set; no model was run.</p>`,
});

const use = ({
  use: what,
  answer,
  statement,
  remedy,
}: Use): Html => html`<li class="${answer}"><b class="rate">${USES[what]}</b>
<span class="claim"><b class="answer">${ANSWERS[answer]}</b> ${statement}${remedy === null ? null : html` <span class="needed">${withCommands(remedy)}</span>`}</span></li>
`;

function best(evidence: Evidence, others: readonly Evidence[]): Html {
  const { claims, mated, matedWorth, nonMated, nonMatedWorth, subjects, matedSubjects } = evidence;
  return html`<p class="headline">${headline(evidence)}</p>
<ul class="claims">
${claims.map(
  ({
    fmr: target,
    possible,
    requiredSubjects,
  }) => html`<li class="${possible ? 'yes' : 'no'}"><b class="rate">FMR ${fmr(target)}</b>
<span class="claim"><b class="answer">${possible ? 'Within reach.' : 'Out of reach.'}</b> ${needed(requiredSubjects, possible)}</span></li>
`,
)}</ul>
${facts([
  ['Subjects with a face', count(subjects)],
  ['With two pictures or more', count(matedSubjects)],
  ['Mated comparisons', worth(mated, matedWorth)],
  ['Non-mated comparisons', worth(nonMated, nonMatedWorth)],
  ...others.map((one) => [evidenceName(one.of), lowest(one)] as const),
])}`;
}

const headline = ({ lowestFmr, subjects }: Evidence): Html =>
  lowestFmr === null
    ? html`<b class="no">No FMR</b> can be measured on ${counted(subjects, 'subject')}.`
    : html`<b>FMR ${fmr(lowestFmr)}</b> is the lowest that ${counted(subjects, 'subject')} could carry.`;

const needed = (requiredSubjects: number | null, possible: boolean): string => {
  if (requiredSubjects === null) return 'It takes two subjects at least.';
  const people = `${roughly(requiredSubjects)} subjects with pictures in such numbers`;
  return possible ? `${people} would do.` : `It takes ${people}.`;
};

const lowest = ({ lowestFmr, subjects, mated }: Evidence): string =>
  `${lowestFmr === null ? 'no FMR' : `FMR ${fmr(lowestFmr)}`}; ${counted(subjects, 'subject')}, ${counted(mated, 'mated comparison')}`;

/** Comparisons that share people are worth fewer independent ones. */
const worth = (made: number, independent: number): Html =>
  html`<span class="estimate">${count(made)}</span>${made > 0 ? html` <span class="interval">worth ${roughly(independent)}</span>` : null}`;
