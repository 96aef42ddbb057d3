// `inspect`, `embed`, `models` and `demo`, on the samples that come with @vladmandic/face-api.

import { createHash } from 'node:crypto';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { run } from './program.js';
import { memoryTerminal } from './terminal.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const SAMPLES = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const SAMPLE = join(SAMPLES, 'sample3.jpg');
const folder = mkdtempSync(join(tmpdir(), 'likeness-commands-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

async function likeness(home: string, ...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: home });
  const exitCode = await run(args, terminal);
  return { exitCode, ...terminal.said };
}

beforeAll(async () => {
  await sharp(SAMPLE).extract({ left: 940, top: 130, width: 500, height: 500 }).toFile(at('anna.jpg'));
  await sharp(SAMPLE).extract({ left: 0, top: 200, width: 400, height: 400 }).toFile(at('wall.jpg'));
});

describe('inspect', () => {
  test('finds the three faces, and with --json draws nothing', async () => {
    const before = readdirSync('.');
    const { exitCode, out, err } = await likeness(HOME, 'inspect', SAMPLE, '--json');
    expect([exitCode, err]).toEqual([0, '']);
    const { faces, width } = JSON.parse(out);
    expect([faces.length, width]).toEqual([3, 1920]);
    for (const face of faces) {
      expect(face).toMatchObject({ confidence: expect.any(Number), liveness: null });
      expect(face.landmarks).toHaveLength(5);
      expect(Object.keys(face.quality.components)).toContain('Sharpness');
    }
    expect(readdirSync('.')).toEqual(before);
  });

  test('draws where it is told', async () => {
    const { exitCode, out } = await likeness(HOME, 'inspect', SAMPLE, '--out', at('faces.png'));
    expect([exitCode, out]).toEqual([0, expect.stringContaining(`drawn in ${at('faces.png')}`)]);
    expect((await sharp(at('faces.png')).metadata()).format).toBe('png');
  });

  test('says no where there is no face: exit 1', async () => {
    const { exitCode, out } = await likeness(HOME, 'inspect', at('wall.jpg'), '--json');
    expect([exitCode, JSON.parse(out).faces]).toEqual([1, []]);
  });
});

describe('embed', () => {
  test('gives a line for each picture, errors too, and then exit 2', async () => {
    const files = [at('anna.jpg'), at('missing.jpg'), at('wall.jpg'), SAMPLE];
    const { exitCode, out } = await likeness(HOME, 'embed', ...files);
    const lines = out
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(exitCode).toBe(2);
    expect(lines.map((line) => line.file)).toEqual(files);
    expect(lines.map((line) => line.error?.code)).toEqual([
      undefined,
      'file_not_found',
      'face_not_found',
      'faces_several',
    ]);
  });

  test('templates have length one, lose nothing, and name their model', async () => {
    const { exitCode, out } = await likeness(HOME, 'embed', at('anna.jpg'), '--model', 'fast', '--json');
    const [{ model, template }] = JSON.parse(out);
    expect([exitCode, model.name, template.length]).toEqual([0, 'fast', 128]);
    expect(Math.hypot(...template)).toBeCloseTo(1, 6);
    // Nine digits hold any 32-bit float; fewer are printed where they do too.
    for (const value of template)
      expect(String(value).replace(/^-?0?\.?0*|e.*$|\./g, '').length).toBeLessThanOrEqual(9);
  });

  test('an unknown model fails the command, not each picture', async () => {
    const { exitCode, out, err } = await likeness(HOME, 'embed', at('anna.jpg'), '--model', 'nobody');
    expect([exitCode, out]).toEqual([2, '']);
    expect(err).toContain('model_not_found:');
  });
});

