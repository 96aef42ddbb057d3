// From an ONNX graph to the few steps that it comes to where pictures lie channels last: a sum or a rectifier behind a
// convolution is part of it, and what only turns numbers about is nothing at all.

import type { Constant, Model, Node } from '../../src/onnx/index.js';
import { numbersOf } from './numbers.js';

/** A picture between two steps: `height` × `width` cells of `channels` numbers. */
export interface Value {
  readonly name: string;
  readonly height: number;
  readonly width: number;
  readonly channels: number;
}

interface Windowed {
  readonly kernel: readonly [number, number];
  readonly stride: number;
  /** Above, to the left, below, to the right. */
  readonly pads: readonly [number, number, number, number];
}

export interface Conv extends Windowed {
  readonly kind: 'conv' | 'depthwise';
  readonly input: Value;
  readonly output: Value;
  /** By taps (rows, columns), then channels of the input, then of the output; depthwise by taps, then channels. */
  readonly weights: Float32Array;
  readonly bias: Float32Array;
  /** What is added before the rectifier. */
  readonly residual: Value | null;
  readonly relu: boolean;
}

export type Step =
  | Conv
  /** The greatest of each 2 × 2 cells; channels that the input has not are zero. */
  | { readonly kind: 'pool'; readonly input: Value; readonly output: Value }
  /** Each cell four times, and another picture added. */
  | {
      readonly kind: 'double';
      readonly input: Value;
      readonly output: Value;
      readonly residual: Value | null;
    };

export interface Plan {
  readonly input: Value;
  readonly steps: readonly Step[];
  /** By the graph's names: the pictures, one after the other, that an output is made of. */
  readonly outputs: Readonly<Record<string, readonly Value[]>>;
}

/** @throws where the graph has anything that the networks of the capture page have not */
export function planOf({ graph }: Model): Plan {
  const [given] = graph.inputs;
  const [, channels, height, width] = given!.dims as number[];
  const input: Value = { name: given!.name, height: height!, width: width!, channels: channels! };
  const planning = new Planning(graph.constants, graph.nodes, input);
  for (const node of graph.nodes) planning.take(node);
  const outputs = Object.fromEntries(graph.outputs.map(({ name }) => [name, planning.picturesOf(name)]));
  return { input, steps: planning.steps, outputs };
}

class Planning {
  readonly steps: Step[] = [];
  private readonly pictures = new Map<string, readonly Value[]>();
  /** What is a picture no more: it may be given, and not be looked at. */
  private readonly turned = new Set<string>();
  private readonly constants: Map<string, Constant>;
  private readonly uses = new Map<string, number>();

  constructor(constants: ReadonlyMap<string, Constant>, nodes: readonly Node[], input: Value) {
    this.constants = new Map(constants);
    this.pictures.set(input.name, [input]);
    for (const { inputs } of nodes)
      for (const name of inputs) this.uses.set(name, (this.uses.get(name) ?? 0) + 1);
  }

  /** What a name of the graph stands for. */
  picturesOf(name: string): readonly Value[] {
    const found = this.pictures.get(name);
    if (!found) throw new Error(`${name} is not made of pictures`);
    return found;
  }

  take(node: Node): void {
    const rule = RULES[node.op];
    if (!rule) throw new Error(`the capture page's networks have no ${node.op}`);
    rule(this, node);
  }

  one(name: string): Value {
    if (this.turned.has(name)) throw new Error(`${name} is no picture any more`);
    return this.picturesOf(name)[0]!;
  }

  constant(name: string): Constant {
    const found = this.constants.get(name);
    if (!found) throw new Error(`${name} is not constant`);
    return found;
  }

  /** Another name for a constant, or for pictures. */
  alias(to: string, ...from: readonly string[]): void {
    const constant = this.constants.get(from[0]!);
    if (constant) this.constants.set(to, constant);
    else
      this.pictures.set(
        to,
        from.flatMap((name) => this.picturesOf(name)),
      );
  }

  /** As `alias`, of what lies in memory as it is, and is given in another order. */
  turn(to: string, ...from: readonly string[]): void {
    this.alias(to, ...from);
    this.turned.add(to);
  }

  add(step: Step): void {
    this.steps.push(step);
    this.pictures.set(step.output.name, [step.output]);
  }

  /** The step that makes a picture that nothing else looks at, taken out again, to be made into more. */
  reopen(name: string, kinds: readonly Step['kind'][]): Step | undefined {
    if (this.uses.get(name) !== 1) return undefined;
    const at = this.steps.findIndex(({ kind, output }) => output.name === name && kinds.includes(kind));
    return at < 0 ? undefined : this.steps.splice(at, 1)[0];
  }
}

type Rule = (planning: Planning, node: Node) => void;

