// How the numbers were come by, for those who have to defend them.

import { html, name } from '../../../page/markup.js';
import { count, fmr } from '../../../page/numbers.js';
import type { Section } from '../../../page/section.js';
import { facts } from '../../../page/table.js';
import { MOST_PICTURES } from '../../people.js';
import type { ReportedPeople, StudyReport } from '../../report.js';

export const method = ({ study, dataset, protocol, train, test, command }: StudyReport): Section => ({
  id: 'method',
  title: 'Method',
  body: html`<ul class="statements">
<li>Selecting was on other people: nothing but the part <code>train</code> was looked at until every choice was made; what stands under
<a href="#worth">What each choice is worth</a> was then measured once on the part <code>test</code>.</li>
<li>Racing (Maron &amp; Moore 1993; Birattari et al. 2002): after each fold, each candidate is held against the leader by the paired bootstrap
over the subjects of all folds so far, and stopped if the lower limit of the difference lies above zero, at a level at which the best
of a choice is stopped by chance in no more than one race of twenty (Bonferroni). Each fold stands at its own model’s threshold.</li>
<li>Choices are made one after another, each with what was taken before: what only two options together would bring is not found.</li>
<li>Of each subject no more than ${count(MOST_PICTURES)} pictures are measured on (documents apart): a few people own most pictures of many data sets, and
would be all of the rate. So figures differ somewhat from those of <code>likeness evaluate</code>, which takes all.</li>
<li>Every comparison is the same for all recipes; one that a failure to acquire prevented counts as a miss. Differences and p are of the
paired bootstrap over subjects (${count(study.replicates)} resamples), joined with exact limits where few errors tell two recipes apart; p is
adjusted over the table by Holm’s procedure, and verdicts are at 5&nbsp;%.</li>
<li>Intervals say what other people would change. Each recipe was trained once, by its own seed: what another seed would change is not in them.</li></ul>
${facts([
  ['Command', html`<code>${command}</code>`],
  ['Data set', html`<bdi>${dataset.path}</bdi>`],
  ['Its rows', html`<code>${dataset.version.slice(0, 16)}</code>`],
  ['Compared', name(protocol.description)],
  ['Part train', peopleOf(train)],
  ['Part test', peopleOf(test)],
  ['FMR', fmr(study.fmr)],
  ['Folds', count(study.folds)],
  ['Seed of folds and resamples', count(study.seed)],
])}`,
});

const peopleOf = ({ subjects, pictures, mated, matedTrials, nonMatedTrials }: ReportedPeople): string =>
  `${count(subjects)} subjects, ${count(pictures)} pictures; ${count(mated)} subjects with ${count(matedTrials)} mated comparisons, ${count(nonMatedTrials)} non-mated ones`;
