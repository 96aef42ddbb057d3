// Models of operator sets 7 to 21 in the forms of 17, which are the ones that shape rules and gradients speak.
//
// Sources: docs/Changelog.md of ONNX, where each version of each operator stands. Between two versions an operator
// mostly gains element types; here stand only those whose form changed.

import { LikenessError } from '../../errors.js';
import { OPSET } from '../graph.js';
import type { Constant, Model, Node } from '../model.js';
import { inferTypes, typeOfConstant, type ValueType } from '../shapes/index.js';
import { NEWER_FORMS } from './newer.js';
import { OLDER_FORMS } from './older.js';
import { type Form, type Rewrite, rewriteOf, type Workshop } from './rewrite.js';

/** Operator sets that are read. */
const OLDEST = 7;
const NEWEST = 21;

/**
 * The same network in operator set 17.
 * @throws `model_invalid` naming the operator, where it cannot be said there; `graph_invalid` where shapes do not
 * fit or an operator has no shape rule
 */
export function upgradeModel(model: Model): Model {
  const version = model.opsets[''] ?? OPSET;
  if (version < OLDEST || version > NEWEST)
    throw new LikenessError(
      'model_invalid',
      `the model is of operator set ${version}; Likeness reads ${OLDEST} to ${NEWEST}`,
    );
  const { graph } = model;
  const bench = workshopOf(model);
  for (const [index, node] of graph.nodes.entries()) {
    const where = node.name ?? `node ${index}`;
    formOf(node, version)(rewriteOf(node, version, where, bench));
  }
  return {
    ...model,
    graph: { ...graph, nodes: bench.nodes, constants: usedConstants(bench, model) },
    opsets: { ...model.opsets, '': OPSET },
  };
}

const asItIs: Form['rewrite'] = (r: Rewrite) => r.result(r.node.op, r.node.inputs, r.node.attributes);

/** What makes today's form of a node. */
function formOf({ op, domain }: Node, version: number): Form['rewrite'] {
  if (domain !== '') return asItIs;
  const forms = [...(OLDER_FORMS.get(op) ?? []), ...(NEWER_FORMS.get(op) ?? [])];
  return forms.find((f) => version >= (f.since ?? 0) && version < (f.before ?? Infinity))?.rewrite ?? asItIs;
}

function workshopOf({ graph }: Model): Workshop {
  const types = new Map<string, ValueType>();
  const constants = new Map(graph.constants);
  for (const { name, type, dims } of graph.inputs) types.set(name, { type, dims });
  for (const [name, constant] of constants) types.set(name, typeOfConstant(constant));
  const names = new Set([...types.keys(), ...graph.nodes.flatMap((n) => n.outputs)]);
  const nodes: Node[] = [];
  return {
    nodes,
    types,
    constants,
    unusedName(wish) {
      let name = wish;
      for (let i = 1; names.has(name); i++) name = `${wish}_${i}`;
      names.add(name);
      return name;
    },
    append(node, where) {
      const inputs = node.inputs.map((name) => (name === '' ? undefined : typeIn(types, name, where)));
      for (const [i, type] of inferTypes(node, inputs, where).entries())
        if (node.outputs[i]) types.set(node.outputs[i], type);
      nodes.push(node);
    },
  };
}

function typeIn(types: ReadonlyMap<string, ValueType>, name: string, where: string): ValueType {
  const type = types.get(name);
  if (type) return type;
  throw new LikenessError('graph_invalid', `${where} reads ${name}, which nothing makes before it`);
}

/** Axes that became attributes leave constants behind that nobody reads. */
function usedConstants({ nodes, constants }: Workshop, { graph }: Model): ReadonlyMap<string, Constant> {
  const used = new Set([...nodes.flatMap((n) => n.inputs), ...graph.outputs.map((o) => o.name)]);
  return new Map([...constants].filter(([name]) => used.has(name)));
}
