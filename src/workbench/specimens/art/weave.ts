// The fine lines that fill security paper (Doc 9303-2, appendix A: guilloche), as families of curves in one rainbow ink.
// van Renesse, Optical Document Security, 3rd edition, 2005, chapter 5, describes how they are wound.

import type { WeaveStyle } from '../style.js';
import { fineLines } from '../type/svg.js';

type Vertex = readonly [number, number];
type Family = (style: WeaveStyle, size: Size) => readonly (readonly Vertex[])[];

export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Lines reach this far past the page, so that no end of one is seen. */
const BEYOND = 2;

/** The family's lines, in an ink (a colour, or the reference of a gradient in micrometres). */
export function drawWeave(style: WeaveStyle, size: Size, ink: string): string {
  const lines = FAMILIES[style.weave](style, size);
  return fineLines(lines, { ink, width: style.line, opacity: style.strength });
}

const FAMILIES: Readonly<Record<WeaveStyle['weave'], Family>> = {
  /** Waves one above the other, each a little behind the last, their swing itself swelling. */
  waves({ pitch, swing, wavelength, phase }, { width, height }) {
    return rows(height + 2 * swing, pitch).map((y, k) =>
      along(width, wavelength, (x) => {
        const swell = 0.55 + 0.45 * Math.sin((2 * Math.PI * x) / (3.7 * wavelength) + phase);
        return [x, y - swing + swing * swell * Math.sin((2 * Math.PI * x) / wavelength + phase + 0.11 * k)];
      }),
    );
  },
  /** Strands that change places within bands, as a rope's do. */
  braid({ pitch, swing, wavelength, phase }, { width, height }) {
    const strands = 7;
    const bands = Math.ceil(height / (2.2 * swing + pitch)) + 1;
    return Array.from({ length: bands * strands }, (_, i) => {
      const band = Math.floor(i / strands);
      const offset = (2 * Math.PI * (i % strands)) / strands;
      const middle = band * (2.2 * swing + pitch) - 0.5 * pitch;
      return along(width, wavelength, (x) => {
        const turn = (2 * Math.PI * x) / wavelength + phase + band * 1.3;
        const reach = swing * (0.75 + 0.35 * Math.sin(0.43 * turn + band));
        return [x, middle + 0.7 * swing * Math.sin(0.31 * turn) + reach * Math.sin(turn + offset)];
      });
    });
  },
  /** Two families that cross, slightly bent. */
  mesh({ pitch, swing, wavelength, phase }, { width, height }) {
    const steep = 0.55 + 0.25 * Math.sin(phase);
    const reach = height + steep * width;
    return [1, -1].flatMap((sense) =>
      rows(reach, 1.6 * pitch).map((start) =>
        along(width, wavelength, (x) => {
          const y = start - (sense > 0 ? steep * x : steep * (width - x));
          return [x, y + 0.6 * swing * Math.sin((2 * Math.PI * x) / (1.7 * wavelength) + phase * sense)];
        }),
      ),
    );
  },
  /** Straight lines lifted by soft hills: the picture of a landscape in relief. */
  relief({ pitch, swing, wavelength, phase }, { width, height }) {
    const hills = Array.from({ length: 5 }, (_, i) => ({
      x: width * (0.5 + 0.5 * Math.sin(phase * (i + 1) * 1.7)),
      y: height * (0.45 + 0.45 * Math.cos(phase * (i + 2) * 2.3)),
      reach: wavelength * (0.35 + 0.25 * Math.abs(Math.sin(phase + i))),
    }));
    return rows(height + 6, pitch).map((y) =>
      along(width, wavelength, (x) => {
        const lift = hills.reduce(
          (sum, hill) => sum + Math.exp(-((x - hill.x) ** 2 + (y - hill.y) ** 2) / (2 * hill.reach ** 2)),
          0,
        );
        return [x, y - 1.6 * swing * lift + 0.35 * swing * Math.sin((2 * Math.PI * x) / wavelength + phase)];
      }),
    );
  },
  /** Lines that spread from a point beside the page, rippling on the way. */
  rays({ pitch, swing, wavelength, phase }, { width, height }) {
    const from = { x: -0.25 * width, y: height * (0.5 + 0.7 * Math.sin(phase)) };
    const far = 1.45 * width;
    const count = Math.ceil((2.4 * height) / (pitch * 1.5));
    return Array.from({ length: count }, (_, k) => {
      const angle = Math.atan2(-0.9 * height + (k / count) * 2.8 * height - from.y, far);
      return along(width, wavelength, (x) => {
        const along = (x - from.x) / Math.cos(angle);
        const ripple = 0.4 * swing * Math.sin((2 * Math.PI * along) / wavelength + phase + 0.35 * k);
        return [x, from.y + along * Math.sin(angle) + ripple];
      });
    });
  },
};

function rows(height: number, pitch: number): number[] {
  return Array.from({ length: Math.ceil((height + 2 * BEYOND) / pitch) }, (_, k) => k * pitch - BEYOND);
}

/** Points often enough for a wave to be round. */
function along(width: number, wavelength: number, at: (x: number) => Vertex): Vertex[] {
  const step = Math.min(1.4, Math.max(0.45, wavelength / 18));
  const count = Math.ceil((width + 2 * BEYOND) / step);
  return Array.from({ length: count + 1 }, (_, i) => at(-BEYOND + i * step));
}
