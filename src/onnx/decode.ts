// The bytes of an `.onnx` file as a model: everything that a feed-forward network needs, and a refusal that names
// whatever else is there.
//
// The bytes may be hostile: sizes are held against what is there before anything is allocated.

import { LikenessError } from '../errors.js';
import { ATTRIBUTE_KINDS, EXTERNAL } from './encode.js';
import { type Claim, ExternalData } from './externalData.js';
import {
  type Attribute,
  type Constant,
  ELEMENT_BYTES,
  ELEMENT_TYPES,
  type ElementType,
  type Graph,
  type Model,
  type Node,
  type ValueInfo,
} from './model.js';
import { ModelProto } from './schema.js';
import { elementsOf, type RawTensor } from './tensorFields.js';

export interface DecodeOptions {
  /** Folder of the model, in which files with its weights may lie; without it such a model is refused. */
  readonly folder?: string;
}

/**
 * Reads an `.onnx` file. INTs of attributes beyond 2^53 come out as ±(2^53 − 1): exporters mean "to the end".
 * @throws `model_invalid` where the bytes are not a model, or hold what Likeness does not read: subgraphs (If, Loop),
 * functions, sparse tensors, sequences, element types such as string, values without a shape
 */
export function decodeModel(bytes: Uint8Array, options: DecodeOptions = {}): Model {
  const raw = decodeRaw(bytes);
  const files = new ExternalData(options.folder);
  try {
    return modelOf(raw, files);
  } finally {
    files.close();
  }
}

const refuse = (why: string): never => {
  throw new LikenessError('model_invalid', why);
};

/** A 64-bit integer as protobuf gives it: a number, or an object that spells it. */
type Whole = number | { toString(): string };

interface RawModel {
  readonly producerName?: string;
  readonly opsetImport: readonly { readonly domain?: string; readonly version?: Whole }[];
  readonly graph?: RawGraph;
  readonly functions: readonly { readonly name?: string }[];
  readonly metadataProps: readonly { readonly key?: string; readonly value?: string }[];
}

interface RawGraph {
  readonly name?: string;
  readonly node: readonly RawNode[];
  readonly initializer: readonly RawTensor[];
  readonly sparseInitializer: readonly unknown[];
  readonly input: readonly RawValueInfo[];
  readonly output: readonly RawValueInfo[];
}

interface RawNode {
  readonly name?: string;
  readonly opType?: string;
  readonly domain?: string;
  readonly input: readonly string[];
  readonly output: readonly string[];
  readonly attribute: readonly RawAttribute[];
}

interface RawAttribute {
  readonly name?: string;
  readonly type?: number;
  readonly refAttrName?: string;
  readonly f?: number;
  readonly i?: Whole;
  readonly s?: Uint8Array;
  readonly t?: RawTensor;
  readonly floats: readonly number[];
  readonly ints: readonly Whole[];
  readonly strings: readonly Uint8Array[];
}

