import { existsSync, readdirSync } from 'node:fs';
import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Picture, Point } from '../../image/index.js';
import { encodeModel, openSession, type Session } from '../../onnx/index.js';
import { detectFaces } from '../detect.js';
import type { Face } from '../face.js';
import { findLandmarks } from '../landmarks.js';
import { composeBlazeFace } from '../networks/blazeface.js';
import { composeFaceMesh } from '../networks/faceMesh.js';
import {
  assessQuality,
  COMPONENT_NAMES,
  COMPONENTS,
  type ComponentName,
  QUALITY_LIMITS,
  type Quality,
  recaptureReasons,
} from './index.js';

/** A face and the picture it was found in. */
interface Seen {
  readonly picture: Picture;
  readonly face: Face;
  readonly others: readonly Face[];
}

const ROLES = ['selfie', 'document'] as const;
const samples = new URL('../../../node_modules/@vladmandic/face-api/demo/', import.meta.url).pathname;
const lfw = new URL('../../../../shared/data/lfw-dev/images/', import.meta.url).pathname;

let detector: Session;
let network: Session;
/** A woman who looks into the camera; a man of dark skin in dim light; a woman cut out as a selfie would be. */
let portrait: Seen;
let dark: Seen;

beforeAll(async () => {
  [detector, network] = await Promise.all([
    composeBlazeFace().then((model) => openSession(encodeModel(model))),
    composeFaceMesh().then((model) => openSession(encodeModel(model))),
  ]);
  portrait = await look(
    sharp(`${samples}sample6.jpg`).extract({ left: 99, top: 368, width: 500, height: 600 }),
  );
  dark = await look(sharp(`${samples}sample5.jpg`).extract({ left: 211, top: 796, width: 500, height: 600 }));
});

/** The face nearest to the middle of a picture, and the others. */
async function look(image: Sharp): Promise<Seen> {
  const picture = await pixels(image);
  const offCentre = ({ box }: Pick<Face, 'box'>) =>
    Math.hypot(box.x + (box.width - picture.width) / 2, box.y + (box.height - picture.height) / 2);
  const found = (await detectFaces(detector, picture)).sort((p, q) => offCentre(p) - offCentre(q));
  const faces: Face[] = [];
  for (const f of found) faces.push({ ...f, landmarks: await findLandmarks(network, picture, f) });
  const [face, ...others] = faces;
  return { picture, face, others };
}

async function pixels(image: Sharp): Promise<Picture> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  return { width: info.width, height: info.height, data };
}

const toSharp = ({ data, width, height }: Picture) => sharp(data, { raw: { width, height, channels: 3 } });

/** The same face in changed pixels: what is measured changes, where it is measured does not. */
const degraded = async (seen: Seen, change: (image: Sharp) => Sharp): Promise<Seen> => ({
  ...seen,
  picture: await pixels(change(toSharp(seen.picture))),
});

/** The face's points moved by a function, the picture as it is. */
function moved({ picture, face, others }: Seen, move: (p: Point, index: number) => Point): Seen {
  const all = (points: readonly Point[]) => points.map(move);
  const mesh = face.landmarks.mesh.map((p, i) => ({ ...p, ...move(p, i) }));
  const { five, sixtyEight } = face.landmarks;
  const landmarks = { ...face.landmarks, mesh, five: all(five), sixtyEight: all(sixtyEight) };
  return { picture, face: { ...face, landmarks }, others };
}

/** Only what the crop leaves of the picture. */
async function cropped(seen: Seen, left: number, top: number, width: number, height: number): Promise<Seen> {
  const cut = await degraded(seen, (image) => image.extract({ left, top, width, height }));
  return moved(cut, ({ x, y }) => ({ x: x - left, y: y - top }));
}

const assess = ({ picture, face, others }: Seen, scale = 1): Quality =>
  assessQuality(picture, scale, face, others);
const native = (seen: Seen, name: ComponentName): number => assess(seen).components[name].native;
const refused = (seen: Seen, role: (typeof ROLES)[number] = 'selfie') =>
  recaptureReasons(assess(seen), role).map(({ component }) => component);

/** The native measures of a face as a change grows. */
async function sweep<T>(
  seen: Seen,
  name: ComponentName,
  amounts: readonly T[],
  change: (image: Sharp, amount: T) => Sharp,
): Promise<number[]> {
  const measured: number[] = [];
  for (const amount of amounts) {
    measured.push(native(await degraded(seen, (image) => change(image, amount)), name));
  }
  return measured;
}

