// Exponential smoothing as a model: of all forms the one with the least AICc.

import type { Fitted, Model, Past } from '../model.js';
import { type BegunEts, beginEts, type EtsFit, parametersOf } from './fitEts.js';
import { forecastEts } from './forecastEts.js';
import { type EtsForm, formName } from './stateSpace.js';

export const smoothing: Model = {
  name: 'smoothing',
  label: 'exponential smoothing',
  // A level, a variance, and something to judge them by.
  fewest: () => 6,
  fit: (past) => asFitted(chooseEts(past), past),
};

/**
 * The forms without a multiplicative trend, and without an additive error on a multiplicative season, whose variance
 * grows without bound: as `ets()` of R's `forecast` has it.
 */
function formsFor({ values, season }: Past): EtsForm[] {
  const isPositive = values.every((y) => y > 0);
  const hasSeason = season > 1 && values.length >= 2 * season + 1;
  const forms = (['A', 'M'] as const).flatMap((error) =>
    (['N', 'A', 'Ad'] as const).flatMap((trend) =>
      (['N', 'A', 'M'] as const).map((seasonal): EtsForm => ({ error, trend, season: seasonal })),
    ),
  );
  return forms.filter(
    (form) =>
      (isPositive || form.error === 'A') &&
      (form.season !== 'M' || form.error === 'M') &&
      (hasSeason || form.season === 'N') &&
      // AICc wants more values than parameters.
      values.length > parametersOf(form, season) + 3,
  );
}

/** What lies further behind after the first steps of its fit does not catch up. */
const HOPELESS = 12;

/** @throws RangeError where no form can be fitted */
export function chooseEts(past: Past): EtsFit {
  const begun = formsFor(past).flatMap((form) => begin(past, form));
  const least = Math.min(...begun.map(({ aicc }) => aicc));
  const fits = begun.filter(({ aicc }) => aicc <= least + HOPELESS).map(({ finish }) => finish());
  if (fits.length === 0) throw new RangeError('no form of exponential smoothing fits these values');
  return fits.reduce((best, fit) => (fit.aicc < best.aicc ? fit : best));
}

/** One fit, or none where the values admit no such form. */
function begin({ values, season }: Past, form: EtsForm): BegunEts[] {
  try {
    return [beginEts(values, season, form)];
  } catch (error) {
    if (error instanceof RangeError) return [];
    throw error;
  }
}

const asFitted = (fit: EtsFit, { values, season }: Past): Fitted => ({
  form: formName(fit.form),
  forecast: (horizon) => forecastEts(fit, values.length % season, horizon),
});
