// What can be told of a model without running it, or reading its weights.

import { LikenessError } from '../errors.js';
import { ModelProto } from './schema.js';

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
