// Layout as a pass: a graph of standard ONNX and gradients (domain `likeness`) becomes one whose pictures lie in
// ONNX Runtime's blocked layout wherever that pays, with formulas that need the fewest passes over memory.
//
// The walk goes over the nodes in order. Each rule of RULES may take a node, reading its inputs in the form that it
// wants from the representations; what no rule takes is copied as it is and reads plain inputs.

import { GraphBuilder, type Node, type Value } from '../../../onnx/index.js';
import { CONVOLUTION_RULES, orderOfFilters } from './convolution.js';
import { ELEMENTWISE_RULES } from './elementwise.js';
import type { FilterOrder } from './filterOrder.js';
import { NORMALISATION_RULES } from './normalisation.js';
import { Representations } from './representations.js';

/** What a rule sees: the source graph, the blocked graph so far, and the forms of each value. */
export interface Blocking {
  readonly source: GraphBuilder;
  readonly graph: GraphBuilder;
  readonly forms: Representations;
  /** Channels in a block. */
  readonly block: number;
  readonly steepSlopes: boolean;
  /** Nodes of the source that read a value. */
  readersOf(value: Value): readonly Node[];
  /** Notes of one rule for another: batch statistics, sums that were taken already. */
  readonly notes: Map<string, unknown>;
}

/** Takes a node into the blocked graph and answers true, or leaves it. */
export type BlockingRule = (b: Blocking, node: Node) => boolean;

const RULES: Readonly<Record<string, BlockingRule>> = {
  ...CONVOLUTION_RULES,
  ...NORMALISATION_RULES,
  ...ELEMENTWISE_RULES,
};

/** A parameter with the gradient of the loss by it, in the source graph. */
export interface GradientOf {
  readonly parameter: Value;
  readonly gradient: Value;
}

/** A parameter of the lowered graph, where it is an input. */
export interface LoweredParameter {
  readonly name: string;
  readonly value: Value;
  readonly gradient: Value;
  readonly dims: readonly number[];
  /** How its elements lie in memory; undefined is the plain order. */
  readonly order: FilterOrder | undefined;
}

export interface Lowered {
  /** Open for what is to follow: the optimiser's update. */
  readonly graph: GraphBuilder;
  readonly parameters: readonly LoweredParameter[];
  /** The values that were asked for, in plain order. */
  valueOf(value: Value): Value;
}

export interface LoweringOptions {
  /** Constants that become inputs beside the parameters: running statistics. */
  readonly states: readonly Value[];
  /** Channels in a block of this processor; 1 keeps everything plain. */
  readonly block: number;
  /** Whether slopes of PRelu may be above one, where the formula that is a pass shorter does not hold. */
  readonly steepSlopes: boolean;
}

/**
 * @param source a graph with numbers for all sizes
 * @param gradients its parameters (constants), which become inputs, and their gradients
 */
export function lowerBlocked(
  source: GraphBuilder,
  gradients: readonly GradientOf[],
  { states, block, steepSlopes }: LoweringOptions,
): Lowered {
  const graph = new GraphBuilder(source.name);
  const forms = new Representations(source, graph, block);
  const readers = readersIn(source);
  const model = source.build().graph;
  const trained = new Set<string>(gradients.map(({ parameter }) => parameter));
  const orders = new Map(
    gradients.map(({ parameter }) => [
      parameter,
      block > 1 ? orderOfFilters(source, parameter, readers.get(parameter) ?? [], block) : undefined,
    ]),
  );
  for (const { name, dims, type } of model.inputs)
    forms.set(name as Value, { plain: graph.input(name, dims, type) });
  for (const [name, constant] of model.constants) {
    if (trained.has(name)) continue;
    const opened = states.includes(name as Value);
    forms.set(name as Value, {
      plain: opened ? graph.input(name, constant.dims, constant.type) : graph.constant(constant, name),
    });
  }
  for (const { parameter } of gradients) {
    const value = graph.input(parameter, source.shapeOf(parameter));
    const order = orders.get(parameter);
    forms.set(parameter, order ? { filter: { order, value } } : { plain: value });
  }
  const blocking: Blocking = {
    source,
    graph,
    forms,
    block,
    steepSlopes,
    readersOf: (value) => readers.get(value) ?? [],
    notes: new Map(),
  };
  for (const node of source.nodes) lowerNode(blocking, node);
  return {
    graph,
    parameters: gradients.map(({ parameter, gradient }) => {
      const order = orders.get(parameter);
      return {
        name: parameter,
        value: order ? forms.filter(parameter, order) : forms.plain(parameter),
        gradient: order ? forms.filter(gradient, order) : forms.plain(gradient),
        dims: source.shapeOf(parameter),
        order,
      };
    }),
    valueOf: (value) => forms.plain(value),
  };
}

function lowerNode(blocking: Blocking, node: Node): void {
  const { forms, graph, block } = blocking;
  const rule = RULES[node.domain === '' ? node.op : `${node.domain}::${node.op}`];
  const scope = (node.name ?? node.op).replace(/\/[^/]*$/, '');
  graph.scope(scope, () => {
    if (block > 1 && rule?.(blocking, node)) return;
    const inputs = node.inputs.map((name) => (name === '' ? undefined : forms.plain(name as Value)));
    const results = graph.addMany(node.op, inputs, node.outputs.length, node.attributes, node.domain);
    node.outputs.forEach((name, i) => {
      if (name !== '') forms.set(name as Value, { plain: results[i]! });
    });
  });
}

function readersIn(source: GraphBuilder): ReadonlyMap<string, readonly Node[]> {
  const readers = new Map<string, Node[]>();
  for (const node of source.nodes) {
    for (const name of new Set(node.inputs)) {
      const known = readers.get(name);
      if (known) known.push(node);
      else readers.set(name, [node]);
    }
  }
  return readers;
}
