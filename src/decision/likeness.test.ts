// The whole way, on real photographs: the samples that come with @vladmandic/face-api.

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Likeness } from './index.js';

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);
const home = join(tmpdir(), 'likeness-test-home');

/** A square around a place in a sample photograph. */
const cut = (sample: number, left: number, top: number, side: number) =>
  sharp(join(samples, `sample${sample}.jpg`)).extract({ left, top, width: side, height: side });

describe('Likeness', () => {
  let likeness: Likeness;
  /** One woman in two photographs; another woman. */
  let first: Buffer;
  let second: Buffer;
  let other: Buffer;
  const folder = mkdtempSync(join(tmpdir(), 'likeness-verify-'));

  beforeAll(async () => {
    likeness = await Likeness.open({ home });
    [first, second, other] = await Promise.all([
      cut(1, 1400, 150, 420).jpeg().toBuffer(),
      cut(3, 940, 120, 420).jpeg().toBuffer(),
      cut(6, 160, 420, 400).jpeg().toBuffer(),
    ]);
  });
  afterAll(async () => {
    await likeness.close();
    rmSync(folder, { recursive: true });
  });

  it('approves one person in two photographs, with evidence', async () => {
    const result = await likeness.verify(first, second);
    expect(result.decision).toBe('approve');
    expect(result.reasons[0]?.code).toBe('score_reaches_threshold');
    expect(result.score).toBeGreaterThanOrEqual(result.operatingPoint!.threshold);
    expect(result.operatingPoint).toMatchObject({ fmr: 1e-4, supported: true });
    expect(result.llr).toBeGreaterThan(5);
    expect(result.model).toEqual({ name: 'accurate', digest: likeness.model.sha256 });
    expect(result.selfie.face?.box.width).toBeGreaterThan(80);
  });

  it('rejects two people', async () => {
    const result = await likeness.verify(first, other);
    expect(result.decision).toBe('reject');
    expect(result.llr).toBeLessThan(-4);
  });

  it('gives the same score for the two pictures exchanged', async () => {
    const there = await likeness.verify(first, other);
    const back = await likeness.verify(other, first);
    expect(back.score).toBeCloseTo(there.score!, 6);
  });

  it('gives the score of the templates', async () => {
    const [probe, reference] = [await likeness.embed(first), await likeness.embed(second)];
    const { score } = await likeness.verify(first, second);
    expect(likeness.compare(reference, probe)).toBeCloseTo(score!, 5);
  });

  it('gives the templates that it compared, and none where it compared nothing', async () => {
    const { score, selfie, document } = await likeness.verify(first, second);
    expect(likeness.compare(document.template!, selfie.template!)).toBe(score);
    expect(selfie.template).toMatchObject({ model: likeness.model.sha256 });
    const apart = await likeness.verify(first, await sharp(first).resize(40).blur(8).toBuffer());
    expect([apart.score, apart.selfie.template, apart.document.template]).toEqual([null, null, null]);
  });

  it('holds each call to the policy that it is given, and others to its own', async () => {
    const { score, operatingPoint } = await likeness.verify(first, second);
    const strict = await likeness.verify(first, second, { policy: { approveFmr: 1e-12, rejectLlr: 1e6 } });
    expect(strict).toMatchObject({ decision: 'reject', score, operatingPoint: { fmr: 1e-12 } });
    const page = await likeness.verify(first, second, { policy: { requires: 'page' } });
    expect(page).toMatchObject({ decision: 'recapture', score });
    expect((await likeness.verify(first, second)).operatingPoint).toEqual(operatingPoint);
    await expect(likeness.verify(first, second, { policy: { prior: 2 } })).rejects.toMatchObject({
      code: 'policy_invalid',
    });
  });

  it('refuses a day of the check that is none, before it looks at a picture', async () => {
    const nothing = new Uint8Array();
    await expect(likeness.verify(nothing, nothing, { today: '2026-02-30' })).rejects.toMatchObject({
      code: 'zone_details_invalid',
    });
  });

  it('decides by a calibration that is given in place of its own, or by none', async () => {
    const { calibration } = likeness.model;
    const another = { ...calibration!, offset: calibration!.offset - 1000 };
    const [shifted, bare] = await Promise.all([
      Likeness.open({ home, calibration: another }),
      Likeness.open({ home, calibration: null }),
    ]);
    const [own, other, none] = await Promise.all(
      [likeness, shifted, bare].map((one) => one.verify(first, second)),
    );
    await Promise.all([shifted.close(), bare.close()]);
    expect(other!.llr).toBeCloseTo(own!.llr! - 1000, 6);
    expect(none).toMatchObject({ decision: 'review', llr: null, score: own!.score });
  });

  it('knows an enrolled person by a template alone', async () => {
    const reference = await likeness.embed(first);
    const same = await likeness.authenticate(second, reference);
    expect(same.decision).toBe('approve');
    expect(same.score).toBeCloseTo((await likeness.verify(second, first)).score!, 5);
    expect(likeness.compare(reference, same.selfie.template!)).toBe(same.score);
    const stranger = await likeness.authenticate(other, reference, { enrolledFrom: 'document' });
    expect(stranger).toMatchObject({ decision: 'reject', model: { name: 'accurate' } });
  });

  it('says when the enrolled file itself is shown', async () => {
    const reference = await likeness.embed(first);
    const { selfie } = await likeness.authenticate(first, reference);
    const again = await likeness.authenticate(first, reference, {
      enrolledSha256: selfie.picture.source.sha256,
    });
    expect(again).toMatchObject({ decision: 'review', reasons: [{ code: 'picture_enrolled' }] });
  });

  it('asks for another selfie where nobody can be authenticated by it', async () => {
    const wall = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#b0a090' } })
      .png()
      .toBuffer();
    const result = await likeness.authenticate(wall, await likeness.embed(first));
    expect(result).toMatchObject({ decision: 'recapture', score: null, selfie: { template: null } });
  });

  it('takes paths as well as bytes', async () => {
    const path = join(folder, 'first.jpg');
    writeFileSync(path, first);
    const { score } = await likeness.verify(path, second);
    expect(score).toBeCloseTo((await likeness.verify(first, second)).score!, 12);
  });

  it('answers several questions at once as it does one by one', async () => {
    const alone = [await likeness.verify(first, second), await likeness.verify(first, other)];
    const together = await Promise.all([likeness.verify(first, second), likeness.verify(first, other)]);
    expect(together.map((r) => r.score)).toEqual(alone.map((r) => r.score));
  });

  it('sends one file shown twice to review', async () => {
    const result = await likeness.verify(first, first);
    expect(result.decision).toBe('review');
    expect(result.reasons[0]?.code).toBe('pictures_identical');
  });

  it('asks for another picture where no face is seen', async () => {
    const wall = await sharp({ create: { width: 300, height: 300, channels: 3, background: '#b0a090' } })
      .png()
      .toBuffer();
    const result = await likeness.verify(wall, second);
    expect(result).toMatchObject({ decision: 'recapture', score: null, llr: null, selfie: { face: null } });
    expect(result.reasons[0]).toMatchObject({ code: 'face_not_found', about: 'selfie' });
    await expect(likeness.embed(wall)).rejects.toMatchObject({ code: 'face_not_found' });
  });

  it('asks for another picture where several people stand side by side', async () => {
    const group = await sharp(join(samples, 'sample4.jpg')).toBuffer();
    const result = await likeness.verify(group, second);
    expect(result).toMatchObject({ decision: 'recapture', score: null });
    expect(result.reasons[0]).toMatchObject({ code: 'faces_several', about: 'selfie' });
    await expect(likeness.embed(group)).rejects.toMatchObject({ code: 'faces_several' });
  });

  it('takes a small, faint second portrait of the same person for a ghost, and of another person for a stranger', async () => {
    const page = (ghost: Buffer) =>
      sharp({ create: { width: 1000, height: 700, channels: 3, background: '#e8e4da' } })
        .composite([
          { input: first, left: 60, top: 140 },
          { input: ghost, left: 700, top: 380 },
        ])
        .jpeg({ quality: 95 })
        .toBuffer();
    const small = (picture: Buffer) => sharp(picture).resize(200, 200).toBuffer();
    const withGhost = await likeness.verify(second, await page(await small(first)));
    expect(withGhost.decision).toBe('approve');
    expect(withGhost.reasons.map((r) => r.code)).toContain('ghost_portrait_ignored');
    const withStranger = await likeness.verify(second, await page(await small(other)));
    expect(withStranger.decision).toBe('recapture');
    expect(withStranger.reasons[0]).toMatchObject({ code: 'faces_several', about: 'document' });
  });

  it('finds a small portrait in a large photograph by looking at it in full', async () => {
    const portrait = await sharp(second).resize(220, 220).toBuffer();
    const large = await sharp({ create: { width: 1600, height: 1200, channels: 3, background: '#707478' } })
      .composite([{ input: portrait, left: 300, top: 500 }])
      .jpeg({ quality: 95 })
      .toBuffer();
    const result = await likeness.verify(first, large);
    expect(result.document.picture.source.scale).toBe(1);
    expect(result.score).toBeGreaterThan(0.85);
  });

  it('refuses templates of another model', async () => {
    const fast = await Likeness.open({ home, model: 'fast' });
    const [mine, theirs] = [await likeness.embed(first), await fast.embed(first)];
    await fast.close();
    const mismatch = { code: 'template_model_mismatch' };
    expect(() => likeness.compare(mine, theirs)).toThrow(expect.objectContaining(mismatch));
    await expect(likeness.authenticate(new Uint8Array(), theirs)).rejects.toMatchObject(mismatch);
    const cut = { ...mine, vector: mine.vector.subarray(1) };
    await expect(likeness.authenticate(first, cut)).rejects.toMatchObject({ code: 'template_invalid' });
  });

  it('says so once it is closed', async () => {
    const closed = await Likeness.open({ home, model: 'fast' });
    await closed.close();
    await expect(closed.verify(first, second)).rejects.toMatchObject({ code: 'closed' });
    await expect(closed.close()).resolves.toBeUndefined();
  });

  it('refuses an unknown model and a senseless policy before anything else', async () => {
    await expect(Likeness.open({ home, model: 'nothing' })).rejects.toMatchObject({
      code: 'model_not_found',
    });
    await expect(Likeness.open({ home, policy: { approveFmr: 2 } })).rejects.toMatchObject({
      code: 'policy_invalid',
    });
  });
});
