// One frame of the camera, small, and what a network is shown of it.

import type { Network } from './network.js';
import type { Homography, Size } from './plane.js';

/** RGBA, 8 bits, rows from the top: what a canvas gives. */
export interface Frame extends Size {
  readonly data: Uint8ClampedArray;
}

/** The longer side of a frame as it is looked at: twice what the networks see of the whole. */
export const FRAME_SIDE = 512;

/** Of what lies beyond the frame, as in src/image. */
const BEYOND = 128;

/**
 * The frame seen through a homography, into the network's memory: each grey level less `mean`, times `scale`.
 * @param toFrame from pixels of the network to pixels of the frame, centres at whole numbers + 0.5
 */
export function show(
  { input, numbers }: Network,
  { data, width, height }: Frame,
  toFrame: Homography,
  mean: number,
  scale: number,
): void {
  const [h0, h1, h2, h3, h4, h5, h6, h7, h8] = toFrame as readonly [
    ...[number, number, number, number, number, number, number, number, number],
  ];
  for (let v = 0; v < input.height; v++) {
    const y = v + 0.5;
    for (let u = 0; u < input.width; u++) {
      const x = u + 0.5;
      const to = input.at + v * input.row + u * input.cell;
      const depth = 1 / (h6 * x + h7 * y + h8);
      const px = (h0 * x + h1 * y + h2) * depth - 0.5;
      const py = (h3 * x + h4 * y + h5) * depth - 0.5;
      if (!(px > -1 && py > -1 && px < width && py < height)) {
        for (let c = 0; c < 3; c++) numbers[to + c] = (BEYOND - mean) * scale;
        continue;
      }
      const cx = px < 0 ? 0 : px > width - 1 ? width - 1 : px;
      const cy = py < 0 ? 0 : py > height - 1 ? height - 1 : py;
      const [column, row] = [cx | 0, cy | 0];
      const [fx, fy] = [cx - column, cy - row];
      const from = 4 * (row * width + column);
      const right = column + 1 < width ? 4 : 0;
      const below = row + 1 < height ? 4 * width : 0;
      for (let c = 0; c < 3; c++) {
        const at = from + c;
        const above = data[at]! + fx * (data[at + right]! - data[at]!);
        const under = data[at + below]! + fx * (data[at + below + right]! - data[at + below]!);
        numbers[to + c] = (above + fy * (under - above) - mean) * scale;
      }
    }
  }
}

/** From a network's square to the whole frame in its middle; `margin` 1 leaves nothing free about the longer side. */
export function wholeView({ width, height }: Size, side: number, margin: number): Homography {
  const step = (Math.max(width, height) * margin) / side;
  return [step, 0, (width - step * side) / 2, 0, step, (height - step * side) / 2, 0, 0, 1];
}
