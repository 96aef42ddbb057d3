import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import {
  apply,
  decode,
  invert,
  mirror,
  type Picture,
  type Point,
  type Similarity,
  warp,
} from '../image/index.js';
import { openSession, type Session } from '../onnx/index.js';
import { type Detection, detectFaces } from './detect.js';
import { centreOf, distance } from './geometry.js';
import { findLandmarks, LEFT_EYE, pick, RIGHT_EYE, SIXTY_EIGHT } from './landmarks.js';
import { defaultModels } from './registry/defaults.js';
import { ModelStore } from './registry/store.js';

let detector: Session;
let network: Session;
let picture: Picture;
let faces: Detection[];

beforeAll(async () => {
  const models = await defaultModels(new ModelStore(join(tmpdir(), 'likeness-test-home')));
  [detector, network] = await Promise.all([openSession(models[0].bytes), openSession(models[1].bytes)]);
  const entry = createRequire(import.meta.url).resolve('@vladmandic/face-api');
  picture = await decode(await readFile(join(dirname(entry), '../demo/sample6.jpg')));
  faces = await detectFaces(detector, picture);
});
afterAll(async () => {
  await detector.close();
  await network.close();
});

const eyesOf = (five: readonly Point[]): number => distance(five[0]!, five[1]!);

describe('The points of a face', () => {
  it('lie where they are in the photograph: the faces of sample 6, marked by eye', async () => {
    // Right eye, left eye, nose tip, corners of the mouth of the woman in the middle left; pixels of 1,600.
    const face = faces.find((f) => distance(centreOf(f.box), { x: 628, y: 392 }) < 60)!;
    const { five, presence } = await findLandmarks(network, picture, face);
    const marked = [
      { x: 586, y: 378 },
      { x: 664, y: 372 },
      { x: 609, y: 430 },
      { x: 606, y: 458 },
      { x: 675, y: 458 },
    ];
    for (const [i, point] of five.entries())
      expect(distance(point, marked[i]!)).toBeLessThan(0.12 * eyesOf(five));
    expect(presence).toBeGreaterThan(0.999);
  });

  it('are 468, of which 68 and 5 are named', async () => {
    const { mesh, sixtyEight, five } = await findLandmarks(network, picture, faces[0]!);
    expect([mesh.length, sixtyEight.length, five.length]).toEqual([468, 68, 5]);
    expect(sixtyEight.slice(36, 42)).toEqual(pick(mesh, LEFT_EYE));
    expect(sixtyEight.slice(42, 48)).toEqual(pick(mesh, RIGHT_EYE));
    expect(new Set(SIXTY_EIGHT).size).toBe(68);
  });

  it('are ordered left to right as seen, eyes above mouth', async () => {
    for (const face of faces) {
      const [left, right, nose, mouthLeft, mouthRight] = (await findLandmarks(network, picture, face)).five;
      expect(left!.x).toBeLessThan(right!.x);
      expect(mouthLeft!.x).toBeLessThan(mouthRight!.x);
      expect(nose!.y).toBeGreaterThan(Math.min(left!.y, right!.y));
      expect(Math.min(mouthLeft!.y, mouthRight!.y)).toBeGreaterThan(nose!.y);
    }
  });

  it('have depth: the nose is nearer than the ears', async () => {
    const { mesh } = await findLandmarks(network, picture, faces[0]!);
    expect(mesh[1]!.z).toBeLessThan(Math.min(mesh[234]!.z, mesh[454]!.z));
  });
});

/** Where points of the original lie in a picture seen through a transform. */
const carried = (points: readonly Point[], toOriginal: Similarity): Point[] => {
  const toView = invert(toOriginal);
  return points.map((p) => apply(toView, p));
};

/** A square of 500 pixels around a face, magnified and turned. */
function view(face: Detection, scale: number, degrees: number): { chip: Picture; toOriginal: Similarity } {
  const [c, s] = [Math.cos((degrees * Math.PI) / 180) / scale, Math.sin((degrees * Math.PI) / 180) / scale];
  const { x, y } = centreOf(face.box);
  const size = Math.round(500 * scale);
  const half = size / 2;
  const toOriginal = { a: c, b: s, tx: x - c * half + s * half, ty: y - s * half - c * half };
  return { chip: warp(picture, toOriginal, size, size), toOriginal };
}

describe('The same face seen another way has the same points, on average within 2 % of the inter-eye distance', () => {
  it.each([
    { scale: 0.6, degrees: 0 },
    { scale: 0.8, degrees: 10 },
    { scale: 1, degrees: -20 },
    { scale: 1.5, degrees: 0 },
    { scale: 1, degrees: 35 },
    { scale: 2, degrees: -15 },
  ])('$scale times as large, turned by $degrees°', async ({ scale, degrees }) => {
    for (const face of faces) {
      const original = await findLandmarks(network, picture, face);
      const { chip, toOriginal } = view(face, scale, degrees);
      const seen = carried(face.keypoints, toOriginal);
      const middle = carried([centreOf(face.box)], toOriginal)[0]!;
      const [width, height] = [face.box.width * scale, face.box.height * scale];
      const detection: Detection = {
        box: { x: middle.x - width / 2, y: middle.y - height / 2, width, height },
        keypoints: seen,
        confidence: 1,
      };
      const again = await findLandmarks(network, chip, detection);
      const expected = carried(original.sixtyEight, toOriginal);
      const errors = again.sixtyEight.map(
        (p, i) => distance(p, expected[i]!) / (eyesOf(original.five) * scale),
      );
      expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.02);
    }
  });

  it('framed by the detector another way, within 3 %', async () => {
    for (const face of faces) {
      const original = await findLandmarks(network, picture, face);
      const { x, y, width, height } = face.box;
      const shifted = {
        ...face,
        box: { x: x + 0.1 * width, y: y - 0.1 * height, width: 1.15 * width, height: 1.15 * height },
      };
      const again = await findLandmarks(network, picture, shifted);
      const errors = again.sixtyEight.map(
        (p, i) => distance(p, original.sixtyEight[i]!) / eyesOf(original.five),
      );
      expect(errors.reduce((a, b) => a + b) / errors.length).toBeLessThan(0.03);
    }
  });

  it('in a mirror, with left and right exchanged, each point within 8 %', async () => {
    const flip = ({ x, y }: Point): Point => ({ x: picture.width - x, y });
    for (const face of faces) {
      const { five } = await findLandmarks(network, picture, face);
      const [right, left, nose, mouth, rightEar, leftEar] = face.keypoints.map(flip);
      const { x, ...box } = face.box;
      const detection: Detection = {
        ...face,
        box: { ...box, x: picture.width - x - box.width },
        keypoints: [left!, right!, nose!, mouth!, leftEar!, rightEar!],
      };
      const mirrored = (await findLandmarks(network, mirror(picture), detection)).five;
      const expected = [1, 0, 2, 4, 3].map((i) => flip(five[i]!));
      for (const [i, p] of mirrored.entries())
        expect(distance(p, expected[i]!)).toBeLessThan(0.08 * eyesOf(five));
    }
  });
});

it('Where there is no face, little speaks for one', async () => {
  const wall: Detection = {
    box: { x: 1400, y: 20, width: 150, height: 150 },
    keypoints: [
      { x: 1450, y: 70 },
      { x: 1500, y: 70 },
      { x: 1475, y: 95 },
      { x: 1475, y: 120 },
      { x: 1420, y: 80 },
      { x: 1530, y: 80 },
    ],
    confidence: 0.5,
  };
  expect((await findLandmarks(network, picture, wall)).presence).toBeLessThan(0.5);
});
