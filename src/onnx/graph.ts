// Describe a network: each call appends one operator, infers the type and shape of its result, and refuses what
// does not fit, naming the layer and the shapes.

import { LikenessError } from '../errors.js';
import { bindDim, type Dim, showDims } from './dims.js';
import {
  type Attribute,
  type Constant,
  ELEMENT_BYTES,
  type ElementType,
  type Graph,
  type Model,
  type Node,
  type ValueInfo,
} from './model.js';
import { inferTypes, typeOfConstant, type ValueType } from './shapes/index.js';

/** The name of a value in a graph. */
export type Value = string & { readonly __value: unique symbol };

/** Standard operator set that graphs are written in. */
export const OPSET = 17;

type Attributes = Readonly<Record<string, Attribute>>;

/** Builds one ONNX graph, top-down. Values are named in order, so the same calls give the same bytes. */
export class GraphBuilder {
  readonly #nodes: Node[] = [];
  readonly #constants = new Map<string, Constant>();
  readonly #inputs: ValueInfo[] = [];
  readonly #outputs: ValueInfo[] = [];
  readonly #types = new Map<string, ValueType>();
  readonly #producers = new Map<string, Node>();
  readonly #scope: string[] = [];
  #counter = 0;

  constructor(readonly name: string) {}

  /**
   * Goes on with a graph that exists: its names are kept, its outputs are to be declared anew.
   * @param sizes numbers for symbolic dimensions of the inputs, such as `{ N: 32 }`
   * @throws `graph_invalid` where its shapes do not fit
   */
  static from(graph: Graph, sizes: Readonly<Record<string, number>> = {}): GraphBuilder {
    const builder = new GraphBuilder(graph.name);
    for (const { name, dims, type } of graph.inputs) {
      if (!graph.constants.has(name))
        builder.input(
          name,
          dims.map((d) => bindDim(d, sizes)),
          type,
        );
    }
    for (const [name, constant] of graph.constants) builder.constant(constant, name);
    for (const node of graph.nodes) builder.append(node);
    return builder;
  }

  /** A value that is given at each run; a symbolic dimension is a name. */
  input(name: string, dims: readonly Dim[], type: ElementType = 'float32'): Value {
    this.#inputs.push({ name, type, dims });
    return this.#declare(name, { type, dims });
  }

  /** Makes a value a result of the graph, under this name. */
  output(name: string, value: Value, dims: readonly Dim[] = this.dimsOf(value)): void {
    const type = this.typeOf(value);
    this.#nodes.push({ op: 'Identity', domain: '', inputs: [value], outputs: [name], attributes: {} });
    this.#outputs.push({ name, type, dims });
  }

  /** Weights or another constant, in C order. */
  floats(data: Float32Array | readonly number[], dims: readonly number[] = [data.length]): Value {
    const values = data instanceof Float32Array ? data : Float32Array.from(data);
    return this.constant({ type: 'float32', dims, data: bytesOf(values) });
  }

  /** One float32 without dimensions. */
  scalar(value: number): Value {
    return this.floats([value], []);
  }

  /** Shapes, axes, indices. */
  ints(values: readonly number[], dims: readonly number[] = [values.length]): Value {
    if (!values.every(Number.isSafeInteger))
      throw new LikenessError('graph_invalid', `${this.name}: [${values.join(', ')}] are not whole numbers`);
    return this.constant({ type: 'int64', dims, data: bytesOf(BigInt64Array.from(values, BigInt)) });
  }

  /** A constant of any type, under a name of its own or the next. */
  constant(constant: Constant, name: string = this.#next('c')): Value {
    const { type, dims, data } = constant;
    const length = data.length / ELEMENT_BYTES[type];
    if (dims.reduce((p, d) => p * d, 1) !== length) {
      throw new LikenessError(
        'graph_invalid',
        `${this.#where()}: ${length} numbers do not fill ${showDims(dims)}`,
      );
    }
    this.#constants.set(name, constant);
    return this.#declare(name, typeOfConstant(constant));
  }

