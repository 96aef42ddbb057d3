// A network under construction: a graph, and which of its constants are parameters, which are running state,
// and which inputs are noise.
//
// Parameters stand in the graph as constants under the path of their layer (`stage1.0.conv.weight`), so that a
// network is at all times a model that could be saved. The training step turns them into inputs.

import { LikenessError } from '../errors.js';
import type { Dim, GraphBuilder, Value } from '../onnx/index.js';
import { showDims } from '../onnx/index.js';
import type { Initializer } from './initializers.js';

/** A layer appends operators to a network and gives back its result. Layers are plain functions; compose them. */
export type Layer = (network: NetworkBuilder, x: Value) => Value;

/** A constant that training changes. */
export interface Parameter {
  /** Path of the layer and role: `stage1.0.conv.weight`. */
  readonly name: string;
  readonly value: Value;
  /** Whether weight decay applies: not to biases, norms and slopes, as is custom (He et al., arXiv:1812.01187, 3.1). */
  readonly decay: boolean;
}

/** A constant that a training step replaces by a value that it computes, such as a running mean. */
export interface RunningState {
  readonly name: string;
  readonly value: Value;
  readonly updated: Value;
}

/** An input that is filled afresh at each step with uniform numbers in [0, 1). */
export interface Noise {
  readonly name: string;
  readonly dims: readonly Dim[];
}

export interface NetworkOptions {
  /** Whether layers behave as in training: batch statistics, dropout. */
  readonly training: boolean;
  /** Initial parameters are a function of this and of their names only. */
  readonly seed: number;
}

export class NetworkBuilder {
  readonly training: boolean;
  readonly parameters: Parameter[] = [];
  readonly states: RunningState[] = [];
  readonly noises: Noise[] = [];
  /** The gradient does not go through these values: what they are made of is held fixed. */
  readonly stopped = new Set<Value>();
  readonly #seed: number;

  constructor(
    readonly graph: GraphBuilder,
    options: NetworkOptions,
  ) {
    this.training = options.training;
    this.#seed = options.seed;
  }

  /** Declares a parameter of the layer that is open. */
  parameter(role: string, dims: readonly number[], fill: Initializer, decay = true): Value {
    const name = this.#path(role);
    const value = this.#constant(name, dims, fill);
    this.parameters.push({ name, value, decay });
    return value;
  }

  /** Declares a running state of the layer that is open; in training give its next value to {@link update}. */
  state(role: string, dims: readonly number[], fill: Initializer): Value {
    return this.#constant(this.#path(role), dims, fill);
  }

  /** Says what a running state becomes after a training step. */
  update(state: Value, updated: Value): void {
    this.states.push({ name: state, value: state, updated });
  }

  /** Uniform numbers in [0, 1), drawn afresh at each training step from the run's seed. */
  noise(dims: readonly Dim[]): Value {
    const name = this.#path('noise');
    this.noises.push({ name, dims });
    return this.graph.input(name, dims);
  }

  /** Holds a value fixed in the gradient, as `detach` and `stop_gradient` do elsewhere; gives it back. */
  stop(value: Value): Value {
    this.stopped.add(value);
    return value;
  }

  /**
   * Size of a value along an axis, which a layer needs in numbers to make its parameters.
   * @param axis counted from the end where negative
   * @throws `graph_invalid` naming the layer and the shape where there is no such axis or its size is symbolic
   */
  sizeAlong(x: Value, axis: number): number {
    const dims = this.graph.dimsOf(x);
    const size = dims.at(axis);
    if (typeof size === 'number') return size;
    throw new LikenessError(
      'graph_invalid',
      `${this.graph.path || this.graph.name}: the size along axis ${axis} of ${showDims(dims)} must be known`,
    );
  }

  /** Applies a layer under a name; names nest into paths. */
  apply(name: string, layer: Layer, x: Value): Value {
    return this.graph.scope(name, () => layer(this, x));
  }

  #constant(name: string, dims: readonly number[], fill: Initializer): Value {
    const data = fill(dims, this.#seed, name);
    return this.graph.constant({ type: 'float32', dims, data: new Uint8Array(data.buffer) }, name);
  }

  #path(role: string): string {
    const { path } = this.graph;
    return path === '' ? role : `${path}.${role}`;
  }
}

/** Numbers that training changes. */
export const countParameters = ({ graph, parameters }: NetworkBuilder): number =>
  parameters.reduce((sum, { value }) => sum + graph.shapeOf(value).reduce((p, d) => p * d, 1), 0);
