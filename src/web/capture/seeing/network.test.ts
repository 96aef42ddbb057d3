import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { compileNetwork } from '../../../../scripts/networks/compile.js';
import { quantised } from '../../../../scripts/networks/numbers.js';
import { NETWORKS } from '../../../../scripts/networks/plugin.js';
import { composeBlazeFace } from '../../../face/networks/blazeface.js';
import {
  encodeModel,
  GraphBuilder,
  type Model,
  openSession,
  readModelFile,
  type Value,
} from '../../../onnx/index.js';
import { show, wholeView } from './frame.js';
import { type Network, openNetwork } from './network.js';
import { frameOf, samplePhotograph, specimen } from './seeing.fixture.js';

const open = async (bytes: Uint8Array): Promise<Network> =>
  openNetwork(await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>));

/** Numbers between −1 and 1 that look like chance, the same every time. */
const noise = (count: number, seed = 1): Float32Array =>
  Float32Array.from({ length: count }, (_, i) => Math.sin((i + 1) * 12.9898 + seed * 78.233) ** 3);

function put({ input, numbers }: Network, planes: Float32Array): void {
  const { at, row, cell, channels, height, width } = input;
  for (let c = 0; c < channels; c++)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++)
        numbers[at + y * row + x * cell + c] = planes[(c * height + y) * width + x]!;
}

function shownIn({ input: { at, row, cell, height, width }, numbers }: Network): Float32Array {
  return Float32Array.from({ length: 3 * height * width }, (_, i) => {
    const [c, y, x] = [Math.floor(i / (height * width)), Math.floor(i / width) % height, i % width];
    return numbers[at + y * row + x * cell + c]!;
  });
}

/** Channels last, as the compiled network gives them. */
const channelsLast = (planes: Float32Array, channels: number): Float32Array => {
  const cells = planes.length / channels;
  return planes.map((_, i) => planes[(i % channels) * cells + Math.floor(i / channels)]!);
};

function model(size: number, build: (graph: GraphBuilder, x: Value) => Value, channels: number): Model {
  const graph = new GraphBuilder('tried');
  const x = graph.input('x', ['N', 3, size, size]);
  const y = build(graph, x);
  graph.output('y', y, ['N', channels, 'h', 'w']);
  return graph.build();
}

const conv = (
  graph: GraphBuilder,
  x: Value,
  [out, within, kernel]: readonly [number, number, number],
  { stride = 1, pads = [1, 1, 1, 1], group = 1, bias = true } = {},
): Value => {
  const dims = [out, within, kernel, kernel];
  const weight = graph.floats(noise(out * within * kernel * kernel, out), dims);
  return graph.add('Conv', [x, weight, ...(bias ? [graph.floats(noise(out, 7), [out])] : [])], {
    ...{ kernel_shape: [kernel, kernel], strides: [stride, stride], dilations: [1, 1], pads, group },
  });
};

const CASES: readonly (readonly [string, number, Model])[] = [
  ['a convolution of few channels', 16, model(16, (g, x) => conv(g, x, [8, 3, 3]), 8)],
  [
    'one of 5 × 5 with a stride, and borders that differ',
    32,
    model(32, (g, x) => conv(g, x, [24, 3, 5], { stride: 2, pads: [1, 1, 2, 2] }), 24),
  ],
  [
    'channels that are no multiple of eight',
    8,
    model(8, (g, x) => conv(g, conv(g, x, [10, 3, 3]), [6, 10, 3], { bias: false }), 6),
  ],
  [
    'many channels, a block after the other',
    8,
    model(8, (g, x) => conv(g, conv(g, x, [72, 3, 3]), [96, 72, 3]), 96),
  ],
  ['widths that are no multiple of four', 14, model(14, (g, x) => conv(g, x, [8, 3, 3], { stride: 2 }), 8)],
  [
    'channels each by itself, with a stride',
    16,
    model(
      16,
      (g, x) =>
        conv(g, conv(g, x, [24, 3, 3]), [24, 1, 3], {
          stride: 2,
          pads: [0, 0, 1, 1],
          group: 24,
          bias: false,
        }),
      24,
    ),
  ],
  [
    'a sum and a rectifier behind a convolution',
    16,
    model(
      16,
      (g, x) => {
        const a = g.add('Relu', [conv(g, x, [16, 3, 3])]);
        return g.add('Relu', [g.add('Add', [a, conv(g, a, [16, 16, 3])])]);
      },
      16,
    ),
  ],
  [
    'a pool, and channels that are added to it',
    16,
    model(
      16,
      (g, x) => {
        const a = conv(g, x, [24, 3, 3]);
        const pooled = g.add('MaxPool', [a], { kernel_shape: [2, 2], strides: [2, 2] });
        const wider = g.add('Pad', [pooled, g.ints([0, 0, 0, 0, 0, 24, 0, 0])]);
        return g.add('Add', [conv(g, a, [48, 24, 3], { stride: 2 }), wider]);
      },
      48,
    ),
  ],
  [
    'cells that are doubled, and a picture added',
    16,
    model(
      16,
      (g, x) => {
        const a = conv(g, x, [16, 3, 3]);
        const small = conv(g, a, [16, 16, 3], { stride: 2 });
        const scales = [g.floats(new Float32Array(0)), g.floats(Float32Array.of(1, 1, 2, 2))];
        const how = { mode: 'nearest', coordinate_transformation_mode: 'asymmetric', nearest_mode: 'floor' };
        return conv(g, g.add('Add', [g.add('Resize', [small, ...scales], how), a]), [8, 16, 3]);
      },
      8,
    ),
  ],
];

