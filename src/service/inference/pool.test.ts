// On real photographs and with real models: the samples that come with @vladmandic/face-api.

import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { DEFAULT_POLICY, Likeness, verificationJson } from '../../decision/index.js';
import { makeDg1 } from '../../document/chip/dg2.fixture.js';
import { makeAuthority, makeSigner, makeSod } from '../../document/chip/pki.fixture.js';
import { readTrustFile } from '../../document/index.js';
import { LikenessError } from '../../errors.js';
import { digestOfValue, sha256 } from '../audit/index.js';
import { type InferenceOptions, type InferencePool, openInferencePool, type VerifyRequest } from './index.js';
import { openPoolOf } from './pool.js';

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const home = join(tmpdir(), 'likeness-test-home');
const today = '2026-11-28';
const policy = DEFAULT_POLICY;

/** One woman in two photographs; another woman. Each in a buffer of its own. */
let first: Uint8Array;
let second: Uint8Array;
let other: Uint8Array;
beforeAll(async () => {
  const cut = async (sample: number, left: number, top: number, side: number) =>
    new Uint8Array(
      await sharp(join(samples, `sample${sample}.jpg`))
        .extract({ left, top, width: side, height: side })
        .jpeg()
        .toBuffer(),
    );
  [first, second, other] = await Promise.all([
    cut(1, 1400, 150, 420),
    cut(3, 940, 120, 420),
    cut(6, 160, 420, 400),
  ]);
});

const question = (selfie = first, front = second): VerifyRequest => ({
  ...{ selfie, document: { front }, policy, today },
});
const code = (expected: string) => expect.objectContaining({ name: 'LikenessError', code: expected });
const outcomes = async (promises: readonly Promise<unknown>[]) =>
  (await Promise.allSettled(promises)).map((result) =>
    result.status === 'fulfilled'
      ? 'done'
      : result.reason instanceof LikenessError
        ? result.reason.code
        : result.reason.name,
  );

describe('A thread answers as a Likeness does', () => {
  let pool: InferencePool;
  let likeness: Likeness;
  beforeAll(async () => {
    likeness = await Likeness.open({ home, model: 'fast', threads: 1 });
    pool = await openInferencePool({ home, model: 'fast', workers: 1, queue: 2 });
  });
  afterAll(async () => {
    await Promise.all([likeness.close(), pool.close()]);
  });

  it('to the last bit, as plain JSON, with templates and digests', async () => {
    const own = await likeness.verify(first, second, { today });
    const { report, templates, sha256: digests, model } = await pool.verify(question());
    const { timings, ...decided } = verificationJson(own, likeness.model);
    expect({ ...report, timings }).toEqual({ ...decided, timings });
    expect(report.decision).toBe('approve');
    expect(JSON.parse(JSON.stringify(report))).toEqual(report);
    expect(templates.selfie).toEqual(own.selfie.template!.vector);
    expect(templates.document).toEqual(own.document.template!.vector);
    expect(digests).toEqual({ selfie: sha256(first), front: sha256(second), back: null });
    const { name, sha256: digest, calibration, templateLength } = likeness.model;
    expect(model).toEqual({ name, digest, calibrationDigest: digestOfValue(calibration) });
    expect(pool.model).toEqual({ ...model, calibration, templateLength });
  });

  it('about an enrolled customer, from a template that it made', async () => {
    const { template, sha256: digest } = await pool.embed({ picture: first, role: 'selfie' });
    expect(digest).toBe(sha256(first));
    const reference = {
      ...{ template: { model: pool.model.digest, vector: template }, enrolledFrom: 'selfie' as const },
      sha256: digest,
    };
    const decide = async (selfie: Uint8Array) =>
      (await pool.authenticate({ selfie, reference, policy })).report.decision;
    expect([await decide(second), await decide(other), await decide(first)]).toEqual([
      'approve',
      'reject',
      'review',
    ]);
  });

  it('about a document with its back and its chip', async () => {
    const authority = makeAuthority('P-256');
    const dg1 = makeDg1(`${'P<UTODOE<<JANE'.padEnd(44, '<')}${'<'.repeat(44)}`);
    const sod = makeSod(makeSigner('P-256', authority), { 1: dg1 });
    const { certificates: trusted } = await readTrustFile(authority.certificate);
    const document = { front: second, back: other, chip: { dg1, sod, trusted } };
    const own = await likeness.verify(first, document, { today });
    const { report, sha256: digests } = await pool.verify({ ...question(), document });
    expect(report.document).toEqual(verificationJson(own, likeness.model).document);
    expect(report.document.chip?.authenticity?.verdict).toBe('authentic');
    expect(digests.back).toBe(sha256(other));
  });

  it('by the policy of each request', async () => {
    const strict = { ...policy, requires: 'page' } as const;
    expect((await pool.verify({ ...question(), policy: strict })).report.decision).toBe('recapture');
  });

  it('with the code, the message and the hint of what it refuses', async () => {
    const broken = first.slice(0, 3000);
    const refusal = await likeness.verify(broken, second).catch((error) => error.toJSON());
    expect(refusal.error.code).toBe('image_truncated');
    const answer = await pool.verify(question(broken)).catch((error) => error.toJSON());
    expect(answer).toEqual(refusal);
    await expect(pool.verify({ ...question(), today: 'now' })).rejects.toEqual(code('zone_details_invalid'));
    const template = { model: 'f'.repeat(64), vector: new Float32Array(pool.model.templateLength) };
    await expect(
      pool.authenticate({ selfie: first, reference: { template, enrolledFrom: 'selfie' }, policy }),
    ).rejects.toEqual(code('template_model_mismatch'));
  });

  it('leaves pictures with the caller, unless they are handed over', async () => {
    const [selfie, whole] = [first.slice(), new Uint8Array(second.length + 8)];
    whole.set(second, 8);
    const part = whole.subarray(8);
    await pool.verify(question(selfie, part));
    expect([selfie.length, part.length]).toEqual([first.length, second.length]);
    const { report } = await pool.verify(question(selfie, part), { transfer: true });
    expect(report.decision).toBe('approve');
    expect([selfie.length, part.length]).toEqual([0, second.length]);
  });

  it('one after another; the queue is bounded, and says when to come again', async () => {
    const asked = [question(), question(), question()].map((one) => pool.verify(one));
    expect(pool.stats()).toMatchObject({ workers: 1, busy: 1, queued: 2, capacity: 2 });
    const refusal = await pool.verify(question()).catch((error) => error);
    expect(refusal).toMatchObject({ code: 'overloaded', retryAfter: expect.any(Number) });
    expect(refusal.retryAfter).toBeGreaterThanOrEqual(1);
    expect(await outcomes(asked)).toEqual(['done', 'done', 'done']);
    expect(pool.stats()).toMatchObject({ busy: 0, queued: 0, restarted: 0 });
  });

  it('not to whoever has gone: who waits leaves the queue, who is served is let finish', async () => {
    const { served } = pool.stats();
    const [running, waiting] = [new AbortController(), new AbortController()];
    const asked = [
      pool.verify(question(), { signal: running.signal }),
      pool.verify(question(), { signal: waiting.signal }),
      pool.verify(question()),
    ];
    waiting.abort();
    expect(pool.stats()).toMatchObject({ busy: 1, queued: 1 });
    running.abort(new Error('gone'));
    expect(await outcomes(asked)).toEqual(['Error', 'AbortError', 'done']);
    expect(pool.stats()).toMatchObject({ served: served + 2, restarted: 0 });
    await expect(pool.verify(question(), { signal: AbortSignal.abort() })).rejects.toThrow('aborted');
  });

  it('until it is closed: what runs is finished, what waits and what comes is refused', async () => {
    const asked = [pool.verify(question()), pool.verify(question())];
    const closing = pool.close();
    expect(await outcomes(asked)).toEqual(['done', 'shutting_down']);
    await expect(pool.verify(question())).rejects.toEqual(code('shutting_down'));
    await Promise.all([closing, pool.close()]);
    expect(pool.stats()).toMatchObject({ workers: 0, busy: 0, queued: 0 });
  });
});

