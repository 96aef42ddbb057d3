// A colour sensor sees red, green and blue at different places and makes up what lies between: fine grids in what it
// looks at come back as coloured bands.

import type { Picture } from '../../../image/index.js';

/**
 * Keeps of each pixel the one colour that its site has in a Bayer pattern (RG/GB), and interpolates the others from
 * its neighbours: green along edges, then red and blue by their difference to green (after Hamilton & Adams, US patent
 * 5629734, without its second-order terms).
 */
export function throughMosaic({ width, height, data }: Picture): Picture {
  const green = greenEverywhere(width, height, data);
  const out = new Uint8ClampedArray(data.length);
  for (let y = 0, i = 0; y < height; y++) {
    const above = mirrored(y - 1, height);
    const below = mirrored(y + 1, height);
    for (let x = 0; x < width; x++, i++) {
      const left = mirrored(x - 1, width);
      const right = mirrored(x + 1, width);
      const g = green[i];
      out[3 * i + 1] = g;
      for (let c = 0; c <= 2; c += 2) {
        // Red has even rows and columns, blue odd ones; elsewhere the colour’s next sites lie beside, above, or both.
        const ownColumn = x % 2 === c >> 1;
        const ownRow = y % 2 === c >> 1;
        const x1 = ownColumn ? x : left;
        const x2 = ownColumn ? x : right;
        const y1 = width * (ownRow ? y : above);
        const y2 = width * (ownRow ? y : below);
        const a = y1 + x1;
        const b = y1 + x2;
        const d = y2 + x1;
        const e = y2 + x2;
        const over =
          data[3 * a + c] +
          data[3 * b + c] +
          data[3 * d + c] +
          data[3 * e + c] -
          (green[a] + green[b] + green[d] + green[e]);
        out[3 * i + c] = g + over / 4;
      }
    }
  }
  return { width, height, data: new Uint8Array(out.buffer) };
}

function greenEverywhere(width: number, height: number, data: Uint8Array): Float32Array {
  const green = new Float32Array(width * height);
  for (let y = 0, i = 0; y < height; y++) {
    const up = width * mirrored(y - 1, height);
    const down = width * mirrored(y + 1, height);
    for (let x = 0; x < width; x++, i++) {
      if ((x + y) % 2 === 1) {
        green[i] = data[3 * i + 1];
        continue;
      }
      const left = data[3 * (i - x + mirrored(x - 1, width)) + 1];
      const right = data[3 * (i - x + mirrored(x + 1, width)) + 1];
      const above = data[3 * (up + x) + 1];
      const below = data[3 * (down + x) + 1];
      // Along an edge, not across it.
      const across = Math.abs(left - right) - Math.abs(above - below);
      green[i] =
        across < 0
          ? (left + right) / 2
          : across > 0
            ? (above + below) / 2
            : (left + right + above + below) / 4;
    }
  }
  return green;
}

/** Beyond the border the pattern goes on as in a mirror, so that a site keeps its colour. */
const mirrored = (at: number, size: number): number => (at < 0 ? -at : at >= size ? 2 * size - 2 - at : at);
