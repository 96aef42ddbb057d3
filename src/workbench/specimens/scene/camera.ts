// What a phone's camera makes of the light: blurred by lens and hand, noisy, and compressed.

import sharp from 'sharp';
import { normal, type Random, randomStream } from '../../../autograd/index.js';
import type { Picture } from '../../../image/index.js';

export interface CameraSettings {
  /** Standard deviation of the lens's blur, in pixels. */
  readonly blur: number;
  /** Way of the hand, in pixels, and its direction in radians. */
  readonly motion: number;
  readonly direction: number;
  /** Standard deviation of the noise at mid-grey, in grey levels. */
  readonly noise: number;
  /** 1–100. */
  readonly quality: number;
}

/** @returns the JPEG file */
export async function exposed(light: Picture, settings: CameraSettings, random: Random): Promise<Uint8Array> {
  const { blur, quality } = settings;
  const { width, height } = light;
  const raw = { width, height, channels: 3 } as const;
  let image = sharp(light.data, { raw });
  const kernel = motionKernel(settings);
  if (kernel) image = image.convolve(kernel);
  if (blur >= 0.3) image = image.blur(blur);
  const soft = kernel || blur >= 0.3 ? await image.raw().toBuffer() : Buffer.from(light.data);
  addNoise(soft, settings.noise, random);
  const chromaSubsampling = quality >= 90 ? '4:4:4' : '4:2:0';
  return sharp(soft, { raw })
    .jpeg({ quality: Math.round(quality), chromaSubsampling })
    .toBuffer();
}

/** A line through the middle of a square of weights; none where the hand moved by less than a pixel. */
function motionKernel({ motion, direction }: CameraSettings) {
  if (motion < 1) return undefined;
  const reach = Math.min(15, Math.ceil(motion / 2));
  const side = 2 * reach + 1;
  const kernel = new Array<number>(side * side).fill(0);
  const steps = 8 * side;
  for (let i = 0; i < steps; i++) {
    const along = ((i + 0.5) / steps - 0.5) * Math.min(motion, side - 1);
    const [x, y] = [reach + along * Math.cos(direction), reach + along * Math.sin(direction)];
    const [left, top] = [Math.floor(x), Math.floor(y)];
    for (const [dx, dy] of [
      [0, 0],
      [1, 0],
      [0, 1],
      [1, 1],
    ] as const) {
      if (left + dx >= side || top + dy >= side) continue;
      const weight = (1 - Math.abs(x - left - dx)) * (1 - Math.abs(y - top - dy));
      kernel[(top + dy) * side + left + dx] += weight;
    }
  }
  return { width: side, height: side, kernel };
}

/** Numbers of a normal distribution, drawn once and read from places that change with each photograph. */
const NORMALS = (() => {
  const draw = normal(randomStream(1, 'noise'));
  return Float32Array.from({ length: 65_536 }, draw);
})();

/** Photons come by chance: the noise grows with the root of the light, over a floor of the sensor's own. */
function addNoise(data: Uint8Array, deviation: number, random: Random): void {
  if (deviation <= 0) return;
  const share = Float32Array.from(
    { length: 256 },
    (_, level) => deviation * Math.sqrt(0.3 + (0.7 * level) / 128),
  );
  let state = Math.floor(random() * 2 ** 32) | 1;
  for (let i = 0; i < data.length; i++) {
    state = (Math.imul(state, 1664525) + 1013904223) | 0;
    const level = data[i]!;
    const noisy = level + share[level]! * NORMALS[state >>> 16]! + 0.5;
    data[i] = noisy < 0 ? 0 : noisy > 255 ? 255 : noisy;
  }
}
