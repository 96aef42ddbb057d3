// Resize: a linear map along each axis, whose gradient is the same map transposed.
// Coordinates and roundings: ONNX operator specification, Resize of operator set 13.

import type { Value } from '../../onnx/index.js';
import { floatElements } from '../../onnx/index.js';
import { alongAxis, type Matrix } from './linear.js';
import { type Adjoint, type GradientTable, range, sizes } from './rule.js';

export const RESIZE: GradientTable = {
  Resize: (a) => {
    const x = a.x[0]!;
    const all = range(0, a.graph.dimsOf(x).length);
    const changed = all.filter((axis) => a.graph.dimsOf(x)[axis] !== a.graph.dimsOf(a.y[0]!)[axis]);
    const [from, to, scales] = [sizes(a, x, changed), sizes(a, a.y[0]!, changed), scalesOf(a)];
    const maps = changed.map((axis, i) => mapOf(a, from[i]!, to[i]!, scales?.[axis] ?? to[i]! / from[i]!));
    const pooled = blockSums(a, changed, maps);
    if (pooled) return [pooled];
    return [changed.reduce((dx, axis, i) => alongAxis(a, dx, maps[i]!, axis), a.dy[0]!)];
  },
};

/** Scales as the model gives them, which need not be the ratios of the sizes; undefined where it gives sizes. */
function scalesOf(a: Adjoint): readonly number[] | undefined {
  const given = a.x[2];
  if (a.x[3] || !given) return undefined;
  const producer = a.graph.producerOf(given);
  const value = producer?.op === 'Constant' ? producer.attributes.value : undefined;
  const constant =
    a.graph.constantOf(given) ?? (typeof value === 'object' && 'tensor' in value ? value.tensor : undefined);
  return constant ? floatElements(constant) : a.refuse('scales must be a constant');
}

/** `[to, from]`: how much of each source element is in each place of the result. */
function mapOf(a: Adjoint, from: number, to: number, scale: number): Matrix {
  const [mode, coordinates, rounding] = [
    a.attributes.text('mode', 'nearest'),
    a.attributes.text('coordinate_transformation_mode', 'half_pixel'),
    a.attributes.text('nearest_mode', 'round_prefer_floor'),
  ];
  const coordinate = COORDINATES[coordinates] ?? a.refuse(`coordinates ${coordinates} have none`);
  const round = ROUNDINGS[rounding] ?? a.refuse(`rounding ${rounding} has none`);
  if (mode !== 'nearest' && mode !== 'linear') a.refuse(`mode ${mode} has none`);
  const held = (p: number) => Math.min(Math.max(p, 0), from - 1);
  return range(0, to).map((place) => {
    const p = coordinate(place, scale, from, to);
    const position = held(mode === 'nearest' ? round(p) : p);
    return range(0, from).map((i) => Math.max(0, 1 - Math.abs(position - i)));
  });
}

const COORDINATES: Readonly<Record<string, (p: number, scale: number, from: number, to: number) => number>> =
  {
    half_pixel: (p, scale) => (p + 0.5) / scale - 0.5,
    pytorch_half_pixel: (p, scale, _, to) => (to > 1 ? (p + 0.5) / scale - 0.5 : 0),
    align_corners: (p, _, from, to) => (to > 1 ? (p * (from - 1)) / (to - 1) : 0),
    asymmetric: (p, scale) => p / scale,
  };

const ROUNDINGS: Readonly<Record<string, (p: number) => number>> = {
  round_prefer_floor: (p) => Math.ceil(p - 0.5),
  round_prefer_ceil: (p) => Math.floor(p + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Where each element of a picture became a block of k × k: sums over blocks, which AveragePool does at once. */
function blockSums(a: Adjoint, changed: readonly number[], maps: readonly Matrix[]): Value | undefined {
  const rank = a.graph.dimsOf(a.x[0]!).length;
  const blocks = maps.map((map) => map.length / map[0]!.length);
  const repeats = (map: Matrix, k: number) => map.every((row, place) => row[Math.floor(place / k)] === 1);
  if (changed.some((axis) => axis < 2) || rank < 3) return undefined;
  if (!maps.every((map, i) => Number.isInteger(blocks[i]) && repeats(map, blocks[i]!))) return undefined;
  const kernel = range(2, rank).map((axis) => blocks[changed.indexOf(axis)] ?? 1);
  const means = a.graph.add('AveragePool', [a.dy[0]], { kernel_shape: kernel, strides: kernel });
  return a.f.mul(
    means,
    kernel.reduce((p, k) => p * k, 1),
  );
}
