// Numbers that look random and are the same here as in pattern.py, for golden values from PyTorch.

import type { Constant, Model, NumbersGiven } from '../onnx/index.js';

const product = (dims: readonly number[]): number => dims.reduce((p, d) => p * d, 1);

/** Float64 in −1 to 1, rounded to float32. */
export function pattern(name: string, dims: readonly number[]): Float32Array<ArrayBuffer> {
  const phase = (nameHash(name) % 100_000) / 1000;
  return Float32Array.from({ length: product(dims) }, (_, i) => {
    const raw = Math.sin((i + 1) * 12.9898 + phase) * 43758.5453;
    return (raw - Math.floor(raw)) * 2 - 1;
  });
}

/** The pattern as an input of the reference. */
export const given = (name: string, dims: readonly number[]): NumbersGiven => ({
  dims,
  data: pattern(name, dims),
});

/** What a parameter or running statistic of this name and shape is filled with. */
export function patternOfParameter(name: string, dims: readonly number[]): Float32Array<ArrayBuffer> {
  const [scale, offset] = rangeOf(name.split('.').at(-1)!, dims);
  return pattern(name, dims).map((v) => offset + scale * v);
}

function rangeOf(role: string, dims: readonly number[]): readonly [scale: number, offset: number] {
  if (role === 'bias' || role === 'mean') return [0.1, 0];
  if (role === 'variance' || (role === 'weight' && dims.length === 1)) return [0.25, 1];
  if (role !== 'weight') return [0.5, 0];
  return dims.slice(1).every((d) => d === 1) ? [0.2, 0.25] : [Math.sqrt(6 / product(dims.slice(1))), 0];
}

/** The model with the pattern in place of all parameters and running statistics. */
export function patterned(model: Model): Model {
  const constants = new Map<string, Constant>();
  for (const [name, constant] of model.graph.constants) {
    const fresh = (): Constant => ({
      ...constant,
      data: new Uint8Array(patternOfParameter(name, constant.dims).buffer),
    });
    constants.set(name, COUNTED.test(name) ? constant : fresh());
  }
  return { ...model, graph: { ...model.graph, constants } };
}

/** How a graph calls constants that have no name of their own. */
const COUNTED = /^c_\d+$/;

/** FNV-1a, 32 bits. */
function nameHash(name: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < name.length; i++) hash = Math.imul(hash ^ name.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
