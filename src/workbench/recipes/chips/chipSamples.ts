// Samples of a training run on aligned faces: a thread reads a chip by its place, changes it a little, and turns it
// into the numbers that the network takes.

import type { OpenSamples } from '../../../autograd/index.js';
import type { EmbedderManifest } from '../../../face/index.js';
import { toPlanes } from '../../../image/index.js';
import { type Augmentation, augmented } from './augmentation.js';
import { type ChipFile, openChipReader } from './chipStore.js';

export interface ChipSamplesData {
  readonly file: ChipFile;
  /** Where the chip of each sample lies in the file. */
  readonly places: Int32Array;
  /** How pixels become numbers. */
  readonly input: EmbedderManifest['input'];
  /** Name of the network's input. */
  readonly inputName: string;
  /** What is known of each sample, under the name of an input. */
  readonly answer: Answer;
  readonly augmentation: Augmentation;
}

export type Answer =
  | { readonly name: string; readonly kind: 'number'; readonly of: Int32Array | Float32Array }
  /** Rows of `length` numbers, shared by all threads. */
  | {
      readonly name: string;
      readonly kind: 'row';
      readonly rows: SharedArrayBuffer;
      readonly length: number;
    };

/** Fills the picture's input and the answer's. */
export const openSamples: OpenSamples<ChipSamplesData> = (data) => {
  const { places, input, inputName, answer, augmentation } = data;
  const { size, mean, scale, order, layout } = input;
  const reader = openChipReader(data.file);
  const answerOf = answering(answer);
  return (index, random) => {
    const { picture, light } = augmented(reader.read(places[index]!), size, augmentation, random);
    const x = new Float32Array(3 * size * size);
    // (light · value − mean) · scale, without a copy of the picture.
    toPlanes(picture, over(mean, light), times(scale, light), order, layout, x, 0);
    return { [inputName]: x, [answer.name]: answerOf(index) };
  };
};

function answering(answer: Answer): (index: number) => number | Float32Array {
  if (answer.kind === 'number') return (index) => answer.of[index]!;
  const { length } = answer;
  const rows = new Float32Array(answer.rows);
  return (index) => rows.subarray(index * length, (index + 1) * length);
}

type Colour = readonly [number, number, number];

const over = ([r, g, b]: Colour, light: number): Colour => [r / light, g / light, b / light];
const times = ([r, g, b]: Colour, light: number): Colour => [r * light, g * light, b * light];
