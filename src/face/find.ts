// Find every face of a picture with its points: detector and landmarks network together, in as few runs as the
// picture allows.
//
// Neither network says when it sees a face the wrong way round: on an upside-down face both give points, all of
// them wrong. But the two then disagree, so one checks the other, and a face in doubt is looked at in other turns
// of the picture.

import type { Picture } from '../image/index.js';
import type { Session } from '../onnx/index.js';
import { type Detection, detectFaces, detectSmallFaces } from './detect.js';
import type { Face } from './face.js';
import { centreOf, distance, intersectionOverUnion, meanPoint } from './geometry.js';
import { findLandmarks, LEFT_EYE, pick, RIGHT_EYE } from './landmarks.js';

/** The two networks that finding takes. */
export interface Finders {
  readonly detector: Session;
  readonly landmarks: Session;
}

/** How hard to look: `quick` is content with the faces of the whole picture, `thorough` also seeks small ones. */
export type Search = 'quick' | 'thorough';

/** Side of a tile as a share of the picture's shorter side, coarse to fine. */
const TILE_SHARES = [1 / 2, 1 / 4] as const;

/** A detection that overlaps a face beyond doubt more than this is the same one and need not be placed again. */
const OVERLAP = 0.3;

/** Finds the faces of a picture, the widest first. */
export async function findFaces(finders: Finders, picture: Picture, search: Search): Promise<Face[]> {
  let seen = await lookAtWhole(finders, picture);
  for (const share of TILE_SHARES) {
    if (search === 'quick' && seen.length > 0) break;
    seen = await lookAtTiles(finders, picture, share, seen);
  }
  return seen.map(({ face }) => face).sort((p, q) => q.box.width - p.box.width);
}

/** A face as it was seen in one turn of the picture. */
interface Sighting {
  readonly face: Face;
  /** Clockwise quarter turns of the picture in which it was seen. */
  readonly quarterTurns: number;
  /** How much speaks for its points, about −20 to 35: see {@link credibilityOf}. */
  readonly credibility: number;
}

/** The picture as it is; where a face is in doubt or there is none, upside down and on its sides too. */
async function lookAtWhole(finders: Finders, picture: Picture): Promise<Sighting[]> {
  const all: Sighting[] = [];
  let best: Sighting[] = [];
  for (const quarterTurns of [0, 2, 1, 3]) {
    all.push(...(await look(finders, picture, quarterTurns)));
    best = bestOfEach(all);
    if (best.length > 0 && !best.some(isDoubtful)) break;
  }
  // Doubtful faces count only where the picture is the right way up.
  const inRightWay = all.filter((s) => s.quarterTurns === rightWayUp(best));
  return best
    .filter((s) => !isDoubtful(s) || inRightWay.some((r) => isSameFace(r.face, s.face)))
    .filter(hasFace);
}

/** The turn in which most faces are beyond doubt, or else the one with the most credible face. */
function rightWayUp(best: readonly Sighting[]): number | undefined {
  const sure = best.filter((s) => !isDoubtful(s));
  const count = (turns: number) => sure.filter((s) => s.quarterTurns === turns).length;
  const [first] = (sure.length > 0 ? sure : best).toSorted(
    (p, q) => count(q.quarterTurns) - count(p.quarterTurns) || q.credibility - p.credibility,
  );
  return first?.quarterTurns;
}

async function look(finders: Finders, picture: Picture, quarterTurns: number): Promise<Sighting[]> {
  const detections = await detectFaces(finders.detector, picture, quarterTurns);
  return place(finders, picture, detections, quarterTurns);
}

/** What was seen already, with what shows in tiles, or shows better there. */
async function lookAtTiles(
  finders: Finders,
  picture: Picture,
  share: number,
  seen: readonly Sighting[],
): Promise<Sighting[]> {
  const sure = seen.filter((s) => !isDoubtful(s));
  const detections = await detectSmallFaces(finders.detector, picture, share);
  const fresh = detections.filter(
    (d) => !sure.some((s) => intersectionOverUnion(s.face.box, d.box) > OVERLAP),
  );
  return bestOfEach([...seen, ...(await place(finders, picture, fresh, 0)).filter(hasFaceInTile)]);
}

