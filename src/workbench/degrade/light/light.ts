// Light adds up, grey levels do not: a picture as linear light, one row of pixels after another, so that a page of
// millions of pixels passes through a chain of effects in memory for a few rows.

import type { Picture } from '../../../image/index.js';

/**
 * Linear light, 1 = white paper or a saturated pixel. `row` computes a row of RGB, interleaved; it is asked for in
 * ascending order, and what it returns is overwritten by the next one.
 */
export interface Light {
  readonly width: number;
  readonly height: number;
  readonly row: (y: number) => Float32Array;
}

/** The light of a grey level 0–255, by the transfer function of IEC 61966-2-1 (sRGB). */
export const LIGHT_OF_LEVEL: Float32Array = Float32Array.from({ length: 256 }, (_, level) => {
  const v = level / 255;
  return v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
});

/** The grey level of an amount of light, not rounded; what is brighter than white is white. */
export function levelOfLight(light: number): number {
  const v = Math.max(0, Math.min(1, light));
  return 255 * (v <= 0.0031308 ? 12.92 * v : 1.055 * v ** (1 / 2.4) - 0.055);
}

/** Fine enough that no grey level is missed where the curve is steepest. */
const STEPS = 1 << 12;
const LEVEL_OF_STEP = Uint8Array.from({ length: STEPS + 1 }, (_, i) => Math.round(levelOfLight(i / STEPS)));

export function toLight({ width, height, data }: Picture): Light {
  const row = new Float32Array(3 * width);
  return {
    width,
    height,
    row(y) {
      const from = 3 * width * y;
      for (let i = 0; i < row.length; i++) row[i] = LIGHT_OF_LEVEL[data[from + i]];
      return row;
    },
  };
}

/** What is brighter than white is cut off, as paper and sensors do. */
export function toPicture({ width, height, row }: Light): Picture {
  const data = new Uint8Array(3 * width * height);
  for (let y = 0, to = 0; y < height; y++) {
    const light = row(y);
    for (let i = 0; i < light.length; i++, to++) {
      const v = light[i];
      data[to] = v < 1 ? (v > 0 ? LEVEL_OF_STEP[(v * STEPS + 0.5) | 0] : 0) : 255;
    }
  }
  return { width, height, data };
}

/** The light with each row changed, in place. */
export function changed(light: Light, change: (row: Float32Array, y: number) => void): Light {
  return {
    ...light,
    row(y) {
      const row = light.row(y);
      change(row, y);
      return row;
    },
  };
}

/** Each pixel the mean of `by` × `by`; rows and columns that are left over are left out. */
export function averaged(light: Light, by: number): Light {
  if (by === 1) return light;
  const [width, height] = [Math.floor(light.width / by), Math.floor(light.height / by)];
  const mean = new Float32Array(3 * width);
  return {
    width,
    height,
    row(y) {
      mean.fill(0);
      for (let j = 0; j < by; j++) {
        const row = light.row(by * y + j);
        for (let x = 0; x < width; x++)
          for (let i = 0; i < by; i++)
            for (let c = 0; c < 3; c++) mean[3 * x + c] += row[3 * (by * x + i) + c];
      }
      for (let i = 0; i < mean.length; i++) mean[i] /= by * by;
      return mean;
    },
  };
}

/** The light with its latest rows kept, so that two may read it a little apart: `count` rows back. */
export function remembered({ width, height, row }: Light, count: number): Light {
  const kept = Array.from({ length: count }, () => new Float32Array(3 * width));
  let next = 0;
  return {
    width,
    height,
    row(y) {
      for (; next <= y; next++) kept[next % count]!.set(row(next));
      return kept[y % count]!;
    },
  };
}

/** Luminance of linear sRGB (ITU-R BT.709). */
export const luminance = (r: number, g: number, b: number): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;
