// Where a value stands along an axis, and which ticks the axis has.

import { decimal } from '../numbers.js';

export interface Tick {
  readonly at: number;
  /** Null for a line of the grid without a label. */
  readonly label: string | null;
}

export interface Scale {
  /** A value's place, which may lie beyond the ends; drawings are cut there. */
  readonly place: (value: number) => number;
  /** Places of both ends. */
  readonly low: number;
  readonly high: number;
  readonly ticks: readonly Tick[];
  /** False for no lines across the drawing at the ticks. */
  readonly grid?: false;
}

/** Evenly divided, with about five ticks at round numbers; written with the decimals that they need, or as `label` does. */
export function linear(low: number, high: number, label?: (value: number) => string): Scale {
  const step = roundStep((high - low) / 5);
  const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
  const first = Math.ceil(low / step - 1e-9);
  const last = Math.floor(high / step + 1e-9);
  const ticks = Array.from({ length: last - first + 1 }, (_, i) => {
    const value = Number(((first + i) * step).toPrecision(12));
    return { at: value, label: label ? label(value) : decimal(value, decimals) };
  });
  return { place: (value) => value, low, high, ticks };
}

/**
 * Logarithmic between two positive values, widened to whole decades. Zero stands a decade below the lower end, so
 * that a line to it leaves the drawing.
 */
export function logarithmic(low: number, high: number, label: (value: number) => string): Scale {
  const bottom = Math.floor(Math.log10(low) + 1e-9);
  const top = Math.max(bottom + 1, Math.ceil(Math.log10(high) - 1e-9));
  const between = top - bottom <= 2 ? [1, 2, 5] : [1];
  const ticks: Tick[] = [];
  const every = Math.ceil((top - bottom) / 8);
  for (let decade = bottom; decade <= top; decade++) {
    for (const times of between) {
      const at = decade + Math.log10(times);
      const labelled = (decade - bottom) % every === 0;
      if (at <= top + 1e-9) ticks.push({ at, label: labelled ? label(Number(`${times}e${decade}`)) : null });
    }
  }
  const place = (value: number) => (value > 0 ? Math.max(bottom - 1, Math.log10(value)) : bottom - 1);
  return { place, low: bottom, high: top, ticks };
}

/** Rows from top to bottom: row i stands at i. */
export function rows(labels: readonly string[]): Scale {
  return {
    place: (row) => -row,
    low: 0.5 - labels.length,
    high: 0.5,
    ticks: labels.map((label, row) => ({ at: -row || 0, label })),
  };
}

/** Columns from left to right: column i stands at i, half a step to either side. Without a label it has no tick. */
export function columns(labels: readonly string[]): Scale {
  return {
    place: (column) => column,
    low: -0.5,
    high: labels.length - 0.5,
    ticks: labels.flatMap((label, column) => (label === '' ? [] : [{ at: column, label }])),
    grid: false,
  };
}

/** The smallest positive of some values, no less than `floor`; `floor` where none is positive. */
export const smallestPositive = (values: Iterable<number>, floor: number): number => {
  let smallest = Number.POSITIVE_INFINITY;
  for (const value of values) if (value > 0 && value < smallest) smallest = value;
  return Number.isFinite(smallest) ? Math.max(smallest, floor) : floor;
};

/** The least and the greatest of any number of values; null of none. */
export function extent(values: readonly number[]): readonly [low: number, high: number] | null {
  if (values.length === 0) return null;
  let [low, high] = [values[0], values[0]];
  for (const value of values) {
    if (value < low) low = value;
    if (value > high) high = value;
  }
  return [low, high];
}

/** 1, 2 or 5 times a power of ten, at least the step asked for. */
function roundStep(step: number): number {
  const decade = 10 ** Math.floor(Math.log10(step));
  return ([1, 2, 5].find((times) => times * decade >= step * 0.999) ?? 10) * decade;
}
