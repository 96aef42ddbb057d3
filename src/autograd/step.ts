// One training step as the loop sees it. How it is made of a network, a loss and an optimiser: assemble.ts.

import type { Tensor, TensorOf, ValueInfo } from '../onnx/index.js';

/** A batch: a tensor for each input of the step that the data fills (not parameters, not noise). */
export type Batch = Readonly<Record<string, Tensor>>;

/** What a run's numbers are made of: parameters, running statistics, optimiser state, averages, by name. */
export type TrainingState = ReadonlyMap<string, TensorOf<'float32'>>;

export interface StepSettings {
  readonly learningRate: number;
  /** Number of this step in the run, from 0; with the run's seed it decides the noise (dropout). */
  readonly step: number;
}

export interface StepResult {
  /** Mean loss over the batch. */
  readonly loss: number;
  /** Other scalars that the network reports, by name (accuracy, gradient norm…). */
  readonly metrics: Readonly<Record<string, number>>;
}

/** A compiled training step with its parameters. Close it when done. */
export interface TrainingStep {
  /** Inputs that a batch fills. */
  readonly inputs: readonly ValueInfo[];
  /** Samples in a batch. */
  readonly batchSize: number;
  /**
   * Forward pass, gradient and, unless gradients are still being accumulated, the optimiser's update. Where the loss or
   * another number that is reported is not finite, nothing is updated.
   * @throws `runtime_failed`, `closed`
   */
  run(batch: Batch, settings: StepSettings): Promise<StepResult>;
  /** A copy of all state, for checkpoints, export and evaluation. */
  read(): TrainingState;
  /**
   * Replaces all state.
   * @throws `checkpoint_mismatch` where names or shapes differ
   */
  write(state: TrainingState): void;
  /** The first layer whose result is not finite for this batch and the present state; undefined where all are. */
  findNonFinite(batch: Batch, settings: StepSettings): Promise<string | undefined>;
  /** Frees all memory once the step under way is done. May be called twice. */
  close(): Promise<void>;
}
