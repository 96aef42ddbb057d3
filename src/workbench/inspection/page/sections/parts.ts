// The parts, and whether anybody is in two of them.

import { html, names } from '../../../page/markup.js';
import { count, counted } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { Inspection } from '../../inspection.js';
import { partName } from '../words.js';

export const parts = ({ parts: { parts: all, shared, sharedCaptures } }: Inspection): Section => ({
  id: 'parts',
  title: 'Parts',
  body: html`${lead('A model is measured on people whom neither its weights nor its calibration saw.')}
${
  shared.count > 0
    ? html`<p class="warning"><b>Leak.</b> ${counted(shared.count, 'subject lies', 'subjects lie')} in several parts: ${names(shared.named)}${shared.count > shared.named.length ? ' and others' : null}.</p>`
    : null
}
${
  sharedCaptures > 0
    ? html`<p class="warning"><b>Leak.</b> ${counted(sharedCaptures, 'picture lies', 'pictures lie')} in several parts, byte for byte or as one that was made from the other.</p>`
    : null
}
${
  all.some(({ part }) => part !== null)
    ? table({
        caption: 'Parts',
        columns: [
          { title: 'Part' },
          { title: 'Subjects', numeric: true },
          { title: 'with two pictures or more', numeric: true },
          { title: 'Pictures', numeric: true },
        ],
        rows: all.map((one) => [
          partName(one.part),
          count(one.subjects),
          count(one.matedSubjects),
          count(one.pictures),
        ]),
      })
    : absent(html`Nothing is split yet: <code>likeness data split</code> puts each subject into one part.`)
}`,
});