interface RawValueInfo {
  readonly name?: string;
  readonly type?: {
    readonly tensorType?: {
      readonly elemType?: number;
      readonly shape?: { readonly dim: readonly { readonly dimValue?: Whole; readonly dimParam?: string }[] };
    };
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

function modelOf(raw: RawModel, files: ExternalData): Model {
  const { graph } = raw;
  if (!graph || graph.node.length === 0 || raw.opsetImport.length === 0)
    return refuse('the file is not an ONNX model: it has no graph or no operator set');
  if (raw.functions.length > 0)
    refuse(`the model defines a function of its own, ${raw.functions[0]!.name ?? ''}`);
  return {
    graph: graphOf(graph, files),
    opsets: Object.fromEntries(raw.opsetImport.map((o) => [domainOf(o.domain), Number(o.version ?? 0)])),
    producer: raw.producerName ?? '',
    metadata: Object.fromEntries(raw.metadataProps.map(({ key, value }) => [key ?? '', value ?? ''])),
  };
}

/** The standard domain has two names. */
const domainOf = (domain = ''): string => (domain === 'ai.onnx' ? '' : domain);

function graphOf(raw: RawGraph, files: ExternalData): Graph {
  if (raw.sparseInitializer.length > 0) refuse('the model holds sparse weights');
  const constants = new Map<string, Constant>();
  for (const tensor of raw.initializer) {
    const name = tensor.name || refuse('a weight has no name');
    if (constants.has(name)) refuse(`two weights are called ${name}`);
    constants.set(name, constantFrom(tensor, `weight ${name}`, files));
  }
  return {
    name: raw.name ?? '',
    nodes: raw.node.map((node, index) => nodeOf(node, index, files)),
    inputs: raw.input.map((v) => valueInfoOf(v, 'input')),
    outputs: raw.output.map((v) => valueInfoOf(v, 'output')),
    constants,
  };
}

function nodeOf(raw: RawNode, index: number, files: ExternalData): Node {
  const op = raw.opType || refuse(`node ${index} names no operator`);
  const where = `${raw.name || `node ${index}`} (${op})`;
  const attributes = raw.attribute.map((a) => [a.name ?? '', attributeOf(a, where, files)] as const);
  return {
    ...(raw.name && { name: raw.name }),
    op,
    domain: domainOf(raw.domain),
    inputs: [...raw.input],
    outputs: [...raw.output],
    attributes: Object.fromEntries(attributes),
  };
}

/** What `AttributeProto.AttributeType` calls the kinds that are refused. */
const REFUSED_KINDS: Readonly<Record<number, string>> = {
  5: 'a subgraph',
  9: 'several tensors',
  10: 'subgraphs',
  11: 'a sparse tensor',
  12: 'sparse tensors',
  13: 'a type',
  14: 'types',
};

function attributeOf(raw: RawAttribute, where: string, files: ExternalData): Attribute {
  const what = `attribute ${raw.name ?? ''} of ${where}`;
  if (raw.refAttrName) return refuse(`${what} refers to ${raw.refAttrName}, an attribute of a function`);
  switch (raw.type) {
    case ATTRIBUTE_KINDS.float:
      return { float: raw.f ?? 0 };
    case ATTRIBUTE_KINDS.int:
      return safeWhole(raw.i ?? 0);
    case ATTRIBUTE_KINDS.string:
      return textOf(raw.s ?? new Uint8Array(), what);
    case ATTRIBUTE_KINDS.tensor:
      return { tensor: constantFrom(raw.t ?? refuse(`${what} holds no tensor`), what, files) };
    case ATTRIBUTE_KINDS.floats:
      return { floats: [...raw.floats] };
    case ATTRIBUTE_KINDS.ints:
      return raw.ints.map(safeWhole);
    case ATTRIBUTE_KINDS.strings:
      return { strings: raw.strings.map((s) => textOf(s, what)) };
    default:
      return refuse(
        `${what} is ${REFUSED_KINDS[raw.type ?? 0] ?? `of kind ${raw.type ?? 0}`}, which is not supported`,
      );
  }
}

const safeWhole = (value: Whole): number =>
  Math.min(Math.max(Number(value), -Number.MAX_SAFE_INTEGER), Number.MAX_SAFE_INTEGER);

const utf8 = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

function textOf(bytes: Uint8Array, what: string): string {
  try {
    return utf8.decode(bytes);
  } catch {
    return refuse(`${what} is not text`);
  }
}

function constantFrom(raw: RawTensor, what: string, files: ExternalData): Constant {
  const type = elementTypeOf(raw.dataType ?? 0, what);
  const dims = raw.dims.map(Number);
  const bytes = dims.reduce((p, d) => p * d, ELEMENT_BYTES[type]);
  if (!dims.every((d) => Number.isSafeInteger(d) && d >= 0) || !Number.isSafeInteger(bytes))
    refuse(`${what} has the shape [${dims.join(', ')}]`);
  const data =
    raw.dataLocation === EXTERNAL
      ? files.read(what, claimOf(raw, what), bytes)
      : elementsOf(raw, type, bytes);
  if (data.length !== bytes)
    refuse(`${what} of [${dims.join(', ')}] takes ${bytes} bytes and holds ${data.length}`);
  return { type, dims, data };
}

/** Names of the types in `TensorProto.DataType` that are refused. */
const REFUSED_TYPES: Readonly<Record<number, string>> = {
  4: 'uint16',
  5: 'int16',
  8: 'string',
  12: 'uint32',
  13: 'uint64',
  14: 'complex64',
  15: 'complex128',
  16: 'bfloat16',
  17: 'float8e4m3fn',
  18: 'float8e4m3fnuz',
  19: 'float8e5m2',
  20: 'float8e5m2fnuz',
  21: 'uint4',
  22: 'int4',
  23: 'float4e2m1',
};

const NUMBERED_TYPES = new Map(Object.entries(ELEMENT_TYPES).map(([type, number]) => [number, type]));

function elementTypeOf(number: number, what: string): ElementType {
  const type = NUMBERED_TYPES.get(number as (typeof ELEMENT_TYPES)[ElementType]);
  if (type) return type as ElementType;
  return refuse(`${what} is of element type ${REFUSED_TYPES[number] ?? number}, which is not supported`);
}

function claimOf(raw: RawTensor, what: string): Claim {
  const entry = (key: string): string | undefined => raw.externalData.find((e) => e.key === key)?.value;
  const number = (key: string): number | undefined => {
    const value = entry(key);
    if (value === undefined) return undefined;
    const parsed = /^\d{1,15}$/.test(value)
      ? Number(value)
      : refuse(`${what} has the ${key} ${JSON.stringify(value)}`);
    return parsed;
  };
  const [offset, length] = [number('offset'), number('length')];
  return {
    location: entry('location') || refuse(`${what} lies in another file and does not say which`),
    ...(offset !== undefined && { offset }),
    ...(length !== undefined && { length }),
  };
}

/** A dimension that is neither a number nor a name becomes a symbol of its own. */
function valueInfoOf(raw: RawValueInfo, role: string): ValueInfo {
  const name = raw.name || refuse(`an ${role} has no name`);
  const what = `${role} ${name}`;
  const tensor = raw.type?.tensorType ?? refuse(`${what} is not a tensor`);
  const shape = tensor.shape ?? refuse(`${what} has no shape`);
  return {
    name,
    type: elementTypeOf(tensor.elemType ?? 0, what),
    dims: shape.dim.map((dim, axis) => {
      if (dim.dimParam) return dim.dimParam;
      const size = Object.hasOwn(dim, 'dimValue') ? Number(dim.dimValue) : -1;
      return Number.isSafeInteger(size) && size >= 0 ? size : `?${name.replaceAll('*', '.')}.${axis}`;
    }),
  };
}
