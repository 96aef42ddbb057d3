// Operators that move elements without computing, and those that make shapes and constants.
// Formulas: ONNX operator specification, operator set 17.

import { broadcast } from '../dims.js';
import type { Constant } from '../model.js';
import { axesOf, type Call, type KernelTable } from './kernel.js';
import { at, broadcastAt, count, type DoubleTensor, fromStart, generate, type Index } from './tensor.js';

export const SHAPING: KernelTable = {
  Constant: (c) => [constantOf(c)],
  ConstantOfShape: (c) => {
    const value = c.tensor('value');
    const filler = value ? tensorOf(value) : undefined;
    return [generate(filler?.type ?? 'float32', c.ints(0)!, () => filler?.data[0] ?? 0)];
  },
  Shape: (c) => {
    const { dims } = c.input(0);
    return [vector(dims.slice(c.int('start', 0), c.int('end', dims.length)))];
  },
  Size: (c) => [{ type: 'int64', dims: [], data: Float64Array.of(count(c.input(0).dims)) }],
  Range: (c) => {
    const [start, limit, step] = [0, 1, 2].map((i) => c.input(i).data[0]);
    const length = Math.max(0, Math.ceil((limit - start) / step));
    return [generate(c.input(0).type, [length], (_, i) => start + i * step)];
  },
  EyeLike: (c) => {
    const { type, dims } = c.input(0);
    return [generate(type, dims, ([row, column]) => (column - row === c.int('k', 0) ? 1 : 0))];
  },
  Trilu: (c) => {
    const x = c.input(0);
    const k = c.inputs[1]?.data[0] ?? 0;
    const upper = c.int('upper', 1) === 1;
    return [
      generate(x.type, x.dims, (index, flat) => {
        const over = index.at(-1)! - index.at(-2)! - k;
        return (upper ? over >= 0 : over <= 0) ? x.data[flat] : 0;
      }),
    ];
  },
  Reshape: (c) => {
    const x = c.input(0);
    const keepZero = c.int('allowzero', 0) === 1;
    return [
      shaped(
        c,
        x,
        c.ints(1)!.map((d, i) => (d === 0 && !keepZero ? x.dims[i] : d)),
      ),
    ];
  },
  Flatten: (c) => {
    const x = c.input(0);
    const axis = fromStart(c.int('axis', 1), x.dims.length);
    return [shaped(c, x, [count(x.dims.slice(0, axis)), count(x.dims.slice(axis))])];
  },
  Squeeze: (c) => {
    const x = c.input(0);
    const axes = axesOf(c, 1)?.map((a) => fromStart(a, x.dims.length));
    return [
      shaped(
        c,
        x,
        x.dims.filter((d, i) => (axes ? !axes.includes(i) : d !== 1)),
      ),
    ];
  },
  Unsqueeze: (c) => {
    const x = c.input(0);
    const axes = axesOf(c, 1) ?? [];
    const rank = x.dims.length + axes.length;
    const added = new Set(axes.map((a) => fromStart(a, rank)));
    const rest = [...x.dims];
    return [
      shaped(
        c,
        x,
        Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : rest.shift()!)),
      ),
    ];
  },
  Transpose: (c) => {
    const x = c.input(0);
    const order = c.intList('perm') ?? x.dims.map((_, i) => i).reverse();
    return [transposed(x, order)];
  },
  Expand: (c) => {
    const x = c.input(0);
    const dims = broadcast(x.dims, c.ints(1)!) as readonly number[];
    return [generate(x.type, dims, (index) => broadcastAt(x, index))];
  },
  Tile: (c) => {
    const x = c.input(0);
    const repeats = c.ints(1)!;
    const dims = x.dims.map((d, i) => d * repeats[i]);
    return [
      generate(x.type, dims, (index) =>
        at(
          x,
          index.map((p, i) => p % x.dims[i]),
        ),
      ),
    ];
  },
  Concat: concat,
  Split: split,
  Slice: slice,
  Pad: pad,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
};

const vector = (values: readonly number[]): DoubleTensor => ({
  type: 'int64',
  dims: [values.length],
  data: Float64Array.from(values),
});

/** A constant of a model in double precision. */
export function tensorOf({ type, dims, data }: Constant): DoubleTensor {
  const view = new DataView(data.buffer, data.byteOffset, data.byteLength);
  const read: Record<Constant['type'], (i: number) => number> = {
    float32: (i) => view.getFloat32(i * 4, true),
    float64: (i) => view.getFloat64(i * 8, true),
    float16: (i) => halfFloat(view.getUint16(i * 2, true)),
    int64: (i) => Number(view.getBigInt64(i * 8, true)),
    int32: (i) => view.getInt32(i * 4, true),
    int8: (i) => view.getInt8(i),
    uint8: (i) => view.getUint8(i),
    bool: (i) => view.getUint8(i),
  };
  return generate(type, dims, (_, flat) => read[type](flat));
}

/** IEEE 754 binary16. */
function halfFloat(bits: number): number {
  const [sign, exponent, fraction] = [bits >> 15 ? -1 : 1, (bits >> 10) & 31, bits & 1023];
  if (exponent === 0) return sign * fraction * 2 ** -24;
  if (exponent === 31) return fraction === 0 ? sign * Infinity : Number.NaN;
  return sign * (1 + fraction / 1024) * 2 ** (exponent - 15);
}

