import { mkdir, mkdtemp, readdir, rm, utimes, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Calibration, ModelManifest } from './manifest.js';
import { likenessHome, ModelStore, sha256 } from './store.js';

let home: string;
let store: ModelStore;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-store-'));
  store = new ModelStore(home);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(home, { recursive: true });
});

/** The store asks nothing of a model's bytes but their digest. */
const model = (content: string, name = content) => {
  const bytes = Buffer.from(content);
  const manifest: ModelManifest = {
    name,
    kind: 'embedder',
    sha256: sha256(bytes),
    bytes: bytes.length,
    licence: 'MIT',
    source: 'made up',
  };
  return { bytes, manifest, place: join(home, 'models', manifest.sha256) };
};

const write = async (content: string, name?: string) => {
  const made = model(content, name);
  await store.write(made.manifest, made.bytes, `# ${made.manifest.name}\n`);
  return made;
};

const code = (expected: string) => expect.objectContaining({ name: 'LikenessError', code: expected });

describe('A stored model', () => {
  it('is read as it was written', async () => {
    const { manifest, bytes } = await write('one');
    const read = await store.read(manifest.sha256);
    expect(read.manifest).toEqual(manifest);
    expect(Buffer.from(read.bytes).equals(bytes)).toBe(true);
    expect(await store.card(manifest.sha256)).toBe('# one\n');
    expect(await store.has(manifest.sha256)).toBe(true);
  });

  it('is a folder named by its digest, with the model, its manifest and its card', async () => {
    const { place } = await write('one');
    expect((await readdir(place)).toSorted()).toEqual(['card.md', 'model.json', 'model.onnx']);
    expect(await readdir(join(home, 'models'))).toEqual([model('one').manifest.sha256]);
  });

  it('is found by its name, its digest, or the digest’s first eight characters', async () => {
    const { manifest } = await write('one');
    await write('two');
    for (const key of ['one', manifest.sha256, manifest.sha256.slice(0, 8)]) {
      expect((await store.find(key)).name).toBe('one');
    }
    await expect(store.find(manifest.sha256.slice(0, 7))).rejects.toEqual(code('model_not_found'));
  });

  it('that two share a name must be asked for by digest', async () => {
    const [first] = [await write('one', 'same'), await write('two', 'same')];
    await expect(store.find('same')).rejects.toMatchObject({
      code: 'model_not_found',
      message: expect.stringMatching(/not unique/),
    });
    expect((await store.find(first.manifest.sha256)).sha256).toBe(first.manifest.sha256);
  });

  it('that is not there is missed by name, and what there is is named', async () => {
    await expect(store.find('ghost')).rejects.toMatchObject({ message: expect.stringMatching(/none yet/) });
    await write('one');
    await expect(store.find('ghost')).rejects.toMatchObject({
      message: expect.stringMatching(/there are: one/),
    });
    await expect(store.read('0'.repeat(64))).rejects.toEqual(code('model_not_found'));
    await expect(store.card('0'.repeat(64))).rejects.toEqual(code('model_not_found'));
  });

  it('can be described anew, its file untouched', async () => {
    const { manifest, place } = await write('one');
    await store.describe({ ...manifest, licence: 'Apache-2.0' }, '# anew\n');
    expect((await store.read(manifest.sha256)).manifest.licence).toBe('Apache-2.0');
    expect(await store.card(manifest.sha256)).toBe('# anew\n');
    expect((await readdir(place)).toSorted()).toEqual(['card.md', 'model.json', 'model.onnx']);
  });
});

it('All models are listed by name', async () => {
  expect(await store.list()).toEqual([]);
  for (const name of ['b', 'c', 'a']) await write(name);
  expect((await store.list()).map((m) => m.name)).toEqual(['a', 'b', 'c']);
});

