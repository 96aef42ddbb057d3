// How much of each single degradation a model bears, at a threshold that was fixed before.

import {
  type BootstrapOptions,
  bootstrapFnmr,
  failureToAcquireBySubject,
  fnmr,
  listedTrials,
  type PairScores,
} from '../../../trials/index.js';
import { EFFECTS, parametersAt } from '../../degrade/index.js';
import type { Acquired } from '../../templates/templateCache.js';
import type { ModelReport, ReportedPoint, ReportedRate } from '../report.js';
import { CONDITIONS, type Condition, SEVERITIES } from '../robustness/conditions.js';
import type { MeasuredRobustness } from '../robustness/measure.js';
import { clusteredRate, refused } from './reported.js';

type Robustness = NonNullable<ModelReport['robustness']>;
type Level = Extract<Robustness, { kind: 'curves' }>['before']['portrait'];

/** The threshold is the one that undegraded pictures give for this FMR. */
export const ROBUSTNESS_FMR = 1e-3;

/** Fewer subjects say nothing with an interval worth drawing. */
const FEWEST_SUBJECTS = 10;

/**
 * @param which place of the model among those measured
 * @param acquired what the model made of the undegraded pictures
 */
export function robustnessSection(
  { sample, templates }: MeasuredRobustness,
  which: number,
  acquired: readonly Acquired[],
  points: readonly ReportedPoint[],
  options: Required<Pick<BootstrapOptions, 'replicates' | 'seed'>>,
): Robustness {
  const point = points.find(({ target }) => target === ROBUSTNESS_FMR);
  if (point?.kind !== 'point') {
    return refused(`the undegraded pictures give no threshold for FMR ${ROBUSTNESS_FMR}: ${point?.reason}`);
  }
  if (sample.length < FEWEST_SUBJECTS) {
    return refused(
      `${sample.length} subjects have two photographs with a face or more: at least ${FEWEST_SUBJECTS} are needed`,
    );
  }
  const { threshold } = point;
  const degraded = templates[which]!;
  const level = (isIt: (condition: Condition) => boolean): Level => {
    const at = CONDITIONS.findIndex(isIt);
    return levelOf(
      degraded.map((conditions) => conditions[at]!),
      sample,
      acquired,
      threshold,
      options,
    );
  };
  return {
    kind: 'curves',
    subjects: sample.length,
    target: ROBUSTNESS_FMR,
    threshold,
    before: {
      portrait: level(({ kind, base }) => kind === 'nothing' && base === 'portrait'),
      photograph: level(({ kind, base }) => kind === 'nothing' && base === 'photograph'),
    },
    effects: [...EFFECTS.values()].map((effect) => ({
      name: effect.name,
      models: effect.models,
      base: effect.plane === 'face' ? 'photograph' : 'portrait',
      quantities: Object.entries(effect.quantities).map(([name, { unit }]) => ({ name, unit })),
      levels: SEVERITIES.map((severity) => ({
        severity,
        parameters: Object.values(parametersAt(effect, severity)),
        ...level((c) => c.kind === 'effect' && c.effect === effect && c.severity === severity),
      })),
    })),
  };
}

/** One condition: a template or none of each sampled subject’s reference, against the subject’s probes. */
function levelOf(
  references: readonly (Float32Array | null)[],
  sample: MeasuredRobustness['sample'],
  acquired: readonly Acquired[],
  threshold: number,
  options: Required<Pick<BootstrapOptions, 'replicates' | 'seed'>>,
): Level {
  const scores: number[] = [];
  const subjects: number[] = [];
  sample.forEach(({ probes }, subject) => {
    const reference = references[subject];
    if (!reference) return;
    for (const probe of probes) {
      const one = acquired[probe]!;
      if (one.kind === 'failure') continue;
      scores.push(cosine(reference, one.vector));
      subjects.push(subject);
    }
  });
  return { fta: ftaOf(references), fnmr: fnmrOf(scores, subjects, threshold, options) };
}

function ftaOf(references: readonly (Float32Array | null)[]): ReportedRate {
  const { errors, trials, rate, lower, upper } = failureToAcquireBySubject(
    Int32Array.from(references.keys()),
    Uint8Array.from(references, (reference) => Number(reference === null)),
  );
  return { rate, lower, upper, errors, trials, method: 'Clopper–Pearson: one picture a subject' };
}

function fnmrOf(
  scores: readonly number[],
  subjects: readonly number[],
  threshold: number,
  options: Required<Pick<BootstrapOptions, 'replicates' | 'seed'>>,
): Level['fnmr'] {
  const count = new Set(subjects).size;
  if (count < 2) return refused(`of ${count} subjects a template could be made`);
  const rows = Int32Array.from(scores.keys());
  const mated: PairScores = { scores: Float64Array.from(scores), left: rows, right: rows };
  const none: PairScores = { scores: new Float64Array(), left: new Int32Array(), right: new Int32Array() };
  const trials = listedTrials(mated, none, Int32Array.from(subjects));
  const interval = bootstrapFnmr(trials, threshold, options);
  return {
    kind: 'rate',
    ...clusteredRate(fnmr(Float64Array.from(scores).sort().reverse(), threshold), interval, count),
  };
}

/** Templates are of unit length. */
function cosine(a: Float32Array, b: Float32Array): number {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i] * b[i];
  return sum;
}
