// The page of a study: how the model is designed, and why.

import { pageDocument } from '../../page/document.js';
import { html, name } from '../../page/markup.js';
import { count, fmr, moment } from '../../page/numbers.js';
import type { Section } from '../../page/section.js';
import type { StudyReport } from '../report.js';
import { answer } from './sections/answer.js';
import { method } from './sections/method.js';
import { recipe } from './sections/recipe.js';
import { searched } from './sections/searched.js';
import { worth } from './sections/worth.js';

const SECTIONS: readonly ((report: StudyReport) => Section)[] = [answer, worth, searched, recipe, method];

/** A study as one HTML document. */
export function renderStudy(report: StudyReport): string {
  const { study, dataset, train, test, created } = report;
  return pageDocument({
    title: `how ${study.name} is designed`,
    kind: 'recipe study',
    heading: html`How ${name(study.name)} is designed, and why`,
    about: html`A recipe of kind ${study.kind}, chosen on ${count(train.subjects)} subjects of ${name(dataset.name)} and proved on ${count(test.subjects)}
others, whom no choice saw; ${moment(created)}. FNMR at FMR <span class="estimate">${fmr(study.fmr)}</span>; 95&nbsp;% intervals in brackets.`,
    sections: SECTIONS.map((section) => section(report)),
  });
}
