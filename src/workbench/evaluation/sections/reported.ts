// Rates as the report writes them: with their counts, their interval, and what the interval rests upon.

import type { ErrorRate, SubjectInterval } from '../../../trials/index.js';
import type { Refusal, ReportedRate } from '../report.js';

/** A rate whose trials share people. */
export function clusteredRate(
  { errors, trials, rate }: ErrorRate,
  interval: SubjectInterval,
  subjects: number,
): ReportedRate {
  const { lower, upper } = interval;
  return { rate, lower, upper, errors, trials, method: intervalMethod(interval, subjects) };
}

/** What an interval rests upon, in words. */
export function intervalMethod({ method }: Pick<SubjectInterval, 'method'>, subjects: number): string {
  const bootstrap = `bootstrap over ${subjects.toLocaleString('en-US')} subjects`;
  if (method === 'bootstrap') return bootstrap;
  return `few errors: the wider of ${bootstrap} and Clopper–Pearson over the effective number of trials`;
}

export const refused = (reason: string): Refusal => ({ kind: 'refused', reason });
