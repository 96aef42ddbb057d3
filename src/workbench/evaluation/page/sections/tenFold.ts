// LFW's own measure, where its protocol was followed: accuracy over ten folds.

import { html } from '../../../page/markup.js';
import { lead, type Section } from '../../../page/section.js';
import { table } from '../../../page/table.js';
import type { Report } from '../../report.js';
import { markedModels } from '../reading.js';
import { modelName } from './section.js';

export function tenFold(report: Report): Section | null {
  const models = markedModels(report).flatMap((one) =>
    one.model.tenFold ? [{ one, found: one.model.tenFold }] : [],
  );
  if (models.length === 0) return null;
  const folds = Math.max(...models.map(({ found }) => found.folds.length));
  return {
    id: 'ten-folds',
    title: 'LFW, ten folds',
    body: html`${lead(
      'Accuracy as published figures give it: the threshold chosen on nine folds, tried on the tenth. It says little about low FMRs, where verification works.',
    )}
${table({
  caption: 'Accuracy over ten folds, in per cent',
  columns: [
    { title: 'Model' },
    { title: 'Accuracy ± standard error', numeric: true },
    ...Array.from({ length: folds }, (_, i) => ({ title: String(i + 1), numeric: true as const })),
  ],
  rows: models.map(({ one, found }) => [
    modelName(one),
    html`<span class="estimate">${inPercent(found.accuracy)} ± ${inPercent(found.standardError)}</span>`,
    ...Array.from({ length: folds }, (_, i) => (i < found.folds.length ? inPercent(found.folds[i]) : '–')),
  ]),
})}`,
  };
}

/** Two decimals, as the results of LFW are published. */
const inPercent = (share: number): string => (100 * share).toFixed(2);
