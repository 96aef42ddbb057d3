// Describe a network: each call appends one operator and gives back the name of its result.

import { LikenessError } from '../errors.js';
import type { Attribute, Constant, ElementType, Model, Node, ValueInfo } from './model.js';

/** The name of a value in a graph. */
export type Value = string & { readonly __value: unique symbol };

const OPSET = 17;

/** Builds one ONNX graph, top-down. Values are named in order, so the same calls give the same bytes. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  #counter = 0;

  constructor(readonly name: string) {}

  /** A value that is given at each run; a symbolic dimension is a name. */
  input(name: string, dims: readonly (number | string)[], type: ElementType = 'float32'): Value {
    this.#inputs.push({ name, type, dims });
    return name as Value;
  }

  /** Makes a value a result of the graph, under this name. */
  output(name: string, value: Value, dims: readonly (number | string)[]): void {
    this.#nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type: 'float32', dims });
  }

  /** Weights or another constant, in C order. */
  floats(data: Float32Array | readonly number[], dims: readonly number[]): Value {
    const values = data instanceof Float32Array ? data : Float32Array.from(data);
    return this.#constant('float32', bytesOf(values), dims, values.length);
  }

  /** Shapes, axes, indices. */
  ints(values: readonly number[], dims: readonly number[] = [values.length]): Value {
    if (!values.every(Number.isSafeInteger))
      throw new LikenessError('graph_invalid', `${this.name}: [${values.join(', ')}] are not whole numbers`);
    return this.#constant('int64', bytesOf(BigInt64Array.from(values, BigInt)), dims, values.length);
  }

  /** Appends one operator with one result. An input of `undefined` is an optional one left out. */
  add(
    op: string,
    inputs: readonly (Value | undefined)[],
    attributes: Readonly<Record<string, Attribute>> = {},
    domain = '',
  ): Value {
    const output = this.#next(op);
    this.#nodes.push({ op, domain, inputs: inputs.map((v) => v ?? ''), outputs: [output], attributes });
    return output;
  }

  /** The finished model. */
  build(metadata: Readonly<Record<string, string>> = {}): Model {
    const domains = new Set(this.#nodes.map((n) => n.domain).filter((d) => d !== ''));
    return {
      graph: {
        name: this.name,
        nodes: this.#nodes,
        inputs: this.#inputs,
        outputs: this.#outputs,
        constants: this.#constants,
      },
      opsets: { '': OPSET, ...Object.fromEntries([...domains].map((d) => [d, 1])) },
      producer: 'likeness',
      metadata,
    };
  }

  #constant(type: ElementType, data: Uint8Array, dims: readonly number[], length: number): Value {
    if (dims.reduce((p, d) => p * d, 1) !== length) {
      throw new LikenessError(
        'graph_invalid',
        `${this.name}: ${length} numbers do not fill [${dims.join(', ')}]`,
      );
    }
    const name = this.#next('c');
    this.#constants.set(name, { type, dims, data });
    return name;
  }

  #next(prefix: string): Value {
    return `${prefix.toLowerCase()}_${this.#counter++}` as Value;
  }
}

const bytesOf = (array: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
