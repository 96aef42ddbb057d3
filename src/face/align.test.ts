import { describe, expect, it } from 'vitest';
import {
  apply,
  blank,
  draw,
  fitSimilarity,
  invert,
  type Picture,
  type Point,
  scaleOf,
} from '../image/index.js';
import { align } from './align.js';
import type { Face } from './face.js';
import { distance, meanPoint } from './geometry.js';
import { dlibChipPoints } from './networks/dlibFace.js';
import type { EmbedderManifest } from './registry/manifest.js';

const ARCFACE: [number, number][] = [
  [38.2946, 51.6963],
  [73.5318, 51.5014],
  [56.0252, 71.7366],
  [41.5493, 92.3655],
  [70.7299, 92.2041],
];

const manifest = (part: {
  size: number;
  landmarks: 'five' | 'inner51';
  points: [number, number][];
}): EmbedderManifest => ({
  name: 'test',
  kind: 'embedder',
  sha256: '0'.repeat(64),
  bytes: 1,
  licence: '',
  source: '',
  input: { size: part.size, order: 'rgb', layout: 'nchw', mean: [0, 0, 0], scale: [1, 1, 1] },
  alignment: { landmarks: part.landmarks, points: part.points, mirror: false },
  templateLength: 2,
});

const arcface = manifest({ size: 112, landmarks: 'five', points: ARCFACE });
const dlib = manifest({ size: 150, landmarks: 'inner51', points: dlibChipPoints(150, 0.25) });

const pointsOf = ({ alignment }: EmbedderManifest): Point[] => alignment.points.map(([x, y]) => ({ x, y }));

/** A face whose points are the model's own, carried into the picture: magnified, turned, shifted. */
function faceOf(model: EmbedderManifest, scale: number, degrees: number, shift: Point): Face {
  const [a, b] = [scale * Math.cos((degrees * Math.PI) / 180), scale * Math.sin((degrees * Math.PI) / 180)];
  const points = pointsOf(model).map((p) => apply({ a, b, tx: shift.x, ty: shift.y }, p));
  const jaw = Array.from({ length: 17 }, () => ({ x: -1000, y: -1000 }));
  return {
    box: { x: 0, y: 0, width: 1, height: 1 },
    keypoints: [],
    confidence: 1,
    landmarks: {
      mesh: [],
      presence: 1,
      five: model === arcface ? points : [],
      sixtyEight: model === dlib ? [...jaw, ...points] : [],
    },
  };
}

const picture = blank(800, 600, '#406080');

describe('An aligned face', () => {
  it.each([
    ['ArcFace’s five points', arcface, 2, 0],
    ['ArcFace’s five points, turned', arcface, 1.3, 25],
    ['ArcFace’s five points, upside down', arcface, 1, 180],
    ['dlib’s inner 51 points', dlib, 1.7, -15],
  ] as const)('has its points where the model wants them: %s', (_, model, scale, degrees) => {
    const face = faceOf(model, scale, degrees, { x: 300, y: 250 });
    const { chip, toPicture } = align(picture, face, model);
    expect([chip.width, chip.height]).toEqual([model.input.size, model.input.size]);
    expect(scaleOf(toPicture)).toBeCloseTo(scale, 9);
    const toChip = invert(toPicture);
    const points = model === arcface ? face.landmarks.five : face.landmarks.sixtyEight.slice(17);
    for (const [i, wanted] of pointsOf(model).entries()) {
      expect(distance(apply(toChip, points[i]!), wanted)).toBeLessThan(1e-6);
    }
  });

  it('shows in its pixels what lies there in the picture: the eyes, drawn as dots', async () => {
    const face = faceOf(arcface, 2, 20, { x: 300, y: 100 });
    const eyes = face.landmarks.five.slice(0, 2);
    const dots = await draw(picture, [{ kind: 'points', points: eyes, radius: 5, colour: '#ffffff' }]);
    const { chip } = align(dots, face, arcface);
    for (const [x, y] of ARCFACE.slice(0, 2)) {
      const bright = brightAround(chip, { x: x!, y: y! }, 8);
      expect(distance(bright, { x: x!, y: y! })).toBeLessThan(0.5);
    }
  });

  it('is the best fit where the points fit badly: no similarity comes closer', () => {
    const face = faceOf(arcface, 2, 0, { x: 100, y: 100 });
    const bent = face.landmarks.five.map((p, i) => ({ x: p.x + (i - 2) * 3, y: p.y + (i % 2) * 4 }));
    const { toPicture } = align(picture, { ...face, landmarks: { ...face.landmarks, five: bent } }, arcface);
    expect(toPicture).toEqual(fitSimilarity(pointsOf(arcface), bent));
  });

  it('continues the picture’s edge where the face leaves it', () => {
    const face = faceOf(arcface, 1, 0, { x: -60, y: -60 });
    const { chip } = align(picture, face, arcface);
    expect(Array.from(chip.data.subarray(0, 3))).toEqual([0x40, 0x60, 0x80]);
  });
});

/** Centre of gravity of what is brighter than the background near a point, in pixels. */
function brightAround(chip: Picture, near: Point, reach: number): Point {
  const bright: Point[] = [];
  for (let y = Math.floor(near.y - reach); y < near.y + reach; y++)
    for (let x = Math.floor(near.x - reach); x < near.x + reach; x++)
      if (chip.data[3 * (y * chip.width + x)]! > 0xa0) bright.push({ x: x + 0.5, y: y + 0.5 });
  return meanPoint(bright);
}
