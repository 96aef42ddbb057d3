// What was done to the data set, and how to look at it again.

import { html, name, path } from '../../../page/markup.js';
import { count, moment } from '../../../page/numbers.js';
import { absent, type Section } from '../../../page/section.js';
import { facts, table } from '../../../page/table.js';
import type { Inspection } from '../../inspection.js';

const WHY: Readonly<Record<string, string>> = {
  subject: 'a subject was to be forgotten',
  overdue: 'the last day was over',
  unlisted: 'no row knew the copies',
};

export const history = ({ history: { changes, erasures }, dataset, on }: Inspection): Section => ({
  id: 'history',
  title: 'History and rerun',
  body: html`${
    changes.length === 0
      ? absent('No change is kept that could be undone.')
      : table({
          caption: 'Changes that can be undone, the latest first',
          columns: [{ title: 'When' }, { title: 'What' }],
          rows: changes.toReversed().map(({ at, change }) => [moment(at), name(change)]),
        })
  }
${
  erasures.length === 0
    ? null
    : table({
        caption: 'Erasures',
        columns: [
          { title: 'When' },
          { title: 'Why' },
          { title: 'Subjects', numeric: true },
          { title: 'Pictures', numeric: true },
          { title: 'Copies', numeric: true },
          { title: 'Templates', numeric: true },
        ],
        rows: erasures
          .toReversed()
          .map((one) => [
            moment(one.at),
            WHY[one.why] ?? one.why,
            count(one.subjects),
            count(one.pictures),
            count(one.copies),
            count(one.templates),
          ]),
      })
}
${facts([
  ['Data set', name(dataset.name)],
  ['Folder', path(dataset.path)],
  ['SHA-256 of images.parquet', html`<code>${dataset.version}</code>`],
  ['Looked at on', on],
])}
<p>The same rows give the same figures:</p>
<pre><code>likeness data inspect ${quoted(dataset.path)} --on ${on}</code></pre>`,
});

const quoted = (word: string): string =>
  /^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