/** In a crowd the widest count: each face takes two runs of the landmarks network, and a decision needs one. */
const MOST_FACES = 32;

async function place(
  { landmarks: network }: Finders,
  picture: Picture,
  detections: readonly Detection[],
  quarterTurns: number,
): Promise<Sighting[]> {
  const sightings: Sighting[] = [];
  const widest = detections.toSorted((p, q) => q.box.width - p.box.width).slice(0, MOST_FACES);
  for (const detection of widest) {
    const face = { ...detection, landmarks: await findLandmarks(network, picture, detection) };
    sightings.push({ face, quarterTurns, credibility: credibilityOf(face) });
  }
  return sightings;
}

/**
 * What speaks for the points of a face: the mesh's belief that there is one, the detector's confidence, and how
 * well the two agree. The weights make the three equally telling.
 *
 * They and the limit below were chosen on 65 faces (45 of LFW, 20 of face-api's samples). On 50 other subjects of
 * lfw-dev, each photograph whole and cropped five ways, turned by 0°, 20°, 90° and 180°, the points were more than
 * 0.3 inter-eye distances from those of the upright photograph in none of 600 pictures with background around the
 * face, and in 10 of 600 crops that cut into it (one more was not found). The reference is this same code on the
 * upright photograph: that says how steady it is, not how exact.
 */
function credibilityOf({ box, keypoints, confidence, landmarks: { mesh, presence } }: Face): number {
  const offsets = KEY_POINTS.map((indices, i) => distance(meanPoint(pick(mesh, indices)), keypoints[i]!));
  const disagreement = Math.max(...offsets) / box.width;
  return logOdds(presence) - 20 * disagreement + 20 * confidence;
}

/** Points of the mesh where the detector has its first four key points. */
const KEY_POINTS = [LEFT_EYE, RIGHT_EYE, [1], [13]];

/** Held within ±16, because float32 knows nothing between the largest share below one and one. */
const logOdds = (share: number): number =>
  Math.max(-16, Math.min(16, Math.log(share / Math.max(1 - share, 1e-9))));

/**
 * What reaches it is not looked at again. Higher finds a few more wrong points in tight crops, at the cost of more
 * looks; of those 50 subjects' upright photographs, 92 in 100 took one run of the detector.
 */
const SURE = 28;
/** A face that leans further than this is better seen in another turn. */
const MOST_LEAN = Math.PI / 4;

const isDoubtful = (s: Sighting): boolean => s.credibility < SURE || leanOf(s) > MOST_LEAN;

/** Angle between the face and the view in which it was seen. */
function leanOf({ face, quarterTurns }: Sighting): number {
  const [right, left] = face.landmarks.five;
  const angle = Math.atan2(left!.y - right!.y, left!.x - right!.x) + (quarterTurns * Math.PI) / 2;
  return Math.abs(Math.atan2(Math.sin(angle), Math.cos(angle)));
}

/** A detection in whose place the landmarks network sees no face is none. */
const LEAST_PRESENCE = 0.5;

const hasFace = ({ face }: Sighting): boolean => face.landmarks.presence >= LEAST_PRESENCE;

/**
 * Tiles show much that is no face, so a little more is asked there. In the tiles of face-api's samples 25 faces have a
 * presence above 0.99; of what is none, one comes to 0.496 on one processor and to above one half on another.
 */
const LEAST_PRESENCE_IN_TILE = 0.6;

const hasFaceInTile = ({ face }: Sighting): boolean => face.landmarks.presence >= LEAST_PRESENCE_IN_TILE;

/** Of the sightings of one face the most credible. */
function bestOfEach(sightings: readonly Sighting[]): Sighting[] {
  const best: Sighting[] = [];
  for (const sighting of sightings.toSorted((p, q) => q.credibility - p.credibility)) {
    if (!best.some(({ face }) => isSameFace(face, sighting.face))) best.push(sighting);
  }
  return best;
}

/** The boxes or the points half a face apart or less; two people cheek to cheek are a whole face apart. */
function isSameFace(p: Face, q: Face): boolean {
  const near = Math.max(p.box.width, q.box.width) / 2;
  return (
    distance(centreOf(p.box), centreOf(q.box)) < near ||
    distance(meanPoint(p.landmarks.five), meanPoint(q.landmarks.five)) < near
  );
}
