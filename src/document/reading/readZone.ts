// Reads the characters of a zone: rectifies a strip about it, asks the network where which character is, fits the
// lattice of each format to that, and reads the strip once more where the lattice says that it lies.

import {
  type Homography,
  homographyBetween,
  inverse,
  type Picture,
  product,
  project,
  type Quad,
  rectangle,
  warpPerspective,
} from '../../image/index.js';
import type { Session } from '../../onnx/index.js';
import { type Sighting, ZONE_ALPHABET } from '../zone/index.js';
import { type Fit, fitLattice, type Presence, type Shape, settleLattice } from './lattice.js';
import { STRIP_PITCH, STRIP_STRIDE, stripNumbers } from './strip.js';

export interface ZoneReading {
  readonly sightings: readonly (readonly Sighting[])[];
  /** Corners of the zone's characters, in pixels of the photograph. */
  readonly corners: Quad;
  /** Share of the places where the network saw a character, 0–1. */
  readonly presence: number;
  /** Pixels of the photograph from one character to the next, where they are fewest. */
  readonly pitch: number;
}

/** A lattice with its distances, in characters' pitches (2.54 mm): Doc 9303-4 to -6 for lines 6.35 mm or 1/6 inch apart. */
interface Layout extends Shape {
  readonly leading: number;
}

const LAYOUTS: readonly Layout[] = [
  { lines: 2, columns: 44, leading: 2.5 },
  { lines: 3, columns: 30, leading: 10 / 6 },
  { lines: 2, columns: 36, leading: 2.5 },
];

/** Height of OCR-B's capitals in pitches, and what is left free about the zone in pixels of the strip. */
const CAPITALS = 1.04;
const MARGIN = { x: 36, y: 26 } as const;

/** A lattice that so many of its characters lie on is the right one, and the others need not be tried. */
const CERTAIN = 0.97;
/** Below this no zone is read at all. */
const LEAST_PRESENCE = 0.6;

/**
 * @param zone about where the zone's characters are, in pixels of the photograph, and in which proportions
 * @returns null where there are no lines of a zone
 */
export async function readZone(
  session: Session,
  picture: Picture,
  { corners, proportions }: { readonly corners: Quad; readonly proportions: number },
): Promise<ZoneReading | null> {
  let best: { layout: Layout; fit: Fit; toPicture: Homography } | undefined;
  for (const layout of byLikelihood(proportions)) {
    const fitted = await tryLayout(session, picture, layout, corners);
    if (!best || fitted.fit.score > best.fit.score) best = { layout, ...fitted };
    if (best.fit.score >= CERTAIN) break;
  }
  if (!best || best.fit.score < LEAST_PRESENCE) return null;
  return readThrough(session, picture, best.layout, product(best.toPicture, best.fit.toStrip));
}

const heightOf = ({ lines, leading }: Layout) => (lines - 1) * leading + CAPITALS;

const byLikelihood = (proportions: number): Layout[] =>
  LAYOUTS.toSorted((a, b) => misfit(a, proportions) - misfit(b, proportions));

const misfit = (layout: Layout, proportions: number): number =>
  Math.abs(Math.log(layout.columns / heightOf(layout) / proportions));

async function tryLayout(session: Session, picture: Picture, layout: Layout, zone: Quad) {
  const { columns, leading } = layout;
  const height = heightOf(layout) * STRIP_PITCH;
  const inside = rectangle(MARGIN.x, MARGIN.y, columns * STRIP_PITCH, height);
  const toPicture = homographyBetween(inside, zone);
  const seen = await look(session, picture, toPicture, stripSize(layout));
  const guess = [
    ...[STRIP_PITCH, 0, MARGIN.x + STRIP_PITCH / 2],
    ...[0, leading * STRIP_PITCH, MARGIN.y + (CAPITALS * STRIP_PITCH) / 2],
    ...[0, 0, 1],
  ];
  return { fit: fitLattice(seen.presence, layout, guess), toPicture };
}

function stripSize(layout: Layout) {
  const whole = (pixels: number) => STRIP_STRIDE * 2 * Math.ceil(pixels / (STRIP_STRIDE * 2));
  return {
    width: whole(layout.columns * STRIP_PITCH + 2 * MARGIN.x),
    height: whole(heightOf(layout) * STRIP_PITCH + 2 * MARGIN.y),
  };
}

interface Seen {
  readonly presence: Presence;
  /** [class][cell] */
  readonly logits: Float32Array;
}

async function look(
  session: Session,
  picture: Picture,
  toPicture: Homography,
  { width, height }: { readonly width: number; readonly height: number },
): Promise<Seen> {
  const strip = warpPerspective(picture, toPicture, width, height);
  const { y } = await session.run({ x: { data: stripNumbers(strip), dims: [1, 1, height, width] } });
  const [rows, columns] = [y!.dims[2]!, y!.dims[3]!];
  const logits = y!.data;
  const places = rows * columns;
  const cells = new Float32Array(places);
  for (let i = 0; i < places; i++) {
    let characters = 0;
    for (let c = 1; c < CLASSES; c++) characters += Math.exp(logits[c * places + i]! - logits[i]!);
    cells[i] = characters / (1 + characters);
  }
  return { presence: { width: columns, height: rows, cells }, logits };
}

