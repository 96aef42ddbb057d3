// A portrait as a document prints it: cut to its frame, in the tones of its press, fading into the paper.

import sharp from 'sharp';
import { type Box, type Picture, warp } from '../../../image/index.js';
import { channels, type GhostStyle, type PortraitStyle } from '../style.js';
import { element } from '../type/svg.js';

/** The portrait as images of an SVG. */
export async function printPortrait(
  portrait: Picture,
  box: Box,
  style: PortraitStyle,
  pixelsPerMm: number,
): Promise<string> {
  const frame = framed(portrait, box, pixelsPerMm);
  const { width, height, data } = frame;
  const opacity = border(style, width, height);
  const exposure = exposed(frame);
  const pixels = new Uint8Array(4 * width * height);
  const ground = new Uint8Array(4 * width * height).fill(255);
  for (let i = 0, j = 0; j < pixels.length; i += 3, j += 4) {
    const [r, g, b] = [data[i]!, data[i + 1]!, data[i + 2]!];
    const gain = exposure[Math.round(luma(r, g, b))]!;
    pixels.set(TONES[style.tone](bright(r, gain), bright(g, gain), bright(b, gain)), j);
    const shown = opacity(j / 4);
    pixels[j + 3] = shown;
    ground[j + 3] = shown * style.ground;
  }
  // The paper's lines are left out under a portrait, or nearly; what lies on that takes light away, as ink does.
  const under = await image(ground, width, height, box);
  return under + (await image(pixels, width, height, box, 'multiply'));
}

/** The portrait again, small, in one faint ink. */
export async function printGhost(
  portrait: Picture,
  box: Box,
  style: GhostStyle,
  pixelsPerMm: number,
): Promise<string> {
  const frame = framed(portrait, box, pixelsPerMm);
  const { width, height, data } = frame;
  const exposure = exposed(frame);
  const ink = channels(style.ink);
  const pixels = new Uint8Array(4 * width * height);
  const opacity = feather(0.16, width, height);
  for (let i = 0, j = 0; j < pixels.length; i += 3, j += 4) {
    const grey = luma(data[i]!, data[i + 1]!, data[i + 2]!);
    const shown = Math.min(1, (grey * exposure[Math.round(grey)]!) / 255);
    pixels.set(ink, j);
    pixels[j + 3] = Math.round(opacity(j / 4) * style.strength * (1 - shown));
  }
  return image(pixels, width, height, box, 'multiply');
}

/** Cut to the box's proportions, the head kept: what is too high is cut off below rather than above. */
function framed(portrait: Picture, box: Box, pixelsPerMm: number): Picture {
  const width = Math.max(1, Math.round(box.width * pixelsPerMm));
  const height = Math.max(1, Math.round(box.height * pixelsPerMm));
  const step = Math.min(portrait.width / width, portrait.height / height);
  const shift = { tx: (portrait.width - step * width) / 2, ty: 0.35 * (portrait.height - step * height) };
  return warp(portrait, { a: step, b: 0, ...shift }, width, height, { border: 'edge' });
}

/**
 * Bureaus brighten what is too dark to print and stretch what is flat, within reason: by what factor, a table over
 * the 256 levels of grey. One factor for all three channels leaves the colours as they are.
 */
function exposed({ data }: Picture): Float32Array {
  const levels = new Uint32Array(256);
  for (let i = 0; i < data.length; i += 3) levels[Math.round(luma(data[i]!, data[i + 1]!, data[i + 2]!))]!++;
  const at = (share: number): number => {
    let sum = 0;
    for (let level = 0; level < 256; level++) {
      sum += levels[level]!;
      if (sum >= (share * data.length) / 3) return level;
    }
    return 255;
  };
  const [black, middle, white] = [at(0.01), at(0.5), at(0.99)];
  const low = Math.min(black, 40);
  const gain = Math.min(1.35, Math.max(1, 240 / Math.max(1, white - low)));
  const median = Math.min(0.95, Math.max(0.05, ((middle - low) * gain) / 255));
  // Neither more nor less than a stop away from what was taken.
  const gamma = Math.min(1.15, Math.max(0.62, Math.log(0.46) / Math.log(median)));
  return Float32Array.from({ length: 256 }, (_, level) => {
    const stretched = Math.min(1, Math.max(0, ((level - low) * gain) / 255));
    return (255 * stretched ** gamma) / Math.max(1, level);
  });
}

const bright = (value: number, gain: number): number => Math.min(255, value * gain);

const TONES: Readonly<Record<PortraitStyle['tone'], (r: number, g: number, b: number) => number[]>> = {
  colour: (r, g, b) => [r, g, b].map((v) => 12 + 0.95 * v),
  grey: (r, g, b) => [18, 18, 20].map((black) => black + ((255 - black) / 255) * luma(r, g, b)),
  // Carbon, which a laser leaves in polycarbonate, is brownish and never quite black.
  laser: (r, g, b) => [46, 42, 38].map((black) => black + ((255 - black) / 255) * luma(r, g, b)),
};

function border(style: PortraitStyle, width: number, height: number): (pixel: number) => number {
  if (style.form === 'box') return () => 255;
  if (style.form === 'feather') return feather(style.fade, width, height);
  return (pixel) => {
    const x = ((pixel % width) + 0.5) / width - 0.5;
    const y = (Math.floor(pixel / width) + 0.5) / height - 0.5;
    return 255 * smoothstep((1 - Math.hypot(x / 0.53, y / 0.55)) / (2.4 * style.fade));
  };
}

/** Opacity that falls to nothing over a share of the width at every edge. */
function feather(fade: number, width: number, height: number): (pixel: number) => number {
  const reach = fade * width;
  const edge = (d: number): number => smoothstep((d + 0.5) / reach);
  return (pixel) => {
    const [x, y] = [pixel % width, Math.floor(pixel / width)];
    return 255 * edge(x) * edge(width - 1 - x) * edge(y) * edge(height - 1 - y);
  };
}

const smoothstep = (t: number): number => {
  const s = Math.min(1, Math.max(0, t));
  return s * s * (3 - 2 * s);
};

const luma = (r: number, g: number, b: number): number => 0.2126 * r + 0.7152 * g + 0.0722 * b;

async function image(
  pixels: Uint8Array,
  width: number,
  height: number,
  box: Box,
  blending?: 'multiply',
): Promise<string> {
  const raw = { raw: { width, height, channels: 4 as const } };
  const png = await sharp(pixels, raw).png({ compressionLevel: 1 }).toBuffer();
  return element('image', {
    ...box,
    preserveAspectRatio: 'none',
    href: `data:image/png;base64,${png.toString('base64')}`,
    style: blending && `mix-blend-mode:${blending}`,
  });
}
