// On what terms the pictures are held: what is not stated, and what should be gone.

import { TERM_NAMES } from '../../../ledger/terms.js';
import { type Content, html, name } from '../../../page/markup.js';
import { count, counted, share } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { facts, table } from '../../../page/table.js';
import type { Inspection } from '../../inspection.js';

/** Combinations that are listed. */
const LISTED = 20;

export const terms = ({ terms: found, dataset, on }: Inspection): Section => ({
  id: 'terms',
  title: 'Terms',
  body: html`${lead(html`Photographs that identify people are personal data, and templates of them biometric data (GDPR, articles 4 and 9). <code>likeness data ledger</code> has all of this for an auditor, and amends it.`)}
${
  found.overdue.pictures > 0
    ? html`<p class="warning"><b>Overdue.</b> ${counted(found.overdue.pictures, 'picture')} of ${counted(found.overdue.subjects, 'subject')} should have been erased before ${on}: <code>likeness data forget --overdue</code>.</p>`
    : null
}
${table({
  caption: 'Not stated',
  columns: [
    { title: 'Column' },
    { title: 'Subjects', numeric: true },
    { title: 'Pictures', numeric: true },
    { title: 'of all pictures', numeric: true },
  ],
  rows: TERM_NAMES.map((column) => {
    const held = found.unstated[column]!;
    return [
      html`<code>${column}</code>`,
      count(held.subjects),
      count(held.pictures),
      held.pictures === 0 ? 'all stated' : share(held.pictures / dataset.pictures),
    ];
  }),
})}
${table({
  caption: 'Held on these terms',
  columns: [
    { title: 'Source' },
    { title: 'Licence' },
    { title: 'Consent' },
    { title: 'Purpose' },
    { title: 'Until' },
    { title: 'Subjects', numeric: true },
    { title: 'Pictures', numeric: true },
  ],
  rows: found.entries
    .slice(0, LISTED)
    .map(({ terms: { source, licence, consent, purpose, retainUntil }, ...entry }) => [
      ...[source, licence, consent, purpose].map(told),
      entry.overdue ? html`<b class="no">${retainUntil}</b>` : told(retainUntil),
      count(entry.subjects),
      count(entry.pictures),
    ]),
})}
${found.entries.length > LISTED ? html`<p class="note">The first ${count(LISTED)} of ${count(found.entries.length)} combinations.</p>` : null}
<h3>Where they lie</h3>
${facts([
  ['Copies in the data set', count(found.copies.kept)],
  ['Files elsewhere', count(found.copies.elsewhere)],
  [
    'Former states kept for undo',
    `${count(found.copies.formerStates)}, with ${counted(found.copies.formerPictures, 'picture')} that the rows no longer have`,
  ],
  [
    'Copies that no row knows',
    found.copies.unlisted === 0
      ? 'none'
      : html`<b class="no">${count(found.copies.unlisted)}</b>: <code>likeness data forget --unlisted</code> erases them`,
  ],
])}`,
});

const told = (value: string | null): Content =>
  value === null || value.trim() === '' ? html`<i class="interval">not stated</i>` : name(value);
