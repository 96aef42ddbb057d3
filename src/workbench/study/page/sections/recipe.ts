// What came of it: the recipe whole, ready to be trained.

import { type Html, html, name } from '../../../page/markup.js';
import { lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { StudyReport } from '../../report.js';

export const recipe = (report: StudyReport): Section => ({
  id: 'recipe',
  title: 'The recipe',
  body: html`${lead(
    html`Every field of what was taken, defaults filled in. <code>likeness train</code> makes the model of it.`,
  )}
${fields(report)}
<pre>${JSON.stringify(report.recipe, null, 2)}</pre>`,
});

function fields({ recipe: settings, reasons }: StudyReport): Html | null {
  const rows = Object.entries(reasons).map(([field, reason]): Row => {
    const value = (settings as unknown as Record<string, unknown>)[field];
    return [
      html`<code>${field}</code>`,
      value === undefined ? '' : name(typeof value === 'string' ? value : JSON.stringify(value)),
      reason,
    ];
  });
  return rows.length === 0
    ? null
    : table({
        caption: 'Why it is as it is',
        columns: [{ title: 'Field' }, { title: 'Value' }, { title: 'Why' }],
        rows,
      });
}
