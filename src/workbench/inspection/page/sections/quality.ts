// Quality components: how each is spread, and how many pictures are beyond its limit.

import { spark } from '../../../page/charts/spark.js';
import { type Content, type Html, html } from '../../../page/markup.js';
import { count, decimal, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { Component, Inspection } from '../../inspection.js';

export const quality = ({ quality: all }: Inspection): Section => ({
  id: 'quality',
  title: 'Quality',
  body:
    all.length === 0
      ? absent('No picture has quality components.')
      : html`${lead('The components of ISO/IEC 29794-5, from 0 (worst, left) to 100 (best, right). The dotted line is the limit for selfies, beyond which a picture would be taken again; documents have limits of their own.')}
${table({
  caption: 'Quality components',
  columns: [
    { title: 'Component' },
    { title: 'Scores from 0 to 100' },
    { title: '5 %', numeric: true },
    { title: 'Median', numeric: true },
    { title: 'Selfies beyond the limit', numeric: true },
    { title: 'Documents', numeric: true },
  ],
  rows: all.map((one) => [
    html`<a href="#worst-${anchor(one.component)}">${broken(one.component)}</a>`,
    spark(one.histogram, limitOf(one)),
    one.scores === null ? '–' : decimal(one.scores.p5, 0),
    one.scores === null ? '–' : decimal(one.scores.median, 0),
    beyond(one, 'selfie'),
    beyond(one, 'document'),
  ]),
})}
<p class="note">Not told: the limit scores 0.0, so that rows do not say on which side of it a picture is. Pictures whose type is not stated are judged as selfies.</p>`,
});

/** A name of many words may be broken between them. */
export const broken = (component: string): Html =>
  html`${component.split(/(?<=[a-z])(?=[A-Z])/).map((part, i) => (i > 0 ? html`<wbr>${part}` : part))}`;

/** Of other tools, names may be anything. */
export const anchor = (component: string): string => encodeURIComponent(component);

const limitOf = ({ limits }: Component): number | null => {
  const score = limits.find(({ role }) => role === 'selfie')?.score ?? null;
  return score === null ? null : score / 100;
};

function beyond({ limits }: Component, role: 'selfie' | 'document'): Content {
  const limit = limits.find((one) => one.role === role);
  if (!limit) return html`<span class="interval">–</span>`;
  if (limit.outside === null) return html`<span class="interval">not told</span>`;
  return html`<span class="estimate">${count(limit.outside)}</span> <span class="interval">(${share(limit.outside / limit.judged)})</span>`;
}
