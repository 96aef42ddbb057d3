// The steps as WebAssembly, each written out for its own sizes: four cells and eight channels at a time lie in registers,
// weights stream past them in the order in which they are read.

import {
  type Code,
  FunctionBuilder,
  f32x4,
  fill,
  i32,
  type Local,
  v128,
  type WasmFunction,
} from './assembler.js';
import { LANES, type Layout, type Place } from './layout.js';
import type { Conv, Step } from './plan.js';

/** Bytes of the bias before a block's weights, and of one row of weights. */
const ROW = LANES * 4;

/** Bytes of a block of weights in memory: bias, then a row of eight channels for each number that is looked at. */
export const blockBytes = (rows: number): number => ROW * (1 + rows);

/** @param weights where the blocks of its weights begin */
export function kernelOf(step: Step, { at }: Layout, weights: number): WasmFunction {
  const [from, to] = [at(step.input), at(step.output)];
  const residual = 'residual' in step && step.residual ? at(step.residual) : null;
  const f = new FunctionBuilder();
  const clear = clearedRim(f, to);
  if (step.kind === 'pool') return f.build(clear, pooled(f, from, to));
  if (step.kind === 'double') return f.build(clear, doubled(f, from, to, residual));
  if (step.kind === 'depthwise') return f.build(clear, depthwise(f, step, from, to, weights));
  return f.build(clear, convolved(f, step, from, to, residual, weights));
}

function clearedRim(f: FunctionBuilder, { rim, row, start, depth, height, width }: Place): Code {
  const [top, left, bottom, right] = rim;
  if (top + left + bottom + right === 0) return [];
  const cell = depth * 4;
  const at = f.local('i32');
  const clear = (address: Code, bytes: number): Code => (bytes === 0 ? [] : fill(address, i32.const(bytes)));
  const firstEnd = start + top * row + (left + width) * cell;
  return [
    ...clear(i32.const(start), top * row + left * cell),
    ...at.set(i32.const(firstEnd)),
    // The right of a row, and the left of the next.
    ...f.repeat(height - 1, clear(at.get, (right + left) * cell), at.add(row)),
    ...clear(at.get, right * cell + bottom * row),
  ];
}

/** Of what divides `whole`, the greatest up to `most`. */
const divisor = (whole: number, most: number): number => {
  let found = 1;
  for (let n = 2; n <= most; n++) if (whole % n === 0) found = n;
  return found;
};

/** Weights of a block that stay in the first cache while all cells are gone through. */
const NEAR = 2048;

function convolved(
  f: FunctionBuilder,
  { kernel, stride, pads, relu }: Conv,
  from: Place,
  to: Place,
  residual: Place | null,
  weights: number,
): Code {
  const cells = divisor(to.width, 4);
  const [rows, columns] = kernel;
  const run = columns * from.depth;
  const step = stride * from.depth * 4;
  const block = blockBytes(rows * run);
  const [inRow, outRow, addRow] = [f.local('i32'), f.local('i32'), f.local('i32')];
  const [input, out, add, look, w] = Array.from({ length: 5 }, () => f.local('i32')) as Local[];
  const sums = Array.from({ length: cells * 2 }, () => f.local('v128'));
  const [low, high, seen] = [f.local('v128'), f.local('v128'), f.local('v128')];
  const unrolled = divisor(run, 8);

  const tap = (i: number): Code => [
    ...low.set(v128.load(w!.get, i * ROW)),
    ...high.set(v128.load(w!.get, i * ROW + 16)),
    ...Array.from({ length: cells }, (_, cell) => [
      ...seen.set(v128.load32Splat(look!.get, cell * step + i * 4)),
      ...sums[2 * cell]!.set(f32x4.add(sums[2 * cell]!.get, f32x4.mul(seen.get, low.get))),
      ...sums[2 * cell + 1]!.set(f32x4.add(sums[2 * cell + 1]!.get, f32x4.mul(seen.get, high.get))),
    ]).flat(),
  ];
  const finish = (sum: Local, offset: number): Code => {
    const added = residual ? f32x4.add(sum.get, v128.load(add!.get, offset)) : sum.get;
    return v128.store(out!.get, relu ? f32x4.greater(added, v128.zero) : added, offset);
  };
  // Eight channels of a few cells.
  const blockOf: Code = [
    ...sums.flatMap((sum, i) => sum.set(v128.load(w!.get, (i % 2) * 16))),
    ...w!.add(ROW),
    ...look!.set(input!.get),
    ...f.repeat(
      rows,
      f.repeat(
        run / unrolled,
        ...Array.from({ length: unrolled }, (_, i) => tap(i)),
        look!.add(unrolled * 4),
        w!.add(unrolled * ROW),
      ),
      look!.add(from.row - run * 4),
    ),
    ...sums.flatMap((sum, i) => finish(sum, (i >> 1) * to.depth * 4 + (i % 2) * 16)),
  ];
  const blocks = to.depth / LANES;
  const corner = from.first - pads[0] * from.row - pads[1] * from.depth * 4;
  /** Over all cells; `each` is done for a few of them. */
  const overCells = (each: Code): Code => [
    ...inRow.set(i32.const(corner)),
    ...f.repeat(
      to.height,
      input!.set(inRow.get),
      out!.set(outRow.get),
      add!.set(addRow.get),
      f.repeat(
        to.width / cells,
        each,
        input!.add(cells * step),
        out!.add(cells * to.depth * 4),
        add!.add(cells * (residual?.depth ?? 0) * 4),
      ),
      inRow.add(stride * from.row),
      outRow.add(to.row),
      addRow.add(residual?.row ?? 0),
    ),
  ];
  const fromStart: Code = [
    ...outRow.set(i32.const(to.first)),
    ...addRow.set(i32.const(residual?.first ?? 0)),
  ];
  if (blocks * block <= NEAR * 4) {
    // Few weights: each cell is looked at once.
    const all = [
      ...w!.set(i32.const(weights)),
      ...f.repeat(blocks, blockOf, out!.add(ROW), add!.add(residual ? ROW : 0)),
      ...out!.add(-blocks * ROW),
      ...add!.add(residual ? -blocks * ROW : 0),
    ];
    return [...fromStart, ...overCells(all)];
  }
  const [now, channel] = [f.local('i32'), f.local('i32')];
  return [
    ...now.set(i32.const(weights)),
    ...channel.set(i32.const(0)),
    ...f.repeat(
      blocks,
      outRow.set(i32.add(i32.const(to.first), channel.get)),
      addRow.set(i32.add(i32.const(residual?.first ?? 0), channel.get)),
      overCells([...w!.set(now.get), ...blockOf]),
      now.add(block),
      channel.add(ROW),
    ),
  ];
}