const ascending = (values: readonly number[]) => values.every((v, i) => i === 0 || v > values[i - 1]);
const descending = (values: readonly number[]) => ascending([...values].reverse());

describe('every component', () => {
  it('has a finite native measure, a score from 0 to 100 and a unit', () => {
    for (const seen of [portrait, dark]) {
      for (const { native, score, unit } of Object.values(assess(seen).components)) {
        expect(native).toSatisfy(Number.isFinite);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(100);
        expect(unit).not.toBe('');
      }
    }
  });

  it.each(COMPONENT_NAMES)('%s scores 0 to 100 whatever the native measure', (name) => {
    fc.assert(
      fc.property(fc.double({ noNaN: true, min: -1e6, max: 1e6 }), (value) => {
        const score = COMPONENTS[name].score(value);
        return score >= 0 && score <= 100;
      }),
    );
  });

  it.each(COMPONENT_NAMES)('%s gives its advice in a plain sentence', (name) => {
    for (const role of ROLES) {
      for (const value of [-20, 0.1, 20]) {
        expect(COMPONENTS[name].advice(value, role)).toMatch(/^[A-Z][^.]+\.$/);
      }
    }
  });

  it('stays finite where the face lies outside the picture', () => {
    const gone = moved(portrait, ({ x, y }) => ({ x: x + 5000, y: y - 5000 }));
    for (const { native, score } of Object.values(assess(gone).components)) {
      expect(native).toSatisfy(Number.isFinite);
      expect(score).toSatisfy(Number.isFinite);
    }
  });

  it('stays finite for a picture of one colour', async () => {
    const flat = await degraded(portrait, (image) => image.linear(0, 128));
    for (const { native } of Object.values(assess(flat).components))
      expect(native).toSatisfy(Number.isFinite);
  });
});

describe('Sharpness', () => {
  const BLURS = [1, 2, 3, 5, 8, 12] as const;

  it('falls with every step of blur', async () => {
    expect(ascending(await sweep(portrait, 'Sharpness', BLURS, (s, sigma) => s.blur(sigma)))).toBe(true);
    expect(ascending(await sweep(dark, 'Sharpness', BLURS, (s, sigma) => s.blur(sigma)))).toBe(true);
  });

  it('measures the blur in per cent of the inter-eye distance, to a third: variances add up', async () => {
    for (const seen of [portrait, dark]) {
      const own = native(seen, 'Sharpness');
      const eyes = native(seen, 'InterEyeDistance');
      const [measured] = await sweep(seen, 'Sharpness', [8], (s, sigma) => s.blur(sigma));
      const expected = Math.hypot(own, (100 * 8) / eyes);
      expect(measured / expected).toBeGreaterThan(3 / 4);
      expect(measured / expected).toBeLessThan(4 / 3);
    }
  });

  it('does not depend on contrast or brightness', async () => {
    const own = native(portrait, 'Sharpness');
    const [faint, dim] = await sweep(portrait, 'Sharpness', [100, 0], (s, up) => s.linear(0.4, up));
    expect(faint / own).toBeCloseTo(1, 1);
    expect(dim / own).toBeCloseTo(1, 1);
  });

  it('does not take strong compression for blur, nor hide blur behind it', async () => {
    const compressed = async (seen: Seen) => {
      const jpeg = await toSharp(seen.picture).jpeg({ quality: 20 }).toBuffer();
      return native({ ...seen, picture: await pixels(sharp(jpeg)) }, 'Sharpness');
    };
    const blurred = await degraded(portrait, (s) => s.blur(8));
    expect((await compressed(portrait)) / native(portrait, 'Sharpness')).toBeCloseTo(1, 1);
    expect((await compressed(blurred)) / native(blurred, 'Sharpness')).toBeCloseTo(1, 1);
  });

  it('is hardly mended by noise', async () => {
    const blurred = await degraded(portrait, (s) => s.blur(8));
    const noisy = { ...blurred.picture, data: blurred.picture.data.map((v, i) => v + noise(i, 8)) };
    const measured = native({ ...blurred, picture: noisy }, 'Sharpness');
    expect(measured / native(blurred, 'Sharpness')).toBeGreaterThan(0.85);
  });

  it('sees the blur of a camera that moves in one direction', async () => {
    const own = native(portrait, 'Sharpness');
    for (const along of ['x', 'y'] as const) {
      const [measured] = await sweep(portrait, 'Sharpness', [along], (s, axis) => motion(s, axis, 25));
      expect(measured).toBeGreaterThan(1.4 * own);
    }
  });

  it('measures blur and not resolution: a picture at half its size is as sharp', async () => {
    const { width, height } = portrait.picture;
    const half = moved(await degraded(portrait, (s) => s.resize(width / 2, height / 2)), ({ x, y }) => ({
      x: x / 2,
      y: y / 2,
    }));
    expect(native(half, 'Sharpness') / native(portrait, 'Sharpness')).toBeCloseTo(1, 1);
  });
});

