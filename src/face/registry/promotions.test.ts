import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { defaultDigest } from './defaults.js';
import {
  appendPromotion,
  defaultEmbedder,
  defaultHistory,
  latest,
  type NamedModel,
  type Promotion,
} from './promotions.js';

let home: string;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-promotions-'));
});
afterEach(() => rm(home, { recursive: true }));

const FIRST: NamedModel = { name: 'accurate', digest: defaultDigest('accurate') };
const A: NamedModel = { name: 'a', digest: 'a'.repeat(64) };
const B: NamedModel = { name: 'b', digest: 'b'.repeat(64) };

const change = { at: '2026-11-24T12:00:00.000Z', by: 'anna@bank', reason: null };
const promotion = (from: NamedModel, to: NamedModel): Promotion => ({
  action: 'promote',
  ...change,
  from,
  to,
  fmr: 1e-4,
  thresholds: { from: 0.9, to: 0.4 },
  difference: { estimate: -0.01, lower: -0.02, upper: -0.001, margin: 0.01 },
  evidence: { 'a/evaluation.json': 'e'.repeat(64) },
  caveats: [],
});
const rollback = (from: NamedModel, to: NamedModel): Promotion => ({
  action: 'rollback',
  ...change,
  from,
  to,
});
const overtaken = expect.objectContaining({ code: 'promotion_overtaken' });

describe('The default model', () => {
  it('is `accurate` until something is promoted', async () => {
    expect(await defaultEmbedder(home)).toBe('accurate');
    expect(await defaultHistory(home)).toEqual({ defaults: [FIRST], promotions: [] });
  });

  it('is the one promoted last, and rollbacks go back step by step', async () => {
    await appendPromotion(home, promotion(FIRST, A));
    await appendPromotion(home, promotion(A, B));
    expect(await defaultEmbedder(home)).toBe(B.digest);
    await appendPromotion(home, rollback(B, A));
    expect(await defaultEmbedder(home)).toBe(A.digest);
    await appendPromotion(home, rollback(A, FIRST));
    expect(await defaultEmbedder(home)).toBe('accurate');
    expect((await defaultHistory(home)).promotions).toHaveLength(4);
  });

  it('is not changed by a promotion that was decided against another default', async () => {
    await appendPromotion(home, promotion(FIRST, A));
    await expect(appendPromotion(home, promotion(FIRST, B))).rejects.toEqual(overtaken);
    expect(latest(await defaultHistory(home))).toEqual(A);
  });

  it('of many promotions at once is that of exactly one', async () => {
    const rivals = Array.from({ length: 8 }, (_, i) => ({ name: `r${i}`, digest: String(i).repeat(64) }));
    const outcomes = await Promise.allSettled(
      rivals.map((one) => appendPromotion(home, promotion(FIRST, one))),
    );
    const won = outcomes.flatMap(({ status }, i) => (status === 'fulfilled' ? [rivals[i]] : []));
    expect(won).toEqual([latest(await defaultHistory(home))]);
  });

  it('is not rolled back to a model that it did not come after', async () => {
    await appendPromotion(home, promotion(FIRST, A));
    await expect(appendPromotion(home, rollback(A, B))).rejects.toEqual(overtaken);
    expect(await defaultEmbedder(home)).toBe(A.digest);
  });
});

describe('The file', () => {
  it('is only ever appended to', async () => {
    const path = join(home, 'promotions.jsonl');
    await appendPromotion(home, promotion(FIRST, A));
    const before = await readFile(path, 'utf8');
    await appendPromotion(home, rollback(A, FIRST));
    expect((await readFile(path, 'utf8')).startsWith(before)).toBe(true);
  });

  it('cut off at any byte of its last line still gives the default before it', async () => {
    const path = join(home, 'promotions.jsonl');
    await appendPromotion(home, promotion(FIRST, A));
    const before = await readFile(path);
    await appendPromotion(home, promotion(A, B));
    const after = await readFile(path);
    // Without its last two bytes, the brace and the line break, it is no JSON.
    for (let length = before.length; length < after.length - 1; length += 7) {
      await writeFile(path, after.subarray(0, length));
      expect(await defaultEmbedder(home)).toBe(A.digest);
    }
    await appendPromotion(home, promotion(A, B));
    expect(await defaultEmbedder(home)).toBe(B.digest);
  });

  it('with a line that nobody wrote is refused, and which one is said', async () => {
    const path = join(home, 'promotions.jsonl');
    await appendPromotion(home, promotion(FIRST, A));
    const text = await readFile(path, 'utf8');
    await writeFile(path, `${text}{"action":"promote"}\n`);
    await expect(defaultEmbedder(home)).rejects.toMatchObject({
      code: 'manifest_invalid',
      message: expect.stringMatching(/promotions\.jsonl, line 3: /),
    });
  });
});