  /** Appends one operator with one result. An input of `undefined` is an optional one left out. */
  add(op: string, inputs: readonly (Value | undefined)[], attributes: Attributes = {}, domain = ''): Value {
    return this.addMany(op, inputs, 1, attributes, domain)[0] as Value;
  }

  /** Appends one operator with several results. */
  addMany(
    op: string,
    inputs: readonly (Value | undefined)[],
    results: number,
    attributes: Attributes = {},
    domain = '',
  ): Value[] {
    const outputs = Array.from({ length: results }, () => this.#next(op));
    const scope = this.#scope.join('.');
    this.append({
      ...(scope && { name: `${scope}/${op}_${this.#nodes.length}` }),
      op,
      domain,
      inputs: inputs.map((v) => v ?? ''),
      outputs,
      attributes,
    });
    return outputs;
  }

  /** Appends a node as it is, with the names it has. */
  append(node: Node): void {
    const where = node.name ?? this.#where();
    const inputs = node.inputs.map((name) => {
      if (name === '') return undefined;
      const type = this.#types.get(name);
      if (type) return type;
      throw new LikenessError('graph_invalid', `${where}: ${node.op} reads ${name}, which nothing makes`);
    });
    const types = inferTypes(node, inputs, where);
    this.#nodes.push(node);
    node.outputs.forEach((name, i) => {
      if (name === '') return;
      this.#declare(name, types[i] as ValueType);
      this.#producers.set(name, node);
    });
  }

  /** Names the layer in which the operators that `build` appends stand; scopes nest. */
  scope<T>(name: string, build: () => T): T {
    this.#scope.push(name);
    try {
      return build();
    } finally {
      this.#scope.pop();
    }
  }

  /** The path of the scope that is open, such as `stage1.0.conv1`; empty outside all. */
  get path(): string {
    return this.#scope.join('.');
  }

  typeOf(value: Value): ElementType {
    return this.#typed(value).type;
  }

  /** Shape of a value; a symbolic dimension is a string. */
  dimsOf(value: Value): readonly Dim[] {
    return this.#typed(value).dims;
  }

  /**
   * Shape of a value that must be known in numbers.
   * @throws `graph_invalid` where a dimension is symbolic
   */
  shapeOf(value: Value): readonly number[] {
    const dims = this.dimsOf(value);
    if (dims.every((d) => typeof d === 'number')) return dims as readonly number[];
    throw new LikenessError(
      'graph_invalid',
      `${this.#where()}: ${value} is ${showDims(dims)}; give the sizes`,
    );
  }

  /** What is known of a small int64 value beforehand (a shape, axes), else undefined. */
  intsOf(value: Value): readonly Dim[] | undefined {
    return this.#typed(value).ints;
  }

  /** The constant of this name, if it is one. */
  constantOf(value: Value): Constant | undefined {
    return this.#constants.get(value);
  }

  /** The node that makes a value; undefined for inputs and constants. */
  producerOf(value: Value): Node | undefined {
    return this.#producers.get(value);
  }

  /** Declared inputs, in order. */
  get inputs(): readonly ValueInfo[] {
    return this.#inputs;
  }

  /** All operators so far, in order. */
  get nodes(): readonly Node[] {
    return this.#nodes;
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

  #declare(name: string, type: ValueType): Value {
    if (this.#types.has(name))
      throw new LikenessError('graph_invalid', `${this.#where()}: two values are called ${name}`);
    this.#types.set(name, type);
    return name as Value;
  }

  #typed(value: Value): ValueType {
    const type = this.#types.get(value);
    if (type) return type;
    throw new LikenessError('graph_invalid', `${this.#where()}: the graph has no value ${value}`);
  }

  #where(): string {
    return [this.name, ...this.#scope].join('.');
  }

  #next(prefix: string): Value {
    let name: string;
    do name = `${prefix.toLowerCase()}_${this.#counter++}`;
    while (this.#types.has(name));
    return name as Value;
  }
}

const bytesOf = (array: Float32Array | BigInt64Array): Uint8Array =>
  new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
