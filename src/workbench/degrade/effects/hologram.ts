// The diffractive foil over the portrait: gratings so fine that they throw each colour another way.

import type { Random } from '../../../autograd/index.js';
import { spectralColour } from '../light/colour.js';
import { changed, toLight, toPicture } from '../light/light.js';
import { type Effect, repainted, type Specimen } from '../specimen.js';

export interface HologramParameters extends Record<string, number> {
  readonly radiance: number;
}

export const hologram: Effect<HologramParameters> = {
  name: 'hologram',
  models:
    'a transparent diffractive device (DOVID) over the portrait: it shines in the spectral colours of the angle it is seen at',
  source: 'grating equation m·λ = d·(sin θi − sin θv); van Renesse, Optical Document Security, 2005, ch. 6',
  plane: 'document',
  quantities: {
    radiance: {
      unit: '% of white',
      meaning: 'light that the brightest gratings send into the camera',
      mild: 3,
      severe: 90,
      scale: 'geometric',
    },
  },
  apply(specimen, { radiance }, random) {
    const { width, height, pixelsPerMm } = specimen;
    const scene = {
      // The lamp stands 20–50° off the line of sight; the page is seen from 250 mm.
      lamp: { angle: 2 * Math.PI * random(), sine: Math.sin(((20 + 30 * random()) * Math.PI) / 180) },
      strength: radiance / 100,
      pixelsPerMm,
      centre: { x: width / 2, y: height / 2 },
    };
    const devices = [medallion, ribbon, lattice].map((device) => device(specimen, random));
    const light = changed(toLight(specimen), (row, y) => {
      for (const device of devices) shine(row, y, device, scene);
    });
    return repainted(specimen, toPicture(light));
  },
};

const VIEWING_DISTANCE_MM = 250;

/**
 * A device: for each pixel the direction of its grating and how much of the surface it covers. `cell` writes period
 * (µm), azimuth (radians) and cover (0–1) into `out`; cover 0 is no grating.
 */
type Device = (x: number, y: number, out: Float64Array) => void;

interface Scene {
  readonly lamp: { readonly angle: number; readonly sine: number };
  readonly strength: number;
  readonly pixelsPerMm: number;
  readonly centre: { readonly x: number; readonly y: number };
}

function shine(row: Float32Array, y: number, device: Device, scene: Scene): void {
  const { lamp, strength, pixelsPerMm, centre } = scene;
  const perPixel = 1 / (VIEWING_DISTANCE_MM * pixelsPerMm);
  const cell = new Float64Array(3);
  for (let x = 0, i = 0; i < row.length; x++, i += 3) {
    device(x, y, cell);
    const cover = cell[2];
    if (cover <= 0) continue;
    // Components of lamp and view along the grating vector: what crosses it is reflected, not diffracted.
    const gx = Math.cos(cell[1]);
    const gy = Math.sin(cell[1]);
    const view = (x - centre.x) * perPixel * gx + (y - centre.y) * perPixel * gy;
    const along = lamp.sine * (Math.cos(lamp.angle) * gx + Math.sin(lamp.angle) * gy) - view;
    const across = lamp.sine * (Math.cos(lamp.angle) * -gy + Math.sin(lamp.angle) * gx);
    const wavelength = Math.abs(cell[0] * 1000 * along);
    // Only gratings that face the lamp send its light this way; a lamp is wide, so this fades over some degrees.
    const facing = Math.exp(-0.5 * (across / 0.26) ** 2);
    const colour = Math.round(wavelength) - SHORTEST;
    if (facing < 0.01 || colour < 0 || colour >= SPECTRUM.length / 3) continue;
    const amount = strength * cover * facing;
    row[i] += amount * SPECTRUM[3 * colour];
    row[i + 1] += amount * SPECTRUM[3 * colour + 1];
    row[i + 2] += amount * SPECTRUM[3 * colour + 2];
  }
}

/** Colours of 330–780 nm, seen by a lamp that is some degrees wide: 25 nm of the spectrum mixed, and whitened. */
const SHORTEST = 330;
const SPECTRUM = (() => {
  const colours = new Float32Array(3 * 451);
  for (let n = 0; n <= 450; n++)
    for (let k = -3; k <= 3; k++) {
      const weight = Math.exp(-0.5 * (k / 1.5) ** 2) / 3.7;
      const rgb = spectralColour(SHORTEST + n + 17 * k);
      for (let c = 0; c < 3; c++) colours[3 * n + c] += weight * (0.85 * rgb[c]! + 0.06);
    }
  return colours;
})();

