// Training that runs away is noticed at once, and told with where it began.

import { LikenessError } from '../../errors.js';
import type { Batch, StepResult, StepSettings, TrainingState, TrainingStep } from '../step.js';

/** @throws `loss_not_finite` naming the step, and the input or layer where the first such number stands */
export async function requireFiniteStep(
  step: TrainingStep,
  batch: Batch,
  settings: StepSettings,
  { loss, metrics }: StepResult,
): Promise<void> {
  const [name] = Number.isFinite(loss) ? nonFiniteIn(metrics) : ['loss'];
  if (name === undefined) return;
  const value = name === 'loss' ? loss : metrics[name];
  const at = `${name} is ${value} at step ${settings.step + 1}`;
  const input = nonFiniteInput(batch);
  if (input !== undefined)
    throw new LikenessError('loss_not_finite', `${at}: ${input}`, { hint: 'Look at the data.' });
  const layer = await step.findNonFinite(batch, settings);
  throw new LikenessError(
    'loss_not_finite',
    layer === undefined ? at : `${at}: the first layer that is not finite is ${layer}`,
  );
}

/** @throws `loss_not_finite` naming the metric and the step after which it was measured */
export function requireFiniteMetrics(stepsDone: number, metrics: Readonly<Record<string, number>>): void {
  const [name] = nonFiniteIn(metrics);
  if (name !== undefined)
    throw new LikenessError('loss_not_finite', `${name} is ${metrics[name]} after step ${stepsDone}`);
}

/** @throws `loss_not_finite` naming the parameter; such a state is not worth keeping */
export function requireFiniteState(stepsDone: number, state: TrainingState): void {
  for (const [name, { data }] of state)
    if (firstNonFinite(data) >= 0)
      throw new LikenessError('loss_not_finite', `${name} is not finite after step ${stepsDone}`);
}

const nonFiniteIn = (scalars: Readonly<Record<string, number>>): string[] =>
  Object.keys(scalars).filter((name) => !Number.isFinite(scalars[name]));

/** Which input, and which sample of the batch. */
function nonFiniteInput(batch: Batch): string | undefined {
  for (const [name, { type, dims, data }] of Object.entries(batch)) {
    if (type !== 'float32' && type !== 'float64') continue;
    const at = firstNonFinite(data as Float32Array | Float64Array);
    if (at < 0) continue;
    const sample = Math.floor((at * dims[0]!) / data.length);
    return `input ${name} holds ${data[at]} in sample ${sample} of the batch`;
  }
  return undefined;
}

function firstNonFinite(data: Float32Array | Float64Array): number {
  // A sum of zeros is zero; an infinity or NaN times zero is NaN, and spreads.
  let sum = 0;
  for (let i = 0; i < data.length; i++) sum += data[i]! * 0;
  return sum === 0 ? -1 : data.findIndex((value) => !Number.isFinite(value));
}
