import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openSession } from '../../onnx/index.js';
import { CALIBRATIONS } from './calibrations.js';
import { DEFAULT_MODELS, defaultDigest, defaultModels, ensureModel, PROFILES } from './defaults.js';
import { CalibrationSchema, check, checkAlignment, ManifestSchema } from './manifest.js';
import { ModelStore, sha256 } from './store.js';

/** Composed once for all test files. */
const shared = join(tmpdir(), 'likeness-test-home');

let home: string;
let store: ModelStore;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-defaults-'));
  store = new ModelStore(home);
});
afterEach(() => rm(home, { recursive: true }));

/** A home of its own with a copy of one default model, for tests that damage it. */
async function copied(name: 'facemesh' | 'fast'): Promise<string> {
  await ensureModel(new ModelStore(shared), name);
  const place = join('models', defaultDigest(name));
  await cp(join(shared, place), join(home, place), { recursive: true });
  return join(home, place);
}

describe('The default models', () => {
  it('are a detector, a landmarks network and two embedders', async () => {
    expect(DEFAULT_MODELS).toEqual(['blazeface', 'facemesh', 'accurate', 'fast']);
    expect(PROFILES).toEqual(['accurate', 'fast']);
  });

  it.each(DEFAULT_MODELS)(
    '%s: a manifest that holds, bytes of the pinned digest, a graph that opens',
    async (name) => {
      const { manifest, bytes } = await ensureModel(new ModelStore(shared), name);
      expect(check(ManifestSchema, manifest, name)).toEqual(manifest);
      if (manifest.alignment) checkAlignment(manifest.alignment, name);
      expect(sha256(bytes)).toBe(defaultDigest(name));
      expect(manifest).toMatchObject({ name, sha256: defaultDigest(name), bytes: bytes.length });
      expect(manifest.source).toMatch(/composed as ONNX from @vladmandic\/(face-api|human) \d+\.\d+\.\d+/);
      const session = await openSession(bytes);
      const [input, output] = [session.inputs[0]!, session.outputs[0]!];
      if (manifest.input) expect(input.dims).toEqual(['N', 3, manifest.input.size, manifest.input.size]);
      if (manifest.templateLength) expect(output.dims).toEqual(['N', manifest.templateLength]);
      await session.close();
    },
  );

  it('are calibrated by digest, if at all, and each calibration holds', () => {
    for (const [digest, calibration] of Object.entries(CALIBRATIONS)) {
      expect(PROFILES.map(defaultDigest)).toContain(digest);
      expect(check(CalibrationSchema, calibration, digest)).toEqual(calibration);
      for (const { fmr, fmrInterval } of calibration.thresholds)
        expect(fmrInterval[0]).toBeLessThan(10 * fmr);
    }
  });
});

describe('A default model', () => {
  it('is composed the first time, and said so, and read from the store after that', async () => {
    const said: string[] = [];
    const first = await ensureModel(store, 'facemesh', (m) => said.push(m));
    const second = await ensureModel(store, 'facemesh', (m) => said.push(m));
    expect(said).toEqual(['composing model facemesh from @vladmandic/human (once)']);
    expect(second.manifest).toEqual(first.manifest);
    expect(Buffer.from(second.bytes).equals(first.bytes)).toBe(true);
    expect(await store.card(first.manifest.sha256)).toMatch(/^# facemesh\n/);
  });

  it('asked for by several at once is composed by several and stored once', async () => {
    const all = await Promise.all(
      Array.from({ length: 3 }, () => ensureModel(new ModelStore(home), 'facemesh')),
    );
    expect(new Set(all.map((m) => sha256(m.bytes)))).toEqual(new Set([defaultDigest('facemesh')]));
    expect((await store.list()).map((m) => m.name)).toEqual(['facemesh']);
  });

  it('stays as it is where nothing is new: its manifest is not written again', async () => {
    const path = join(await copied('fast'), 'model.json');
    await ensureModel(store, 'fast');
    const before = await stat(path);
    await ensureModel(store, 'fast');
    expect((await stat(path)).mtimeMs).toBe(before.mtimeMs);
  });

  it('is described anew where an older Likeness had described it', async () => {
    const path = join(await copied('fast'), 'model.json');
    const { calibration: _, ...older } = JSON.parse(await readFile(path, 'utf8'));
    await writeFile(path, JSON.stringify({ ...older, licence: 'as was said then' }));
    const { manifest } = await ensureModel(store, 'fast');
    expect(manifest.licence).toMatch(/^MIT/);
    expect(manifest.calibration).toEqual(CALIBRATIONS[defaultDigest('fast')]);
    expect((await store.manifest(defaultDigest('fast'))).licence).toBe(manifest.licence);
  });

  it('is composed anew where its manifest is damaged', async () => {
    await writeFile(join(await copied('facemesh'), 'model.json'), '{');
    const said: string[] = [];
    await ensureModel(store, 'facemesh', (m) => said.push(m));
    expect(said).toHaveLength(1);
    expect((await store.list()).map((m) => m.name)).toEqual(['facemesh']);
  });

  it('whose file is damaged is not used, and the error says which folder to remove', async () => {
    const place = await copied('facemesh');
    await writeFile(join(place, 'model.onnx'), 'damaged');
    await expect(ensureModel(store, 'facemesh')).rejects.toMatchObject({
      code: 'model_corrupt',
      hint: expect.stringContaining(place),
    });
    await rm(place, { recursive: true });
    expect((await ensureModel(store, 'facemesh')).manifest.sha256).toBe(defaultDigest('facemesh'));
  });

  it('in a home that cannot be written to is an error with the folder in it', async () => {
    await writeFile(join(home, 'file'), '');
    await expect(ensureModel(new ModelStore(join(home, 'file')), 'facemesh')).rejects.toMatchObject({
      code: 'home_unwritable',
      message: expect.stringContaining(join(home, 'file')),
    });
  });
});

it('A model that is no default one must be in the store', async () => {
  await expect(ensureModel(store, 'stranger')).rejects.toMatchObject({ code: 'model_not_found' });
  await expect(ensureModel(store, 'constructor')).rejects.toMatchObject({ code: 'model_not_found' });
});

it('Detector and landmarks network come as a pair', async () => {
  const [detector, landmarks] = await defaultModels(new ModelStore(shared));
  expect([detector.manifest.kind, landmarks.manifest.kind]).toEqual(['detector', 'landmarks']);
});