/** Repeatable noise, triangular, of about the given standard deviation. */
function noise(i: number, deviation: number): number {
  const random = (k: number) => {
    const x = Math.sin(k * 12.9898) * 43758.5453;
    return x - Math.floor(x);
  };
  return (random(i + 1) + random(i + 1e6) - 1) * deviation * Math.sqrt(6);
}

function motion(image: Sharp, axis: 'x' | 'y', length: number): Sharp {
  const [width, height] = axis === 'x' ? [length, 3] : [3, length];
  const kernel = Array.from({ length: width * height }, (_, i) =>
    (axis === 'x' ? Math.floor(i / width) : i % width) === 1 ? 1 : 0,
  );
  return image.convolve({ width, height, kernel, scale: length });
}

describe('exposure', () => {
  it('UnderExposurePrevention is the share of the face with a luminance of 25 or less: sRGB levels to 88', async () => {
    const levels = [0, 88, 90, 255];
    const shares = await sweep(portrait, 'UnderExposurePrevention', levels, (s, v) => s.linear(0, v));
    expect(shares.map(Math.round)).toEqual([1, 1, 0, 0]);
  });

  it('OverExposurePrevention is the share with a luminance of 247 or more: sRGB levels from 252', async () => {
    const levels = [0, 250, 252, 255];
    const shares = await sweep(portrait, 'OverExposurePrevention', levels, (s, v) => s.linear(0, v));
    expect(shares.map(Math.round)).toEqual([0, 0, 1, 1]);
  });

  it('grow as the picture darkens or burns out', async () => {
    const darker = await sweep(portrait, 'UnderExposurePrevention', [1, 0.7, 0.5, 0.35], (s, k) =>
      s.linear(k, 0),
    );
    const brighter = await sweep(portrait, 'OverExposurePrevention', [1, 1.5, 2, 3], (s, k) =>
      s.linear(k, 0),
    );
    expect(ascending(darker)).toBe(true);
    expect(ascending(brighter)).toBe(true);
  });

  it('look at the face alone, not at what is around it', async () => {
    const { width, height } = portrait.picture;
    const { x, y, width: w, height: h } = portrait.face.box;
    const mask = (inside: string, outside: string) =>
      Buffer.from(
        `<svg width="${width}" height="${height}"><rect width="100%" height="100%" fill="${outside}"/>
         <rect x="${x - 0.3 * w}" y="${y - 0.6 * h}" width="${1.6 * w}" height="${1.9 * h}" fill="${inside}"/></svg>`,
      );
    const inFrame = await degraded(portrait, (s) => s.composite([{ input: mask('#888', '#fff') }]));
    expect(native(inFrame, 'OverExposurePrevention')).toBe(0);
  });

  it('a face of dark skin in dim light is not refused', () => {
    expect(native(dark, 'UnderExposurePrevention')).toBeGreaterThan(0.75);
    expect(refused(dark)).toEqual([]);
  });
});

describe('DynamicRange', () => {
  it('is the entropy of the grey levels: 0 for one level', async () => {
    expect(await sweep(portrait, 'DynamicRange', [0], (s, k) => s.linear(k, 100))).toEqual([0]);
  });

  it('is 3 bits for eight levels that are equally frequent', () => {
    const { width, height } = portrait.picture;
    const data = new Uint8Array(3 * width * height).map((_, i) => (Math.floor(i / 3 / width) % 8) * 30);
    const striped = { ...portrait, picture: { width, height, data } };
    // The chip blends neighbouring stripes, so that somewhat more levels appear.
    expect(native(striped, 'DynamicRange')).toBeGreaterThan(2.5);
  });

  it('falls as the picture goes into fog or into the dark', async () => {
    const factors = [1, 0.5, 0.25, 0.12, 0.06];
    const fog = await sweep(portrait, 'DynamicRange', factors, (s, k) => s.linear(k, 128 * (1 - k)));
    const night = await sweep(portrait, 'DynamicRange', factors, (s, k) => s.linear(k, 0));
    expect(descending(fog)).toBe(true);
    expect(descending(night)).toBe(true);
  });
});