describe('A damaged model', () => {
  it('is not the file that its digest names', async () => {
    const { manifest, place } = await write('one');
    await writeFile(join(place, 'model.onnx'), 'onf');
    await expect(store.read(manifest.sha256)).rejects.toMatchObject({
      code: 'model_corrupt',
      hint: expect.stringContaining(place),
    });
  });

  it('is written anew where it is written again', async () => {
    const { manifest, place } = await write('one');
    await writeFile(join(place, 'model.onnx'), 'onf');
    await write('one');
    expect(Buffer.from((await store.read(manifest.sha256)).bytes).toString()).toBe('one');
  });

  it('without its file is not found', async () => {
    const { manifest, place } = await write('one');
    await rm(join(place, 'model.onnx'));
    await expect(store.read(manifest.sha256)).rejects.toEqual(code('model_not_found'));
  });

  it.each([
    ['no JSON', () => '{"name": '],
    ['no object', () => '[]'],
    ['a name with capitals', (m: ModelManifest) => JSON.stringify({ ...m, name: 'One' })],
    ['a kind that there is not', (m: ModelManifest) => JSON.stringify({ ...m, kind: 'oracle' })],
    ['a field that there is not', (m: ModelManifest) => JSON.stringify({ ...m, extra: 1 })],
    ['no licence', ({ licence: _, ...m }: ModelManifest) => JSON.stringify(m)],
    ['the digest of another model', (m: ModelManifest) => JSON.stringify({ ...m, sha256: 'f'.repeat(64) })],
    [
      'four points for five landmarks',
      (m: ModelManifest) =>
        JSON.stringify({
          ...m,
          alignment: {
            landmarks: 'five',
            points: [
              [1, 2],
              [3, 4],
              [5, 6],
              [7, 8],
            ],
            mirror: false,
          },
        }),
    ],
  ])('whose manifest is %s is refused and not listed, and does not hide the others', async (_, text) => {
    const { manifest, place } = await write('one');
    await write('two');
    await writeFile(join(place, 'model.json'), text(manifest));
    await expect(store.read(manifest.sha256)).rejects.toEqual(code('manifest_invalid'));
    expect((await store.list()).map((m) => m.name)).toEqual(['two']);
  });
});

describe('Writing', () => {
  it('leaves a sound model where it is, since others may be reading it', async () => {
    const { manifest, bytes } = await write('one');
    let reading = true;
    const readers = Array.from({ length: 4 }, async () => {
      while (reading) expect(Buffer.from((await store.read(manifest.sha256)).bytes).equals(bytes)).toBe(true);
    });
    for (let i = 0; i < 20; i++) await write('one');
    reading = false;
    await Promise.all(readers);
  });

  it('many at once, of the same and of different models, ends with each of them whole', async () => {
    await Promise.all(Array.from({ length: 24 }, (_, i) => write(`model-${i % 4}`)));
    const models = await store.list();
    expect(models.map((m) => m.name)).toEqual(['model-0', 'model-1', 'model-2', 'model-3']);
    for (const m of models) expect(Buffer.from((await store.read(m.sha256)).bytes).toString()).toBe(m.name);
    expect((await readdir(join(home, 'models'))).filter((f) => f.startsWith('.'))).toEqual([]);
  });

  it('clears away what a write left behind that was interrupted over an hour ago, and no younger draft', async () => {
    const [old, young] = ['.draft-00', '.draft-11'].map((name) => join(home, 'models', name)) as [
      string,
      string,
    ];
    await mkdir(old, { recursive: true });
    await mkdir(young);
    const longAgo = new Date(Date.now() - 2 * 3_600_000);
    await utimes(old, longAgo, longAgo);
    await write('a');
    const entries = await readdir(join(home, 'models'));
    expect(entries).toContain('.draft-11');
    expect(entries).not.toContain('.draft-00');
  });

  it('that was interrupted leaves a draft, which is no model', async () => {
    const { manifest, bytes } = model('one');
    const draft = join(home, 'models', '.draft-0123456789ab');
    await mkdir(draft, { recursive: true });
    await writeFile(join(draft, 'model.onnx'), bytes.subarray(0, 1));
    expect(await store.list()).toEqual([]);
    expect(await store.has(manifest.sha256)).toBe(false);
    await write('one');
    expect((await store.list()).map((m) => m.name)).toEqual(['one']);
  });

  it.each([
    ['a file where the home should be', async () => writeFile(join(home, 'h'), ''), 'h'],
    [
      'a file where the models should be',
      async () => mkdir(join(home, 'h')).then(() => writeFile(join(home, 'h/models'), '')),
      'h',
    ],
    ['a home that cannot be', async () => undefined, 'a\0b'],
  ])('says so where it cannot: %s', async (_, prepare, folder) => {
    await prepare();
    const blocked = new ModelStore(join(home, folder));
    const { manifest, bytes } = model('one');
    await expect(blocked.write(manifest, bytes, '')).rejects.toEqual(code('home_unwritable'));
    expect(await blocked.list()).toEqual([]);
  });
});