const convolve: Rule = (planning, { inputs, outputs, attributes }) => {
  const input = planning.one(inputs[0]!);
  const { dims } = planning.constant(inputs[1]!);
  const [out, within, rows, columns] = dims as [number, number, number, number];
  const {
    strides,
    dilations,
    group = 1,
  } = attributes as Record<'strides' | 'dilations', number[]> & {
    group?: number;
  };
  expectThat(
    strides[0] === strides[1] && dilations.every((n) => n === 1),
    'strides are square, dilations one',
  );
  const pads = attributes.pads as unknown as Conv['pads'];
  const stride = strides[0]!;
  const isDepthwise = group === input.channels && group === out && group > 1;
  expectThat(isDepthwise || group === 1, 'groups are all channels, or one');
  const over = (size: number, before: number, after: number, kernel: number) =>
    Math.floor((size + before + after - kernel) / stride) + 1;
  const output: Value = {
    name: outputs[0]!,
    height: over(input.height, pads[0], pads[2], rows),
    width: over(input.width, pads[1], pads[3], columns),
    channels: out,
  };
  const taps = rows * columns;
  const given = numbersOf(planning.constant(inputs[1]!));
  const weights = new Float32Array(given.length);
  for (let o = 0; o < out; o++)
    for (let i = 0; i < within; i++)
      for (let tap = 0; tap < taps; tap++)
        weights[(tap * within + i) * out + o] = given[(o * within + i) * taps + tap]!;
  const bias = inputs[2] ? Float32Array.from(numbersOf(planning.constant(inputs[2]))) : new Float32Array(out);
  planning.add({
    kind: isDepthwise ? 'depthwise' : 'conv',
    ...{ input, output, weights, bias, kernel: [rows, columns], stride, pads, residual: null, relu: false },
  });
};

/** What the kernels take for granted. */
function expectThat(holds: boolean, what: string): void {
  if (!holds) throw new Error(`the capture page's networks are such that ${what}`);
}

const all = (values: unknown, ...expected: readonly number[]): boolean =>
  JSON.stringify(values) === JSON.stringify(expected);

const rename: Rule = (planning, { inputs, outputs }) => planning.alias(outputs[0]!, inputs[0]!);

/** By operator. What cannot be part of the step before it is an error: the networks have none such. */
const RULES: Readonly<Record<string, Rule>> = {
  Conv: convolve,
  Relu: (planning, { inputs, outputs }) => {
    const step = planning.reopen(inputs[0]!, ['conv']);
    if (!step) throw new Error('a rectifier stands behind a convolution');
    planning.add({ ...step, relu: true, output: { ...step.output, name: outputs[0]! } } as Conv);
  },
  Add: (planning, { inputs, outputs }) => {
    for (const [own, other] of [inputs, inputs.toReversed()]) {
      const step = planning.reopen(own!, ['conv', 'double']);
      if (!step) continue;
      const output = { ...step.output, name: outputs[0]! };
      return planning.add({ ...step, residual: planning.one(other!), output } as Step);
    }
    throw new Error('a sum stands behind a convolution');
  },
  MaxPool: (planning, { inputs, outputs, attributes }) => {
    const { kernel_shape, strides, pads = [0, 0, 0, 0] } = attributes;
    const isHalving = all(kernel_shape, 2, 2) && all(strides, 2, 2) && all(pads, 0, 0, 0, 0);
    expectThat(isHalving, 'a pool halves height and width');
    const input = planning.one(inputs[0]!);
    const output = { ...input, name: outputs[0]!, height: input.height / 2, width: input.width / 2 };
    planning.add({ kind: 'pool', input, output });
  },
  Pad: (planning, { inputs, outputs }) => {
    const step = planning.reopen(inputs[0]!, ['pool']);
    if (!step) throw new Error('channels are added behind a pool');
    const [more, ...rest] = [5, 0, 1, 2, 3, 4, 6, 7].map((i) => numbersOf(planning.constant(inputs[1]!))[i]!);
    expectThat(
      rest.every((n) => n === 0),
      'channels alone are added, behind the others',
    );
    const channels = step.output.channels + more!;
    planning.add({ ...step, output: { ...step.output, name: outputs[0]!, channels } });
  },
  Resize: (planning, { inputs, outputs, attributes: { mode } }) => {
    const scales = Array.from(numbersOf(planning.constant(inputs[2]!)));
    expectThat(mode === 'nearest' && all(scales, 1, 1, 2, 2), 'a resize doubles height and width');
    const input = planning.one(inputs[0]!);
    const output = { ...input, name: outputs[0]!, height: 2 * input.height, width: 2 * input.width };
    planning.add({ kind: 'double', input, output, residual: null });
  },
  Cast: rename,
  Identity: rename,
  // Channels last is how pictures lie.
  Transpose: (planning, { inputs, outputs, attributes: { perm } }) => {
    expectThat(all(perm, 0, 2, 3, 1), 'channels are turned to the end');
    planning.turn(outputs[0]!, inputs[0]!);
  },
  Reshape: (planning, { inputs, outputs }) => planning.turn(outputs[0]!, inputs[0]!),
  Concat: (planning, { inputs, outputs }) => planning.turn(outputs[0]!, ...inputs),
};
