// Colours of light: of a glowing body by its temperature, of a spectral line by its wavelength.

export type Rgb = readonly [number, number, number];

/**
 * Linear sRGB of a black body (the Planckian locus), its luminance 1.
 * Chromaticity: Kim et al., US patent 7024034, cubic splines of the locus, 1667–25000 K.
 */
export function blackBody(kelvin: number): Rgb {
  const t = 1000 / kelvin;
  const x =
    kelvin <= 4000
      ? ((-0.2661239 * t - 0.234358) * t + 0.8776956) * t + 0.17991
      : ((-3.0258469 * t + 2.1070379) * t + 0.2226347) * t + 0.24039;
  const y =
    kelvin <= 2222
      ? ((-1.1063814 * x - 1.3481102) * x + 2.18555832) * x - 0.20219683
      : kelvin <= 4000
        ? ((-0.9549476 * x - 1.37418593) * x + 2.09137015) * x - 0.16748867
        : ((3.081758 * x - 5.8733867) * x + 3.75112997) * x - 0.37001483;
  return linearSrgb(x / y, 1, (1 - x - y) / y);
}

/**
 * Linear sRGB of monochromatic light of a wavelength in nanometres, as far as a screen can show it.
 * Colour matching functions: Wyman, Sloan & Shirley, "Simple analytic approximations to the CIE XYZ color matching
 * functions", JCGT 2(2), 2013 (multi-lobe fit of CIE 1931).
 */
export function spectralColour(nanometres: number): Rgb {
  const lobe = (mean: number, below: number, above: number) => {
    const z = (nanometres - mean) * (nanometres < mean ? below : above);
    return Math.exp(-0.5 * z * z);
  };
  const x =
    0.362 * lobe(442, 0.0624, 0.0374) +
    1.056 * lobe(599.8, 0.0264, 0.0323) -
    0.065 * lobe(501.1, 0.049, 0.0382);
  const y = 0.821 * lobe(568.8, 0.0213, 0.0247) + 0.286 * lobe(530.9, 0.0613, 0.0322);
  const z = 1.217 * lobe(437, 0.0845, 0.0278) + 0.681 * lobe(459, 0.0385, 0.0725);
  const [r, g, b] = linearSrgb(x, y, z);
  return [Math.max(0, r), Math.max(0, g), Math.max(0, b)];
}

/** CIE XYZ to linear sRGB (IEC 61966-2-1). */
function linearSrgb(x: number, y: number, z: number): Rgb {
  return [
    3.2406 * x - 1.5372 * y - 0.4986 * z,
    -0.9689 * x + 1.8758 * y + 0.0415 * z,
    0.0557 * x - 0.204 * y + 1.057 * z,
  ];
}