const CLASSES = ZONE_ALPHABET.length + 1;

/** Strips a little different from each other, whose readings are averaged: two looks err on fewer characters than one. */
const LOOKS = [
  { pitch: STRIP_PITCH, shift: 0 },
  { pitch: STRIP_PITCH * 1.09, shift: 1.7 },
] as const;

/** @param toPicture from (column, line) to pixels of the photograph */
async function readThrough(
  session: Session,
  picture: Picture,
  layout: Layout,
  toPicture: Homography,
): Promise<ZoneReading> {
  const { lines, columns, leading } = layout;
  const beliefs = Array.from({ length: lines * columns }, () => new Float64Array(CLASSES));
  let nodes = toPicture;
  for (const { pitch, shift } of LOOKS) {
    const ofStrip: Homography = [
      ...[pitch, 0, MARGIN.x + pitch / 2 + shift],
      ...[0, leading * pitch, MARGIN.y + (CAPITALS * pitch) / 2 + shift],
      ...[0, 0, 1],
    ];
    const back = product(nodes, inverse(ofStrip));
    const scale = pitch / STRIP_PITCH;
    const { width, height } = stripSize(layout);
    const size = { width: 8 * Math.ceil((width * scale) / 8), height: 8 * Math.ceil((height * scale) / 8) };
    const seen = await look(session, picture, back, size);
    const { toStrip } = settleLattice(seen.presence, layout, ofStrip);
    nodes = product(back, toStrip);
    gather(seen, layout, toStrip, beliefs);
  }
  const sightings = Array.from({ length: lines }, (_, row) =>
    Array.from({ length: columns }, (_, column) => sightingOf(beliefs[row * columns + column]!)),
  );
  const presence =
    beliefs.filter((belief) => belief[0]! / LOOKS.length < Math.log(0.5)).length / beliefs.length;
  return { sightings, corners: cornersOf(nodes, layout), presence, pitch: leastPitch(nodes, layout) };
}

/** Adds to each place the logarithms of what the cells about its node say, averaged. */
function gather(
  { presence, logits }: Seen,
  { lines, columns }: Layout,
  toStrip: Homography,
  beliefs: readonly Float64Array[],
): void {
  const { width, height } = presence;
  const places = width * height;
  for (let row = 0; row < lines; row++)
    for (let column = 0; column < columns; column++) {
      const { x, y } = project(toStrip, { x: column, y: row });
      const [cu, cv] = [x / STRIP_STRIDE - 0.5, y / STRIP_STRIDE - 0.5];
      const belief = beliefs[row * columns + column]!;
      const mean = new Float64Array(CLASSES);
      let total = 0;
      for (let v = Math.round(cv) - 1; v <= Math.round(cv) + 1; v++)
        for (let u = Math.round(cu) - 1; u <= Math.round(cu) + 1; u++) {
          if (u < 0 || v < 0 || u >= width || v >= height) continue;
          const weight = Math.exp(-((u - cu) ** 2 + (v - cv) ** 2));
          total += weight;
          for (let c = 0; c < CLASSES; c++) mean[c]! += weight * logits[c * places + v * width + u]!;
        }
      if (total === 0) continue;
      const most = Math.max(...mean.map((m) => m / total));
      let sum = 0;
      for (let c = 0; c < CLASSES; c++) {
        mean[c] = mean[c]! / total - most;
        sum += Math.exp(mean[c]!);
      }
      for (let c = 0; c < CLASSES; c++) belief[c]! += mean[c]! - Math.log(sum);
    }
}

/** Candidates below this are not worth naming. */
const LEAST = 1e-7;

/** Looks at the same print err together: their mean counts, not their product. */
function sightingOf(belief: Float64Array): Sighting {
  const logs = Array.from(belief, (b) => b / LOOKS.length);
  const most = Math.max(...logs.slice(1));
  const shares = logs.slice(1).map((log) => Math.exp(log - most));
  const total = shares.reduce((a, b) => a + b, 0);
  // Where nothing was seen, which character it was not is little evidence for which it was.
  const seen = 1 - Math.min(1, Math.exp(logs[0]!));
  const candidates = shares
    .map((share, i) => ({
      character: ZONE_ALPHABET[i]!,
      probability: (seen * share) / total + (1 - seen) / shares.length,
    }))
    .filter(({ probability }) => probability >= LEAST)
    .toSorted((a, b) => b.probability - a.probability);
  return { candidates };
}

function cornersOf(nodes: Homography, { lines, columns, leading }: Layout): Quad {
  const half = CAPITALS / 2 / leading;
  return rectangle(-0.5, -half, columns, lines - 1 + 2 * half).map((corner) =>
    project(nodes, corner),
  ) as unknown as Quad;
}

function leastPitch(nodes: Homography, { lines, columns }: Layout): number {
  const between = (x: number, y: number) => {
    const [p, q] = [project(nodes, { x, y }), project(nodes, { x: x + 1, y })];
    return Math.hypot(q.x - p.x, q.y - p.y);
  };
  return Math.min(
    between(0, 0),
    between(columns - 2, 0),
    between(0, lines - 1),
    between(columns - 2, lines - 1),
  );
}
