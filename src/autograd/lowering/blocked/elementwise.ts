// Operators that do not care in which order elements lie, as long as all operands lie alike.

import type { Node, Value } from '../../../onnx/index.js';
import type { Blocking, BlockingRule } from './index.js';
import { sumsOf } from './normalisation.js';

const UNARY = [
  'Neg',
  'Abs',
  'Exp',
  'Sqrt',
  'Sigmoid',
  'Tanh',
  'HardSigmoid',
  'HardSwish',
  'LeakyRelu',
  'Elu',
  'Erf',
];

export const ELEMENTWISE_RULES: Readonly<Record<string, BlockingRule>> = {
  Add: (b, node) => addFilters(b, node) || addPictures(b, node),
  Sub: binary,
  Mul: binary,
  Div: binary,
  ReduceSum: sumOverPixels,
  ...Object.fromEntries(UNARY.map((op) => [op, unary])),
};

function unary({ graph, forms }: Blocking, node: Node): boolean {
  const [x] = node.inputs as [Value];
  if (!forms.isBlockable(x) || !forms.prefersBlocked(x)) return false;
  forms.set(node.outputs[0] as Value, { blocked: graph.add(node.op, [forms.blocked(x)], node.attributes) });
  return true;
}

function binary(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  if (!alike(b, node)) return false;
  const operands = node.inputs.map((x) => forms.blocked(x as Value));
  forms.set(node.outputs[0] as Value, { blocked: graph.add(node.op, operands) });
  return true;
}

/** Where one operand is not computed yet, the other is added on the way. */
function addPictures(b: Blocking, node: Node): boolean {
  const { forms } = b;
  if (!alike(b, node)) return false;
  const [one, other] = node.inputs as [Value, Value];
  forms.set(node.outputs[0] as Value, {
    blocked: forms.takesSum(one)
      ? forms.blockedSum(one, forms.blocked(other))
      : forms.blockedSum(other, forms.blocked(one)),
  });
  return true;
}

/** Gradients of a filter that several convolutions share. */
function addFilters({ graph, forms }: Blocking, node: Node): boolean {
  const [one, other] = node.inputs.map((x) => forms.filterOf(x as Value));
  if (!one || one.order !== other?.order) return false;
  const value = graph.add('Add', [one.value, other.value]);
  forms.set(node.outputs[0] as Value, { filter: { order: one.order, value } });
  return true;
}

/** Two batches of pictures of the same shape, at least one of them blocked already. */
function alike({ source, forms }: Blocking, node: Node): boolean {
  const [one, other] = node.inputs as [Value, Value];
  return (
    forms.isBlockable(one) &&
    source.dimsOf(one).join() === source.dimsOf(other).join() &&
    (forms.prefersBlocked(one) || forms.prefersBlocked(other))
  );
}

/** The gradient of a bias: the sum over pictures and pixels. */
function sumOverPixels(b: Blocking, node: Node): boolean {
  const { source, graph, forms } = b;
  const [x, axes] = node.inputs as [Value, Value | undefined];
  if (!axes || !forms.isBlockable(x) || !forms.prefersBlocked(x)) return false;
  if (source.intsOf(axes)?.join() !== '0,2,3') return false;
  const result = node.outputs[0] as Value;
  const sums = sumsOf(b, forms.blocked(x));
  forms.set(result, { plain: graph.add('Reshape', [sums, graph.ints(source.shapeOf(result))]) });
  return true;
}
