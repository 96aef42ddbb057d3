// Detect faces: BlazeFace over one or several views of the picture.
//
// V. Bazarevsky et al., "BlazeFace: Sub-millisecond Neural Face Detection on Mobile GPUs", 2019. The network
// sees 256 × 256 pixels and finds upright faces that take up a tenth of that or more. Faces that are turned,
// small or cut tightly are found by showing it other views: turned, magnified, or with a margin around. Which
// views are needed is decided in `find.ts`.

import {
  apply,
  type Box,
  compose,
  letterbox,
  type Picture,
  type Point,
  type Similarity,
  toPlanes,
  warp,
} from '../image/index.js';
import type { Session } from '../onnx/index.js';
import { intersectionOverUnion } from './geometry.js';

/** A face as the detector sees it, in pixels of the picture. */
export interface Detection {
  /** Upright rectangle around the face, from eyebrows to chin. */
  readonly box: Box;
  /** Right eye, left eye, nose tip, mouth, right ear, left ear: sides are the subject's own. */
  readonly keypoints: readonly Point[];
  /** 0 to 1. */
  readonly confidence: number;
}

const SIZE = 256;
const THRESHOLD = 0.5;
/** MediaPipe's `min_suppression_threshold` for face detection. */
const OVERLAP = 0.3;
/** A face wider than this share of the view is cut tightly: a view with a margin frames it better. */
const TIGHT = 0.7;
/**
 * How far tiles overlap, as a share of their side: a face that fits into the overlap is whole in one of them, and a
 * larger one is seen in coarser tiles. Down to 0.06 of the view's side, all 22 faces of face-api's samples are found.
 */
const TILE_OVERLAP = 0.2;
/** A tile smaller than this would only magnify blur. */
const SMALLEST_TILE = 160;

/**
 * Finds the faces of a whole picture.
 * @param quarterTurns how far the picture is turned, clockwise, before the network sees it
 */
export async function detectFaces(
  detector: Session,
  picture: Picture,
  quarterTurns = 0,
): Promise<Detection[]> {
  const look = (margin: number) =>
    detectInView(detector, picture, turned(wholeView(picture, margin), picture, quarterTurns));
  const found = quarterTurns === 0 ? await detectInWhole(detector, picture) : await look(1);
  const isFramed = found.length > 0 && !found.some((f) => isTight(f, picture));
  return isFramed ? found : merge([...found, ...(await look(2))]);
}

/**
 * Finds small faces: looks at overlapping square tiles one by one.
 * @param share side of a tile as a share of the picture's shorter side
 */
export async function detectSmallFaces(
  detector: Session,
  picture: Picture,
  share: number,
): Promise<Detection[]> {
  const found: Detection[] = [];
  for (const tile of tiles(picture, share)) {
    const seen = await detectInView(detector, picture, tile);
    found.push(...seen.filter((f) => !isCut(f, tile, picture)));
  }
  return merge(found);
}

const isTight = (face: Detection, picture: Picture): boolean =>
  face.box.width > TIGHT * Math.min(picture.width, picture.height);

/** Whether the tile's border cuts the face: then another tile, or a coarser one, shows the whole of it. */
function isCut({ box }: Detection, { a, tx, ty }: Similarity, { width, height }: Picture): boolean {
  const side = a * SIZE;
  return (
    (box.x < tx && tx > 0) ||
    (box.y < ty && ty > 0) ||
    (box.x + box.width > tx + side && tx + side < width) ||
    (box.y + box.height > ty + side && ty + side < height)
  );
}

/** The whole picture in the middle of the view, with grey around so that it spans `1 / margin` of it. */
function wholeView({ width, height }: Picture, margin: number): Similarity {
  const a = (Math.max(width, height) * margin) / SIZE;
  return { a, b: 0, tx: (width - a * SIZE) / 2, ty: (height - a * SIZE) / 2 };
}

/** The same view with the picture turned clockwise by quarter turns around its centre. */
function turned(view: Similarity, { width, height }: Picture, quarterTurns: number): Similarity {
  const angle = (-quarterTurns * Math.PI) / 2;
  const [cos, sin] = [Math.round(Math.cos(angle)), Math.round(Math.sin(angle))];
  const [cx, cy] = [width / 2, height / 2];
  return compose(view, { a: cos, b: sin, tx: cx - cos * cx + sin * cy, ty: cy - sin * cx - cos * cy });
}

