// Finds faces as src/face/detect.ts does, whose network this is: the whole frame, and with a margin where a face is cut
// tightly or none was found. Phones are held upright: no turns, no tiles.

import { type Frame, show, wholeView } from './frame.js';
import type { Network } from './network.js';
import { type Box, type Homography, overlapOf, type Point, project } from './plane.js';

export interface SeenFace {
  /** From eyebrows to chin, in pixels of the frame. */
  readonly box: Box;
  /** Right eye, left eye, nose tip, mouth, right ear, left ear: sides are the subject's own. */
  readonly keypoints: readonly Point[];
  /** 0 to 1. */
  readonly confidence: number;
}

/** As in src/face/detect.ts. */
const [THRESHOLD, OVERLAP, TIGHT] = [0.5, 0.3, 0.7];

/** The widest first. */
export function findFaces(network: Network, frame: Frame): SeenFace[] {
  const found = look(network, frame, 1);
  const shorter = Math.min(frame.width, frame.height);
  const isFramed = found.length > 0 && !found.some(({ box }) => box.width > TIGHT * shorter);
  const all = isFramed ? found : merged([...found, ...look(network, frame, 2)]);
  return all.toSorted((p, q) => q.box.width - p.box.width);
}

function look(network: Network, frame: Frame, margin: number): SeenFace[] {
  const view = wholeView(frame, network.input.width, margin);
  show(network, frame, view, 127.5, 1 / 127.5);
  network.run();
  const [scores, boxes] = [network.read('scores'), network.read('boxes')];
  const found: SeenFace[] = [];
  ANCHORS.forEach((anchor, i) => {
    const confidence = 1 / (1 + Math.exp(-scores[i]!));
    if (confidence >= THRESHOLD) found.push(decoded(boxes.subarray(16 * i), anchor, confidence, view));
  });
  return merged(found);
}

/** Centres of the anchors: two in each cell of a 16 × 16 grid, six in each cell of an 8 × 8 grid. */
const ANCHORS: readonly Point[] = [
  { cells: 16, each: 2 },
  { cells: 8, each: 6 },
].flatMap(({ cells, each }) =>
  Array.from({ length: cells * cells * each }, (_, i) => {
    const cell = Math.floor(i / each);
    return { x: ((cell % cells) + 0.5) * (256 / cells), y: (Math.floor(cell / cells) + 0.5) * (256 / cells) };
  }),
);

/** Sixteen numbers: centre, size, six key points; in pixels of the view, relative to the anchor. */
function decoded(raw: Float32Array, anchor: Point, confidence: number, view: Homography): SeenFace {
  const point = (at: number): Point => project(view, { x: raw[at]! + anchor.x, y: raw[at + 1]! + anchor.y });
  const [width, height] = [raw[2]! * view[0]!, raw[3]! * view[0]!];
  const { x, y } = point(0);
  return {
    box: { x: x - width / 2, y: y - height / 2, width, height },
    keypoints: [4, 6, 8, 10, 12, 14].map(point),
    confidence,
  };
}

/** Detections of one face become their mean, weighted by confidence. */
function merged(candidates: readonly SeenFace[]): SeenFace[] {
  let left = candidates.toSorted((p, q) => q.confidence - p.confidence);
  const faces: SeenFace[] = [];
  while (left.length > 0) {
    const [best] = left as [SeenFace];
    const same = left.filter(({ box }) => overlapOf(box, best.box) > OVERLAP);
    left = left.filter((face) => !same.includes(face) && face !== best);
    faces.push(meanOf(same, best.confidence));
  }
  return faces;
}

function meanOf(same: readonly SeenFace[], confidence: number): SeenFace {
  const total = same.reduce((sum, face) => sum + face.confidence, 0);
  const mean = (of: (face: SeenFace) => number): number =>
    same.reduce((sum, face) => sum + of(face) * face.confidence, 0) / total;
  return {
    box: {
      x: mean(({ box }) => box.x),
      y: mean(({ box }) => box.y),
      width: mean(({ box }) => box.width),
      height: mean(({ box }) => box.height),
    },
    keypoints: same[0]!.keypoints.map((_, i) => ({
      x: mean(({ keypoints }) => keypoints[i]!.x),
      y: mean(({ keypoints }) => keypoints[i]!.y),
    })),
    confidence,
  };
}
