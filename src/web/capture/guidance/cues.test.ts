import { beforeAll, describe, expect, it } from 'vitest';
import { findFaces } from '../seeing/faces.js';
import type { Network } from '../seeing/network.js';
import { type Point, type Quad, rectangle } from '../seeing/plane.js';
import { builtNetwork, frameOf, samplePhotograph } from '../seeing/seeing.fixture.js';
import { lightOfFace, type Sight, type What } from '../seeing/sight.js';
import { aimOf, type Cue } from './cues.js';

const FRAME = { width: 480, height: 640 };
const SIGHT: Sight = { frame: FRAME, faces: [], page: null, light: null, blur: 0.06, print: null, digest: 0 };

/** A face that looks into the camera, its middle and width in the view. */
const face = (x: number, y: number, width: number, nose = 0) => {
  const at = (dx: number, dy: number): Point => ({
    x: 480 * (x + dx * width),
    y: 480 * (y + dy * width),
  });
  return {
    box: { x: 480 * (x - width / 2), y: 480 * (y - width / 2), width: 480 * width, height: 480 * width },
    keypoints: [at(-0.2, -0.2), at(0.2, -0.2), at(nose, 0.05), at(0, 0.25), at(-0.45, -0.1), at(0.45, -0.1)],
    confidence: 0.9,
  };
};
const GOOD = face(0.5, 0.71, 0.45);

const ofFaces = (...faces: ReturnType<typeof face>[]) => aimOf('selfie', { ...SIGHT, faces }).cue;

describe('aimOf, of a selfie', () => {
  it.each<readonly [Cue, readonly ReturnType<typeof face>[]]>([
    ['good', [GOOD]],
    ['faceNone', []],
    ['facesSeveral', [GOOD, face(0.1, 0.6, 0.25)]],
    ['faceCloser', [face(0.5, 0.68, 0.25)]],
    ['faceFurther', [face(0.5, 0.75, 0.72)]],
    ['faceMiddle', [face(0.2, 0.71, 0.45)]],
    ['faceTurn', [face(0.5, 0.71, 0.45, 0.19)]],
  ])('says %s', (cue, faces) => expect(ofFaces(...faces)).toBe(cue));

  it('overlooks those who pass by behind', () => expect(ofFaces(GOOD, face(0.9, 0.5, 0.2))).toBe('good'));

  it('says where there is too little light, or too much', () => {
    const lit = (mean: number) => aimOf('selfie', { ...SIGHT, faces: [GOOD], light: { mean, burnt: 0 } }).cue;
    expect([30, 120, 240].map(lit)).toEqual(['dark', 'good', 'bright']);
  });

  it('looks at all of the frame for others, but frames the face in what is shown', () => {
    const landscape = { width: 640, height: 480 };
    // Shown is the middle, 360 pixels wide.
    const shifted = (x: number) => {
      const box = { x: 320 + 360 * (x - 0.225), y: 255 - 81, width: 162, height: 162 };
      return { ...GOOD, box, keypoints: GOOD.keypoints };
    };
    const aim = aimOf('selfie', { ...SIGHT, frame: landscape, faces: [shifted(0)] });
    expect(aim.cue).toBe('good');
    expect(aim.place![0].x).toBeCloseTo(0.275, 6);
    const beside = { ...shifted(0), box: { ...shifted(0).box, x: 0 } };
    expect(aimOf('selfie', { ...SIGHT, frame: landscape, faces: [shifted(0), beside] }).cue).toBe(
      'facesSeveral',
    );
  });
});

const CORNERS = rectangle({ x: 20, y: 180, width: 440, height: 310 });
const ofPage = (corners: Quad, more: Partial<Sight> = {}, what: What = 'booklet') =>
  aimOf(what, { ...SIGHT, page: { corners, confidence: 0.9 }, ...more }).cue;

describe('aimOf, of a document', () => {
  it.each<readonly [Cue, Quad]>([
    ['good', CORNERS],
    ['pageWhole', rectangle({ x: -30, y: 170, width: 440, height: 310 })],
    ['pageCloser', rectangle({ x: 140, y: 250, width: 200, height: 141 })],
    [
      'pageFlatter',
      [
        { x: 100, y: 200 },
        { x: 380, y: 200 },
        { x: 470, y: 450 },
        { x: 10, y: 450 },
      ],
    ],
    // Foreshortened, though its sides are parallel.
    ['pageFlatter', rectangle({ x: 20, y: 250, width: 440, height: 200 })],
  ])('says %s', (cue, corners) => expect(ofPage(corners)).toBe(cue));

  it('says that there is none', () => expect(aimOf('card', SIGHT)).toEqual({ cue: 'pageNone', place: null }));

  it('says what hides the print: glare, darkness, blur', () => {
    expect(ofPage(CORNERS, { light: { mean: 150, burnt: 0.2 } })).toBe('pageGlare');
    expect(ofPage(CORNERS, { light: { mean: 40, burnt: 0 } })).toBe('dark');
    for (const blur of [0.3, null]) expect(ofPage(CORNERS, { blur })).toBe('pageBlur');
    expect(ofPage(CORNERS, { light: { mean: 235, burnt: 0 }, blur: 0.1 })).toBe('good');
  });

  it('asks to turn a card over, of which it sees the side again that was taken', () => {
    const card = rectangle({ x: 20, y: 190, width: 440, height: 278 });
    const sight = { ...SIGHT, page: { corners: card, confidence: 0.9 }, print: [0.6, -0.8, 0.2] };
    expect(aimOf('cardBack', sight, [0.6, -0.8, 0.2]).cue).toBe('pageOver');
    expect(aimOf('cardBack', sight, [0.8, 0.6, 0]).cue).toBe('good');
    expect(aimOf('cardBack', sight).cue).toBe('good');
  });

  it('knows a card’s proportions from a passport’s', () => {
    const card = rectangle({ x: 20, y: 190, width: 440, height: 278 });
    expect(ofPage(card, {}, 'card')).toBe('good');
    expect(ofPage(rectangle({ x: 20, y: 190, width: 440, height: 215 }), {}, 'card')).toBe('pageFlatter');
  });
});

describe('aimOf, of photographs', () => {
  let network: Network;
  beforeAll(async () => {
    network = await builtNetwork('face');
  });

  it('sees several people where there are three or more', async () => {
    for (const number of [1, 3, 4, 5, 6]) {
      const frame = await frameOf(await samplePhotograph(number));
      const faces = findFaces(network, frame);
      const light = faces[0] ? lightOfFace(frame, faces[0].box) : null;
      expect(aimOf('selfie', { ...SIGHT, frame, faces, light }).cue).toBe('facesSeveral');
    }
  });
});
