// What an optimiser makes of a parameter in one step, and the inputs that carry its state from step to step.

import type { GraphBuilder, Value } from '../../onnx/index.js';

/** Something that is carried from step to step beside the parameters: an input of the step and its next value. */
export interface OptimiserState {
  /** The parameter's name and a role, such as `conv1.weight.velocity`: the name of the graph's input. */
  readonly name: string;
  readonly before: Value;
  readonly after: Value;
  /** What it is before the first step: zeros, or a copy of the parameter. */
  readonly start: 'zeros' | 'parameter';
}

/** What one step makes of a parameter. */
export interface Update {
  readonly value: Value;
  readonly states: readonly OptimiserState[];
}

/** A parameter as an optimiser sees it. */
export interface Updatable {
  readonly name: string;
  readonly value: Value;
  /** Whether weight decay applies. */
  readonly decay: boolean;
}

/** Appends the update of one parameter. */
export type AppendUpdate = (parameter: Updatable, gradient: Value) => Update;

/** What changes from step to step, float32 scalars. */
export interface StepInputs {
  readonly learningRate: Value;
  /** Number of the step, from 0. */
  readonly step: Value;
}

/** Declares the state of a parameter for a role, shaped as the parameter. */
export function stateInput(graph: GraphBuilder, of: Pick<Updatable, 'name' | 'value'>, role: string) {
  const name = `${of.name}.${role}`;
  return { name, before: graph.input(name, graph.dimsOf(of.value)) };
}
