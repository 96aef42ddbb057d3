// An ONNX model as plain data, and its two directions: to protobuf bytes and back.

import type protobuf from 'protobufjs';
import { LikenessError } from '../errors.js';
import { ModelProto } from './schema.js';

/** ONNX element types that Likeness reads and writes, with their numbers in `TensorProto.DataType`. */
export const ELEMENT_TYPES = {
  float32: 1,
  uint8: 2,
  int8: 3,
  int32: 6,
  int64: 7,
  bool: 9,
  float16: 10,
  float64: 11,
} as const;

export type ElementType = keyof typeof ELEMENT_TYPES;

/** A dense constant. `data` holds the elements as little-endian bytes in C order. */
export interface Constant {
  readonly type: ElementType;
  readonly dims: readonly number[];
  readonly data: Uint8Array;
}

/** Plain numbers are INT (they must be whole); FLOAT is said with {@link float}. */
export type Attribute =
  | number
  | string
  | readonly number[]
  | { readonly float: number }
  | { readonly floats: readonly number[] }
  | { readonly tensor: Constant };

export interface Node {
  readonly op: string;
  /** Empty for the standard operators. */
  readonly domain: string;
  /** Names of values; an empty name is an optional input left out. */
  readonly inputs: readonly string[];
  readonly outputs: readonly string[];
  readonly attributes: Readonly<Record<string, Attribute>>;
}

/** A named value with its type; a dimension is a number, or a name where it is symbolic. */
export interface ValueInfo {
  readonly name: string;
  readonly type: ElementType;
  readonly dims: readonly (number | string)[];
}

export interface Graph {
  readonly name: string;
  readonly nodes: readonly Node[];
  readonly inputs: readonly ValueInfo[];
  readonly outputs: readonly ValueInfo[];
  readonly constants: ReadonlyMap<string, Constant>;
}

export interface Model {
  readonly graph: Graph;
  /** Operator set versions by domain; the standard domain is the empty string. */
  readonly opsets: Readonly<Record<string, number>>;
  readonly producer: string;
  readonly metadata: Readonly<Record<string, string>>;
}

/** The IR version that goes with operator set 17 and 18. */
const IR_VERSION = 8;

/** A FLOAT attribute. */
export const float = (value: number): Attribute => ({ float: value });

/** The bytes of an `.onnx` file. The same model always gives the same bytes. */
export function encodeModel(model: Model): Uint8Array {
  const { graph } = model;
  return ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: Object.entries(model.opsets).map(([domain, version]) => ({ domain, version })),
    producerName: model.producer,
    graph: {
      name: graph.name,
      node: graph.nodes.map((node, index) => ({
        name: `${node.op}_${index}`,
        opType: node.op,
        domain: node.domain,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
      })),
      initializer: [...graph.constants].map(([name, constant]) => encodeConstant(name, constant)),
      input: graph.inputs.map(encodeValueInfo),
      output: graph.outputs.map(encodeValueInfo),
    },
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  } as unknown as protobuf.Message).finish();
}

const utf8 = new TextEncoder();

function encodeAttribute(name: string, value: Attribute): object {
  if (typeof value === 'string') return { name, type: 3, s: utf8.encode(value) };
  if (typeof value === 'number') return { name, type: 2, i: whole(name, value) };
  if ('float' in value) return { name, type: 1, f: value.float };
  if ('floats' in value) return { name, type: 6, floats: value.floats };
  if ('tensor' in value) return { name, type: 4, t: encodeConstant('', value.tensor) };
  return { name, type: 7, ints: value.map((v) => whole(name, v)) };
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new LikenessError('graph_invalid', `attribute ${name} is ${value}: an INT must be a whole number`);
}

function encodeConstant(name: string, { type, dims, data }: Constant): object {
  return { name, dims, dataType: ELEMENT_TYPES[type], rawData: data };
}

function encodeValueInfo({ name, type, dims }: ValueInfo): object {
  const dim = dims.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}

/** What can be told of an `.onnx` file without running it. */
export interface ModelSummary {
  readonly producer: string;
  readonly irVersion: number;
  readonly opsets: Readonly<Record<string, number>>;
  readonly nodes: number;
  /** Distinct operators, sorted; those outside the standard domain as `domain::Operator`. */
  readonly operators: readonly string[];
  /** Numbers held in the file as weights. */
  readonly parameters: number;
  /** Files beside the model that hold weights; empty where the model stands alone. */
  readonly externalFiles: readonly string[];
}

interface RawModel {
  irVersion?: unknown;
  producerName?: string;
  producerVersion?: string;
  opsetImport: { domain?: string; version?: unknown }[];
  graph?: {
    node: { opType?: string; domain?: string }[];
    initializer: { dims: unknown[]; dataLocation?: number; externalData: { key: string; value: string }[] }[];
  };
}

/**
 * Reads the head of an `.onnx` file.
 * @throws `model_invalid` where the bytes are not an ONNX model.
 */
export function summarizeModel(bytes: Uint8Array): ModelSummary {
  const raw = decodeRaw(bytes);
  const graph = raw.graph;
  if (!graph || graph.node.length === 0 || raw.opsetImport.length === 0) {
    throw new LikenessError(
      'model_invalid',
      'the file is not an ONNX model: it has no graph or no operator set',
    );
  }
  const operators = new Set(
    graph.node.map((n) => (n.domain ? `${n.domain}::${n.opType}` : (n.opType ?? ''))),
  );
  const external = graph.initializer
    .filter((t) => t.dataLocation === 1)
    .map((t) => t.externalData.find((e) => e.key === 'location')?.value ?? '');
  return {
    producer: [raw.producerName, raw.producerVersion].filter(Boolean).join(' '),
    irVersion: Number(raw.irVersion ?? 0),
    opsets: Object.fromEntries(raw.opsetImport.map((o) => [o.domain ?? '', Number(o.version ?? 0)])),
    nodes: graph.node.length,
    operators: [...operators].sort(),
    parameters: graph.initializer.reduce(
      (sum, t) => sum + t.dims.reduce<number>((p, d) => p * Number(d), 1),
      0,
    ),
    externalFiles: [...new Set(external)],
  };
}

function decodeRaw(bytes: Uint8Array): RawModel {
  try {
    return ModelProto.decode(bytes) as unknown as RawModel;
  } catch (cause) {
    throw new LikenessError('model_invalid', 'the file is not an ONNX model: it is not valid protobuf', {
      cause,
    });
  }
}
