// How a plane looks to a camera: a 3 × 3 matrix of homogeneous coordinates, by rows.

import { type Homography, type Point, product } from '../../../image/index.js';

export interface View {
  /** Between the line of sight and the plane’s normal, in radians. */
  readonly tilt: number;
  /** The direction in the plane that leads away from the camera, in radians. */
  readonly towards: number;
  /** Turn about the line of sight, in radians. */
  readonly roll: number;
  /** From the camera to the middle, in the units of the plane. */
  readonly distance: number;
}

/**
 * From the plane to the camera’s picture; the middle stays where it is, and there one unit stays one unit.
 * The plane turned about an axis through its middle is p′ = R·p, and the pinhole divides by its distance:
 * x = D·p′x / (D + p′z).
 */
export function homography({ tilt, towards, roll, distance }: View, middle: Point): Homography {
  const [c, s] = [Math.cos(towards), Math.sin(towards)];
  const ct = Math.cos(tilt);
  // Foreshortened along `towards`, as it is across it, then rolled.
  const a = [c * c * ct + s * s, c * s * (ct - 1), c * s * (ct - 1), s * s * ct + c * c];
  const [cr, sr] = [Math.cos(roll), Math.sin(roll)];
  const linear = [
    cr * a[0]! - sr * a[2]!,
    cr * a[1]! - sr * a[3]!,
    sr * a[0]! + cr * a[2]!,
    sr * a[1]! + cr * a[3]!,
  ];
  const depth = [(Math.sin(tilt) * c) / distance, (Math.sin(tilt) * s) / distance];
  const { x, y } = middle;
  const centred = [linear[0]!, linear[1]!, 0, linear[2]!, linear[3]!, 0, depth[0]!, depth[1]!, 1];
  return product(product([1, 0, x, 0, 1, y, 0, 0, 1], centred), [1, 0, -x, 0, 1, -y, 0, 0, 1]);
}