describe('Opening', () => {
  it.each<[Partial<InferenceOptions>, string]>([
    [{ workers: 0 }, 'option_invalid'],
    [{ queue: 1.5 }, 'option_invalid'],
    [{ timeLimitSeconds: 0 }, 'option_invalid'],
  ])('refuses %o', async (options, expected) => {
    await expect(openInferencePool({ home, workers: 1, ...options })).rejects.toEqual(code(expected));
  });
});

/** See faulty.fixture.ts for the ways there are. */
const harmful = (how: string): Uint8Array => Buffer.from(`${how}:`.padEnd(64));

describe('A picture that harms its thread', () => {
  const own = mkdtempSync(join(tmpdir(), 'likeness-inference-'));
  const itsHome = join(own, 'home');
  const openHome = () => {
    mkdirSync(itsHome);
    symlinkSync(join(home, 'models'), join(itsHome, 'models'));
  };
  let pool: InferencePool;
  beforeAll(async () => {
    openHome();
    const module = new URL('./faulty.fixture.js', import.meta.url);
    pool = await openPoolOf(module, { home: itsHome, workers: 1, model: 'fast', timeLimitSeconds: 4 });
  });
  afterAll(async () => {
    await pool.close();
    rmSync(own, { recursive: true });
  });
  const embed = (picture: Uint8Array) => pool.embed({ picture, role: 'selfie' });

  it.each([
    ['throw', 'inference_failed'],
    ['hang', 'inference_timeout'],
  ])('(%s) is told so, %s; the thread is replaced, and others are served', async (how, expected) => {
    const { restarted } = pool.stats();
    const asked = [harmful(how), first, second].map(embed);
    expect(await outcomes(asked)).toEqual([expected, 'done', 'done']);
    await expect(asked[0]).rejects.not.toThrow('secret');
    expect(pool.stats()).toMatchObject({ workers: 1, restarted: restarted + 1 });
  });

  it('the second time, while no thread can be opened: who waits is told why, until one can; then none sees it', async () => {
    const { restarted } = pool.stats();
    rmSync(itsHome, { recursive: true });
    writeFileSync(itsHome, 'not a folder');
    const asked = [harmful('throw'), first].map(embed);
    expect(await outcomes(asked)).toEqual(['inference_failed', 'home_unwritable']);
    await expect(embed(first)).rejects.toEqual(code('home_unwritable'));
    expect(pool.stats().workers).toBe(0);
    rmSync(itsHome);
    openHome();
    await expect.poll(() => pool.stats().workers, { timeout: 20_000 }).toBe(1);
    await expect(embed(harmful('throw'))).rejects.toThrow('have ended two threads');
    expect(await outcomes([embed(first)])).toEqual(['done']);
    expect(pool.stats()).toMatchObject({ workers: 1, restarted: restarted + 1 });
  });
});
