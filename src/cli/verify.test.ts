// `likeness verify` on real photographs: one person in two of them, another person, and pictures that no one should
// judge. Photographs: the samples that come with @vladmandic/face-api.

import { spawnSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import * as v from 'valibot';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { DocumentJson, Face, Quality, Reasons } from './document.fixture.js';
import { run } from './program.js';
import { memoryTerminal } from './terminal.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const SAMPLES = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const folder = mkdtempSync(join(tmpdir(), 'likeness-verify-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

/** A square around a face, in shares of the photograph's width, turned upright. */
async function cut(name: string, photo: number, x: number, y: number, side: number, turn = 0): Promise<void> {
  const file = join(SAMPLES, `sample${photo}.jpg`);
  const { width, height } = await sharp(file).metadata();
  const size = Math.round(side * width);
  const left = Math.round(Math.max(0, Math.min(width - size, x * width - size / 2)));
  const top = Math.round(Math.max(0, Math.min(height - size, y * height - size / 2)));
  const square = await sharp(file).extract({ left, top, width: size, height: size }).toBuffer();
  await sharp(square).rotate(turn).jpeg({ quality: 92 }).toFile(at(name));
}

beforeAll(async () => {
  await Promise.all([
    cut('anna.jpg', 3, 0.62, 0.28, 0.26),
    cut('anna-elsewhere.jpg', 1, 0.82, 0.27, 0.26, -45),
    cut('flora.jpg', 6, 0.18, 0.42, 0.25),
    cut('hanna.jpg', 6, 0.83, 0.28, 0.22),
    cut('two.jpg', 6, 0.74, 0.29, 0.4),
    cut('nobody.jpg', 3, 0.1, 0.3, 0.2),
  ]);
  await sharp(at('anna.jpg')).resize({ width: 2400 }).jpeg().toFile(at('anna-large.jpg'));
});

async function verify(...args: string[]) {
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
  const paths = args.map((arg) => (/\.(jpg|png)$/.test(arg) ? at(arg) : arg));
  const exitCode = await run(['verify', ...paths], terminal);
  return { exitCode, ...terminal.said };
}

const Interval = v.tuple([v.number(), v.number()]);
const picture = { file: v.string(), width: v.number(), height: v.number(), quality: v.nullable(Quality) };

/** The contract of `verify --json`. */
const VerificationJson = v.strictObject({
  decision: v.picklist(['approve', 'review', 'reject', 'recapture']),
  reasons: v.pipe(Reasons, v.minLength(1)),
  llr: v.nullable(v.number()),
  probability: v.nullable(v.number()),
  score: v.nullable(v.number()),
  // Of the default models none: their calibrations look at the score alone.
  adjustment: v.null(),
  adjustedScore: v.null(),
  threshold: v.nullable(v.number()),
  fmr: v.nullable(v.number()),
  fmrInterval: v.nullable(Interval),
  claim: v.strictObject({
    supported: v.boolean(),
    sentence: v.string(),
    data: v.nullable(v.record(v.string(), v.union([v.string(), v.number()]))),
  }),
  model: v.strictObject({ name: v.string(), digest: v.pipe(v.string(), v.hash(['sha256'])) }),
  selfie: v.strictObject({ ...picture, face: v.nullable(Face), liveness: v.null() }),
  document: DocumentJson,
  timings: v.strictObject({ decode: v.number(), faces: v.number(), embed: v.number(), total: v.number() }),
});

const parse = (out: string) => v.parse(VerificationJson, JSON.parse(out));

describe('the same person', () => {
  test('is approved: exit 0, and the JSON keeps its contract', async () => {
    const { exitCode, out } = await verify('anna.jpg', 'anna-elsewhere.jpg', '--json');
    const answer = parse(out);
    expect([exitCode, answer.decision]).toEqual([0, 'approve']);
    expect(answer.score).toBeGreaterThan(answer.threshold!);
    expect(answer).toMatchObject({
      fmr: 1e-4,
      model: { name: 'accurate' },
      selfie: { width: 499, height: 499 },
    });
  });

  test('with profile fast', async () => {
    const { exitCode, out } = await verify('anna.jpg', 'anna-elsewhere.jpg', '--json', '--model', 'fast');
    expect([exitCode, parse(out).model.name]).toEqual([0, 'fast']);
  });

  test('is told to a person in a sentence', async () => {
    const { exitCode, out, err } = await verify('anna.jpg', 'anna-elsewhere.jpg');
    expect([exitCode, err]).toEqual([0, '']);
    expect(out).toContain('A P P R O V E');
    expect(out).toMatch(/Approved at FMR 1e-4 \(95 % interval \S+ to \S+, from [\d,]+ subjects of /);
    expect(out).toContain('not assessed yet: liveness');
  });

  test('at an FMR beyond the data the output says so', async () => {
    const { out } = await verify('anna.jpg', 'anna-elsewhere.jpg', '--json', '--fmr', '1e-9');
    const { claim, fmrInterval, reasons } = parse(out);
    expect([claim.supported, fmrInterval]).toEqual([false, null]);
    expect(claim.sentence).toContain('beyond the data');
    expect(reasons.map((r) => r.code)).toContain('fmr_beyond_data');
  });
});

describe('another person', () => {
  test('is rejected: exit 1', async () => {
    const { exitCode, out } = await verify('flora.jpg', 'hanna.jpg', '--json');
    const { decision, llr } = parse(out);
    expect([exitCode, decision]).toEqual([1, 'reject']);
    expect(llr).toBeLessThan(-4);
  });

  test('goes to a person where the policy wants more evidence to reject: exit 3', async () => {
    const { exitCode, out } = await verify('flora.jpg', 'hanna.jpg', '--json', '--reject-llr', '-1000');
    expect([exitCode, parse(out).decision]).toEqual([3, 'review']);
  });
});

describe('a picture that cannot be judged', () => {
  test.each([
    ['nobody.jpg', 'anna.jpg', 'face_not_found', 'selfie'],
    ['two.jpg', 'anna.jpg', 'faces_several', 'selfie'],
    ['anna.jpg', 'nobody.jpg', 'face_not_found', 'document'],
  ])('%s against %s: exit 4 with %s about the %s', async (selfie, document, code, about) => {
    const { exitCode, out } = await verify(selfie, document, '--json');
    const { decision, reasons, score } = parse(out);
    expect([exitCode, decision, score]).toEqual([4, 'recapture', null]);
    expect(reasons).toContainEqual(expect.objectContaining({ code, about }));
  });

  test('tells a person what to do', async () => {
    const { out } = await verify('two.jpg', 'anna.jpg');
    expect(out).toContain('Take the selfie again:\n  • Several people can be seen.');
  });

  test('one file twice proves nothing: exit 3', async () => {
    const { exitCode, out } = await verify('anna.jpg', 'anna.jpg', '--json');
    expect([exitCode, parse(out).reasons[0]?.code]).toEqual([3, 'pictures_identical']);
  });
});

test('places are pixels of the original, also where it was shrunk to be analysed', async () => {
  const { out } = await verify('anna-large.jpg', 'anna.jpg', '--json');
  const { selfie, document } = parse(out);
  expect(selfie.width).toBe(2400);
  const ratio = 2400 / 499;
  expect(selfie.face!.box.width / document.portrait!.box.width / ratio).toBeCloseTo(1, 1);
  expect(selfie.face!.landmarks[2]!.x / document.portrait!.landmarks[2]!.x / ratio).toBeCloseTo(1, 1);
});

test('--out draws a page, whole or not at all', async () => {
  const { exitCode } = await verify('anna.jpg', 'anna-elsewhere.jpg', '--json', '--out', 'page.png');
  expect(exitCode).toBe(0);
  expect(await sharp(at('page.png')).metadata()).toMatchObject({ format: 'png', width: 1192 });
  expect(readdirSync(folder).filter((name) => name.endsWith('.part'))).toEqual([]);
});

test('as a process: JSON alone on stdout, nothing on stderr, the decision as exit code', () => {
  const main = new URL('./main.ts', import.meta.url).pathname;
  const args = ['--import', 'tsx', main, 'verify', at('anna.jpg'), at('anna-elsewhere.jpg'), '--json'];
  const env = { ...process.env, LIKENESS_HOME: HOME };
  const { status, stdout, stderr } = spawnSync(process.execPath, args, { encoding: 'utf8', env });
  expect([status, stderr]).toEqual([0, '']);
  expect(parse(stdout).decision).toBe('approve');
});

test('an accent, a space and a leading dash in a file name', async () => {
  writeFileSync(at('-größe 1.jpg'), readFileSync(at('anna.jpg')));
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
  const exitCode = await run(
    ['verify', '--json', '--', at('-größe 1.jpg'), at('anna-elsewhere.jpg')],
    terminal,
  );
  expect([exitCode, JSON.parse(terminal.said.out).selfie.file]).toEqual([0, at('-größe 1.jpg')]);
});