describe('A network as WebAssembly', () => {
  it.each(CASES)('computes what ONNX Runtime does: %s', async (_, size, model) => {
    const network = await open(compileNetwork(model, { bits: 16, notice: '' }));
    const picture = noise(3 * size * size);
    const session = await openSession(encodeModel(model));
    const { data, dims } = (await session.run({ x: { data: picture, dims: [1, 3, size, size] } })).y!;
    const expected = channelsLast(Float32Array.from(data), dims[1]!);
    const largest = Math.max(...expected.map(Math.abs));
    // Twice, as what the first run has left behind is beneath the second.
    for (let run = 0; run < 2; run++) {
      put(network, picture);
      network.run();
      const worst = network
        .read('y')
        .reduce((most, value, i) => Math.max(most, Math.abs(value - expected[i]!)), 0);
      expect(worst / largest).toBeLessThan(2e-4);
    }
  });

  it.each([
    // Weights of 16 bits are as good as any; of 8 bits, the page's, a third of a logit is the worst (of ±12).
    ['face', 16, 'scores', 0.4],
    ['face', 16, 'boxes', 0.1],
    ['page', 16, 'y', 0.01],
    ['page', 8, 'y', 0.6],
  ] as const)(
    'sees in photographs what ONNX Runtime does: %s at %d bits, %s within %f',
    async (name, bits, output, most) => {
      const model =
        name === 'face'
          ? await composeBlazeFace()
          : await readModelFile(
              fileURLToPath(new URL('../../../../assets/networks/page.onnx', import.meta.url)),
            );
      const network = await open(compileNetwork(model, { bits, notice: '' }));
      const session = await openSession(encodeModel(model));
      const photographs = [samplePhotograph(1), samplePhotograph(6), specimen('TD3', 1).then((p) => p.bytes)];
      for (const photograph of photographs) {
        const frame = await frameOf(await photograph);
        const [mean, scale] = name === 'face' ? [127.5, 1 / 127.5] : [0, 1 / 255];
        show(network, frame, wholeView(frame, 256, 1), mean, scale);
        const shown = shownIn(network);
        network.run();
        const given = { [name === 'face' ? 'picture' : 'x']: { data: shown, dims: [1, 3, 256, 256] } };
        const raw = Float32Array.from((await session.run(given))[output]!.data);
        const expected = output === 'y' ? channelsLast(raw, 10) : raw;
        const ours = network.read(output);
        expect(ours.length).toBe(expected.length);
        const off = ours.map((value, i) => Math.abs(value - expected[i]!));
        expect(off.reduce((a, b) => Math.max(a, b))).toBeLessThan(most);
      }
      await session.close();
    },
  );

  it('refuses, when it is made, what it could not compute', () => {
    const sigmoid = model(8, (g, x) => g.add('Sigmoid', [conv(g, x, [8, 3, 3])]), 8);
    expect(() => compileNetwork(sigmoid, { bits: 8, notice: '' })).toThrow('have no Sigmoid');
    const third = { kernel_shape: [3, 3], strides: [2, 2], pads: [0, 0, 1, 1] };
    const pooled = model(8, (g, x) => g.add('MaxPool', [conv(g, x, [8, 3, 3])], third), 8);
    expect(() => compileNetwork(pooled, { bits: 8, notice: '' })).toThrow('halves height and width');
    const halving = { kernel_shape: [2, 2], strides: [2, 2] };
    const turned = model(
      8,
      (g, x) =>
        g.add('MaxPool', [g.add('Transpose', [conv(g, x, [8, 3, 3])], { perm: [0, 2, 3, 1] })], halving),
      8,
    );
    expect(() => compileNetwork(turned, { bits: 8, notice: '' })).toThrow('no picture any more');
  });

  it('carries the licence of its weights', async () => {
    const { bytes, notice } = await NETWORKS.face();
    const module = await WebAssembly.compile(bytes as Uint8Array<ArrayBuffer>);
    const [said] = WebAssembly.Module.customSections(module, 'notice');
    expect(new TextDecoder().decode(said)).toBe(notice);
    expect(notice).toContain('MIT License');
  });

  it('is the same bytes each time', async () => {
    const [one, two] = await Promise.all([NETWORKS.page(), NETWORKS.page()]);
    expect(Buffer.compare(one.bytes, two.bytes)).toBe(0);
  });
});

describe('quantised', () => {
  it('is off by half a step of the channel at most', () => {
    const weights = noise(400);
    for (const bits of [8, 16] as const) {
      const { integers, scales } = quantised(weights, 4, bits);
      const off = weights.map(
        (weight, i) => Math.abs(weight - integers[i]! * scales[i % 4]!) / scales[i % 4]!,
      );
      expect(Math.max(...off)).toBeLessThanOrEqual(0.5001);
    }
  });
});
