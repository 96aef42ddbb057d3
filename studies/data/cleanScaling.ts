// How long cleaning takes, up to a hundred thousand pictures: of people made of random directions, as scattered as
// lfw-dev's and with templates as long.

import { createRandom, type Random } from '../../src/trials/index.js';
import { propose } from '../../src/workbench/cleaning/propose.js';
import type { DatasetRecord } from '../../src/workbench/datasets/record.js';
import type { Acquired } from '../../src/workbench/templates/templateCache.js';

const SIZES = [10_000, 20_000, 40_000] as const;
const LENGTH = 512;

interface Taken {
  readonly pictures: number;
  /** Seconds. */
  readonly wall: number;
  readonly cpu: number;
}

export async function scaling(lfw: Taken): Promise<string[]> {
  const rows: string[] = [
    `| lfw-dev, ${lfw.pictures} × 1,152 | ${seconds(lfw.wall)} | ${seconds(lfw.cpu)} |`,
  ];
  for (const size of SIZES) {
    console.error('scaling', size);
    const { records, acquired } = crowd(size);
    const start = { wall: performance.now(), cpu: process.cpuUsage() };
    await propose(records, acquired, { precision: 0.9, calibration: { slope: 30, offset: -15 } });
    const [wall, cpu] = [(performance.now() - start.wall) / 1000, process.cpuUsage(start.cpu).user / 1e6];
    rows.push(`| ${size} × ${LENGTH} | ${seconds(wall)} | ${seconds(cpu)} |`);
  }
  return [
    '## Time',
    '',
    'Without making templates. Made-up people with three pictures each, but for lfw-dev. Wall-clock time is of a machine with two cores that others used as well; processor time is not.',
    '',
    '| pictures × length of a template | wall clock, s | processor, s |',
    '|---|---|---|',
    ...rows,
    '',
  ];
}

const seconds = (value: number): string => value.toFixed(0);

function crowd(size: number): { records: DatasetRecord[]; acquired: Acquired[] } {
  const random = createRandom(size);
  let person = gaussian(random);
  const made = Array.from({ length: size }, (_, k) => {
    if (k % 3 === 0) person = gaussian(random);
    const noise = gaussian(random);
    const hash =
      random.uint32().toString(16).padStart(8, '0') + random.uint32().toString(16).padStart(8, '0');
    const box = [0, 0, 1, 1] as const;
    const face = { faces: 1, box, landmarks: [], quality: {} };
    const record: DatasetRecord = {
      image: `${Math.floor(k / 3)}/${k}.jpg`,
      subject: `${Math.floor(k / 3)}`,
      file: '',
      sha256: k.toString(16).padStart(64, '0'),
      sourceType: null,
      capturedAt: null,
      groups: {},
      terms: { source: null, licence: null, consent: null, purpose: null, retainUntil: null },
      part: null,
      derivedFrom: null,
      size: [250, 250],
      perceptualHash: hash,
      face: { kind: 'face', ...face },
    };
    const vector = unit(person.map((value, i) => value + 0.45 * noise[i]!));
    const seen = { size: [250, 250] as const, perceptualHash: hash };
    const acquired: Acquired = { kind: 'template', seen, vector, ...face };
    return { record, acquired };
  });
  return { records: made.map(({ record }) => record), acquired: made.map((one) => one.acquired) };
}

const gaussian = (random: Random): Float32Array =>
  Float32Array.from(
    { length: LENGTH },
    () => Math.sqrt(-2 * Math.log(1 - random.uniform())) * Math.cos(2 * Math.PI * random.uniform()),
  );

function unit(vector: Float32Array): Float32Array {
  const length = Math.sqrt(vector.reduce((sum, value) => sum + value * value, 0));
  return vector.map((value) => value / length);
}
