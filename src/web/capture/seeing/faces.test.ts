// Held against the service's own detector, whose network this is, on the photographs that come with face-api and on
// photographs of lfw-dev, where those are.

import { existsSync, readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Detection, detectFaces } from '../../../face/detect.js';
import { defaultModels } from '../../../face/registry/defaults.js';
import { ModelStore } from '../../../face/registry/store.js';
import { decode } from '../../../image/index.js';
import { openSession, type Session } from '../../../onnx/index.js';
import { findFaces, type SeenFace } from './faces.js';
import type { Network } from './network.js';
import { distance, overlapOf } from './plane.js';
import { builtNetwork, frameOf, samplePhotograph } from './seeing.fixture.js';

let network: Network;
let detector: Session;
beforeAll(async () => {
  network = await builtNetwork('face');
  const [model] = await defaultModels(new ModelStore(join(tmpdir(), 'likeness-test-home')));
  detector = await openSession(model!.bytes);
});
afterAll(() => detector.close());

/** Both in pixels of the frame. */
async function both(photo: Uint8Array): Promise<{ ours: SeenFace[]; theirs: Detection[] }> {
  const frame = await frameOf(photo);
  const picture = await decode(photo);
  const by = frame.width / picture.width;
  const scaled = <T extends object>(place: T): T =>
    Object.fromEntries(Object.entries(place).map(([name, value]) => [name, value * by])) as T;
  const theirs = (await detectFaces(detector, picture)).map((face) => ({
    ...face,
    ...{ box: scaled(face.box), keypoints: face.keypoints.map(scaled) },
  }));
  return { ours: findFaces(network, frame), theirs };
}

const LFW = join(import.meta.dirname, '../../../../../shared/data/lfw-dev/images');
const people = existsSync(LFW) ? readdirSync(LFW).toSorted().slice(0, 25) : [];

describe('findFaces', () => {
  it.each([1, 2, 3, 4, 5, 6])('finds in sample%d what the service finds', async (number) => {
    const { ours, theirs } = await both(await samplePhotograph(number));
    const sure = theirs.filter(({ confidence }) => confidence > 0.6);
    for (const face of sure) {
      const match = ours.find(({ box }) => overlapOf(box, face.box) > 0.85);
      expect(match).toBeDefined();
      for (const [i, point] of match!.keypoints.entries())
        expect(distance(point, face.keypoints[i]!)).toBeLessThan(0.06 * face.box.width);
    }
    expect(ours.filter(({ confidence }) => confidence > 0.6).length).toBeLessThanOrEqual(theirs.length);
  });

  it.skipIf(people.length === 0)('finds people of lfw-dev in the same place', async () => {
    for (const name of people) {
      const { ours, theirs } = await both(await readFile(join(LFW, name, `${name}_0001.jpg`)));
      const [widest] = theirs.toSorted((p, q) => q.box.width - p.box.width);
      expect(overlapOf(ours[0]!.box, widest!.box), name).toBeGreaterThan(0.85);
    }
  });

  it('finds nobody where there is nobody', () => {
    const grey = { width: 512, height: 384, data: new Uint8ClampedArray(4 * 512 * 384).fill(128) };
    expect(findFaces(network, grey)).toEqual([]);
  });
});
