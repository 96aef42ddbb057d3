// A model of half the size: weights kept as float16, and widened when the model is opened. It computes in float32
// as before, so it is as fast; what it costs is the rounding of the weights (2⁻¹¹ of each).

import type { Constant, Model, Node } from '../../onnx/index.js';

/** Fewer elements than this are not worth a node. */
const WORTH = 256;

/** Largest float16; weights beyond it stay float32. */
const LARGEST = 65504;

/** The same model with its large float32 constants as float16. */
export function halfWeights(model: Model): Model {
  const constants = new Map<string, Constant>();
  const casts: Node[] = [];
  for (const [name, constant] of model.graph.constants) {
    const data = constant.type === 'float32' ? new Float32Array(constant.data.slice().buffer) : undefined;
    if (!data || data.length < WORTH || data.some((v) => !(Math.abs(v) <= LARGEST))) {
      constants.set(name, constant);
      continue;
    }
    const half = Uint16Array.from(data, toHalf);
    constants.set(`${name}.half`, {
      type: 'float16',
      dims: constant.dims,
      data: new Uint8Array(half.buffer),
    });
    casts.push({ op: 'Cast', domain: '', inputs: [`${name}.half`], outputs: [name], attributes: { to: 1 } });
  }
  return { ...model, graph: { ...model.graph, nodes: [...casts, ...model.graph.nodes], constants } };
}

const word = new Float32Array(1);
const bits = new Uint32Array(word.buffer);

/** Bits of the nearest float16, ties to even (IEEE 754-2019, section 4.3.1). */
export function toHalf(value: number): number {
  word[0] = value;
  const b = bits[0]!;
  const sign = (b >>> 16) & 0x8000;
  const magnitude = Math.abs(word[0]!);
  if (Number.isNaN(magnitude)) return sign | 0x7e00;
  // Below the smallest normal number steps are 2⁻²⁴ wide.
  if (magnitude < 2 ** -14) return sign | evenly(magnitude * 2 ** 24);
  const exponent = ((b >>> 23) & 0xff) - 127;
  const rounded = evenly((magnitude / 2 ** exponent) * 1024) + ((exponent + 14) << 10);
  return sign | Math.min(rounded, 0x7c00);
}

function evenly(value: number): number {
  const floor = Math.floor(value);
  const rest = value - floor;
  return rest > 0.5 || (rest === 0.5 && floor % 2 === 1) ? floor + 1 : floor;
}
