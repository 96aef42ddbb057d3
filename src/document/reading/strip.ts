// The strip of a photograph that shows the zone, as the network that reads it is given it.

import type { Picture } from '../../image/index.js';

/** Pixels from one character's middle to the next in the strip; OCR-B's pitch is 2.54 mm. */
export const STRIP_PITCH = 16;

/** Pixels of the strip per cell of the network's answer. */
export const STRIP_STRIDE = 4;

/** Least spread that a strip is brought to 1, in grey levels: an empty one stays empty. */
const LEAST_DEVIATION = 4;

/** Grey levels (ITU-R BT.601 luma), brought to mean 0 and standard deviation 1. */
export function stripNumbers({ data, width, height }: Picture): Float32Array {
  const numbers = new Float32Array(width * height);
  let [sum, squares] = [0, 0];
  for (let i = 0; i < numbers.length; i++) {
    const grey = 0.299 * data[3 * i]! + 0.587 * data[3 * i + 1]! + 0.114 * data[3 * i + 2]!;
    numbers[i] = grey;
    sum += grey;
    squares += grey * grey;
  }
  const mean = sum / numbers.length;
  const deviation = Math.max(LEAST_DEVIATION, Math.sqrt(Math.max(0, squares / numbers.length - mean * mean)));
  for (let i = 0; i < numbers.length; i++) numbers[i] = (numbers[i]! - mean) / deviation;
  return numbers;
}