function constantOf(c: Call): DoubleTensor {
  const { value, value_float, value_floats, value_int, value_ints } = c.node.attributes;
  if (value !== undefined) return tensorOf(c.tensor('value')!);
  if (value_int !== undefined) return { ...vector([c.int('value_int', 0)]), dims: [] };
  if (value_ints !== undefined) return vector(c.intList('value_ints')!);
  if (value_float !== undefined)
    return { type: 'float32', dims: [], data: Float64Array.of(c.float('value_float', 0)) };
  if (typeof value_floats === 'object' && 'floats' in value_floats)
    return { ...vector(value_floats.floats), type: 'float32' };
  return c.refuse('no value of a known kind');
}

function shaped(c: Call, x: DoubleTensor, target: readonly number[]): DoubleTensor {
  const known = count(target.filter((d) => d !== -1));
  const dims = target.map((d) => (d === -1 ? x.data.length / known : d));
  if (count(dims) !== x.data.length) c.refuse(`[${x.dims.join(', ')}] cannot become [${target.join(', ')}]`);
  return { ...x, dims };
}

function transposed(x: DoubleTensor, order: readonly number[]): DoubleTensor {
  const source = x.dims.map(() => 0);
  return generate(
    x.type,
    order.map((axis) => x.dims[axis]),
    (index) => {
      order.forEach((axis, i) => {
        source[axis] = index[i];
      });
      return at(x, source);
    },
  );
}

function concat(c: Call): readonly DoubleTensor[] {
  const parts = c.inputs.map((_, i) => c.input(i));
  const axis = fromStart(c.int('axis', 0), parts[0].dims.length);
  const total = parts.reduce((sum, t) => sum + t.dims[axis], 0);
  return [
    generate(parts[0].type, parts[0].dims.with(axis, total), (index) => {
      let position = index[axis];
      const part = parts.find((t) => {
        if (position < t.dims[axis]) return true;
        position -= t.dims[axis];
        return false;
      });
      return at(part!, index.with(axis, position));
    }),
  ];
}

function split(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const axis = fromStart(c.int('axis', 0), x.dims.length);
  const parts = c.node.outputs.length;
  const even = Math.ceil(x.dims[axis] / parts);
  const sizes = c.ints(1) ?? Array.from({ length: parts }, (_, i) => Math.min(even, x.dims[axis] - i * even));
  let start = 0;
  return sizes.map((size) => {
    const from = start;
    start += size;
    return generate(x.type, x.dims.with(axis, size), (index) => at(x, index.with(axis, index[axis] + from)));
  });
}

/** Starts and ends are held within the tensor, as NumPy does. */
function slice(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const [starts, ends] = [c.ints(1)!, c.ints(2)!];
  const axes = c.ints(3) ?? starts.map((_, i) => i);
  const steps = c.ints(4) ?? starts.map(() => 1);
  const first = x.dims.map(() => 0);
  const step = x.dims.map(() => 1);
  const dims = [...x.dims];
  axes.forEach((a, i) => {
    const axis = fromStart(a, x.dims.length);
    const size = x.dims[axis];
    const held = (p: number, low: number, high: number) => Math.min(Math.max(fromStart(p, size), low), high);
    const back = steps[i] < 0;
    first[axis] = back ? held(starts[i], -1, size - 1) : held(starts[i], 0, size);
    const end = back ? held(ends[i], -1, size - 1) : held(ends[i], 0, size);
    step[axis] = steps[i];
    dims[axis] = Math.max(0, Math.ceil((end - first[axis]) / steps[i]));
  });
  return [
    generate(x.type, dims, (index) =>
      at(
        x,
        index.map((p, i) => first[i] + p * step[i]),
      ),
    ),
  ];
}

function pad(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const amounts = c.ints(1)!;
  const value = c.inputs[2]?.data[0] ?? 0;
  const axes = c.ints(3)?.map((a) => fromStart(a, x.dims.length)) ?? x.dims.map((_, i) => i);
  const before = x.dims.map((_, i) => (axes.includes(i) ? amounts[axes.indexOf(i)] : 0));
  const after = x.dims.map((_, i) => (axes.includes(i) ? amounts[axes.indexOf(i) + axes.length] : 0));
  const mode = c.text('mode', 'constant');
  const source = (p: number, size: number): number => {
    if (mode === 'edge') return Math.min(Math.max(p, 0), size - 1);
    if (mode === 'wrap') return ((p % size) + size) % size;
    if (mode !== 'reflect') return p;
    const period = 2 * (size - 1);
    const within = period === 0 ? 0 : ((p % period) + period) % period;
    return Math.min(within, period - within);
  };
  const inside = (index: Index) => index.every((p, i) => p >= 0 && p < x.dims[i]);
  const dims = x.dims.map((d, i) => d + before[i] + after[i]);
  return [
    generate(x.type, dims, (index) => {
      const from = index.map((p, i) => source(p - before[i], x.dims[i]));
      return inside(from) ? at(x, from) : value;
    }),
  ];
}

function depthToSpace(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const b = c.int('blocksize', 1);
  const [n, channels, h, w] = x.dims;
  const depth = channels / (b * b);
  const columns = c.text('mode', 'DCR') === 'CRD';
  return [
    generate(x.type, [n, depth, h * b, w * b], ([i, d, row, column]) => {
      const block = (row % b) * b + (column % b);
      const channel = columns ? d * b * b + block : block * depth + d;
      return at(x, [i, channel, Math.floor(row / b), Math.floor(column / b)]);
    }),
  ];
}

function spaceToDepth(c: Call): readonly DoubleTensor[] {
  const x = c.input(0);
  const b = c.int('blocksize', 1);
  const [n, depth, h, w] = x.dims;
  return [
    generate(x.type, [n, depth * b * b, h / b, w / b], ([i, channel, row, column]) => {
      const block = Math.floor(channel / depth);
      return at(x, [i, channel % depth, row * b + Math.floor(block / b), column * b + (block % b)]);
    }),
  ];
}
