// How it was searched: every option of every choice as it raced, and where it was stopped.

import { type Content, type Html, html, name } from '../../../page/markup.js';
import { cell, count, counted, percent, points, pValue } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import { takenInWords } from '../../answers.js';
import type { SearchedChoice, SearchedOption, StudyReport } from '../../report.js';

export const searched = ({ search, study, train, measurements }: StudyReport): Section => ({
  id: 'search',
  title: 'How it was searched',
  body: html`${lead(
    html`On the ${count(train.subjects)} subjects of the part <code>train</code> alone, in ${count(study.folds)} folds of whole subjects, the same for all: trained on
the others, measured on the fold. Choices one after another; whoever was worse than the leader by more than chance was stopped.`,
  )}
${search.map((choice) => choiceTable(choice, study.folds))}
<p class="note">These figures helped to choose, so that those of what was taken are a little too good; p is not adjusted, and nothing is claimed of it.
${counted(measurements.made, 'measurement')} made in this run, ${count(measurements.kept)} kept from before.</p>`,
});

const choiceTable = (
  { choice, given, options }: SearchedChoice,
  folds: number,
): Html => html`<h3>${name(choice)}</h3>
${table({
  caption:
    Object.keys(given).length > 0
      ? `Given ${takenInWords(Object.entries(given).map(([one, taken]) => ({ choice: one, taken })))}`
      : 'With all else as the recipe says',
  columns: [
    { title: 'Option' },
    { title: 'Folds', numeric: true },
    { title: 'FNMR', numeric: true },
    { title: 'From what was taken', numeric: true },
    { title: 'p', numeric: true },
    { title: '' },
  ],
  rows: options.map(
    (option): Row => [
      option.taken ? html`<b>${name(option.option)}</b>` : name(option.option),
      `${count(option.folds)} of ${count(folds)}`,
      cell(percent(option.fnmr)),
      difference(option),
      option.difference ? pValue(option.difference.pValue) : '–',
      fate(option, folds),
    ],
  ),
})}`;

const difference = ({ difference: found }: SearchedOption): Content =>
  found ? cell(points(found.estimate, found.lower, found.upper)) : '–';

function fate({ taken, stopped, folds }: SearchedOption, all: number): Content {
  if (stopped) return `stopped after fold ${count(folds)}`;
  if (!taken) return '';
  return folds < all
    ? html`<b class="yes">taken</b>: all others were stopped`
    : html`<b class="yes">taken</b>`;
}
