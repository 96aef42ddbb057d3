// What the trees learn from: of every moment of the past, how each step after it differed from the same step a season
// before, and what could be known then. Differences have no trend that a tree would have to go beyond.

/** The features of one step ahead of one moment, and what the step is measured from. */
export interface Example {
  /** The value of the same position in the latest season that was known. */
  readonly base: number;
  readonly features: readonly number[];
}

/** Fewest values before a moment. */
export const memory = (season: number): number => Math.max(2 * season + 3, 9);

/**
 * @param at index of the latest value that is known; from `memory(season)` − 1
 * @param ahead steps, from 1
 */
export function exampleOf(values: Float64Array, season: number, at: number, ahead: number): Example {
  const seasons = Math.ceil(ahead / season);
  const same = at + ahead - seasons * season;
  const level = meanOf(values, at, season);
  const changeOf = (back: number) => values[at - back] - values[at - back - season];
  const base = values[same];
  const features = [
    ahead,
    seasons,
    (at + ahead) % season,
    // How the season before differed from the one before that, where this step stood.
    base - values[same - season],
    base - level,
    changeOf(0),
    changeOf(1),
    changeOf(2),
    (changeOf(0) + changeOf(1) + changeOf(2)) / 3,
    level - meanOf(values, at - season, season),
    values[at] - meanOf(values, at, Math.max(4, season)),
    values[at] - values[at - 1],
    // Over a longer while, which without a season is all that tells a trend.
    (values[at] - values[at - 8]) / 8,
  ];
  return { base, features };
}

function meanOf(values: Float64Array, last: number, count: number): number {
  let sum = 0;
  for (let t = last - count + 1; t <= last; t++) sum += values[t];
  return sum / count;
}