describe('IlluminationUniformity', () => {
  it('falls as the light comes more and more from one side', async () => {
    const { width, height } = portrait.picture;
    const shade = (depth: number) =>
      Buffer.from(
        `<svg width="${width}" height="${height}"><defs><linearGradient id="g"><stop offset="0.2" stop-opacity="${depth}"/>
         <stop offset="0.8" stop-opacity="0"/></linearGradient></defs><rect width="100%" height="100%" fill="url(#g)"/></svg>`,
      );
    const grey = await degraded(portrait, (s) => s.linear(0.3, 100));
    const measured = await sweep(grey, 'IlluminationUniformity', [0, 0.9], (s, depth) =>
      s.composite([{ input: shade(depth) }]),
    );
    expect(measured[1]).toBeLessThan(measured[0] / 2);
  });

  it('is 1 where both cheeks are alike', async () => {
    expect(await sweep(portrait, 'IlluminationUniformity', [90], (s, v) => s.linear(0, v))).toEqual([1]);
  });
});

describe('InterEyeDistance', () => {
  it('is in pixels of the original, before it was shrunk while decoding', () => {
    const { components } = assess(portrait, 0.25);
    expect(components.InterEyeDistance.native).toBeCloseTo(4 * native(portrait, 'InterEyeDistance'), 9);
  });

  it('is the distance as if the head were not turned', () => {
    const [x, z] = [100, 0];
    const turn = (p: Point & { z?: number }) => {
      const [c, s] = [Math.cos(0.5), Math.sin(0.5)];
      return { x: x + c * (p.x - x) - s * ((p.z ?? 0) - z), y: p.y, z: s * (p.x - x) + c * (p.z ?? 0) };
    };
    const before = native(portrait, 'InterEyeDistance');
    const after = native(moved(portrait, turn), 'InterEyeDistance');
    expect(after / before).toBeCloseTo(1, 1);
  });
});

describe('HeadSize', () => {
  it('is the distance from the eyes to the chin over the height of the picture', async () => {
    const { width, height } = portrait.picture;
    const taller = await degraded(portrait, (s) => s.extend({ bottom: height, background: '#888' }));
    expect(native(taller, 'HeadSize')).toBeCloseTo(native(portrait, 'HeadSize') / 2, 9);
    expect(taller.picture.width).toBe(width);
  });
});

describe('the head’s position', () => {
  it('is measured to each border, and a face well inside is not refused', () => {
    const { LeftwardCropOfTheFaceImage: left, RightwardCropOfTheFaceImage: right } =
      assess(portrait).components;
    expect(left.native + right.native + 1).toBeCloseTo(portrait.picture.width / eyesOf(portrait), 1);
    expect(refused(portrait)).toEqual([]);
  });

  it('refuses a face that a border cuts, and says which', async () => {
    const { width, height } = portrait.picture;
    const mesh = portrait.face.landmarks.mesh;
    const [eyeLeft, eyeRight, brow, lip] = [mesh[33].x, mesh[263].x, mesh[105].y, mesh[17].y].map(Math.round);
    const cut = {
      LeftwardCropOfTheFaceImage: await cropped(portrait, eyeLeft, 0, width - eyeLeft, height),
      RightwardCropOfTheFaceImage: await cropped(portrait, 0, 0, eyeRight, height),
      MarginAboveOfTheFaceImage: await cropped(portrait, 0, brow + 5, width, height - brow - 5),
      MarginBelowOfTheFaceImage: await cropped(portrait, 0, 0, width, lip),
    };
    for (const [name, seen] of Object.entries(cut)) {
      for (const role of ROLES) expect(refused(seen, role)).toEqual([name]);
    }
  });
});

const eyesOf = ({ face }: Seen): number => {
  const { mesh } = face.landmarks;
  return Math.hypot(
    (mesh[362].x + mesh[263].x - mesh[33].x - mesh[133].x) / 2,
    (mesh[362].y + mesh[263].y - mesh[33].y - mesh[133].y) / 2,
  );
};

