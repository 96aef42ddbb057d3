// How many people, how many pictures each, and who is there more often than all others.

import { html, name, names } from '../../../page/markup.js';
import { count, counted, share } from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { Inspection } from '../../inspection.js';
import { bars, wholeBin } from '../figures.js';

export const subjects = ({ subjects: found, dataset }: Inspection): Section => ({
  id: 'subjects',
  title: 'Subjects',
  body:
    dataset.pictures === 0
      ? absent('There are no pictures.')
      : html`${lead('An FMR lives on people, an FNMR on people with several pictures. Who has very many makes up most of the mated comparisons, and decides the FNMR alone.')}
<div class="split">${bars({
          id: 'fig-subjects',
          title: 'Subjects by pictures',
          finding: `${count(found.several)} of ${counted(dataset.subjects, 'subject')} ${found.several === 1 ? 'has' : 'have'} more than one picture; half have ${count(found.median)} or fewer.`,
          x: 'Pictures',
          y: 'Subjects',
          bars: found.histogram.map((bin) => ({ label: wholeBin(bin), count: bin.count })),
        })}
${table({
  caption: 'Most pictures',
  columns: [
    { title: 'Subject' },
    { title: 'Pictures', numeric: true },
    { title: 'of mated comparisons', numeric: true },
  ],
  rows: found.most.map(({ subject, pictures, matedShare }) => [
    name(subject),
    count(pictures),
    share(matedShare),
  ]),
})}</div>
${
  found.withoutFace.count > 0
    ? html`<p class="warning"><b>Without a face.</b> No picture of ${counted(found.withoutFace.count, 'subject')} gave a template: ${names(found.withoutFace.named)}${
        found.withoutFace.count > found.withoutFace.named.length ? ' and others' : null
      }.</p>`
    : null
}`,
});
