// Reverse-mode differentiation: from a loss back to what it was computed from, by the rules in gradients/.
//
// The gradient is appended to the graph that it is the gradient of, under the scope `gradient` and the path of the
// layer (`gradient.stage1.0.conv/ConvFilterGrad_97`), so that it reads what the forward pass has computed.
// Only what lies between the values asked for and the loss is walked: frozen layers cost nothing.

import { LikenessError } from '../errors.js';
import type { GraphBuilder, Node, Value } from '../onnx/index.js';
import { contextOf } from '../onnx/index.js';
import { type Formula, formulaOver } from './gradients/formula.js';
import { GRADIENTS } from './gradients/index.js';
import { flat } from './gradients/rule.js';

/**
 * Appends the gradient of a loss to its graph.
 * @param loss one floating-point number
 * @param wrt what to differentiate by: parameters, inputs or values in between
 * @param stopped values that are held fixed: what they are made of gets no gradient through them
 * @returns the gradient by each, in its shape; those on which the loss does not hang are left out
 * @throws `gradient_missing` naming the layer and an operator on the way that has no rule
 * @throws `graph_invalid` where the loss is not one number
 */
export function differentiate(
  graph: GraphBuilder,
  loss: Value,
  wrt: readonly Value[],
  stopped: ReadonlySet<Value> = new Set(),
): ReadonlyMap<Value, Value> {
  checkLoss(graph, loss);
  const nodes = [...graph.nodes];
  const f = formulaOver(graph);
  const active = dependents(graph, nodes, wrt, stopped);
  const gradients = new Map<Value, Value>();
  if (active.has(loss)) {
    graph.scope('gradient', () => {
      gradients.set(loss, f.cast(graph.floats([1], graph.shapeOf(loss)), graph.typeOf(loss)));
      for (const node of nodes.toReversed()) {
        const between =
          inputsOf(node).some((x) => active.has(x)) && outputsOf(node).some((y) => gradients.has(y));
        if (between) graph.scope(layerOf(node), () => pullBack(graph, f, node, active, gradients));
      }
    });
  }
  return new Map(wrt.flatMap((x) => (gradients.has(x) ? [[x, gradients.get(x)!]] : [])));
}

function checkLoss(graph: GraphBuilder, loss: Value): void {
  const [dims, type] = [graph.dimsOf(loss), graph.typeOf(loss)];
  if (type.startsWith('float') && dims.every((d) => d === 1)) return;
  throw new LikenessError(
    'graph_invalid',
    `${graph.name}: a loss is one floating-point number; ${loss} is ${type} [${dims.join(', ')}]`,
  );
}

const inputsOf = (node: Node) => node.inputs as readonly Value[];
const outputsOf = (node: Node) => node.outputs as readonly Value[];
const keyOf = ({ domain, op }: Node) => (domain === '' ? op : `${domain}::${op}`);

/** The layer that a node stands in; its operator, where it has no name. */
const layerOf = ({ name = '', op }: Node): string => name.replace(/\/[^/]*$/, '').replace(/^\//, '') || op;

/** All values that change smoothly with some of `wrt`, those included. */
function dependents(
  graph: GraphBuilder,
  nodes: readonly Node[],
  wrt: readonly Value[],
  stopped: ReadonlySet<Value>,
): ReadonlySet<Value> {
  const active = new Set(wrt);
  const isSmooth = (y: Value) => graph.typeOf(y).startsWith('float') && !stopped.has(y);
  for (const node of nodes) {
    if (!inputsOf(node).some((x) => active.has(x)) || GRADIENTS.get(keyOf(node)) === flat) continue;
    for (const y of outputsOf(node)) if ((y as string) !== '' && isSmooth(y)) active.add(y);
  }
  return active;
}

/** Hands the gradients by a node's results on to its inputs. */
function pullBack(
  graph: GraphBuilder,
  f: Formula,
  node: Node,
  active: ReadonlySet<Value>,
  gradients: Map<Value, Value>,
): void {
  const where = node.name ?? graph.name;
  const refuse = (why: string): never => {
    throw new LikenessError('gradient_missing', `${where}: the gradient of ${keyOf(node)}: ${why}`);
  };
  const rule = GRADIENTS.get(keyOf(node)) ?? refuse('no rule is known');
  const inputs = inputsOf(node);
  const wanted = (position: number) => active.has(inputs[position]!);
  const results = rule({
    graph,
    f,
    node,
    attributes: contextOf(node, [], where),
    x: inputs.map((x) => ((x as string) === '' ? undefined : x)),
    y: outputsOf(node),
    dy: outputsOf(node).map((y) => gradients.get(y)),
    wanted,
    refuse,
  });
  inputs.forEach((x, i) => {
    const [before, gradient] = [gradients.get(x), results[i]];
    if (!wanted(i)) return;
    if (gradient) gradients.set(x, before ? f.add(before, gradient) : gradient);
  });
}
