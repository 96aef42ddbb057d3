// What the pictures are pictures of: selfies, documents, chips, video; and how they meet.

import { html } from '../../../page/markup.js';
import { cell, count, counted, decimal, percent, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { Inspection } from '../../inspection.js';
import { typeName } from '../words.js';

export const sources = ({ sources: { types, pairs, derived } }: Inspection): Section => ({
  id: 'sources',
  title: 'Selfies and documents',
  body: html`${lead('What is measured between selfies says little of selfies against passports: the print, the years between, the light.')}
${table({
  caption: 'Pictures by type',
  columns: [
    { title: 'Type' },
    { title: 'Subjects', numeric: true },
    { title: 'Pictures', numeric: true },
    { title: 'FTA', numeric: true },
    { title: 'Pixels between the eyes', numeric: true },
    { title: 'Beyond a limit', numeric: true },
  ],
  rows: types.map((type) => [
    typeName(type.sourceType),
    count(type.subjects),
    count(type.pictures),
    cell(percent(type.fta)),
    type.interEye === null
      ? '–'
      : html`<span class="estimate">${decimal(type.interEye.median, 0)}</span> <span class="interval">(${decimal(type.interEye.p5, 0)}–${decimal(type.interEye.p95, 0)})</span>`,
    html`<span class="estimate">${count(type.outside)}</span> <span class="interval">(${share(acquired(type.fta) === 0 ? 0 : type.outside / acquired(type.fta))})</span>`,
  ]),
})}
<p class="note">FTA with its 95&nbsp;% interval, people taken for independent; pixels as median and 5th to 95th percentile.
Beyond a limit: pictures with a face that <code>likeness verify</code> would ask to be taken again, by the limits for their type.</p>
${
  pairs.length === 0
    ? absent('No two pictures of one subject can be compared.')
    : table({
        caption: 'Mated comparisons across types',
        columns: [
          { title: 'Between' },
          { title: 'Subjects', numeric: true },
          { title: 'Mated comparisons', numeric: true },
        ],
        rows: pairs.map(({ a, b, subjects, mated }) => [
          a === b ? `within ${typeName(a)}` : `${typeName(a)} × ${typeName(b)}`,
          count(subjects),
          count(mated),
        ]),
      })
}
${derived > 0 ? html`<p class="note">${counted(derived, 'picture was', 'pictures were')} made from others. Pictures made from one another, and copies byte for byte, are one capture: comparing them says nothing of the face, and is not counted.</p>` : null}`,
});

const acquired = ({ errors, trials }: { errors: number; trials: number }): number => trials - errors;
