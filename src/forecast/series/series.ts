// A series: one value for every step from its first to its last. What a table lacks or holds twice is said and not mended:
// a gap that was filled in silence would be forecast as if it had been seen.

import { SeriesError } from '../seriesError.js';
import { type Moment, momentOf } from './moment.js';
import { inferStep, type Step, stepIndex, stepName, stepStart, usualSeason } from './step.js';

export interface Row {
  /** As the table has it; see `DATE_FORMS`. */
  readonly date: string;
  readonly value: number;
}

export interface SeriesOptions {
  /** Told apart by the dates themselves where it is left out. */
  readonly by?: Step;
  /** Whether rows of one step are added up. */
  readonly sum?: boolean;
  /** Steps in a season, 1 for none; by the step where it is left out. */
  readonly season?: number;
}

export interface Series {
  readonly step: Step;
  /** Number of the first step; see `stepName`. */
  readonly first: number;
  readonly values: Float64Array;
  readonly season: number;
  /** What a reader should know of how it came about. */
  readonly notes: readonly string[];
}

/** So many are named; of more it is said how many there are. */
const NAMED = 5;

/**
 * Rows in any order as a series.
 * @throws SeriesError where a date cannot be read, a step is missing or doubled, or a value is no finite number
 */
export function seriesOf(rows: readonly Row[], { by, sum = false, season }: SeriesOptions = {}): Series {
  if (rows.length === 0) throw new SeriesError('short', 'the table has no rows');
  for (const { date, value } of rows) {
    if (!Number.isFinite(value)) throw new SeriesError('values', `${date}: the value is no finite number`);
  }
  const dated = rows
    .map(({ date, value }) => ({ date, value, moment: momentOf(date) }))
    .sort((a, b) => a.moment.at - b.moment.at);
  const moments = dated.map(({ moment }) => moment);
  const step = by ?? inferOne(dated);
  requireFineEnough(dated, step);
  const indices = moments.map(({ at }) => stepIndex(step, at));
  const first = indices[0];
  const values = new Float64Array(indices[indices.length - 1] - first + 1);
  const counts = new Int32Array(values.length);
  for (let i = 0; i < dated.length; i++) {
    values[indices[i] - first] += dated[i].value;
    counts[indices[i] - first]++;
  }
  const whichAre = (test: (count: number) => boolean) =>
    [...counts.keys()].filter((i) => test(counts[i])).map((i) => stepName(step, first + i));
  const doubled = whichAre((count) => count > 1);
  if (doubled.length > 0 && !sum) {
    throw new SeriesError('steps', `${counted(doubled.length, step)} in several rows: ${listed(doubled)}`);
  }
  const missing = whichAre((count) => count === 0);
  if (missing.length > 0) {
    throw new SeriesError('steps', `${counted(missing.length, step)} missing: ${listed(missing)}`);
  }
  return {
    ...{ step, first, values },
    season: season ?? usualSeason(step),
    notes: sum ? summedNotes(moments, step) : [],
  };
}

function inferOne(dated: readonly { readonly date: string; readonly moment: Moment }[]): Step {
  const moments = dated.map(({ moment }) => moment);
  const other = dated.find(({ moment }) => moment.precision !== moments[0].precision);
  if (other) {
    throw new SeriesError(
      'dates',
      `dates are of several forms: "${dated[0].date}" and "${other.date}"; say by which step they are to be taken`,
    );
  }
  const last = moments[moments.length - 1];
  if (last.at === moments[0].at) {
    throw new SeriesError('short', `all rows are of one date, ${dated[0].date}: there is no step to go by`);
  }
  return inferStep(moments);
}

/** A year says nothing of its months. */
function requireFineEnough(
  dated: readonly { readonly date: string; readonly moment: Moment }[],
  step: Step,
): void {
  const order = ['hour', 'day', 'week', 'month', 'quarter', 'year'];
  const coarse = dated.find(({ moment }) => order.indexOf(moment.precision) > order.indexOf(step));
  if (coarse) throw new SeriesError('dates', `"${coarse.date}" does not say which ${step}`);
}

/** The last step may still be under way; who adds up rows of days cannot see it in the table. */
function summedNotes(moments: readonly Moment[], step: Step): string[] {
  const last = moments[moments.length - 1];
  const index = stepIndex(step, last.at);
  const end = stepStart(step, index + 1);
  const width = last.precision === 'hour' ? 3_600_000 : 86_400_000;
  if (last.precision !== 'day' && last.precision !== 'hour') return [];
  return last.at + width < end
    ? [
        `The last row of ${stepName(step, index)} is of ${new Date(last.at).toISOString().slice(0, 10)}: if that ${step} is not over, leave its rows out.`,
      ]
    : [];
}

const counted = (count: number, step: Step): string => `${count} ${step}${count === 1 ? ' is' : 's are'}`;

const listed = (names: readonly string[]): string =>
  names.length > NAMED
    ? `${names.slice(0, NAMED).join(', ')} and ${names.length - NAMED} more`
    : names.join(', ');
