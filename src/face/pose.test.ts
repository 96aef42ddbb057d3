import fc from 'fast-check';
import sharp, { type Sharp } from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Picture } from '../image/index.js';
import { encodeModel, openSession, type Session } from '../onnx/index.js';
import { detectFaces } from './detect.js';
import { findLandmarks, type MeshPoint } from './landmarks.js';
import { composeBlazeFace } from './networks/blazeface.js';
import { composeFaceMesh } from './networks/faceMesh.js';
import { type Pose, poseOf } from './pose.js';

type Turn = (point: MeshPoint) => MeshPoint;

const radians = (degrees: number) => (degrees * Math.PI) / 180;

/** Looks down: what is near, at negative z, goes down. */
const pitched = (degrees: number): Turn => {
  const [c, s] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  return ({ x, y, z }) => ({ x, y: c * y - s * z, z: s * y + c * z });
};
/** Turns to the subject's left: what is near goes to the right of the picture. */
const yawed = (degrees: number): Turn => {
  const [c, s] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  return ({ x, y, z }) => ({ x: c * x - s * z, y, z: s * x + c * z });
};
/** Turns the picture anticlockwise as seen. */
const rolled = (degrees: number): Turn => {
  const [c, s] = [Math.cos(radians(degrees)), Math.sin(radians(degrees))];
  return ({ x, y, z }) => ({ x: c * x + s * y, y: -s * x + c * y, z });
};

/** Any solid that is not symmetric, turned back until it counts as frontal. */
const solid: MeshPoint[] = Array.from({ length: 468 }, (_, i) => ({
  x: Math.cos(i) * 3,
  y: Math.sin(1.7 * i) * 2,
  z: Math.cos(2.3 * i + 1),
}));
const frontalSolid = (() => {
  const { yaw, pitch, roll } = poseOf({ mesh: solid });
  return solid.map(rolled(-roll)).map(yawed(-yaw)).map(pitched(-pitch));
})();

const expectPose = (actual: Pose, expected: Pose, digits: number) => {
  expect(actual.yaw).toBeCloseTo(expected.yaw, digits);
  expect(actual.pitch).toBeCloseTo(expected.pitch, digits);
  expect(actual.roll).toBeCloseTo(expected.roll, digits);
};

describe('the pose of a mesh', () => {
  it('is its rotation, taken apart as roll · yaw · pitch', () => {
    const angle = fc.double({ min: -85, max: 85, noNaN: true });
    fc.assert(
      fc.property(angle, angle, angle, (yaw, pitch, roll) => {
        const mesh = frontalSolid.map(pitched(pitch)).map(yawed(yaw)).map(rolled(roll));
        expectPose(poseOf({ mesh }), { yaw, pitch, roll }, 5);
      }),
    );
  });

  it('does not depend on where the face is nor how large', () => {
    const mesh = frontalSolid.map(yawed(20));
    const elsewhere = mesh.map(({ x, y, z }) => ({ x: 40 * x + 900, y: 40 * y - 70, z: 40 * z + 3 }));
    expectPose(poseOf({ mesh: elsewhere }), poseOf({ mesh }), 9);
  });
});

describe('the pose of a face in a photograph', () => {
  let detector: Session;
  let network: Session;
  beforeAll(async () => {
    [detector, network] = await Promise.all([
      composeBlazeFace().then((model) => openSession(encodeModel(model))),
      composeFaceMesh().then((model) => openSession(encodeModel(model))),
    ]);
  });

  const samples = new URL('../../node_modules/@vladmandic/face-api/demo/', import.meta.url).pathname;
  /** A square of a photograph with one face in it, seen through `change`. */
  async function pose([sample, x, y]: readonly [number, number, number], change = (s: Sharp) => s) {
    const side = 500;
    const cut = await sharp(`${samples}sample${sample}.jpg`)
      .extract({ left: x - side / 2, top: y - side / 2, width: side, height: side })
      .png()
      .toBuffer();
    const { data, info } = await change(sharp(cut)).removeAlpha().raw().toBuffer({ resolveWithObject: true });
    const picture: Picture = { width: info.width, height: info.height, data };
    const middle = (p: { box: { x: number; width: number } }) =>
      Math.abs(p.box.x + p.box.width / 2 - info.width / 2);
    const [face] = (await detectFaces(detector, picture)).sort((p, q) => middle(p) - middle(q));
    return poseOf(await findLandmarks(network, picture, face));
  }

  const FRONTAL = [6, 1267, 467] as const;
  const TURNED_LEFT = [4, 325, 334] as const;
  const TURNED_RIGHT = [6, 777, 497] as const;
  const LEANING_LEFT = [1, 1565, 343] as const;
  const LOOKING_DOWN = [2, 980, 354] as const;

  it('is near zero for a face that looks into the camera', async () => {
    const { yaw, roll } = await pose(FRONTAL);
    expect(Math.abs(yaw)).toBeLessThan(12);
    expect(Math.abs(roll)).toBeLessThan(5);
  });

  it('has a positive yaw where the subject turns to their left', async () => {
    expect((await pose(TURNED_LEFT)).yaw).toBeGreaterThan(15);
    expect((await pose(TURNED_RIGHT)).yaw).toBeLessThan(-15);
  });

  it('has a positive pitch where the subject looks down', async () => {
    expect((await pose(LOOKING_DOWN)).pitch).toBeGreaterThan(15);
  });

  it('has a positive roll where the head leans to the subject’s right shoulder', async () => {
    expect((await pose(LEANING_LEFT)).roll).toBeLessThan(-35);
    expect((await pose(LEANING_LEFT, (s) => s.flop())).roll).toBeGreaterThan(35);
  });

  it('changes the sign of yaw and roll in a mirror, and keeps the pitch', async () => {
    for (const face of [FRONTAL, TURNED_LEFT, TURNED_RIGHT, LEANING_LEFT]) {
      const seen = await pose(face);
      const mirrored = await pose(face, (s) => s.flop());
      expect(Math.abs(mirrored.yaw + seen.yaw)).toBeLessThan(5);
      expect(Math.abs(mirrored.roll + seen.roll)).toBeLessThan(3);
      expect(Math.abs(mirrored.pitch - seen.pitch)).toBeLessThan(5);
    }
  });

  it('changes only its roll, and by 20°, where the picture is turned by 20°', async () => {
    for (const face of [FRONTAL, TURNED_LEFT, TURNED_RIGHT]) {
      const seen = await pose(face);
      const turned = await pose(face, (s) => s.rotate(20, { background: '#808080' }));
      expect(Math.abs(turned.roll - (seen.roll - 20))).toBeLessThan(3);
      expect(Math.abs(turned.yaw - seen.yaw)).toBeLessThan(5);
      expect(Math.abs(turned.pitch - seen.pitch)).toBeLessThan(5);
    }
  });
});
