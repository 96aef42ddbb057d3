// A training step small enough to be computed here, number by number in float32: logistic regression by gradient
// descent with momentum (Polyak, 1964). A true optimisation, for tests of the loop around it.

import { LikenessError } from '../../errors.js';
import type { TensorOf } from '../../onnx/index.js';
import type { TrainingStep } from '../step.js';
import type { Sample } from './batches.js';

export interface LogisticOptions {
  readonly features: number;
  readonly batchSize: number;
}

const MOMENTUM = 0.9;

export function logisticStep({ features, batchSize }: LogisticOptions): TrainingStep {
  const size = features + 1; // the bias comes last
  let weights = new Float32Array(size);
  let velocity = new Float32Array(size);
  const tensor = (data: Float32Array): TensorOf<'float32'> => ({
    type: 'float32',
    dims: [size],
    data: data.slice(),
  });
  return {
    inputs: [
      { name: 'x', type: 'float32', dims: [batchSize, features] },
      { name: 'label', type: 'int64', dims: [batchSize] },
    ],
    batchSize,
    async run({ x, label }, { learningRate }) {
      const inputs = x!.data as Float32Array;
      const labels = label!.data as BigInt64Array;
      const gradient = new Float32Array(size);
      let loss = 0;
      let right = 0;
      for (let n = 0; n < batchSize; n++) {
        const row = inputs.subarray(n * features, (n + 1) * features);
        const logit = row.reduce((sum, value, i) => sum + value * weights[i]!, weights[features]!);
        const y = Number(labels[n]);
        loss += (Math.max(logit, 0) - logit * y + Math.log1p(Math.exp(-Math.abs(logit)))) / batchSize;
        right += logit > 0 === y > 0 ? 1 / batchSize : 0;
        const slope = (1 / (1 + Math.exp(-logit)) - y) / batchSize;
        for (let i = 0; i < features; i++) gradient[i]! += slope * row[i]!;
        gradient[features]! += slope;
      }
      for (let i = 0; i < size; i++) {
        velocity[i] = MOMENTUM * velocity[i]! + gradient[i]!;
        weights[i]! -= learningRate * velocity[i]!;
      }
      return { loss, metrics: { accuracy: right } };
    },
    read: () =>
      new Map([
        ['weights', tensor(weights)],
        ['velocity', tensor(velocity)],
      ]),
    write: (state) => {
      const read = (name: string): Float32Array<ArrayBuffer> => {
        const found = state.get(name);
        if (found?.data.length !== size)
          throw new LikenessError('checkpoint_mismatch', `${name} [${size}] against [${found?.dims}]`);
        return new Float32Array(found.data);
      };
      [weights, velocity] = [read('weights'), read('velocity')];
    },
    findNonFinite: async () => (weights.every(Number.isFinite) ? undefined : 'logistic'),
    close: async () => undefined,
  };
}

/** A point of one of two clouds that overlap: a function of its number. */
export function cloudPoint(index: number, features: number): Sample {
  const label = index % 2;
  const x = Array.from(
    { length: features },
    (_, i) => Math.sin(12.9898 * (index + 1) * (i + 1)) * 1.5 + (label ? 0.5 : -0.5),
  );
  return { x, label };
}
