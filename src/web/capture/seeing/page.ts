// Finds the page of a document as src/document/page does, whose network this is. A camera shows much the same page again
// and again, so that each frame's look is framed by what the frame before it showed: one look a frame is enough.

import { type Frame, show, wholeView } from './frame.js';
import type { Network } from './network.js';
import { type Peak, peaksOf } from './peaks.js';
import {
  distance,
  type Homography,
  isConvex,
  movedBy,
  ontoQuad,
  type Point,
  project,
  type Quad,
} from './plane.js';
import { misfitOf } from './proportions.js';

export interface SeenPage {
  /** In pixels of the frame. */
  readonly corners: Quad;
  /** How sure the network is that all of it is page, 0–1. */
  readonly confidence: number;
}

/** As in src/document/page: findPage.ts, looks.ts. */
const [STRIDE, PEAKS, MISFIT, GUESSED, LEAST_AREA] = [4, 3, 0.03, 0.05, 0.5];
const LEAST_WEIGHT = Math.log(GUESSED) + 3 * Math.log(0.35);
const [MARGIN, CLOSER] = [1 / (1 - 2 * 0.04), 0.84];
const CHANNELS = 10;

/** A page that moved further between two frames, as a share of its diagonal, is looked for anew. */
const LOST = 0.15;

/** @param before where the last frame had it; null where it had none */
export function findPage(network: Network, frame: Frame, before: Quad | null): SeenPage | null {
  if (before) {
    const again = look(network, frame, closerView(before, network.input.width));
    if (again && movedBy(before, again.corners) < LOST) return again;
  }
  const first = look(network, frame, wholeView(frame, network.input.width, MARGIN));
  return first && (look(network, frame, closerView(first.corners, network.input.width)) ?? first);
}

/** So that a page with about these corners lies straight in the middle. */
function closerView(corners: Quad, side: number): Homography {
  const ratio = ratioOf(corners);
  const width = side * CLOSER * Math.min(1, ratio);
  const height = width / ratio;
  return ontoQuad({ x: (side - width) / 2, y: (side - height) / 2, width, height }, corners);
}

/** Width over height as the corners have it, within what any page has. */
const ratioOf = ([a, b, c, d]: Quad): number =>
  Math.min(2.2, Math.max(0.45, (distance(a, b) + distance(d, c)) / (distance(a, d) + distance(b, c))));

function look(network: Network, frame: Frame, view: Homography): SeenPage | null {
  show(network, frame, view, 0, 1 / 255);
  network.run();
  const y = network.read('y');
  const cells = network.input.width / STRIDE;
  const map = (channel: number): Float32Array =>
    Float32Array.from({ length: cells * cells }, (_, i) => y[i * CHANNELS + channel]!);
  const back = (corners: readonly Point[]): Quad =>
    corners.map((corner) => project(view, corner)) as unknown as Quad;
  const peaks = [0, 1, 2, 3].map((channel) => peaksOf(map(channel), PEAKS).map(inPixels));
  const page = quadOf(peaks, (corners) => misfitOf(back(corners), frame));
  if (!page) return null;
  const confidence = meanInside(map(8), cells, page);
  return confidence < LEAST_AREA ? null : { corners: back(page), confidence };
}

const inPixels = ({ at, share }: Peak): Peak => ({
  at: { x: (at.x + 0.5) * STRIDE, y: (at.y + 0.5) * STRIDE },
  share,
});

/** The quadrangle that is likeliest by its peaks, and by how far it is from any view of a page. */
function quadOf(
  maps: readonly (readonly Peak[])[],
  misfit: (corners: readonly Point[]) => number,
): Quad | null {
  let best: { readonly corners: readonly Point[]; readonly weight: number } | null = null;
  for (const chosen of choices(maps)) {
    const corners = completed(chosen);
    const seen = chosen.reduce((sum, peak) => sum + Math.log(peak?.share ?? GUESSED), 0);
    if (!(seen > Math.max(LEAST_WEIGHT, best?.weight ?? LEAST_WEIGHT)) || !isConvex(corners)) continue;
    const weight = seen - 0.5 * (misfit(corners) / MISFIT) ** 2;
    if (weight > (best?.weight ?? Number.NEGATIVE_INFINITY)) best = { corners, weight };
  }
  return best && (best.corners as unknown as Quad);
}

/** Every way to take a peak of each map, or none of one map. */
function choices(maps: readonly (readonly Peak[])[]): (Peak | null)[][] {
  const all = maps.reduce<(Peak | null)[][]>(
    (sofar, peaks) => sofar.flatMap((chosen) => [...peaks, null].map((peak) => [...chosen, peak])),
    [[]],
  );
  return all.filter((chosen) => chosen.filter((peak) => peak === null).length <= 1);
}

/** One corner may be where a parallelogram has it. */
function completed(chosen: readonly (Peak | null)[]): Point[] {
  const missing = chosen.indexOf(null);
  if (missing < 0) return chosen.map((peak) => peak!.at);
  const at = (k: number): Point => chosen[(missing + k) % 4]!.at;
  const corner = { x: at(1).x + at(3).x - at(2).x, y: at(1).y + at(3).y - at(2).y };
  return chosen.map((peak) => peak?.at ?? corner);
}

/** Mean of the area's probability over a grid of the quadrangle's inside. */
function meanInside(logits: Float32Array, cells: number, quad: Quad): number {
  const toSquare = ontoQuad({ x: 0, y: 0, width: 1, height: 1 }, quad);
  let [sum, count] = [0, 0];
  for (let j = 0; j < 8; j++)
    for (let i = 0; i < 16; i++) {
      const place = { x: 0.06 + (0.88 * (i + 0.5)) / 16, y: 0.1 + (0.8 * (j + 0.5)) / 8 };
      const { x, y } = project(toSquare, place);
      const [u, v] = [Math.floor(x / STRIDE), Math.floor(y / STRIDE)];
      if (u < 0 || v < 0 || u >= cells || v >= cells) continue;
      sum += 1 / (1 + Math.exp(-logits[v * cells + u]!));
      count++;
    }
  return count === 0 ? 0 : sum / count;
}