describe('models', () => {
  test('list names the default models before they are composed', async () => {
    const { exitCode, out } = await likeness(at('empty-home'), 'models', 'list', '--json');
    const { home, models } = JSON.parse(out);
    expect([exitCode, home]).toEqual([0, at('empty-home')]);
    expect(models.map((m: { name: string }) => m.name)).toEqual(
      expect.arrayContaining(['accurate', 'fast', 'blazeface', 'facemesh']),
    );
    expect(models.every((m: { composed: boolean }) => !m.composed)).toBe(true);
    const people = await likeness(at('empty-home'), 'models', 'list');
    expect(people.out).toContain('not composed yet');
  });

  test('show gives the card, or the manifest', async () => {
    const { out: card } = await likeness(HOME, 'models', 'show', 'fast');
    expect(card).toMatch(/^# fast\n/);
    const { out: manifest } = await likeness(HOME, 'models', 'show', 'fast', '--json');
    expect(JSON.parse(manifest)).toMatchObject({ name: 'fast', kind: 'embedder', templateLength: 128 });
  });

  test('show of nothing: model_not_found', async () => {
    const { exitCode, out } = await likeness(HOME, 'models', 'show', 'nobody', '--json');
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, 'model_not_found']);
  });

  test('add brings in a stranger’s embedder, and verify uses it', async () => {
    const home = at('home');
    const { out: shown } = await likeness(HOME, 'models', 'show', 'fast', '--json');
    const { sha256, input, alignment } = JSON.parse(shown);
    mkdirSync(home);
    // A note appended (field 6 of ModelProto, its doc string) makes it a file of its own.
    const original = readFileSync(join(HOME, 'models', sha256, 'model.onnx'));
    const theirs = Buffer.concat([original, Buffer.from([6 * 8 + 2, 1, 0x21])]);
    writeFileSync(at('theirs.onnx'), theirs);
    writeFileSync(at('theirs.json'), JSON.stringify({ input, alignment, source: 'a stranger' }));
    const options = ['--name', 'theirs', '--manifest', at('theirs.json'), '--licence', 'MIT', '--json'];
    const added = await likeness(home, 'models', 'add', at('theirs.onnx'), ...options);
    expect([added.exitCode, JSON.parse(added.out)]).toEqual([
      0,
      expect.objectContaining({ name: 'theirs', licence: 'MIT', source: 'a stranger', templateLength: 128 }),
    ]);
    const used = await likeness(home, 'verify', at('anna.jpg'), SAMPLE, '--model', 'theirs', '--json');
    expect(JSON.parse(used.out).model).toEqual({
      name: 'theirs',
      digest: createHash('sha256').update(theirs).digest('hex'),
    });
  });

  test.each([
    ['a photograph', 'anna.jpg', ['--name', 'x'], ['model_invalid', 'graph_invalid']],
    ['a file that is not there', 'none.onnx', ['--name', 'x'], ['file_not_found']],
    ['no name', 'anna.jpg', [], ['usage']],
    ['a name that is taken', 'theirs.onnx', ['--name', 'accurate'], ['option_invalid']],
  ])('add refuses %s', async (_, file, options, codes) => {
    const { exitCode, out } = await likeness(HOME, 'models', 'add', at(file), ...options, '--json');
    expect(exitCode).toBe(2);
    expect(codes).toContain(JSON.parse(out).error.code);
  });
});

describe('demo', () => {
  test('no decision is wrong, and it writes a page that stands by itself', async () => {
    const { exitCode, out } = await likeness(HOME, 'demo', '--out', at('demo'), '--json');
    const { pairs, page, picture } = JSON.parse(out);
    expect(exitCode).toBe(0);
    for (const pair of pairs) expect(pair.finding, pair.title).not.toBe('wrong');
    expect(pairs.filter((p: { truth: string }) => p.truth === 'unusable')).toHaveLength(3);
    for (const pair of pairs) if (pair.truth !== 'non-mated') expect(pair.finding, pair.title).toBe('right');
    const html = readFileSync(page, 'utf8');
    expect(html).not.toMatch(/(src|href)="(?!data:)/);
    expect(html.match(/<img /g)).toHaveLength(2 * pairs.length);
    expect((await sharp(picture).metadata()).format).toBe('png');
    expect(readdirSync(at('demo')).filter((name) => name.endsWith('.part'))).toEqual([]);
  });

  test('a folder that cannot be made: output_unwritable', async () => {
    const { exitCode, out } = await likeness(HOME, 'demo', '--out', join(at('anna.jpg'), 'demo'), '--json');
    expect([exitCode, JSON.parse(out).error.code]).toEqual([2, 'output_unwritable']);
  });
});