/**
 * Rings about a point, cut into petals of other directions: the “kinegram” that often overlaps the portrait’s edge. Fine
 * lines, and fields of another grating between them.
 */
function medallion({ width, height, pixelsPerMm }: Specimen, random: Random): Device {
  const centre = {
    x: (random() < 0.5 ? 0.12 + 0.2 * random() : 0.6 + 0.2 * random()) * width,
    y: (0.2 + 0.65 * random()) * height,
  };
  const radius = (7 + 5 * random()) * pixelsPerMm;
  const petals = 6 + 2 * Math.floor(4 * random());
  const ring = (0.55 + 0.35 * random()) * pixelsPerMm;
  const period = 0.9 + 0.5 * random();
  const start = Math.PI * random();
  return (x, y, out) => {
    const dx = x - centre.x;
    const dy = y - centre.y;
    const r = Math.sqrt(dx * dx + dy * dy);
    out[2] = 0;
    if (r > 1.1 * radius) return;
    const angle = Math.atan2(dy, dx);
    const petal = Math.cos(petals * angle);
    const swung = r * (1 + 0.09 * petal);
    if (swung > radius) return;
    const line = swung / ring;
    const off = Math.abs(line - Math.round(line)) * 2;
    const share = swung / radius;
    const field = petal > 0.15 ? 1 : petal < -0.55 ? 2 : 0;
    out[0] = period * (field === 2 ? 1.14 : 1) * (1 + 0.1 * share);
    out[1] = start + 0.5 * angle + 0.5 * share + 0.8 * field;
    // Between the lines fields shine faintly, fading towards the middle.
    const drawn = Math.max(0, Math.min(1, (0.45 - off) * (ring / 2)));
    out[2] = Math.max(drawn, field === 0 ? 0 : 0.3 * share);
  };
}

/** Bands of fine waves across the page, whose gratings turn along them: colour runs through when it is tilted. */
function ribbon({ width, height, pixelsPerMm }: Specimen, random: Random): Device {
  const slant = (random() - 0.5) * 1.2;
  const [cos, sin] = [Math.cos(slant), Math.sin(slant)];
  const middle = (0.3 + 0.5 * random()) * height;
  const wide = (5 + 5 * random()) * pixelsPerMm;
  const wave = (2 * Math.PI) / ((9 + 9 * random()) * pixelsPerMm);
  const pitch = (0.35 + 0.2 * random()) * pixelsPerMm;
  const [period, start] = [1 + 0.5 * random(), Math.PI * random()];
  return (x, y, out) => {
    out[2] = 0;
    const along = (x - width / 2) * cos + (y - middle) * sin;
    const offset = (y - middle) * cos - (x - width / 2) * sin;
    const swing = 1.6 * pixelsPerMm * Math.sin(wave * along);
    if (Math.abs(offset - swing) > wide) return;
    const line = (offset - swing * (1 + offset / wide)) / pitch;
    const off = Math.abs(line - Math.round(line)) * 2;
    out[0] = period;
    out[1] = start + along / (14 * pixelsPerMm) + Math.sin(line * 0.4) * 0.3;
    out[2] = 0.6 * Math.max(0, Math.min(1, (0.5 - off) * (pitch / 2)));
  };
}

/** A small emblem, again and again, every second one with a grating of its own. */
function lattice({ pixelsPerMm }: Specimen, random: Random): Device {
  const step = (5.5 + 3 * random()) * pixelsPerMm;
  const points = 4 + Math.floor(4 * random());
  const [period, start] = [0.85 + 0.5 * random(), Math.PI * random()];
  return (x, y, out) => {
    out[2] = 0;
    const row = Math.floor(y / step);
    const shifted = x + (row % 2 === 0 ? 0 : step / 2);
    const column = Math.floor(shifted / step);
    const dx = shifted - (column + 0.5) * step;
    const dy = y - (row + 0.5) * step;
    const r = Math.sqrt(dx * dx + dy * dy) / step;
    if (r > 0.3) return;
    const star = 0.15 * (1 + 0.55 * Math.cos(points * Math.atan2(dy, dx)));
    const inside = (star - r) * step;
    const outline = Math.abs(inside) < 0.12 * pixelsPerMm;
    out[0] = period * ((row + column) % 2 === 0 ? 1 : 1.18);
    out[1] = start + ((row + column) % 2 === 0 ? 0 : 0.9) + (outline ? 0.5 : 0);
    out[2] = outline ? 0.8 : inside > 0 ? 0.35 : 0;
  };
}