/** Overlapping square views that together cover the picture. */
function* tiles({ width, height }: Picture, share: number): Generator<Similarity> {
  const side = Math.min(width, height) * share;
  if (side < SMALLEST_TILE) return;
  const starts = (length: number) => {
    const count = Math.max(1, Math.ceil((length - side * TILE_OVERLAP) / (side * (1 - TILE_OVERLAP))));
    const step = count > 1 ? (length - side) / (count - 1) : 0;
    return Array.from({ length: count }, (_, i) => i * step);
  };
  for (const ty of starts(height)) for (const tx of starts(width)) yield { a: side / SIZE, b: 0, tx, ty };
}

/** The view that every picture needs, by the faster way that only an upright whole allows. */
function detectInWhole(detector: Session, picture: Picture): Promise<Detection[]> {
  const { picture: chip, toPicture } = letterbox(picture, SIZE, 128);
  return detectInChip(detector, chip, toPicture);
}

function detectInView(detector: Session, picture: Picture, view: Similarity): Promise<Detection[]> {
  return detectInChip(detector, warp(picture, view, SIZE, SIZE, { border: 'grey' }), view);
}

/** @param view from the chip to the picture */
async function detectInChip(detector: Session, chip: Picture, view: Similarity): Promise<Detection[]> {
  const data = new Float32Array(3 * SIZE * SIZE);
  toPlanes(chip, [127.5, 127.5, 127.5], 1 / 127.5, 'rgb', 'nchw', data, 0);
  const { scores, boxes } = await detector.run({ picture: { data, dims: [1, 3, SIZE, SIZE] } });
  const candidates: Detection[] = [];
  for (let i = 0; i < ANCHORS.length; i++) {
    const confidence = 1 / (1 + Math.exp(-scores!.data[i]!));
    if (confidence >= THRESHOLD) candidates.push(decode(boxes!.data, i, confidence, view));
  }
  return merge(candidates);
}

/** Centres of the 896 anchors: two in each cell of a 16 × 16 grid, six in each cell of an 8 × 8 grid. */
const ANCHORS: readonly Point[] = [
  [16, 2],
  [8, 6],
].flatMap(([cells, each]) =>
  Array.from({ length: cells! * cells! * each! }, (_, i) => {
    const cell = Math.floor(i / each!);
    const side = SIZE / cells!;
    return { x: ((cell % cells!) + 0.5) * side, y: (Math.floor(cell / cells!) + 0.5) * side };
  }),
);

/** Sixteen numbers an anchor: centre, size, six key points; all in pixels of the view, relative to the anchor. */
function decode(raw: Float32Array, index: number, confidence: number, view: Similarity): Detection {
  const anchor = ANCHORS[index]!;
  const at = index * 16;
  const point = (o: number) => apply(view, { x: raw[at + o]! + anchor.x, y: raw[at + o + 1]! + anchor.y });
  // Views are turned by whole quarters only, so one of these two terms is always zero.
  const span = (along: number, across: number) => Math.abs(view.a) * along + Math.abs(view.b) * across;
  const [width, height] = [span(raw[at + 2]!, raw[at + 3]!), span(raw[at + 3]!, raw[at + 2]!)];
  const centre = point(0);
  return {
    box: { x: centre.x - width / 2, y: centre.y - height / 2, width, height },
    keypoints: [4, 6, 8, 10, 12, 14].map(point),
    confidence,
  };
}

/** Detections of the same face become one: their mean, weighted by confidence (as in the BlazeFace paper). */
function merge(candidates: readonly Detection[]): Detection[] {
  const left = [...candidates].sort((p, q) => q.confidence - p.confidence);
  const merged: Detection[] = [];
  while (left.length > 0) {
    const best = left[0]!;
    const same = left.filter((c) => intersectionOverUnion(c.box, best.box) > OVERLAP);
    for (const c of same) left.splice(left.indexOf(c), 1);
    merged.push(average(same, best.confidence));
  }
  return merged;
}

function average(same: readonly Detection[], confidence: number): Detection {
  const total = same.reduce((sum, d) => sum + d.confidence, 0);
  const mean = (of: (d: Detection) => number) =>
    same.reduce((sum, d) => sum + of(d) * d.confidence, 0) / total;
  return {
    box: {
      x: mean((d) => d.box.x),
      y: mean((d) => d.box.y),
      width: mean((d) => d.box.width),
      height: mean((d) => d.box.height),
    },
    keypoints: same[0]!.keypoints.map((_, i) => ({
      x: mean((d) => d.keypoints[i]!.x),
      y: mean((d) => d.keypoints[i]!.y),
    })),
    confidence,
  };
}