function depthwise(
  f: FunctionBuilder,
  { kernel, stride, pads }: Conv,
  from: Place,
  to: Place,
  weights: number,
): Code {
  const [rows, columns] = kernel;
  const taps = rows * columns;
  const [input, out, inRow, outRow] = Array.from({ length: 4 }, () => f.local('i32')) as Local[];
  const held = Array.from({ length: taps }, () => f.local('v128'));
  const [bias, sum] = [f.local('v128'), f.local('v128')];
  const corner = from.first - pads[0] * from.row - pads[1] * from.depth * 4;
  const cell: Code = [
    ...sum.set(bias.get),
    ...held.flatMap((weight, tap) => {
      const offset = Math.floor(tap / columns) * from.row + (tap % columns) * from.depth * 4;
      return sum.set(f32x4.add(sum.get, f32x4.mul(v128.load(input!.get, offset), weight.get)));
    }),
    ...v128.store(out!.get, sum.get),
  ];
  // Row by row, four channels at a time, whose weights stay in registers.
  const four = (channel: number): Code => {
    const block = weights + Math.floor(channel / LANES) * blockBytes(taps) + (channel % LANES) * 4;
    return [
      ...bias.set(v128.load(i32.const(block))),
      ...held.flatMap((weight, tap) => weight.set(v128.load(i32.const(block), ROW * (1 + tap)))),
      ...input!.set(i32.add(inRow!.get, i32.const(channel * 4))),
      ...out!.set(i32.add(outRow!.get, i32.const(channel * 4))),
      ...f.repeat(to.width, cell, input!.add(stride * from.depth * 4), out!.add(to.depth * 4)),
    ];
  };
  return [
    ...inRow!.set(i32.const(corner)),
    ...outRow!.set(i32.const(to.first)),
    ...f.repeat(
      to.height,
      ...Array.from({ length: to.depth / 4 }, (_, i) => four(4 * i)),
      inRow!.add(stride * from.row),
      outRow!.add(to.row),
    ),
  ];
}

function pooled(f: FunctionBuilder, from: Place, to: Place): Code {
  const [input, out, inRow, outRow] = Array.from({ length: 4 }, () => f.local('i32')) as Local[];
  const near = (offset: number): Code =>
    f32x4.greater(v128.load(input!.get, offset), v128.load(input!.get, offset + from.depth * 4));
  const greatest = f32x4.greater(near(0), near(from.row));
  const [shared, more] = [from.depth / 4, (to.depth - from.depth) / 4];
  return [
    ...inRow!.set(i32.const(from.first)),
    ...outRow!.set(i32.const(to.first)),
    ...f.repeat(
      to.height,
      input!.set(inRow!.get),
      out!.set(outRow!.get),
      f.repeat(
        to.width,
        f.repeat(shared, v128.store(out!.get, greatest), input!.add(16), out!.add(16)),
        ...(more > 0 ? [f.repeat(more, v128.store(out!.get, v128.zero), out!.add(16))] : []),
        input!.add(from.depth * 4),
      ),
      inRow!.add(2 * from.row),
      outRow!.add(to.row),
    ),
  ];
}

function doubled(f: FunctionBuilder, from: Place, to: Place, residual: Place | null): Code {
  const [input, out, add, inRow, outRow, addRow] = Array.from({ length: 6 }, () => f.local('i32')) as Local[];
  const cell = from.depth * 4;
  const written = (offset: number): Code => {
    const value = v128.load(input!.get);
    return v128.store(out!.get, residual ? f32x4.add(value, v128.load(add!.get, offset)) : value, offset);
  };
  const row: Code = [
    ...input!.set(inRow!.get),
    ...out!.set(outRow!.get),
    ...add!.set(addRow!.get),
    ...f.repeat(
      from.width,
      f.repeat(cell / 16, written(0), written(cell), input!.add(16), out!.add(16), add!.add(16)),
      out!.add(cell),
      add!.add(cell),
    ),
    ...outRow!.add(to.row),
    ...addRow!.add(residual?.row ?? 0),
  ];
  return [
    ...inRow!.set(i32.const(from.first)),
    ...outRow!.set(i32.const(to.first)),
    ...addRow!.set(i32.const(residual?.first ?? 0)),
    ...f.repeat(from.height, f.repeat(2, row), inRow!.add(from.row)),
  ];
}
