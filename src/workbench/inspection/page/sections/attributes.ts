// Attributes, their groups, what is missing, and groups of whom nothing can be said.

import { type Html, html, name, names } from '../../../page/markup.js';
import { count, counted, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import { FEWEST_PEOPLE } from '../../figures/attributes.js';
import type { Attribute, Inspection } from '../../inspection.js';

export const attributes = ({ attributes: all, dataset }: Inspection): Section => ({
  id: 'attributes',
  title: 'Groups',
  body:
    all.length === 0
      ? absent(
          'No attribute of the subjects is known, so nothing can be said of groups: neither that they are served alike, nor that they are not.',
        )
      : html`${lead(`An FNMR of a group is stated from ${FEWEST_PEOPLE} people with two pictures on (ISO/IEC 19795-10 asks for groups to be compared; resampling people is too narrow below).`)}
${all.map((one) => attribute(one, dataset))}`,
});

function attribute(
  { name: title, values, distinct, missing, contradicting }: Attribute,
  dataset: Inspection['dataset'],
): Html {
  const thin = values.filter(({ enough }) => !enough).map(({ value }) => value);
  return html`${table({
    caption: `By ${title}`,
    columns: [
      { title: 'Group' },
      { title: 'Subjects', numeric: true },
      { title: 'with two pictures or more', numeric: true },
      { title: 'Pictures', numeric: true },
    ],
    rows: [
      ...values.map((one) => [
        name(one.value),
        subjectsOf(one.subjects, dataset),
        one.enough ? count(one.matedSubjects) : html`<b class="no">too few</b> ${count(one.matedSubjects)}`,
        count(one.pictures),
      ]),
      ...(missing.pictures > 0
        ? [[html`<i>not known</i>`, subjectsOf(missing.subjects, dataset), '–', count(missing.pictures)]]
        : []),
    ],
  })}
${distinct > values.length ? html`<p class="note">The largest ${count(values.length)} of ${counted(distinct, 'group')}.</p>` : null}
${thin.length > 0 ? html`<p class="note">Of ${names(thin.slice(0, 12))}${thin.length > 12 ? ' and others' : null} nothing can be said: not that ${thin.length === 1 ? 'it is' : 'they are'} served as well as others, nor that ${thin.length === 1 ? 'it is' : 'they are'} not.</p>` : null}
${contradicting > 0 ? html`<p class="note">The pictures of ${counted(contradicting, 'subject')} say different things of ${name(title)}: an attribute of pictures, or errors. <code>likeness evaluate</code> leaves such subjects out.</p>` : null}`;
}

const subjectsOf = (subjects: number, dataset: Inspection['dataset']): Html =>
  html`<span class="estimate">${count(subjects)}</span> <span class="interval">(${share(subjects / dataset.subjects)})</span>`;
