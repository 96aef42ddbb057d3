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
import { CERTAIN, fitLattice, type Presence, type Shape, settleLattice } from './lattice.js';
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
  let best: (Look & { layout: Layout; score: number }) | undefined;
  for (const layout of byLikelihood(proportions)) {
    const look = await tryLayout(session, picture, layout, corners);
    if (!best || look.score > best.score) best = { layout, ...look };
    if (best.score >= CERTAIN) break;
  }
  if (!best || best.score < LEAST_PRESENCE) return null;
  return readThrough(session, picture, best.layout, best);
}

const heightOf = ({ lines, leading }: Layout) => (lines - 1) * leading + CAPITALS;

const byLikelihood = (proportions: number): Layout[] =>
  LAYOUTS.toSorted((a, b) => misfit(a, proportions) - misfit(b, proportions));

const misfit = (layout: Layout, proportions: number): number =>
  Math.abs(Math.log(layout.columns / heightOf(layout) / proportions));

/** A strip that was looked at, and where the lattice lies in it. */
interface Look {
  readonly seen: Seen;
  /** From pixels of the strip to those of the photograph. */
  readonly toPicture: Homography;
  /** From (column, line) to pixels of the strip. */
  readonly toStrip: Homography;
}

async function tryLayout(
  session: Session,
  picture: Picture,
  layout: Layout,
  zone: Quad,
): Promise<Look & { score: number }> {
  const { columns } = layout;
  const height = heightOf(layout) * STRIP_PITCH;
  const inside = rectangle(MARGIN.x, MARGIN.y, columns * STRIP_PITCH, height);
  const toPicture = homographyBetween(inside, zone);
  const seen = await see(session, picture, toPicture, stripSize(layout));
  return { seen, toPicture, ...fitLattice(seen.presence, layout, straightLattice(layout, STRIP_PITCH, 0)) };
}

/** From (column, line) to pixels of a strip in which the zone lies straight. */
const straightLattice = ({ leading }: Layout, pitch: number, shift: number): Homography => [
  ...[pitch, 0, MARGIN.x + pitch / 2 + shift],
  ...[0, leading * pitch, MARGIN.y + (CAPITALS * pitch) / 2 + shift],
  ...[0, 0, 1],
];

/** Whole numbers of the network's steps. */
function stripSize(layout: Layout, scale = 1) {
  const whole = (pixels: number) => STRIP_STRIDE * 2 * Math.ceil((scale * pixels) / (STRIP_STRIDE * 2));
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

async function see(
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
  return { presence: { width: columns, height: rows, cells: presenceOf(logits, places) }, logits };
}

/** Logits so far below that of nothing add less than 1e-5 to a presence, all together: most cells see nothing. */
const UNSEEN = -16;

function presenceOf(logits: Float32Array, places: number): Float32Array {
  const cells = new Float64Array(places);
  for (let c = 1; c < CLASSES; c++)
    for (let i = 0; i < places; i++) {
      const odds = logits[c * places + i]! - logits[i]!;
      if (odds > UNSEEN) cells[i]! += Math.exp(odds);
    }
  return Float32Array.from(cells, (odds) => odds / (1 + odds));
}

const CLASSES = ZONE_ALPHABET.length + 1;

/** The second strip, a little different from the first: two looks, averaged, err on fewer characters than one. */
const OTHER = { pitch: STRIP_PITCH * 1.09, shift: 1.7 } as const;

async function readThrough(
  session: Session,
  picture: Picture,
  layout: Layout,
  first: Look,
): Promise<ZoneReading> {
  const straight = isStraight(first.toStrip, layout)
    ? first
    : await lookAgain(session, picture, layout, nodesOf(first), { pitch: STRIP_PITCH, shift: 0 });
  const looks = [straight, await lookAgain(session, picture, layout, nodesOf(straight), OTHER)];
  const nodes = nodesOf(looks[1]!);
  const { lines, columns } = layout;
  const beliefs = Array.from({ length: lines * columns }, () => new Float64Array(CLASSES));
  for (const { seen, toStrip } of looks) gather(seen, layout, toStrip, beliefs, 1 / looks.length);
  const sightings = Array.from({ length: lines }, (_, row) =>
    Array.from({ length: columns }, (_, column) => sightingOf(beliefs[row * columns + column]!)),
  );
  const presence = beliefs.filter((belief) => belief[0]! < Math.log(0.5)).length / beliefs.length;
  return { sightings, corners: cornersOf(nodes, layout), presence, pitch: leastPitch(nodes, layout) };
}

/** From (column, line) to pixels of the photograph. */
const nodesOf = ({ toPicture, toStrip }: Look): Homography => product(toPicture, toStrip);

/** Turn in radians, and pitch as a share of the right one, by which a strip may be off and still be read as well. */
const LEVEL = 0.01;
const SCALED = 0.03;

function isStraight(toStrip: Homography, { lines, columns }: Layout): boolean {
  return [0, lines - 1].every((y) => {
    const [p, q] = [project(toStrip, { x: 0, y }), project(toStrip, { x: columns - 1, y })];
    const [dx, dy] = [q.x - p.x, q.y - p.y];
    return Math.abs(Math.atan2(dy, dx)) < LEVEL && Math.abs(dx / (columns - 1) / STRIP_PITCH - 1) < SCALED;
  });
}

/** @param nodes from (column, line) to pixels of the photograph, as the look before has them */
async function lookAgain(
  session: Session,
  picture: Picture,
  layout: Layout,
  nodes: Homography,
  { pitch, shift }: { readonly pitch: number; readonly shift: number },
): Promise<Look> {
  const lattice = straightLattice(layout, pitch, shift);
  const toPicture = product(nodes, inverse(lattice));
  const seen = await see(session, picture, toPicture, stripSize(layout, pitch / STRIP_PITCH));
  return { seen, toPicture, toStrip: settleLattice(seen.presence, layout, lattice).toStrip };
}

/** Adds to each place the logarithms of what the cells about its node say, averaged, `share` of them. */
function gather(
  { presence, logits }: Seen,
  { lines, columns }: Layout,
  toStrip: Homography,
  beliefs: readonly Float64Array[],
  share: number,
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
      for (let c = 0; c < CLASSES; c++) belief[c]! += share * (mean[c]! - Math.log(sum));
    }
}

/** Candidates below this are not worth naming. */
const LEAST = 1e-7;

/** Looks at the same print err together: their mean counts, not their product. */
function sightingOf(belief: Float64Array): Sighting {
  const logs = Array.from(belief);
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
