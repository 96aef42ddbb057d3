// Types and shapes of every operator: one table a family, one line an operator.
//
// Sources: the ONNX operator specification, docs/Operators.md and docs/Changelog.md of operator set 17;
// docs/ContribOperators.md of ONNX Runtime for com.microsoft.

import { LikenessError } from '../../errors.js';
import { showDims } from '../dims.js';
import type { Node } from '../model.js';
import { ACTIVATIONS } from './activation.js';
import { CONVOLUTIONS } from './convolution.js';
import { CREATIONS } from './creation.js';
import { ELEMENTWISE } from './elementwise.js';
import { GRADIENTS } from './gradients.js';
import { MOVEMENTS } from './movement.js';
import { NORMALISATIONS } from './normalisation.js';
import { PRODUCTS } from './product.js';
import { REDUCTIONS } from './reduction.js';
import { contextOf, type ShapeRule, type ValueType } from './rule.js';
import { RUNTIME } from './runtime.js';
import { SELECTIONS } from './selection.js';

export { typeOfConstant } from './creation.js';
export type { ValueType } from './rule.js';

const RULES: ReadonlyMap<string, ShapeRule> = new Map(
  [
    ELEMENTWISE,
    ACTIVATIONS,
    CONVOLUTIONS,
    NORMALISATIONS,
    PRODUCTS,
    REDUCTIONS,
    MOVEMENTS,
    SELECTIONS,
    CREATIONS,
    RUNTIME,
    GRADIENTS,
  ].flatMap((table) => Object.entries(table)),
);

/** All operators whose shapes are known; those outside the standard domain as `domain::Operator`. */
export const OPERATORS: readonly string[] = [...RULES.keys()];

/**
 * Types of the results of one operator.
 * @param where the layer, for errors
 * @throws `graph_invalid` naming the layer, the operator and the shapes that do not fit, or that no rule is known
 */
export function inferTypes(
  node: Node,
  inputs: readonly (ValueType | undefined)[],
  where: string,
): readonly ValueType[] {
  const key = node.domain === '' ? node.op : `${node.domain}::${node.op}`;
  const rule = RULES.get(key);
  if (!rule) throw new LikenessError('graph_invalid', `${where}: no shape rule is known for ${key}`);
  const context = contextOf(node, inputs, where);
  const types = rule(context);
  for (const { dims } of types)
    if (dims.some((d) => typeof d === 'number' && !(d >= 0))) context.refuse(`a result of ${showDims(dims)}`);
  if (types.length >= node.outputs.length) return types;
  return context.refuse(`it has ${types.length} results here, not ${node.outputs.length}`);
}
