// First the answer: what was taken, and for each choice what else it would have been.

import { type Html, html, name, unbroken } from '../../../page/markup.js';
import { counted, fmr, percent, sentence } from '../../../page/numbers.js';
import type { Section } from '../../../page/section.js';
import { baseStatement, takenInWords } from '../../answers.js';
import type { Answer, StudyReport } from '../../report.js';

export const answer = (report: StudyReport): Section => ({
  id: 'answer',
  title: 'The answer',
  body: html`<p class="headline"><b>${name(takenInWords(report.search))}</b></p>
<p>At FMR <span class="estimate">${fmr(report.study.fmr)}</span> its FNMR is <span class="estimate">${sentence(percent(report.proof.fnmr))}</span> on the ${counted(report.test.mated, 'subject')}
of the part <code>test</code> who can be compared with themselves. ${unbroken(baseStatement(report) ?? 'It was trained from random weights, so that there was nothing before.')}</p>
${report.answers.map(choiceBlock)}
${told(report)}`,
});

const choiceBlock = ({
  choice,
  taken,
  statements,
  reasons,
}: Answer): Html => html`<h3>${name(choice)}: ${name(taken)}</h3>
<ul class="statements">${statements.map((statement) => html`<li>${unbroken(statement)}</li>\n`)}</ul>
${reasons.map((reason) => html`<p class="note">${unbroken(reason)}</p>\n`)}`;

/** How much of it the data can carry, plainly. */
function told({ proof, answers }: StudyReport): Html {
  const ablated = proof.alternatives.filter(({ choice }) => choice !== null);
  const distinct = ablated.filter(({ verdict }) => verdict !== 'indistinguishable').length;
  if (distinct === ablated.length) return html``;
  const which =
    distinct === 0
      ? `None of the ${counted(ablated.length, 'other option')} can be told from what was taken`
      : `${ablated.length - distinct} of the ${counted(ablated.length, 'other option')} cannot be told from what was taken`;
  return html`<p class="absent">${which} on these people. ${answers.length === 1 ? 'It' : 'Such a choice'} was made by what was best in the search, which may be
chance: it is as good as another as far as anybody can tell, and no more is claimed.</p>`;
}
