// Convolutions and their gradients in the blocked layout.

import type { GraphBuilder, Node, Value } from '../../../onnx/index.js';
import {
  type Convolution,
  convolutionOf,
  convolutionOfFilterGrad,
  convolutionOfInputGrad,
} from '../convolution.js';
import { filterGradient } from './filterGradient.js';
import type { FilterOrder } from './filterOrder.js';
import type { Blocking, BlockingRule } from './index.js';
import { inputGradient } from './inputGradient.js';
import { conv, NCHWC } from './primitives.js';

export const CONVOLUTION_RULES: Readonly<Record<string, BlockingRule>> = {
  Conv: forward,
  'likeness::ConvInputGrad': backwardToInput,
  'likeness::ConvFilterGrad': backwardToFilter,
  GlobalAveragePool: globalAverage,
};

/** The order in which a convolution wants its filters; undefined where it cannot be blocked. */
export function orderOf(c: Convolution | undefined, block: number): FilterOrder | undefined {
  if (!c || c.filters % block !== 0) return undefined;
  if (c.groups === c.channels && c.groups === c.filters) return 'depthwise';
  if (c.groups !== 1) return undefined;
  if (c.channels % block === 0) return 'dense';
  return c.channels < block ? 'narrow' : undefined;
}

/** The one order that all convolutions which read these filters want; undefined where they differ. */
export function orderOfFilters(
  source: GraphBuilder,
  filters: Value,
  readers: readonly Node[],
  block: number,
): FilterOrder | undefined {
  const orders = new Set(
    readers.map((node) => {
      if (node.inputs.indexOf(filters) !== 1 || node.inputs.lastIndexOf(filters) !== 1) return undefined;
      if (node.op === 'Conv') return orderOf(convolutionOf(source, node), block);
      if (node.op === 'ConvInputGrad') return orderOf(convolutionOfInputGrad(source, node), block);
      return undefined;
    }),
  );
  return orders.size === 1 ? [...orders][0] : undefined;
}

function forward({ source, graph, forms, block }: Blocking, node: Node): boolean {
  const c = convolutionOf(source, node);
  const order = orderOf(c, block);
  if (!c || !order) return false;
  const [x, w, bias] = node.inputs as [Value, Value, Value | undefined];
  const filter = forms.filter(w, order);
  const picture = order === 'narrow' ? forms.plain(x) : forms.blocked(x);
  const { kernel, pads, strides, dilations, groups } = c;
  forms.set(node.outputs[0] as Value, {
    blocked: conv(graph, picture, filter, {
      kernel,
      pads,
      strides,
      dilations,
      groups,
      bias: bias ? forms.plain(bias) : undefined,
    }),
  });
  return true;
}

function backwardToInput(b: Blocking, node: Node): boolean {
  const { source, forms, block } = b;
  const c = convolutionOfInputGrad(source, node);
  const order = orderOf(c, block);
  if (!c || !order || order === 'narrow') return false;
  const [dy, w] = node.inputs as [Value, Value];
  const gradient = inputGradient(
    b,
    c,
    () => forms.blocked(dy),
    () => forms.filter(w, order),
    order,
  );
  if (!gradient) return false;
  forms.set(node.outputs[0] as Value, { deferred: gradient });
  deferOrCompute(b, node);
  return true;
}

function backwardToFilter(b: Blocking, node: Node): boolean {
  const { source, forms, block } = b;
  const c = convolutionOfFilterGrad(source, node);
  const order = orderOf(c, block);
  if (!c || !order) return false;
  const value = filterGradient(b, c, node.inputs[0] as Value, node.inputs[1] as Value, order);
  if (!value) return false;
  forms.set(node.outputs[0] as Value, { filter: { order, value } });
  return true;
}

function globalAverage({ graph, forms }: Blocking, node: Node): boolean {
  const [x] = node.inputs as [Value];
  if (!forms.isBlockable(x) || !forms.prefersBlocked(x)) return false;
  forms.set(node.outputs[0] as Value, {
    blocked: graph.add('GlobalAveragePool', [forms.blocked(x)], {}, NCHWC),
  });
  return true;
}

/** A result waits where the one node that reads it adds something to it: the sum then costs no pass of its own. */
export function deferOrCompute(
  { forms, readersOf }: Blocking,
  node: Node,
  result = node.outputs[0] as Value,
): void {
  const readers = readersOf(result);
  if (readers.length !== 1 || readers[0]!.op !== 'Add') forms.blocked(result);
}
