// Four inks and how much of each a colour needs: what every printing process begins with.

import type { Light } from './light.js';

type Ink = readonly [number, number, number];

/**
 * What solid ink on white paper leaves of red, green and blue light: cyan, magenta, yellow and black of offset and
 * toner, after the solids of ISO 12647-2 (coated paper), in linear sRGB, clipped to it.
 */
const CYAN: Ink = [0.02, 0.36, 0.72];
const MAGENTA: Ink = [0.62, 0.03, 0.21];
const YELLOW: Ink = [0.92, 0.8, 0.03];
const BLACK: Ink = [0.02, 0.02, 0.02];

/** How many inks there are. */
export const INKS = 4;

/** Black carries this share of what the three colours have in common (grey component replacement) … */
const BLACK_SHARE = 0.6;

/** … in colours whose lightest channel is darker than this: faces are printed almost without black. */
const BLACK_FROM = 0.33;

/** Darker than this no ink gets. */
const DARKEST = 0.004;

/** Rounds until the inks have settled who takes what: each also takes a little of the other colours. */
const ROUNDS = 4;

/**
 * The four inks’ area coverages, 0–1, of a row of light, so that paper seen through them from afar has that light:
 * inks lie over one another by chance (Demichel, 1924), so that what they let pass multiplies:
 * R = Π (1 − aᵢ (1 − ρᵢ)). Colours outside the gamut get the nearest coverage.
 * @param coverage four rows, to be filled
 */
export function separate(light: Float32Array, coverage: readonly Float32Array[]): void {
  const [cyan, magenta, yellow, black] = coverage as [Float32Array, Float32Array, Float32Array, Float32Array];
  for (let i = 0, at = 0; at < light.length; i++, at += 3) {
    let r = Math.max(light[at], DARKEST);
    let g = Math.max(light[at + 1], DARKEST);
    let b = Math.max(light[at + 2], DARKEST);
    const lightest = Math.max(r, g, b);
    const k = lightest > BLACK_FROM ? 0 : unit(BLACK_SHARE * (1 - lightest / BLACK_FROM));
    const left = passes(k, BLACK[0]);
    r /= left;
    g /= left;
    b /= left;
    let c = unit((1 - r) / (1 - CYAN[0]));
    let m = unit((1 - g) / (1 - MAGENTA[1]));
    let y = unit((1 - b) / (1 - YELLOW[2]));
    for (let round = 0; round < ROUNDS; round++) {
      c = unit((1 - r / (passes(m, MAGENTA[0]) * passes(y, YELLOW[0]))) / (1 - CYAN[0]));
      m = unit((1 - g / (passes(c, CYAN[1]) * passes(y, YELLOW[1]))) / (1 - MAGENTA[1]));
      y = unit((1 - b / (passes(c, CYAN[2]) * passes(m, MAGENTA[2]))) / (1 - YELLOW[2]));
    }
    cyan[i] = c;
    magenta[i] = m;
    yellow[i] = y;
    black[i] = k;
  }
}

/** A picture printed: `screen` turns a row of coverages, one ink at a time and in place, into what is printed. */
export function printed(
  light: Light,
  screen: (coverage: Float32Array, ink: number, y: number) => void,
): Light {
  const coverage = Array.from({ length: INKS }, () => new Float32Array(light.width));
  const row = new Float32Array(3 * light.width);
  return {
    ...light,
    row(y) {
      separate(light.row(y), coverage);
      for (let ink = 0; ink < INKS; ink++) screen(coverage[ink]!, ink, y);
      overprint(coverage, row);
      return row;
    },
  };
}

/** The light of white paper under the inks; black takes all three colours alike. */
function overprint(coverage: readonly Float32Array[], row: Float32Array): void {
  const [cyan, magenta, yellow, black] = coverage as [Float32Array, Float32Array, Float32Array, Float32Array];
  for (let i = 0, to = 0; to < row.length; i++, to += 3) {
    const c = cyan[i];
    const m = magenta[i];
    const y = yellow[i];
    const k = passes(black[i], BLACK[0]);
    row[to] = k * passes(c, CYAN[0]) * passes(m, MAGENTA[0]) * passes(y, YELLOW[0]);
    row[to + 1] = k * passes(c, CYAN[1]) * passes(m, MAGENTA[1]) * passes(y, YELLOW[1]);
    row[to + 2] = k * passes(c, CYAN[2]) * passes(m, MAGENTA[2]) * passes(y, YELLOW[2]);
  }
}

const passes = (coverage: number, solid: number): number => 1 - coverage * (1 - solid);
const unit = (value: number): number => (value < 0 ? 0 : value > 1 ? 1 : value);
