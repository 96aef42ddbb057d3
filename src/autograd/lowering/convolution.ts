// The geometry of a two-dimensional convolution, with everything that ONNX leaves to defaults made explicit.

import type { Attribute, GraphBuilder, Node, Value } from '../../onnx/index.js';

/** Sizes and attributes of a convolution `[N, C, H, W]` → `[N, O, Ho, Wo]`. */
export interface Convolution {
  readonly batch: number;
  readonly channels: number;
  readonly filters: number;
  readonly input: readonly [height: number, width: number];
  readonly output: readonly [height: number, width: number];
  readonly kernel: readonly [height: number, width: number];
  readonly strides: readonly [number, number];
  readonly dilations: readonly [number, number];
  /** Top, left, bottom, right. */
  readonly pads: readonly [number, number, number, number];
  readonly groups: number;
}

type Pair = readonly [number, number];

/** Geometry of `Conv(x, w)`; undefined where it is not two-dimensional with numbers for all sizes. */
export function convolutionOf(graph: GraphBuilder, node: Node): Convolution | undefined {
  const [x, w] = node.inputs as Value[];
  return geometry(node, sizes(graph, x!), sizes(graph, w!)?.slice(2), sizes(graph, node.outputs[0] as Value));
}

/** Geometry of the convolution whose input gradient `ConvInputGrad(dy, w)` is. */
export function convolutionOfInputGrad(graph: GraphBuilder, node: Node): Convolution | undefined {
  const [dy, w] = node.inputs as Value[];
  return geometry(
    node,
    sizes(graph, node.outputs[0] as Value),
    sizes(graph, w!)?.slice(2),
    sizes(graph, dy!),
  );
}

/** Geometry of the convolution whose filter gradient `ConvFilterGrad(x, dy)` is. */
export function convolutionOfFilterGrad(graph: GraphBuilder, node: Node): Convolution | undefined {
  const [x, dy] = node.inputs as Value[];
  return geometry(node, sizes(graph, x!), ints(node, 'kernel_shape'), sizes(graph, dy!));
}

function geometry(
  node: Node,
  x: readonly number[] | undefined,
  kernel: readonly number[] | undefined,
  y: readonly number[] | undefined,
): Convolution | undefined {
  if (x?.length !== 4 || y?.length !== 4 || kernel?.length !== 2) return undefined;
  const strides = pair(ints(node, 'strides'));
  const dilations = pair(ints(node, 'dilations'));
  const input: Pair = [x[2]!, x[3]!];
  const output: Pair = [y[2]!, y[3]!];
  return {
    batch: x[0]!,
    channels: x[1]!,
    filters: y[1]!,
    input,
    output,
    kernel: [kernel[0]!, kernel[1]!],
    strides,
    dilations,
    pads: padsOf(node, input, output, kernel, strides, dilations),
    groups: (node.attributes.group as number | undefined) ?? 1,
  };
}

/** `pads` as given, or as `auto_pad` says (ONNX operator specification, Conv). */
function padsOf(
  node: Node,
  input: Pair,
  output: Pair,
  kernel: readonly number[],
  strides: Pair,
  dilations: Pair,
): readonly [number, number, number, number] {
  const mode = (node.attributes.auto_pad as string | undefined) ?? 'NOTSET';
  if (!mode.startsWith('SAME')) {
    const [top = 0, left = 0, bottom = 0, right = 0] = ints(node, 'pads') ?? [];
    return [top, left, bottom, right];
  }
  const total = [0, 1].map((i) =>
    Math.max(0, (output[i]! - 1) * strides[i]! + (kernel[i]! - 1) * dilations[i]! + 1 - input[i]!),
  );
  const before = total.map((t) => (mode === 'SAME_LOWER' ? Math.ceil(t / 2) : Math.floor(t / 2)));
  return [before[0]!, before[1]!, total[0]! - before[0]!, total[1]! - before[1]!];
}

function sizes(graph: GraphBuilder, value: Value): readonly number[] | undefined {
  const dims = graph.dimsOf(value);
  return dims.every((d) => typeof d === 'number') ? (dims as readonly number[]) : undefined;
}

const ints = (node: Node, name: string): readonly number[] | undefined =>
  node.attributes[name] as (Attribute & readonly number[]) | undefined;

const pair = (values: readonly number[] | undefined): Pair => [values?.[0] ?? 1, values?.[1] ?? 1];
