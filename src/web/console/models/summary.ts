// What was measured in a period, in a few signs.

import type { DriftMeasure } from '../../../client/index.js';
import { percent } from '../figures.js';

export function summaryOf(value: DriftMeasure['reference']): string {
  if (value === null) return '–';
  if ('median' in value) return Number(value.median.toPrecision(3)).toString();
  return Object.entries(value.shares)
    .map(([name, share]) => `${name} ${percent(share)}`)
    .join(', ');
}
