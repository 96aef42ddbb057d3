// Where the parts of a face are: 468 points in three dimensions from FaceMesh.
//
// Y. Kartynnik et al., "Real-time Facial Surface Geometry from Monocular Video on Mobile GPUs", 2019. The
// network sees the face upright in 192 × 192 pixels. The first pass frames it by the detector's key points, the
// second by the points that the first one found, which is what makes the result steady.

import { apply, type Picture, type Point, type Similarity, scaleOf, toPlanes, warp } from '../image/index.js';
import type { Session } from '../onnx/index.js';
import type { Detection } from './detect.js';
import { boundsOf, centreOf, meanPoint } from './geometry.js';

/** The points of a face in pixels of the picture. */
export interface Landmarks {
  /** 468 points; `z` is depth in the same unit, smaller is nearer, zero at the head's centre. */
  readonly mesh: readonly MeshPoint[];
  /** The 68 points of the Multi-PIE / iBUG scheme, as used by dlib; sides as seen in the picture. */
  readonly sixtyEight: readonly Point[];
  /** Eye centres, nose tip, mouth corners, left to right as seen in the picture: ArcFace's five. */
  readonly five: readonly Point[];
  /** Share of belief that a face is there at all, 0 to 1. */
  readonly presence: number;
}

export interface MeshPoint extends Point {
  readonly z: number;
}

const SIZE = 192;
const MESH_POINTS = 468;
/** The frame around the face, as a multiple of the detector's box and of the mesh (MediaPipe: 1.5). */
const DETECTION_MARGIN = 1.5;
const MESH_MARGIN = 1.5;

/** Finds the points of one detected face. Two runs of the network. */
export async function findLandmarks(network: Session, picture: Picture, face: Detection): Promise<Landmarks> {
  const first = await runMesh(network, picture, frameOfDetection(face));
  const second = await runMesh(network, picture, frameOfMesh(first.mesh));
  // A second look can lose a face at the border; then the first one counts.
  return second.presence >= first.presence / 2 ? second : first;
}

function frameOfDetection({ box, keypoints }: Detection): Similarity {
  return frame(
    centreOf(box),
    Math.max(box.width, box.height) * DETECTION_MARGIN,
    keypoints[0]!,
    keypoints[1]!,
  );
}

function frameOfMesh(mesh: readonly MeshPoint[]): Similarity {
  const [left, right] = [meanPoint(pick(mesh, LEFT_EYE)), meanPoint(pick(mesh, RIGHT_EYE))];
  const upright = turnAround(mesh, -Math.atan2(right.y - left.y, right.x - left.x));
  const bounds = boundsOf(upright.points);
  return frame(
    upright.back(centreOf(bounds)),
    Math.max(bounds.width, bounds.height) * MESH_MARGIN,
    left,
    right,
  );
}

/** The square of the given side around a centre, with the line between the eyes made level. */
function frame(centre: Point, side: number, left: Point, right: Point): Similarity {
  const angle = Math.atan2(right.y - left.y, right.x - left.x);
  const scale = side / SIZE;
  const [a, b] = [scale * Math.cos(angle), scale * Math.sin(angle)];
  const half = SIZE / 2;
  return { a, b, tx: centre.x - (a * half - b * half), ty: centre.y - (b * half + a * half) };
}

function turnAround(points: readonly Point[], angle: number): { points: Point[]; back: (p: Point) => Point } {
  const [cos, sin] = [Math.cos(angle), Math.sin(angle)];
  return {
    points: points.map(({ x, y }) => ({ x: cos * x - sin * y, y: sin * x + cos * y })),
    back: ({ x, y }) => ({ x: cos * x + sin * y, y: -sin * x + cos * y }),
  };
}

async function runMesh(network: Session, picture: Picture, view: Similarity): Promise<Landmarks> {
  const chip = warp(picture, view, SIZE, SIZE, { border: 'grey' });
  const data = new Float32Array(3 * SIZE * SIZE);
  toPlanes(chip, [0, 0, 0], 1 / 255, 'rgb', 'nchw', data, 0);
  const { mesh, presence } = await network.run({ face: { data, dims: [1, 3, SIZE, SIZE] } });
  const scale = scaleOf(view);
  const points = Array.from({ length: MESH_POINTS }, (_, i) => {
    const { x, y } = apply(view, { x: mesh!.data[3 * i]!, y: mesh!.data[3 * i + 1]! });
    return { x, y, z: mesh!.data[3 * i + 2]! * scale };
  });
  const sixtyEight = pick(points, SIXTY_EIGHT);
  return { mesh: points, sixtyEight, five: fiveOf(points), presence: presence!.data[0]! };
}

/** Points of the mesh by index. */
export const pick = <P extends Point>(mesh: readonly P[], indices: readonly number[]): P[] =>
  indices.map((i) => mesh[i]!);

/** The contours of the eyes: the corner, the upper lid, the other corner, the lower lid (left as seen). */
export const LEFT_EYE = [33, 160, 158, 133, 153, 144] as const;
export const RIGHT_EYE = [362, 385, 387, 263, 373, 380] as const;

const NOSE_TIP = 1;
const MOUTH_CORNERS = [61, 291] as const;

const fiveOf = (mesh: readonly Point[]): Point[] => [
  meanPoint(pick(mesh, LEFT_EYE)),
  meanPoint(pick(mesh, RIGHT_EYE)),
  mesh[NOSE_TIP]!,
  mesh[MOUTH_CORNERS[0]]!,
  mesh[MOUTH_CORNERS[1]]!,
];

/** Points of the canonical face mesh that lie where the 68-point scheme puts its own, in its order. */
export const SIXTY_EIGHT = [
  ...[162, 234, 93, 58, 172, 136, 149, 148, 152, 377, 378, 365, 397, 288, 323, 454, 389], // jaw
  ...[71, 63, 105, 66, 107], // left eyebrow, as seen
  ...[336, 296, 334, 293, 301], // right eyebrow
  ...[168, 197, 5, 4], // bridge of the nose
  ...[75, 97, 2, 326, 305], // base of the nose
  ...LEFT_EYE,
  ...RIGHT_EYE,
  ...[61, 39, 37, 0, 267, 269, 291, 405, 314, 17, 84, 181], // outer lips
  ...[78, 82, 13, 312, 308, 317, 14, 87], // inner lips
] as const;
