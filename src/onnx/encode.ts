// A model as the bytes of an `.onnx` file.

import type protobuf from 'protobufjs';
import { LikenessError } from '../errors.js';
import { type Attribute, type Constant, ELEMENT_TYPES, type Model, type ValueInfo } from './model.js';
import { ModelProto } from './schema.js';

/** The IR version that goes with operator set 17 and 18. */
const IR_VERSION = 8;

/** Where a constant lies that is not in the file itself: bytes from `offset` on in a file beside the model. */
export interface ExternalPlace {
  readonly location: string;
  readonly offset: number;
  readonly length: number;
}

/**
 * The bytes of an `.onnx` file. The same model always gives the same bytes.
 * @param places constants, by name, whose elements stand in files beside the model
 * @throws `graph_invalid` where an attribute cannot be written
 */
export function encodeModel(
  model: Model,
  places: ReadonlyMap<string, ExternalPlace> = new Map(),
): Uint8Array {
  const { graph } = model;
  return ModelProto.encode({
    irVersion: IR_VERSION,
    opsetImport: Object.entries(model.opsets).map(([domain, version]) => ({ domain, version })),
    producerName: model.producer,
    graph: {
      name: graph.name,
      node: graph.nodes.map((node, index) => ({
        name: node.name ?? `${node.op}_${index}`,
        opType: node.op,
        domain: node.domain,
        input: node.inputs,
        output: node.outputs,
        attribute: Object.entries(node.attributes).map(([name, value]) => encodeAttribute(name, value)),
      })),
      initializer: [...graph.constants].map(([name, constant]) =>
        encodeConstant(name, constant, places.get(name)),
      ),
      input: graph.inputs.map(encodeValueInfo),
      output: graph.outputs.map(encodeValueInfo),
    },
    metadataProps: Object.entries(model.metadata).map(([key, value]) => ({ key, value })),
  } as unknown as protobuf.Message).finish();
}

/** Numbers of the kinds of attributes that Likeness reads and writes, in `AttributeProto.AttributeType`. */
export const ATTRIBUTE_KINDS = {
  float: 1,
  int: 2,
  string: 3,
  tensor: 4,
  floats: 6,
  ints: 7,
  strings: 8,
} as const;

const utf8 = new TextEncoder();

function encodeAttribute(name: string, value: Attribute): object {
  const kind = ATTRIBUTE_KINDS;
  if (typeof value === 'string') return { name, type: kind.string, s: utf8.encode(value) };
  if (typeof value === 'number') return { name, type: kind.int, i: whole(name, value) };
  if ('float' in value) return { name, type: kind.float, f: value.float };
  if ('floats' in value) return { name, type: kind.floats, floats: value.floats };
  if ('strings' in value)
    return { name, type: kind.strings, strings: value.strings.map((s) => utf8.encode(s)) };
  if ('tensor' in value) return { name, type: kind.tensor, t: encodeConstant('', value.tensor) };
  return { name, type: kind.ints, ints: value.map((v) => whole(name, v)) };
}

function whole(name: string, value: number): number {
  if (Number.isSafeInteger(value)) return value;
  throw new LikenessError('graph_invalid', `attribute ${name} is ${value}: an INT must be a whole number`);
}

/** `TensorProto.DataLocation`. */
export const EXTERNAL = 1;

function encodeConstant(name: string, { type, dims, data }: Constant, place?: ExternalPlace): object {
  const head = { name, dims, dataType: ELEMENT_TYPES[type] };
  if (!place) return { ...head, rawData: data };
  const externalData = Object.entries(place).map(([key, value]) => ({ key, value: String(value) }));
  return { ...head, externalData, dataLocation: EXTERNAL };
}

function encodeValueInfo({ name, type, dims }: ValueInfo): object {
  const dim = dims.map((d) => (typeof d === 'number' ? { dimValue: d } : { dimParam: d }));
  return { name, type: { tensorType: { elemType: ELEMENT_TYPES[type], shape: { dim } } } };
}
