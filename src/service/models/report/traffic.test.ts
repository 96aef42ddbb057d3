// What is read of thousands of decisions, against the same counted here.

import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../../trials/index.js';
import { ensureTenant, systemActor } from '../../identity/index.js';
import { ensurePolicy } from '../../policies/index.js';
import { type TestDatabase, testDatabase } from '../../postgres/testing.fixture.js';
import { type Database, openDatabase } from '../../storage/index.js';
import { firstDecision, readDays, readSample, readScored } from './traffic.js';

interface Row {
  readonly id: string;
  readonly kind: 'proofing' | 'authentication';
  readonly subject: string;
  readonly decision: string;
  readonly reasons: string[];
  readonly score: number | null;
  readonly quality: object;
  readonly at: string;
  readonly model: string;
}

let place: TestDatabase;
let database: Database;
let tenant: string;
const people = Array.from({ length: 150 }, () => randomUUID());
const made: Row[] = [];
const FROM = new Date('2026-03-01T00:00:00Z');
const TO = new Date('2026-03-11T00:00:00Z');
const PERIOD = { from: FROM, to: TO };
/** The service did not run. */
const GAP = 4;

beforeAll(async () => {
  place = await testDatabase();
  database = await openDatabase({ url: place.url });
  ({ id: tenant } = await ensureTenant(database, 'default'));
  const random = createRandom(3);
  for (let i = 0; i < 3000; i++) {
    const day = Math.floor(random.uniform() * 10);
    if (day === GAP) continue;
    const isFailure = random.uniform() < 0.1;
    made.push({
      id: randomUUID(),
      kind: random.uniform() < 0.7 ? 'proofing' : 'authentication',
      // A few try very often.
      subject: people[Math.floor(people.length * random.uniform() ** 3)]!,
      decision: isFailure ? 'recapture' : random.uniform() < 0.8 ? 'approve' : 'review',
      reasons: isFailure ? ['face_not_found'] : ['score_reaches_threshold'],
      score: isFailure ? null : random.uniform(),
      quality: isFailure ? { selfie: {} } : { selfie: { Sharpness: Math.floor(random.uniform() * 100) } },
      at: new Date(FROM.getTime() + (day + random.uniform()) * 86_400_000).toISOString(),
      model: i % 10 === 0 ? 'former' : 'present',
    });
  }
  // On the edges: the first moment is in the period, and the end is not.
  made[0] = { ...made[0]!, at: FROM.toISOString(), model: 'present' };
  made[1] = { ...made[1]!, at: TO.toISOString(), model: 'present' };
  await database.tenant(tenant, async (transaction) => {
    await ensurePolicy(transaction, systemActor(tenant, 'test'));
    await sql`insert into subjects (id, wrapped_key, master_key, created_at) select id, '\\x00', 'mk', now() from unnest(${people}::uuid[]) id`.execute(
      transaction,
    );
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, policy_version, model_name,
        model_digest, quality, channel, milliseconds, created_at)
      select id, kind, subject, decision, reasons, score, 1, 'm', model, quality, 'api', 1, at
      from jsonb_to_recordset(${JSON.stringify(made)}::jsonb)
        r (id uuid, kind text, subject uuid, decision text, reasons text[], score float8, quality jsonb,
          at timestamptz, model text)`.execute(transaction);
  });
});
afterAll(async () => {
  await database.close();
  await place.stop();
});

const read = <T>(work: Parameters<typeof database.tenant<T>>[1]): Promise<T> => database.tenant(tenant, work);
const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};
const present = (kind: Row['kind'], day?: string): Row[] =>
  made.filter(
    (row) =>
      row.model === 'present' &&
      row.kind === kind &&
      row.at < TO.toISOString() &&
      (day === undefined || row.at.startsWith(day)),
  );

describe('readDays', () => {
  it('has every day of the period in UTC, and a gap where there was nothing', async () => {
    const days = await read((transaction) => readDays(transaction, 'present', PERIOD));
    expect(days.filter(({ kind }) => kind === 'proofing').map(({ day }) => day)).toEqual(
      Array.from({ length: 10 }, (_, i) => `2026-03-${String(i + 1).padStart(2, '0')}`),
    );
    expect(days.find(({ day }) => day === '2026-03-05')).toEqual({
      ...{ kind: 'proofing', day: '2026-03-05', decisions: 0, subjects: 0 },
      ...{ shares: null, failureToAcquire: null, score: null, qualities: {} },
    });
  });

  it('counts and finds medians as one does by hand', async () => {
    const days = await read((transaction) => readDays(transaction, 'present', PERIOD));
    for (const { kind, day, ...found } of days.filter(({ decisions }) => decisions > 0)) {
      const rows = present(kind, day);
      const share = (isOne: (row: Row) => boolean) => rows.filter(isOne).length / rows.length;
      const sharpness = rows.flatMap(({ quality }) =>
        Object.values((quality as { selfie: Record<string, number> }).selfie),
      );
      expect(found.decisions).toBe(rows.length);
      expect(found.subjects).toBe(new Set(rows.map(({ subject }) => subject)).size);
      expect(found.shares!.approve).toBeCloseTo(
        share(({ decision }) => decision === 'approve'),
        12,
      );
      expect(found.failureToAcquire).toBeCloseTo(
        share(({ reasons }) => reasons[0] === 'face_not_found'),
        12,
      );
      expect(found.score).toBeCloseTo(median(rows.flatMap(({ score }) => score ?? [])), 12);
      expect(found.qualities).toEqual({ 'selfie.Sharpness': median(sharpness) });
    }
  });
});

describe('readSample', () => {
  it('has one try of each person, the same one each time', async () => {
    const sample = () => read((transaction) => readSample(transaction, 'present', 'proofing', PERIOD));
    const [first, again] = [await sample(), await sample()];
    expect(first).toEqual(again);
    expect(first).toHaveLength(new Set(present('proofing').map(({ subject }) => subject)).size);
    const failed = first.filter(({ isFailureToAcquire }) => isFailureToAcquire);
    expect(failed.length).toBeGreaterThan(0);
    expect(failed[0]).toEqual({
      decision: 'recapture',
      score: null,
      isFailureToAcquire: true,
      qualities: {},
    });
  });
});

describe('readScored', () => {
  it('joins what both models made of a decision, of the period and of this pair of models', async () => {
    const some = present('proofing').slice(0, 40);
    await read(async (transaction) => {
      for (const [i, { id, subject }] of some.entries())
        await transaction
          .insertInto('shadow_scores')
          .values({
            ...{ verification: id, subject, model_digest: 'next', reasons: [], at: new Date() },
            ...(i < 30
              ? {
                  decision: 'approve',
                  active_decision: 'review',
                  score: i,
                  llr: -i,
                  milliseconds: 1,
                  fault: null,
                }
              : {
                  decision: null,
                  active_decision: null,
                  score: null,
                  llr: null,
                  milliseconds: null,
                  fault: 'x',
                }),
          })
          .execute();
    });
    const ask = (active: string, period = PERIOD) =>
      read((transaction) => readScored(transaction, { active, shadow: 'next', period }));
    const { total, scored } = await ask('present');
    expect({ total, read: scored.length }).toEqual({ total: 30, read: 30 });
    const seventh = scored.find(({ verification }) => verification === some[7]!.id)!;
    expect(seventh).toMatchObject({
      ...{ kind: 'proofing', subject: some[7]!.subject, label: null },
      active: { decision: 'review', score: some[7]!.score, llr: null },
      shadow: { decision: 'approve', score: 7, llr: -7 },
    });
    expect((await ask('former')).scored).toEqual([]);
    expect((await ask('present', { from: TO, to: new Date('2026-04-01') })).scored).toEqual([]);
  });
});

it('knows when a model began', async () => {
  expect(await read((transaction) => firstDecision(transaction, 'present'))).toEqual(FROM);
  expect(await read((transaction) => firstDecision(transaction, 'nobody'))).toBeNull();
});
