// What a kind of recipe is given, for tests: rows in memory, and faces that lie in the cache already, so that nothing
// need be detected.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Random, randomStream } from '../../../autograd/index.js';
import { ModelStore } from '../../../face/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import { openChipWriter } from '../chips/chipStore.js';
import { cutChips } from '../chips/cutChips.js';
import type { Geometry } from '../chips/geometry.js';
import type { TrainingContext } from '../kind.js';

/** The home that all tests share: the default models are there (scripts/test-models.ts). */
export const TEST_HOME = join(tmpdir(), 'likeness-test-home');

export const contextOf = (
  records: readonly DatasetRecord[],
  folder: string,
  change: Partial<TrainingContext> = {},
): TrainingContext => ({
  dataset: { name: 'people', path: '/people', records, version: '0'.repeat(64) },
  records,
  folder,
  home: TEST_HOME,
  store: new ModelStore(TEST_HOME),
  threads: 1,
  command: 'likeness train recipe.json',
  ...change,
});

/** Puts a chip into the cache for each row. */
export async function putChips(
  records: readonly DatasetRecord[],
  geometry: Geometry,
  chipOf: (record: DatasetRecord) => Uint8Array,
  context: TrainingContext = contextOf(records, ''),
): Promise<void> {
  const { file } = await cutChips([], geometry, context);
  const writer = openChipWriter(file);
  for (const record of records) writer.add(record.sha256, chipOf(record));
  writer.close();
}

/** A smooth pattern of a subject’s own, seen a little differently in each picture: RGB, size × size. */
export function patternOf(subject: string, picture: string, size: number): Uint8Array {
  const own = wavesOf(randomStream(1, subject));
  const random = randomStream(2, picture);
  const [light, dx, dy] = [0.8 + 0.4 * random(), 4 * random(), 4 * random()];
  return Uint8Array.from({ length: 3 * size * size }, (_, i) => {
    const [x, y, c] = [Math.floor(i / 3) % size, Math.floor(i / 3 / size), i % 3];
    const value = own.reduce((sum, w) => sum + Math.cos(w.x * (x + dx) + w.y * (y + dy) + w.phase + c), 0);
    return Math.min(255, Math.max(0, light * (128 + 30 * value) + 12 * (random() - 0.5)));
  });
}

const wavesOf = (random: Random) =>
  Array.from({ length: 4 }, () => ({
    x: 0.6 * (random() - 0.5),
    y: 0.6 * (random() - 0.5),
    phase: 6.28 * random(),
  }));
