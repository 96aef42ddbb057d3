// Samples of a training run on aligned faces: a chip, moved, turned, scaled, mirrored and lit a little differently
// each time it is drawn.

import type { OpenSamples, Random } from '../../src/autograd/index.js';
import { compose, type Similarity, toPlanes, warp } from '../../src/image/index.js';

export interface ChipSamplesData {
  /** RGB, `[chip, row, column, channel]`, shared by all threads. */
  readonly pixels: SharedArrayBuffer;
  /** Width of a chip. */
  readonly size: number;
  /** Name of the network's input. */
  readonly input: string;
  /** Width of what the network sees. */
  readonly inputSize: number;
  /** Which chips are samples, and the class of each. */
  readonly chips: readonly number[];
  readonly classes: readonly number[];
  /** How pixels become numbers, `(value − mean) · scale`, for red, green and blue. */
  readonly mean: readonly [number, number, number];
  readonly scale: number;
  /** Greatest shift as a share of the width, turn in radians, change of size and of brightness as shares. */
  readonly jitter: {
    readonly shift: number;
    readonly turn: number;
    readonly zoom: number;
    readonly light: number;
  };
}

/** Fills the picture's input, [3, size, size], and `label`. */
export const openSamples: OpenSamples<ChipSamplesData> = (data) => {
  const { size, inputSize, chips, classes, mean, scale, jitter } = data;
  const bytes = 3 * size * size;
  const all = new Uint8Array(data.pixels);
  return (index, random) => {
    const at = chips[index]! * bytes;
    const picture = { width: size, height: size, data: all.subarray(at, at + bytes) };
    const chip = warp(picture, view(size, inputSize, random, jitter), inputSize, inputSize);
    const light = 1 + jitter.light * (2 * random() - 1);
    const x = new Float32Array(3 * inputSize * inputSize);
    toPlanes(chip, mean, scale * light, 'rgb', 'nchw', x, 0);
    return { [data.input]: random() < 0.5 ? mirrored(x, inputSize) : x, label: classes[index]! };
  };
};

/** From the network's picture into the chip, both about their centres. */
function view(
  size: number,
  inputSize: number,
  random: Random,
  jitter: ChipSamplesData['jitter'],
): Similarity {
  const signed = () => 2 * random() - 1;
  const zoom = (size / inputSize) * (1 + jitter.zoom * signed());
  const turn = jitter.turn * signed();
  const [a, b] = [zoom * Math.cos(turn), zoom * Math.sin(turn)];
  const toCentre: Similarity = { a: 1, b: 0, tx: -inputSize / 2, ty: -inputSize / 2 };
  const shift = () => size / 2 + jitter.shift * size * signed();
  return compose({ a, b, tx: shift(), ty: shift() }, toCentre);
}

function mirrored(planes: Float32Array, size: number): Float32Array {
  const result = new Float32Array(planes.length);
  for (let row = 0; row < planes.length; row += size)
    for (let i = 0; i < size; i++) result[row + i] = planes[row + size - 1 - i]!;
  return result;
}
