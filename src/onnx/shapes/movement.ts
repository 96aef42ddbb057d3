// Operators that arrange elements anew: reshape, transpose, join, part, repeat, pad, resample.

import { type Dim, floorOver, over, plus, showDims, sizeOf, surelyDiffer, times } from '../dims.js';
import { isFollowed, isSmall, transposed } from './following.js';
import type { RuleContext, ShapeRule, ValueType } from './rule.js';

const isNumber = (dim: Dim): dim is number => typeof dim === 'number';

/** 0 keeps the dimension, −1 is what remains. */
const reshape: ShapeRule = (c) => {
  const { type, dims, ints } = c.input(0);
  const target = c.input(1, 'int64');
  const sizes = c.ints(1) ?? unknownShape(c, target);
  const keeps = c.int('allowzero', 0) === 0;
  const why = () => `${showDims(dims)} cannot become ${showDims(sizes)}`;
  const kept = sizes.map((d, i) => (d === 0 && keeps ? (dims[i] ?? c.refuse(why())) : d));
  const at = kept.indexOf(-1);
  if (kept.some((d) => isNumber(d) && d < -1) || kept.lastIndexOf(-1) !== at) c.refuse(why());
  const known = sizeOf(kept.filter((d) => d !== -1));
  const total = sizeOf(dims);
  if (at >= 0) {
    if (isNumber(total) && isNumber(known) && (known === 0 ? total > 0 : total % known !== 0))
      c.refuse(why());
    kept[at] = known === 0 ? 0 : (over(total, known) ?? c.unknown(at));
  } else if (surelyDiffer(total, known)) c.refuse(why());
  return [{ type, dims: kept, ints: isFollowed(kept) ? ints : undefined }];
};

/** A shape of which no more is known than its rank. */
function unknownShape(c: RuleContext, target: ValueType): readonly Dim[] {
  const [rank] = target.dims;
  if (target.dims.length !== 1 || !isNumber(rank!))
    return c.refuse(`a shape of ${showDims(target.dims)} gives a tensor of no known rank`);
  return Array.from({ length: rank }, (_, i) => c.unknown(i));
}

const flatten: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  const given = c.int('axis', 1);
  const axis = given === dims.length ? given : c.axis(given, dims.length);
  return [{ type, dims: [sizeOf(dims.slice(0, axis)), sizeOf(dims.slice(axis))] }];
};

const transpose: ShapeRule = (c) => {
  const { type, dims, ints } = c.input(0);
  const order = c.intList('perm') ?? [...dims.keys()].reverse();
  if (order.length !== dims.length || order.toSorted((a, b) => a - b).some((axis, i) => axis !== i))
    c.refuse(`perm ${showDims(order)} does not order the axes of ${showDims(dims)}`);
  const turned = ints && isFollowed(dims) ? transposed(ints, dims, order) : undefined;
  return [{ type, dims: order.map((axis) => dims[axis]!), ints: turned }];
};

/** Without axes, all that are known to be 1 go. */
const squeeze: ShapeRule = (c) => {
  const { type, dims, ints, floats } = c.input(0);
  const axes = c.numbers(1);
  if (c.optional(1, 'int64') && !axes)
    c.refuse(`the axes to squeeze of ${showDims(dims)} must be a constant`);
  const gone = new Set(
    axes?.map((a) => c.axis(a, dims.length)) ?? [...dims.keys()].filter((i) => dims[i] === 1),
  );
  for (const axis of gone)
    if (isNumber(dims[axis]!) && dims[axis] !== 1) c.refuse(`axis ${axis} of ${showDims(dims)} is not 1`);
  return [{ type, dims: dims.filter((_, i) => !gone.has(i)), ints, floats }];
};

const unsqueeze: ShapeRule = (c) => {
  const { type, dims, ints, floats } = c.input(0);
  const axes = c.input(1, 'int64') && c.numbers(1);
  if (!axes) return c.refuse(`the axes to add to ${showDims(dims)} must be a constant`);
  const rank = dims.length + axes.length;
  const added = new Set(axes.map((a) => c.axis(a, rank)));
  if (added.size !== axes.length) c.refuse(`axes ${showDims(axes)} name one twice`);
  const rest = dims.values();
  const result = Array.from({ length: rank }, (_, i) => (added.has(i) ? 1 : rest.next().value!));
  return [{ type, dims: result, ...(isSmall(result) && { ints, floats }) }];
};

const concat: ShapeRule = (c) => {
  const type = c.oneType([...c.inputs.keys()], 'any');
  const parts = c.inputs.map((_, i) => c.input(i));
  const first = parts[0]!.dims;
  const axis = c.axis(c.int('axis', 0), first.length);
  const dims = parts.slice(1).reduce<readonly Dim[]>((sum, part) => {
    const why = () => `${showDims(sum)} and ${showDims(part.dims)} cannot be joined along axis ${axis}`;
    if (part.dims.length !== sum.length) c.refuse(why());
    return sum.map((d, i) => (i === axis ? plus(d, part.dims[i]!) : c.agree(d, part.dims[i]!, why)));
  }, first);
  const joined = <T>(of: (part: ValueType) => readonly T[] | undefined): readonly T[] | undefined => {
    const all = parts.map(of);
    return isSmall(dims) && all.every((e) => e !== undefined) ? (all as (readonly T[])[]).flat() : undefined;
  };
  return [{ type, dims, ints: joined((p) => p.ints), floats: joined((p) => p.floats) }];
};

