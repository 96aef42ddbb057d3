// Held against the truth of photographed specimens, and against where the service finds their corners.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { closeNetworks, type DocumentNetworks, openNetworks } from '../../../document/index.js';
import { findPage as serviceFindsPage } from '../../../document/page/index.js';
import { decode } from '../../../image/index.js';
import type { SpecimenKind } from '../../../workbench/specimens/sheet.js';
import type { Network } from './network.js';
import { findPage } from './page.js';
import { movedBy, type Quad, scaled } from './plane.js';
import { builtNetwork, frameOf, samplePhotograph, specimen } from './seeing.fixture.js';

let network: Network;
let networks: DocumentNetworks;
beforeAll(async () => {
  network = await builtNetwork('page');
  networks = await openNetworks(2);
});
afterAll(() => closeNetworks(networks));

const KINDS: readonly SpecimenKind[] = ['TD3', 'TD2', 'TD1-front', 'TD1-back'];

describe('findPage', () => {
  it.each(KINDS)('finds the corners of a %s, near those of the service', async (kind) => {
    for (const seed of [1, 2]) {
      const photo = await specimen(kind, seed);
      const frame = await frameOf(photo.bytes);
      const truth = scaled(photo.corners, frame.width / photo.width);
      const found = findPage(network, frame, null);
      expect(movedBy(found!.corners, truth)).toBeLessThan(0.025);
      const picture = await decode(photo.bytes);
      const service = await serviceFindsPage(networks, picture);
      const theirs = scaled(service!.corners as unknown as Quad, frame.width / picture.width);
      expect(movedBy(found!.corners, theirs)).toBeLessThan(0.02);
    }
  });

  it('finds it again from where it was in the frame before', async () => {
    const photo = await specimen('TD3', 3);
    const frame = await frameOf(photo.bytes);
    const truth = scaled(photo.corners, frame.width / photo.width);
    const before = truth.map(({ x, y }) => ({ x: x + 9, y: y - 7 })) as unknown as Quad;
    expect(movedBy(findPage(network, frame, before)!.corners, truth)).toBeLessThan(0.02);
  });

  it('finds none on a table, nor where people are', async () => {
    const grey = { width: 512, height: 384, data: new Uint8ClampedArray(4 * 512 * 384).fill(120) };
    expect(findPage(network, grey, null)).toBeNull();
    for (const number of [1, 3, 5])
      expect(findPage(network, await frameOf(await samplePhotograph(number)), null)).toBeNull();
  });
});