describe('EyesOpen and MouthClosed', () => {
  /** Moves the lower points towards the upper ones: 0 leaves the gap, 1 closes it. */
  const closing = (pairs: readonly (readonly [number, number])[], share: number) => {
    const { mesh } = portrait.face.landmarks;
    return moved(portrait, (p, i) => {
      const pair = pairs.find(([, lower]) => lower === i);
      // The points of the other schemes are moved too, with indices of their own.
      if (!pair || p !== mesh[i]) return p;
      const upper = mesh[pair[0]];
      return { x: p.x + share * (upper.x - p.x), y: p.y + share * (upper.y - p.y) };
    });
  };
  const LEFT_LIDS = [
    [160, 144],
    [159, 145],
    [158, 153],
  ] as const;
  const LIPS = [
    [82, 87],
    [13, 14],
    [312, 317],
  ] as const;

  it('the eye that is less open counts', () => {
    const measured = [0, 0.5, 0.9, 1].map((share) => native(closing(LEFT_LIDS, share), 'EyesOpen'));
    expect(descending(measured)).toBe(true);
    expect(measured[3]).toBeCloseTo(0, 9);
    expect(refused(closing(LEFT_LIDS, 0.9))).toEqual(['EyesOpen']);
  });

  it('the widest gap of the lips counts', () => {
    const measured = [1, 0, -1, -20].map((share) => native(closing(LIPS, share), 'MouthClosed'));
    expect(ascending(measured)).toBe(true);
    expect(measured[0]).toBeCloseTo(0, 9);
  });
});

describe('SingleFacePresent', () => {
  const beside = (factor: number): Seen => {
    const { face } = portrait;
    const { x, y, width, height } = face.box;
    const box = { x: x + 2 * width, y, width: width * factor, height: height * factor };
    return { ...portrait, others: [{ ...face, box }] };
  };

  it('is the size of the next face over that of this one, 0 for a face alone', () => {
    expect(native({ ...portrait, others: [] }, 'SingleFacePresent')).toBe(0);
    expect(native(beside(0.4), 'SingleFacePresent')).toBeCloseTo(0.4, 9);
    expect(assess(beside(1.5)).components.SingleFacePresent.score).toBe(0);
  });
});

describe('recapture', () => {
  it('names the component, its native measure, the limit and what to do', async () => {
    const blurred = assess(await degraded(portrait, (s) => s.blur(14)));
    expect(recaptureReasons(blurred, 'selfie')).toEqual([
      {
        component: 'Sharpness',
        native: blurred.components.Sharpness.native,
        limit: QUALITY_LIMITS.selfie.Sharpness?.max,
        advice: 'Hold the camera still, let it focus on your face, and wipe the lens.',
      },
    ]);
  });

  it('tells a subject who turned too far to their left to turn to their right', () => {
    const quality = assess(portrait);
    const turned = {
      components: { ...quality.components, HeadPoseYaw: { native: 60, unit: '°', score: 25 } },
    };
    expect(recaptureReasons(turned, 'selfie')[0]).toMatchObject({
      component: 'HeadPoseYaw',
      limit: 45,
      advice: 'Turn your head to your right, until you look straight into the camera.',
    });
  });

  it('asks nothing of a document that photographing it again could not give', () => {
    const printed: ComponentName[] = [
      'EyesOpen',
      'MouthClosed',
      'HeadPoseYaw',
      'HeadPosePitch',
      'HeadPoseRoll',
    ];
    for (const name of printed) expect(QUALITY_LIMITS.document[name]).toBeUndefined();
  });

  it('refuses no face of dark skin for being dark', () => {
    for (const role of ROLES) expect(QUALITY_LIMITS[role].UnderExposurePrevention).toBeUndefined();
  });

  it('is asked for a picture gone dark, gone white, or gone in fog', async () => {
    const night = await degraded(portrait, (s) => s.linear(0.04, 0));
    const white = await degraded(portrait, (s) => s.linear(5, 0));
    const fog = await degraded(portrait, (s) => s.linear(0.05, 120));
    expect(refused(night)).toContain('DynamicRange');
    expect(refused(white)).toContain('OverExposurePrevention');
    expect(refused(fog)).toContain('DynamicRange');
  });

  it.skipIf(!existsSync(lfw))('is asked of at most 1 in 60 ordinary photographs (LFW)', async () => {
    const subjects = readdirSync(lfw)
      .filter((_, i) => i % 47 === 0)
      .slice(0, 60);
    const asked: unknown[] = [];
    for (const subject of subjects) {
      const seen = await look(sharp(`${lfw}${subject}/${readdirSync(`${lfw}${subject}`).sort()[0]}`));
      const reasons = refused(seen);
      if (reasons.length > 0) asked.push({ subject, reasons });
    }
    expect(subjects.length).toBeGreaterThan(30);
    expect(asked.length, JSON.stringify(asked)).toBeLessThanOrEqual(1);
  });
});

if (!existsSync(lfw)) console.log(`Skipped: ${lfw} is not here.`);
