// How hard a photograph makes it for whoever reads it: every range in one place, so that a measurement can state it.

export type Interval = readonly [from: number, to: number];

/** Ranges from which each photograph is drawn, evenly but where another scale is named. */
export interface Disturbance {
  /** Longer side of the photograph in pixels, by equal ratios. */
  readonly longSide: Interval;
  /** Diagonal of the page, as a share of the photograph's. */
  readonly size: Interval;
  /** Between the line of sight and the page's normal, in degrees. */
  readonly tilt: Interval;
  /** Turn about the line of sight, in degrees. */
  readonly turn: Interval;
  /** Focal length, as a multiple of the photograph's diagonal. */
  readonly focalLength: Interval;
  /** Least distance of a corner from the border, as a share of the diagonal. */
  readonly margin: number;
  /** How much darker the darkest side of the light is than the brightest, as a share. */
  readonly falloff: Interval;
  /** Share of photographs with a shadow across, and how dark it is. */
  readonly shadow: { readonly share: number; readonly depth: Interval };
  /** Share of photographs with a lamp mirrored in the foil; light added in grey levels; its width in mm. */
  readonly glare: { readonly share: number; readonly light: Interval; readonly extent: Interval };
  /** Exposure in stops. */
  readonly exposure: Interval;
  /** Spread of the lens's blur (standard deviation), in mm on the page. */
  readonly defocus: Interval;
  /** Way of the hand while the shutter was open, in mm on the page. */
  readonly motion: Interval;
  /** Standard deviation of the noise at mid-grey, in grey levels. */
  readonly noise: Interval;
  /** Quality of the JPEG, 1–100. */
  readonly jpeg: Interval;
  /** Share of photographs with a thumb on an edge. */
  readonly thumb: number;
}

/** A phone in somebody's hand, in rooms and out of doors: what documents are photographed under. */
export const EVERYDAY: Disturbance = {
  longSide: [1280, 4032],
  size: [0.45, 0.9],
  tilt: [0, 32],
  turn: [0, 360],
  focalLength: [0.55, 1.2],
  margin: 0.012,
  falloff: [0, 0.5],
  shadow: { share: 0.35, depth: [0.1, 0.5] },
  glare: { share: 0.3, light: [20, 140], extent: [4, 22] },
  exposure: [-0.8, 0.45],
  defocus: [0.02, 0.14],
  motion: [0, 0.22],
  noise: [0.5, 6],
  jpeg: [55, 95],
  thumb: 0.25,
};
