// The graph of a plan: values are rounded where they are made, weights and biases stand in the file as whole numbers,
// and the operators read both widened again. Names of values stay; what is added is named after them:
// `<value>.exact` is the value before it is rounded, `<value>.bytes` the bytes.

import { LikenessError } from '../../../errors.js';
import { constantOf, type ElementType, floatElements, type Model, type Node } from '../../../onnx/index.js';
import type { Plan } from './plan.js';
import { roundLayer, type Step, stepOf } from './steps.js';

/**
 * The model with the plan's operators in eight bits.
 * @param steps of every value that the plan rounds
 * @throws `graph_invalid` where a constant has a name that is needed
 */
export function inEightBits(model: Model, plan: Plan, steps: ReadonlyMap<string, Step>): Model {
  const { graph } = model;
  const constants = new Map(graph.constants);
  const constant = (name: string, values: Values, dims: readonly number[] = [values.length]): string => {
    if (graph.constants.has(name))
      throw new LikenessError(
        'graph_invalid',
        `${graph.name} has a constant ${name}, a name that rounding needs`,
      );
    constants.set(name, constantOf(typeOf(values), dims, values));
    return name;
  };
  const ownerOf = (value: string): string => plan.owners.get(value) ?? value;
  const stepNames = (value: string): [string, string] => [
    `${ownerOf(value)}.scale`,
    `${ownerOf(value)}.zero`,
  ];
  const given = new Set(graph.inputs.map(({ name }) => name));
  /** The name under which a rounded value is read: inputs of the graph keep theirs. */
  const widened = (value: string): string =>
    given.has(value) && plan.rounded.has(value) ? `${value}.rounded` : value;
  const rounding = (value: string): Node[] => {
    const { scale, zero } = steps.get(value)!;
    const step = [
      constant(`${value}.scale`, Float32Array.of(scale), []),
      constant(`${value}.zero`, Uint8Array.of(zero), []),
    ];
    const exact = given.has(value) ? value : `${value}.exact`;
    return [
      nodeOf('QuantizeLinear', [exact, ...step], `${value}.bytes`),
      nodeOf('DequantizeLinear', [`${value}.bytes`, ...step], widened(value)),
    ];
  };

  const bytewise = (node: Node): Node[] => {
    const [x, ...others] = node.inputs as [string, ...string[]];
    const [y] = node.outputs as [string];
    const [scale, zero] = stepNames(y);
    const [bytes, result] = [`${x}.bytes`, `${y}.bytes`];
    const last = nodeOf('DequantizeLinear', [result, scale, zero], y);
    if (node.op !== 'PRelu') {
      const rest = node.op === 'Pad' ? [others[0]!, zero] : others;
      return [{ ...node, inputs: [bytes, ...rest], outputs: [result] }, last];
    }
    return [
      ...slopesOf(node),
      nodeOf('Mul', [widened(x), `${y}.slopes`], `${y}.bent.exact`),
      nodeOf('QuantizeLinear', [`${y}.bent.exact`, scale, zero], `${y}.bent`),
      nodeOf('Max', [bytes, `${y}.bent`], result),
      last,
    ];
  };
  const slopesOf = ({ inputs, outputs: [y] }: Node): Node[] => {
    const slopes = graph.constants.get(inputs[1]!)!;
    const values = floatElements(slopes);
    const { scale, zero } = stepOf(values.map((v) => ({ min: v, max: v })));
    const bytes = Uint8Array.from(values, (v) => Math.round(v / scale) + zero);
    const rounded = [
      constant(`${y}.slopes.bytes`, bytes, slopes.dims),
      constant(`${y}.slopes.scale`, Float32Array.of(scale), []),
      constant(`${y}.slopes.zero`, Uint8Array.of(zero), []),
    ];
    return [nodeOf('DequantizeLinear', rounded, `${y}.slopes`)];
  };

  const layer = (node: Node): Node[] => {
    const [x, weightName, biasName = ''] = node.inputs as [string, string, string?];
    const [y] = node.outputs as [string];
    const weight = graph.constants.get(weightName)!;
    const { weights, scales, bias, biasScales } = roundLayer(
      weight,
      graph.constants.get(biasName),
      steps.get(ownerOf(x))!.scale,
    );
    const widening = (
      name: string,
      values: Values,
      by: Float32Array,
      zeros: Values,
      dims?: readonly number[],
    ) => {
      const rounded = [
        constant(`${name}.whole`, values, dims),
        constant(`${name}.scale`, by),
        constant(`${name}.zero`, zeros),
      ];
      return nodeOf('DequantizeLinear', rounded, name, { axis: 0 });
    };
    const read = [
      widening(`${y}.weight`, weights, scales, new Int8Array(scales.length), weight.dims),
      ...(bias ? [widening(`${y}.bias`, bias, biasScales, new Int32Array(scales.length))] : []),
    ];
    const inputs = [widened(x), ...read.map(({ outputs: [name] }) => name!)];
    return [...read, { ...node, inputs }];
  };

  const nodes = graph.nodes.flatMap((node) => {
    if (plan.bounds.has(node)) return [];
    if (plan.bytewise.has(node)) return bytewise(node);
    const computed = plan.layers.has(node) ? layer(node) : [{ ...node, inputs: node.inputs.map(widened) }];
    const value = plan.makers.get(node) ?? node.outputs[0]!;
    if (!plan.rounded.has(value)) return computed;
    const outputs = [`${value}.exact`, ...node.outputs.slice(1)];
    return [...computed.slice(0, -1), { ...computed.at(-1)!, outputs }, ...rounding(value)];
  });
  const inputs = graph.inputs.flatMap(({ name }) => (plan.rounded.has(name) ? rounding(name) : []));
  return pruned({ ...model, graph: { ...graph, nodes: [...inputs, ...nodes], constants } });
}

/** The model without bytes that are widened for nobody, and constants that nobody reads. */
function pruned(model: Model): Model {
  const { graph } = model;
  const read = new Set(graph.outputs.map(({ name }) => name));
  for (const { inputs } of graph.nodes) for (const name of inputs) read.add(name);
  const nodes = graph.nodes.filter(({ op, outputs }) => op !== 'DequantizeLinear' || read.has(outputs[0]!));
  const constants = new Map([...graph.constants].filter(([name]) => read.has(name)));
  return { ...model, graph: { ...graph, nodes, constants } };
}

const nodeOf = (
  op: string,
  inputs: readonly string[],
  output: string,
  attributes: Node['attributes'] = {},
): Node => ({ name: `${output}/${op}`, op, domain: '', inputs, outputs: [output], attributes });

type Values = Float32Array | Int32Array | Int8Array | Uint8Array;

function typeOf(values: Values): ElementType {
  if (values instanceof Float32Array) return 'float32';
  if (values instanceof Int32Array) return 'int32';
  return values instanceof Int8Array ? 'int8' : 'uint8';
}