describe('A calibration', () => {
  const calibration: Calibration = {
    slope: 40,
    offset: -12,
    thresholds: [
      { fmr: 0.03, threshold: 0.19, fmrInterval: [0.02, 0.05], fnmr: 0.01, fnmrInterval: [0, 0.03] },
      { fmr: 0.01, threshold: 0.23, fmrInterval: [0.005, 0.02], fnmr: 0.02, fnmrInterval: [0.01, 0.05] },
    ],
    data: {
      ...{ name: 'people', subjects: 30, images: 60, matedPairs: 30, nonMatedPairs: 1740 },
      failureToAcquire: 0,
    },
    command: 'likeness calibrate one --dataset people --apply',
  };
  const card = ({ calibration: own }: ModelManifest) => `slope ${own?.slope}\n`;

  it('takes the place of the one that the model came with, and gives it back', async () => {
    const { manifest, place } = await write('one');
    const given = await store.calibrate(manifest.sha256, calibration, card);
    expect(given).toEqual({ ...manifest, calibration });
    expect(await store.manifest(manifest.sha256)).toEqual(given);
    expect(await store.card(manifest.sha256)).toBe('slope 40\n');
    expect(await store.calibrate(manifest.sha256, undefined, card)).toEqual(manifest);
    expect(await store.card(manifest.sha256)).toBe('slope undefined\n');
    expect((await readdir(place)).toSorted()).toEqual(['card.md', 'model.json', 'model.onnx']);
  });

  it.each([
    ['rises', { ...calibration, thresholds: calibration.thresholds.toReversed() }],
    ['is no number', { ...calibration, slope: Number.NaN }],
    ['has a field too many', { ...calibration, mood: 'good' } as Calibration],
  ])('that %s is refused, and nothing changes', async (_, wrong) => {
    const { manifest, place } = await write('one');
    await store.calibrate(manifest.sha256, calibration, card);
    const before = await readdir(place);
    await expect(store.calibrate(manifest.sha256, wrong, card)).rejects.toEqual(code('manifest_invalid'));
    expect(await store.manifest(manifest.sha256)).toEqual({ ...manifest, calibration });
    expect(await store.card(manifest.sha256)).toBe('slope 40\n');
    expect(await readdir(place)).toEqual(before);
  });

  it('whose card cannot be written is not given', async () => {
    const { manifest, place } = await write('one');
    const none = () => {
      throw new RangeError('no card');
    };
    await expect(store.calibrate(manifest.sha256, calibration, none)).rejects.toThrow('no card');
    await rm(join(place, 'card.md'));
    await mkdir(join(place, 'card.md', 'in the way'), { recursive: true });
    await expect(store.calibrate(manifest.sha256, calibration, card)).rejects.toEqual(
      code('home_unwritable'),
    );
    expect((await readdir(place)).toSorted()).toEqual(['card.md', 'model.json', 'model.onnx']);
    expect(await store.manifest(manifest.sha256)).toEqual(manifest);
  });

  it('that cannot be read can be taken away', async () => {
    const { manifest, place } = await write('one');
    await writeFile(join(place, 'calibration.json'), '{"slope":');
    await expect(store.manifest(manifest.sha256)).rejects.toEqual(code('manifest_invalid'));
    expect(await store.calibrate(manifest.sha256, undefined, card)).toEqual(manifest);
    expect(await store.manifest(manifest.sha256)).toEqual(manifest);
  });
});

describe('The home', () => {
  it('is LIKENESS_HOME where it is set, else a folder in the user’s own', () => {
    vi.stubEnv('LIKENESS_HOME', '/srv/likeness/');
    expect(likenessHome()).toBe('/srv/likeness');
    vi.stubEnv('LIKENESS_HOME', '');
    vi.stubEnv('HOME', '/home/somebody');
    expect(likenessHome()).toBe('/home/somebody/.likeness');
  });
});
