// A network as one WebAssembly module: its steps are code, its weights are the first bytes of its memory, made floats
// when it is opened. Nothing interprets it, so a browser needs nothing besides it.

import type { Model } from '../../src/onnx/index.js';
import type { PlaceNote, Places } from '../../src/web/capture/seeing/places.js';
import {
  type Code,
  call,
  encodeModule,
  extend,
  FunctionBuilder,
  f32x4,
  i32,
  v128,
  type WasmFunction,
} from './assembler.js';
import { blockBytes, kernelOf } from './kernels.js';
import { LANES, type Layout, layoutOf } from './layout.js';
import { quantised } from './numbers.js';
import { type Conv, planOf, type Step, type Value } from './plan.js';

export interface CompileOptions {
  /** Of a weight as it lies in the file. */
  readonly bits: 8 | 16;
  /** Under which licence, and whose the weights are; goes with the module. */
  readonly notice: string;
}

export function compileNetwork(model: Model, { bits, notice }: CompileOptions): Uint8Array {
  const plan = planOf(model);
  const packed = plan.steps.filter(isWeighted).map((step) => packedOf(step, bits));
  const file = laidOut(packed, ({ bytes }) => bytes.length, 0);
  const blocks = laidOut(packed, ({ blocks, rows }) => blocks * blockBytes(rows), file.end);
  const layout = layoutOf(plan, blocks.end);
  const data = new Uint8Array(file.end);
  for (const [i, { bytes }] of packed.entries()) data.set(bytes, file.starts[i]!);

  const unpack = unpacking(bits);
  const starting = new FunctionBuilder().build(
    ...packed.map(({ blocks: count, rows }, i) =>
      call(0, ...[file.starts[i]!, blocks.starts[i]!, count, rows].map(i32.const)),
    ),
  );
  let weighted = 0;
  const kernels = plan.steps.map((step) =>
    kernelOf(step, layout, isWeighted(step) ? blocks.starts[weighted++]! : 0),
  );
  const running = new FunctionBuilder().build(...kernels.map((_, i) => call(2 + i)));
  const functions: WasmFunction[] = [unpack, starting, ...kernels, running];
  return encodeModule({
    functions,
    start: 1,
    exports: { run: functions.length - 1 },
    memory: layout.end,
    data,
    notes: { places: JSON.stringify(placesOf(plan, layout)), notice },
  });
}

const isWeighted = (step: Step): step is Conv => step.kind === 'conv' || step.kind === 'depthwise';

interface Packed {
  readonly blocks: number;
  /** Of eight weights in a block. */
  readonly rows: number;
  /** A block after the other: eight scales, eight biases, then rows of integers. */
  readonly bytes: Uint8Array;
}

function packedOf(conv: Conv, bits: 8 | 16): Packed {
  const { weights, bias, input, output, kernel } = conv;
  const { channels } = output;
  const [depth, taps] = [conv.kind === 'depthwise' ? 1 : input.channels, kernel[0] * kernel[1]];
  const stored = conv.kind === 'depthwise' ? 1 : storedChannels(conv);
  const { integers, scales } = quantised(weights, channels, bits);
  const [rows, blocks] = [taps * stored, Math.ceil(channels / LANES)];
  const bytes = new Uint8Array(blocks * packedBytes(rows, bits));
  const view = new DataView(bytes.buffer);
  let at = 0;
  const put = (value: number, size: 1 | 2 | 4): void => {
    if (size === 4) view.setFloat32(at, value, true);
    else if (size === 2) view.setInt16(at, value, true);
    else view.setInt8(at, value);
    at += size;
  };
  for (let block = 0; block < blocks; block++) {
    const lanes = Array.from({ length: LANES }, (_, lane) => block * LANES + lane);
    for (const channel of lanes) put(scales[channel] ?? 0, 4);
    for (const channel of lanes) put(bias[channel] ?? 0, 4);
    for (let tap = 0; tap < taps; tap++)
      for (let i = 0; i < stored; i++)
        for (const channel of lanes) {
          const isThere = channel < channels && i < depth;
          put(isThere ? integers[(tap * depth + i) * channels + channel]! : 0, (bits / 8) as 1 | 2);
        }
  }
  return { blocks, rows, bytes };
}

/** Channels of a cell as it lies in memory: of the network's own input just those, of any other in eights. */
const storedChannels = ({ input }: Conv): number =>
  input.channels < LANES ? input.channels : Math.ceil(input.channels / LANES) * LANES;

const packedBytes = (rows: number, bits: number): number => 2 * LANES * 4 + rows * LANES * (bits / 8);

/** Function 0: (packed, unpacked, blocks, rows). */
function unpacking(bits: 8 | 16): WasmFunction {
  const f = new FunctionBuilder(4);
  const [from, to, blocks, rows] = f.parameters;
  const [low, high] = [f.local('v128'), f.local('v128')];
  const whole = (half: 'low' | 'high'): Code =>
    bits === 16 ? v128.load16x4(from!.get, half === 'low' ? 0 : 8) : extend[half](v128.load8x8(from!.get));
  const scaled = (half: 'low' | 'high', scale: Code): Code => f32x4.mul(f32x4.ofInts(whole(half)), scale);
  return f.build(
    f.repeat(
      blocks!.get,
      low.set(v128.load(from!.get, 0)),
      high.set(v128.load(from!.get, 16)),
      v128.store(to!.get, v128.load(from!.get, 32), 0),
      v128.store(to!.get, v128.load(from!.get, 48), 16),
      from!.add(64),
      to!.add(32),
      f.repeat(
        rows!.get,
        v128.store(to!.get, scaled('low', low.get), 0),
        v128.store(to!.get, scaled('high', high.get), 16),
        from!.add(bits),
        to!.add(32),
      ),
    ),
  );
}

/** One behind the other, each at a multiple of 16. */
function laidOut<T>(items: readonly T[], bytes: (item: T) => number, from: number) {
  let end = from;
  const starts = items.map((item) => {
    const start = end;
    end = Math.ceil((start + bytes(item)) / 16) * 16;
    return start;
  });
  return { starts, end };
}

function placesOf(plan: ReturnType<typeof planOf>, { at }: Layout): Places {
  const noted = (value: Value): PlaceNote => {
    const { first, height, width, channels, depth, row } = at(value);
    return { at: first / 4, height, width, channels, cell: depth, row: row / 4 };
  };
  const outputs = Object.entries(plan.outputs).map(([name, values]) => [name, values.map(noted)]);
  return { input: noted(plan.input), outputs: Object.fromEntries(outputs) };
}
