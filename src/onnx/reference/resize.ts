// Resize by nearest element or linear interpolation. Formulas: ONNX operator specification, operator set 13.

import type { Call, Kernel, KernelTable } from './kernel.js';
import { at, type DoubleTensor, generate } from './tensor.js';

export const RESIZE: KernelTable = {
  Resize: (c) => {
    const mode = c.text('mode', 'nearest');
    const kernel = MODES[mode] ?? c.refuse(`mode ${mode} is not known`);
    return kernel(c);
  },
};

const MODES: Readonly<Record<string, Kernel>> = {
  nearest: (c) => {
    const kind = c.text('nearest_mode', 'round_prefer_floor');
    const round = ROUNDINGS[kind] ?? c.refuse(`nearest_mode ${kind} is not known`);
    return resized(c, (x, position) =>
      at(
        x,
        position.map((p, i) => clamp(round(p), x.dims[i])),
      ),
    );
  },
  linear: (c) => resized(c, (x, position) => interpolate(x, position, [])),
};

const ROUNDINGS: Readonly<Record<string, (x: number) => number>> = {
  round_prefer_floor: (x) => Math.ceil(x - 0.5),
  round_prefer_ceil: (x) => Math.floor(x + 0.5),
  floor: Math.floor,
  ceil: Math.ceil,
};

/** Where a place of the result lies in the source: scale, length of the source, length of the result. */
const COORDINATES: Readonly<Record<string, (p: number, scale: number, from: number, to: number) => number>> =
  {
    half_pixel: (p, scale) => (p + 0.5) / scale - 0.5,
    pytorch_half_pixel: (p, scale, _, to) => (to > 1 ? (p + 0.5) / scale - 0.5 : 0),
    align_corners: (p, _, from, to) => (to === 1 ? 0 : (p * (from - 1)) / (to - 1)),
    asymmetric: (p, scale) => p / scale,
  };

const clamp = (p: number, size: number): number => Math.min(Math.max(p, 0), size - 1);

function resized(c: Call, sample: (x: DoubleTensor, position: readonly number[]) => number): DoubleTensor[] {
  const x = c.input(0);
  const kind = c.text('coordinate_transformation_mode', 'half_pixel');
  const coordinate = COORDINATES[kind] ?? c.refuse(`coordinate_transformation_mode ${kind} is not known`);
  const given = c.ints(2);
  const sizes = c.ints(3);
  const scales = given?.length ? given : x.dims.map((d, i) => sizes![i] / d);
  const dims = sizes?.length ? sizes : x.dims.map((d, i) => Math.floor(d * scales[i]));
  return [
    generate(x.type, dims, (index) =>
      sample(
        x,
        index.map((p, i) => (dims[i] === x.dims[i] ? p : coordinate(p, scales[i], x.dims[i], dims[i]))),
      ),
    ),
  ];
}

/** Between the two neighbours along each dimension in turn; beyond the border the border goes on. */
function interpolate(x: DoubleTensor, position: readonly number[], chosen: readonly number[]): number {
  const axis = chosen.length;
  if (axis === x.dims.length) return at(x, chosen);
  const p = clamp(position[axis], x.dims[axis]);
  const low = Math.floor(p);
  const share = p - low;
  const near = interpolate(x, position, [...chosen, low]);
  return share === 0 ? near : (1 - share) * near + share * interpolate(x, position, [...chosen, low + 1]);
}
