// Samples of a training run on aligned faces: a chip, moved, turned, scaled, mirrored and lit a little differently
// each time it is drawn.

import type { OpenSamples, Random } from '../../src/autograd/index.js';
import { compose, type Picture, type Similarity, toPlanes, warp } from '../../src/image/index.js';

export interface ChipSamplesData {
  /** RGB, `[chip, row, column, channel]`, shared by all threads. */
  readonly pixels: SharedArrayBuffer;
  /** Width of a chip. */
  readonly size: number;
  /** Name of the network's input. */
  readonly input: string;
  /** Width of what the network sees. */
  readonly inputSize: number;
  /** Which chips are samples. */
  readonly chips: readonly number[];
  /** What is known of each sample, under the name of an input: its class, or a row of numbers. */
  readonly answer: { readonly name: string; readonly rows: readonly (number | Float32Array)[] };
  /** How pixels become numbers, `(value − mean) · scale`, for red, green and blue. */
  readonly mean: readonly [number, number, number];
  readonly scale: number;
  readonly jitter: Jitter;
}

export interface Jitter {
  /** Greatest shift as a share of the width, turn in radians, change of size and of brightness as shares. */
  readonly shift: number;
  readonly turn: number;
  readonly zoom: number;
  readonly light: number;
  /** Share of the samples that are mirrored. */
  readonly mirrored: number;
  /** Share of the samples that are made small and large again, and how small: the width in pixels, from and to. */
  readonly soft: { readonly share: number; readonly from: number; readonly to: number };
}

/** Fills the picture's input, [3, size, size], and the answer's. */
export const openSamples: OpenSamples<ChipSamplesData> = (data) => {
  const { size, inputSize, chips, answer, mean, scale, jitter } = data;
  const bytes = 3 * size * size;
  const all = new Uint8Array(data.pixels);
  return (index, random) => {
    const at = chips[index]! * bytes;
    const picture = { width: size, height: size, data: all.subarray(at, at + bytes) };
    const chip = warp(picture, view(size, inputSize, random, jitter), inputSize, inputSize);
    const { share, from, to } = jitter.soft;
    const seen = random() < share ? softened(chip, Math.round(from + random() * (to - from))) : chip;
    const light = 1 + jitter.light * (2 * random() - 1);
    const x = new Float32Array(3 * inputSize * inputSize);
    toPlanes(seen, mean, scale * light, 'rgb', 'nchw', x, 0);
    return {
      [data.input]: random() < jitter.mirrored ? mirrored(x, inputSize) : x,
      [answer.name]: answer.rows[index]!,
    };
  };
};

/** A chip as it would be had it come from a face of so many pixels: what a small or printed portrait leaves. */
export function softened(chip: Picture, width: number): Picture {
  const smaller = { a: chip.width / width, b: 0, tx: 0, ty: 0 };
  const small = warp(chip, smaller, width, width);
  return warp(small, { a: 1 / smaller.a, b: 0, tx: 0, ty: 0 }, chip.width, chip.height);
}

/** From the network's picture into the chip, both about their centres. */
function view(size: number, inputSize: number, random: Random, jitter: Jitter): Similarity {
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
