// The page of a plan: what to collect next, and the evidence behind it.

import { pageDocument } from '../../page/document.js';
import { html, name } from '../../page/markup.js';
import { count, moment } from '../../page/numbers.js';
import type { Section } from '../../page/section.js';
import type { Plan } from '../plan.js';
import { catalogue } from './sections/catalogue.js';
import { claims } from './sections/claims.js';
import { learning } from './sections/learning.js';
import { method } from './sections/method.js';
import { next } from './sections/next.js';
import { slices } from './sections/slices.js';

const SECTIONS: readonly ((plan: Plan) => Section)[] = [next, learning, claims, slices, catalogue, method];

/** A plan as one HTML document. */
export function renderPlan(plan: Plan): string {
  const { dataset, created } = plan;
  return pageDocument({
    title: `which data ${dataset.name} needs`,
    kind: 'data plan',
    heading: html`Which data ${name(dataset.name)} needs, and where it might come from`,
    about: html`${count(dataset.pictures)} pictures of ${count(dataset.subjects)} subjects, ${moment(created)}. Rates and predictions with 95&nbsp;% intervals in brackets.`,
    sections: SECTIONS.map((section) => section(plan)),
  });
}