/** Equal parts where no sizes are given. */
const split: ShapeRule = (c) => {
  const { type, dims, ints } = c.input(0);
  const axis = c.axis(c.int('axis', 0), dims.length);
  const count = c.node.outputs.length;
  const size = dims[axis]!;
  const sizes = partSizes(c, dims, axis, count);
  if (sizes.length !== count) c.refuse(`${showDims(sizes)} are not the sizes of ${count} parts`);
  if (surelyDiffer(sizes.reduce<Dim>(plus, 0), size))
    c.refuse(`parts of ${showDims(sizes)} do not make up axis ${axis} of ${showDims(dims)}`);
  let start = 0;
  return sizes.map((part) => {
    const from = start;
    start = isNumber(part) ? from + part : Number.NaN;
    return {
      type,
      dims: dims.with(axis, part),
      ints: dims.length === 1 && !Number.isNaN(start) ? ints?.slice(from, start) : undefined,
    };
  });
};

function partSizes(c: RuleContext, dims: readonly Dim[], axis: number, count: number): readonly Dim[] {
  const size = dims[axis]!;
  if (c.optional(1, 'int64')) return c.ints(1) ?? Array.from({ length: count }, (_, i) => c.unknown(i));
  if (isNumber(size) && size % count !== 0)
    c.refuse(`axis ${axis} of ${showDims(dims)} does not part into ${count} equal parts`);
  return Array<Dim>(count).fill(floorOver(size, count));
}

const expand: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  const target = c.input(1, 'int64');
  const sizes = c.ints(1);
  if (sizes) return [{ type, dims: c.broadcast(dims, sizes) }];
  const unknown = unknownShape(c, target);
  return [
    { type, dims: Array.from({ length: Math.max(unknown.length, dims.length) }, (_, i) => c.unknown(i)) },
  ];
};

const tile: ShapeRule = (c) => {
  const { type, dims } = c.input(0);
  c.input(1, 'int64');
  const repeats = c.ints(1);
  if (repeats && repeats.length !== dims.length)
    c.refuse(`${repeats.length} repeats of ${showDims(dims)}, one an axis is needed`);
  return [{ type, dims: dims.map((d, i) => (repeats ? times(d, repeats[i]!) : c.unknown(i))) }];
};

/** Pads are all those before, then all those after; below zero they cut. */
const pad: ShapeRule = (c) => {
  const type = c.oneType([0, 2], 'any');
  const { dims } = c.input(0);
  c.input(1, 'int64');
  const pads = c.ints(1);
  if (!pads) return [{ type, dims: dims.map((_, i) => c.unknown(i)) }];
  if (pads.length !== 2 * dims.length)
    c.refuse(`${pads.length} pads for ${showDims(dims)}, two an axis are needed`);
  const result = dims.map((d, i) => plus(d, plus(pads[i]!, pads[i + dims.length]!)));
  if (result.some((d) => isNumber(d) && d < 0))
    c.refuse(`pads ${showDims(pads)} leave nothing of ${showDims(dims)}`);
  return [{ type, dims: result }];
};

function blockOf(c: RuleContext): { readonly type: ValueType; readonly block: number } {
  const type = c.input(0);
  const block = c.int('blocksize', 0);
  if (type.dims.length !== 4 || block < 1) c.refuse(`blocks of ${block} in ${showDims(type.dims)}`);
  return { type, block };
}

/** What divides evenly: refused where it surely does not. */
function evenly(c: RuleContext, dims: readonly Dim[], axis: number, divisor: number): Dim {
  const size = dims[axis]!;
  const part = over(size, divisor);
  if (part === undefined && isNumber(size))
    c.refuse(`axis ${axis} of ${showDims(dims)} is not a multiple of ${divisor}`);
  return part ?? floorOver(size, divisor);
}

const depthToSpace: ShapeRule = (c) => {
  const { type, block } = blockOf(c);
  const [n, , h, w] = type.dims as [Dim, Dim, Dim, Dim];
  return [
    { type: type.type, dims: [n, evenly(c, type.dims, 1, block * block), times(h, block), times(w, block)] },
  ];
};

const spaceToDepth: ShapeRule = (c) => {
  const { type, block } = blockOf(c);
  const [n, channels] = type.dims as [Dim, Dim];
  return [
    {
      type: type.type,
      dims: [
        n,
        times(channels, block * block),
        evenly(c, type.dims, 2, block),
        evenly(c, type.dims, 3, block),
      ],
    },
  ];
};

/** By scales or to sizes. */
const resize: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'number');
  const unknown = () => [{ type, dims: dims.map((_, i) => c.unknown(i)) }];
  if (c.optional(3, 'int64')) {
    const sizes = c.ints(3);
    if (sizes && sizes.length !== dims.length) c.refuse(`sizes ${showDims(sizes)} for ${showDims(dims)}`);
    return sizes ? [{ type, dims: sizes }] : unknown();
  }
  const scales = c.input(2, 'float').floats;
  if (!scales) return unknown();
  if (scales.length !== dims.length) c.refuse(`scales ${showDims(scales)} for ${showDims(dims)}`);
  return [{ type, dims: dims.map((d, i) => scaled(d, scales[i]!) ?? c.unknown(i)) }];
};

function scaled(dim: Dim, scale: number): Dim | undefined {
  if (isNumber(dim)) return Math.floor(dim * scale);
  if (Number.isInteger(scale)) return times(dim, scale);
  return Number.isInteger(1 / scale) ? floorOver(dim, 1 / scale) : undefined;
}

export const MOVEMENTS: Readonly<Record<string, ShapeRule>> = {
  Reshape: reshape,
  Flatten: flatten,
  Transpose: transpose,
  Squeeze: squeeze,
  Unsqueeze: unsqueeze,
  Concat: concat,
  Split: split,
  Expand: expand,
  Tile: tile,
  Pad: pad,
  DepthToSpace: depthToSpace,
  SpaceToDepth: spaceToDepth,
  Resize: resize,
};
