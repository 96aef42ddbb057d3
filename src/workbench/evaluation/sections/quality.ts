// Which quality component foresees false non-matches, and what it would help to ask for a better picture.

import { type BootstrapOptions, errorVersusDiscard } from '../../../trials/index.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { ModelReport } from '../report.js';
import type { DatasetRows, TrialSet } from '../trialSet.js';

/** Curves that a plot can hold apart. */
const SHOWN = 5;

/** Points of a curve that a plot needs: up to a third of the comparisons discarded. */
const LAST_DISCARDED = 0.34;

export function qualitySection(
  { mated }: TrialSet,
  rows: DatasetRows,
  acquired: readonly Acquired[],
  { target, threshold }: { readonly target: number; readonly threshold: number },
  options: BootstrapOptions,
): ModelReport['quality'] {
  const qualities = Array.from(rows.pictures, (picture) => qualityOf(acquired[picture]!));
  const curves = Object.keys(qualities[0] ?? {}).flatMap((component) => {
    const quality = Float64Array.from(qualities, (components) => components[component] ?? Number.NaN);
    if (quality.some(Number.isNaN)) return [];
    const found = errorVersusDiscard({ mated, quality, subjects: rows.subjects, threshold }, options);
    if (found.kind === 'unsupported') return [];
    const { value, lower, upper } = found.relativeArea;
    return [
      {
        component,
        points: found.points
          .filter(({ discarded }) => discarded <= LAST_DISCARDED)
          .map(({ discarded, fnmr, lower, upper }) => ({ discarded, fnmr, lower, upper })),
        relativeArea: { value, lower, upper },
      },
    ];
  });
  if (curves.length === 0) return null;
  const best = curves.sort((a, b) => a.relativeArea.value - b.relativeArea.value);
  return { target, threshold, curves: best.slice(0, SHOWN) };
}

const qualityOf = (acquired: Acquired): Readonly<Record<string, number>> =>
  acquired.kind === 'template' ? acquired.quality : {};
