// Filters of convolutions, from TensorFlow's order (channels last) to ONNX's (channels first).

import type { Weight } from './weights.js';

export interface Filter {
  readonly data: Float32Array;
  /** `[out, in / groups, height, width]` */
  readonly dims: readonly [number, number, number, number];
  readonly groups: number;
}

/** `[h, w, in, out]` → `[out, in, h, w]`. */
export function regularFilter({ dims, data }: Weight): Filter {
  const [h, w, input, output] = dims as [number, number, number, number];
  const result = new Float32Array(data.length);
  for (let y = 0, from = 0; y < h; y++)
    for (let x = 0; x < w; x++)
      for (let i = 0; i < input; i++)
        for (let o = 0; o < output; o++) result[((o * input + i) * h + y) * w + x] = data[from++]!;
  return { data: result, dims: [output, input, h, w], groups: 1 };
}

/** `[h, w, channels, each]` → `[channels · each, 1, h, w]`. */
export function depthwiseFilter({ dims, data }: Weight): Filter {
  const [h, w, channels, each] = dims as [number, number, number, number];
  const output = channels * each;
  const result = new Float32Array(data.length);
  for (let at = 0; at < h * w; at++)
    for (let o = 0; o < output; o++) result[o * h * w + at] = data[at * output + o]!;
  return { data: result, dims: [output, 1, h, w], groups: channels };
}
