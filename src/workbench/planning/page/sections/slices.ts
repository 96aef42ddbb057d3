// Of whom and of what an error rate can be stated.

import { type Content, type Html, html, name } from '../../../page/markup.js';
import { count, fmr, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Plan } from '../../plan.js';
import type { Slice, SlicedDimension, Slices } from '../../slices/slices.js';

export const slices = ({ slices: found }: Plan): Section => ({
  id: 'slices',
  title: 'Slices',
  body: html`${lead(leadOf(found))}
<div class="slices">${found.dimensions.map((dimension) => dimensionTable(dimension, found))}</div>
${combinations(found)}
${missing(found)}`,
});

const leadOf = ({ need, subjects, matedPairs, part }: Slices): Content =>
  html`${count(matedPairs)} mated comparisons of ${count(subjects)} people${part ? html` in the part <code>${part}</code>` : null}. An error rate of a slice’s own takes
<b>${count(need.subjects)}</b> people: ${count(need.forFnmr)} to state an FNMR of ${share(need.fnmr)} to within ±${share(need.within)}, ${count(need.forFmr)} to claim an FMR of ${fmr(need.fmr)}.`;

function dimensionTable(
  { name: title, about, slices: all, unknown }: SlicedDimension,
  { need }: Slices,
): Html {
  if (all.every(({ subjects }) => subjects === 0)) {
    return html`<div><h3>${name(title)}</h3>
${absent(html`${about} Known of no comparison: nothing can be said by it.`)}</div>
`;
  }
  return html`<div><h3>${name(title)}</h3>
${table({
  caption: about,
  columns: [
    { title: 'Slice' },
    { title: 'People', numeric: true },
    { title: 'Mated comparisons', numeric: true },
    { title: '' },
  ],
  rows: all.map(
    (slice): Row => [
      name(slice.name),
      count(slice.subjects),
      count(slice.matedPairs),
      cover(slice, need.subjects),
    ],
  ),
})}
${unknown > 0 ? html`<p class="note">Not known of ${count(unknown)} comparisons.</p>` : null}</div>
`;
}

function cover({ cover: found, subjects, needed }: Slice, need: number): Html {
  if (found === 'enough') return html`<b class="yes">enough</b>`;
  if (found === 'empty') return html`<b class="no">not covered</b>: nothing can be said`;
  return html`<b class="${needed ? 'no' : 'thin'}">thin</b>: ${count(need - subjects)} more`;
}

const combinations = ({ combinations: found }: Slices): Html | null =>
  found.length === 0
    ? null
    : html`<h3>Where two meet</h3>
${table({
  caption: 'Combinations that are thin although either slice is not',
  columns: [
    { title: 'Together' },
    { title: 'People', numeric: true },
    { title: 'Were they independent', numeric: true },
  ],
  rows: found.map(
    ({ dimensions, slices: [a, b], subjects, expected }): Row => [
      html`${name(dimensions[0])}: ${name(a)}; ${name(dimensions[1])}: ${name(b)}`,
      count(subjects),
      count(expected),
    ],
  ),
})}`;

const missing = ({ missing: found }: Slices): Html | null =>
  found.length === 0
    ? null
    : html`<h3>What the data set does not say</h3>
${table({
  caption: 'Fields that most pictures lack',
  columns: [
    { title: 'Field' },
    { title: 'Pictures that have it', numeric: true },
    { title: 'What it is for' },
  ],
  rows: found.map(
    ({ field, why, known }): Row => [html`<code>${field}</code>`, known === 0 ? 'none' : share(known), why],
  ),
})}`;
