// A model that is tried on live traffic, over HTTP, with two real models and a real PostgreSQL.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { DEFAULT_POLICY, Likeness } from '../../decision/index.js';
import { type Contract, contractOf } from '../contract.fixture.js';
import {
  call,
  form,
  PUBLIC_URL,
  photographs,
  type Reply,
  sharedService,
  type TestService,
  type TestTenant,
} from '../service.fixture.js';

let service: TestService;
let contract: Contract;
let tenant: TestTenant;
let engineer: Record<string, string>;
let compliance: Record<string, string>;
let neighbour: TestTenant;
let pictures: Awaited<ReturnType<typeof photographs>>;
let otherAgain: Buffer;
const made: Record<string, string> = {};

const signedIn = async (role: 'engineer' | 'compliance' | 'analyst') => ({
  cookie: await tenant.signedIn(role),
  origin: PUBLIC_URL,
});
const verify = async (selfie: Buffer, document: Buffer, fields: Record<string, string> = {}) => {
  const { status, body } = await call(service, 'POST', '/v1/verifications', {
    ...{ key: tenant.key, body: form({ selfie, document }, fields) },
  });
  expect(status).toBe(200);
  return body;
};
const models = async (): Promise<Reply> => call(service, 'GET', '/v1/models', { headers: engineer });
const tryModel = (name: string, headers = engineer): Promise<Reply> =>
  call(service, 'PUT', '/v1/models/shadow', { headers, body: { name } });
const report = (query = '', headers = engineer): Promise<Reply> =>
  call(service, 'GET', `/v1/models/report${query}`, { headers });
const toldToNeighbour = async () => {
  const headers = { cookie: await neighbour.signedIn('compliance'), origin: PUBLIC_URL };
  return (await call(service, 'GET', '/v1/audit?action=model.shadowed', { headers })).body.items;
};
const scores = () =>
  service.database.tenant(tenant.id, (transaction) =>
    transaction.selectFrom('shadow_scores').selectAll().orderBy('verification').execute(),
  );
const untilScored = (count: number) =>
  vi.waitFor(
    async () => {
      const { body } = await models();
      expect(body.shadow.scored).toBe(count);
      return body.shadow;
    },
    { timeout: 60_000, interval: 200 },
  );

beforeAll(async () => {
  service = await sharedService();
  contract = await contractOf(service);
  [tenant, neighbour] = [await service.newTenant(), await service.newTenant()];
  [engineer, compliance] = [await signedIn('engineer'), await signedIn('compliance')];
  pictures = await photographs();
  otherAgain = await sharp(pictures.other).resize(330).jpeg({ quality: 88 }).toBuffer();
  // Before any model is tried: it is asked about later decisions alone.
  await verify(pictures.first, pictures.second);
});
afterAll(async () => {
  await call(service, 'DELETE', '/v1/models/shadow', { headers: engineer });
});

describe('PUT /v1/models/shadow', () => {
  it('takes an embedder that is there and does not decide', async () => {
    expect(await tryModel('nobody')).toMatchObject({ status: 404, body: { code: 'not_found' } });
    expect(await tryModel('blazeface')).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(await tryModel('fast')).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect((await tryModel('accurate', compliance)).status).toBe(403);
    const { body } = await models();
    expect(body).toMatchObject({ running: { name: 'fast', isCalibrated: true }, shadow: null });
    expect(body.installed.map(({ name }: { name: string }) => name)).toEqual(['accurate', 'fast']);
  });

  it('has it tried, and the log says so, once', async () => {
    const reply = await tryModel('accurate');
    expect(contract.faultsOf('PUT', '/v1/models/shadow', reply)).toEqual([]);
    expect(reply.body).toMatchObject({ name: 'accurate', isCalibrated: true, decisions: 0, waiting: 0 });
    expect((await tryModel('accurate')).body.since).toBe(reply.body.since);
    const { body } = await call(service, 'GET', '/v1/audit?action=model.shadowed', {
      headers: compliance,
    });
    expect(body.items).toMatchObject([
      { target: { kind: 'model', id: reply.body.digest }, details: { name: 'accurate', isTried: true } },
    ]);
    expect(body.items[0].actor.kind).toBe('person');
  });

  it('is told to those whose pictures another model looks at too, without who it was', async () => {
    expect(await toldToNeighbour()).toMatchObject([
      { actor: { kind: 'system', id: 'models' }, details: { name: 'accurate', isTried: true } },
    ]);
  });
});

describe('A model that is tried', () => {
  it('scores what is decided from then on, proofings and authentications', async () => {
    const { first, second, other } = pictures;
    made.enrolled = (await verify(first, second, { customer: 'anna' })).id;
    made.reversed = (await verify(second, first)).id;
    made.different = (await verify(first, other)).id;
    made.same = (await verify(first, first)).id;
    made.otherOne = (await verify(other, otherAgain, { customer: 'bea' })).id;
    const login = await call(service, 'POST', '/v1/customers/anna/authentications', {
      ...{ key: tenant.key, body: form({ selfie: second }) },
    });
    expect(login.body).toMatchObject({ answer: 'pass', model: { name: 'fast' } });
    made.login = login.body.id;
    const shadow = await untilScored(6);
    expect(shadow).toMatchObject({ decisions: 6, failed: 0, faults: {}, waiting: 0 });
    expect(shadow.medianMilliseconds).toBeGreaterThan(0);
  });

  it('finds what it finds alone, under the same policy', async () => {
    const home = join(tmpdir(), 'likeness-test-home');
    const alone = await Likeness.open({ home, model: 'accurate', threads: 1 });
    const rows = new Map((await scores()).map((row) => [row.verification, row]));
    const { first, second, other } = pictures;
    for (const [id, selfie, front] of [
      [made.enrolled, first, second],
      [made.different, first, other],
    ] as const) {
      const expected = await alone.verify(selfie, { front }, { policy: DEFAULT_POLICY });
      const row = rows.get(id!)!;
      expect(row.model_digest).toBe(alone.model.sha256);
      expect(row.decision).toBe(expected.decision);
      expect(row.score).toBeCloseTo(expected.score!, 5);
      expect(row.llr).toBeCloseTo(expected.llr!, 3);
    }
    const [selfie, reference] = [await alone.embed(second, 'selfie'), await alone.embed(first, 'selfie')];
    const cosine = selfie.vector.reduce((sum, value, i) => sum + value * reference.vector[i]!, 0);
    expect(rows.get(made.login!)!.score).toBeCloseTo(cosine, 5);
    expect(rows.get(made.login!)).toMatchObject({ decision: 'approve', active_decision: 'approve' });
    await alone.close();
  });

  it('changes no decision, and no answer', async () => {
    const { body } = await call(service, 'GET', `/v1/verifications/${made.different}`, { key: tenant.key });
    expect(body).toMatchObject({ decision: 'reject', model: { name: 'fast' } });
    expect(JSON.stringify(body)).not.toContain('accurate');
  });
});

describe('GET /v1/models/report', () => {
  let reply: Reply;
  beforeAll(async () => {
    reply = await report('', await signedIn('analyst'));
  });

  it('says how far the two agree', async () => {
    expect(contract.faultsOf('GET', '/v1/models/report', reply)).toEqual([]);
    const { agreement } = reply.body;
    expect(agreement).toMatchObject({ decisions: 6, sampled: 6, authentication: { decisions: 1 } });
    const { proofing } = agreement;
    expect(proofing.matrix).toHaveLength(16);
    const counts = proofing.matrix.map(({ count }: { count: number }) => count);
    expect(counts.reduce((sum: number, count: number) => sum + count, 0)).toBe(5);
    const byHand = (await scores()).filter(({ verification }) => verification !== made.login);
    const cell = (active: string, shadow: string) =>
      proofing.matrix.find(
        (each: Record<string, string>) => each.active === active && each.shadow === shadow,
      );
    expect(cell('approve', 'approve').count).toBe(
      byHand.filter((row) => row.active_decision === 'approve' && row.decision === 'approve').length,
    );
    expect(cell('review', 'review').count).toBe(1);
    expect(proofing.rankCorrelation.estimate).toBeGreaterThan(0.5);
    // `same` is one picture twice: both ask a person.
    expect(proofing.settled).toBeNull();
  });

  it('shows today, and knows of no time before it', () => {
    const { body } = reply;
    expect(body.drift).toMatchObject({ reference: null, alarms: [] });
    const proofings = body.drift.days.filter(({ kind }: { kind: string }) => kind === 'proofing');
    expect(proofings.length).toBeGreaterThanOrEqual(8);
    const last = proofings.findLast(({ decisions }: { decisions: number }) => decisions > 0);
    expect(last).toMatchObject({ decisions: 6, failureToAcquire: 0, shares: { approve: 4 / 6 } });
    expect(proofings[0]).toMatchObject({ decisions: 0, shares: null, score: null });
    for (const { state } of body.drift.measures) expect(state).toBe('unknown');
  });

  it('estimates the FMR among customers, who are two so far', () => {
    const { active, shadow } = reply.body.fmr;
    expect(active).toMatchObject({ people: 2, comparisons: 1, leftOut: 0, unsettled: { count: 0 } });
    // Analysts see no pairs, be there any or none.
    expect(active.unsettled.pairs).toBeNull();
    expect(active.points[0]).toMatchObject({
      ...{ fmr: 1e-4, supported: true },
      measured: { atMost: { matches: 0, fmr: 0 }, atLeast: { matches: 0, fmr: 0 } },
    });
    // The one that is tried has made no template that was kept.
    expect(shadow).toEqual({ absent: 'too_few_people' });
  });

  it('is of whole days, whatever moments are given', async () => {
    const query = '?from=2026-03-10T09:00:00Z&to=2026-03-10T09:00:00.001Z';
    const reference = '&referenceFrom=2026-03-08T12:00:00Z&referenceTo=2026-03-10T09:00:00Z';
    expect((await report(query + reference)).body).toMatchObject({
      ...{ from: '2026-03-10T00:00:00.000Z', to: '2026-03-11T00:00:00.000Z' },
      // A day that both are of is the period’s.
      drift: { reference: { from: '2026-03-08T00:00:00.000Z', to: '2026-03-10T00:00:00.000Z' } },
    });
    const sameDay = '&referenceFrom=2026-03-10T08:00:00Z&referenceTo=2026-03-10T09:00:00Z';
    expect(await report(query + sameDay)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  });

  it('takes no period that is none', async () => {
    const faults = ['?from=2026-02-01T00:00:00Z&to=2026-01-01T00:00:00Z', '?from=2020-01-01T00:00:00Z'];
    faults.push('?referenceFrom=2026-01-01T00:00:00Z');
    for (const query of faults)
      expect(await report(query)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  });

  it('is for those who may', async () => {
    expect(
      (await call(service, 'GET', '/v1/models', { key: await tenant.keyWith('customers.read') })).status,
    ).toBe(403);
  });
});

describe('Two accounts of one person', () => {
  const fmrOf = async () => (await report('', compliance)).body.fmr.active;

  it('look like a false match until somebody settles them', async () => {
    const duplicates = { fpir: 0.01, effect: 'note' };
    const { body: policies } = await call(service, 'GET', '/v1/policies', { headers: compliance });
    const document = { ...policies.items[0].document, duplicates };
    const { body: draft } = await call(service, 'POST', '/v1/policies', {
      ...{ headers: compliance, body: { document, note: 'a second account may be opened' } },
    });
    await call(service, 'POST', `/v1/policies/${draft.version}/activate`, {
      ...{ headers: compliance, body: { reason: 'try it' } },
    });
    await verify(pictures.second, pictures.first, { customer: 'anna-again' });
    const before = await fmrOf();
    expect(before).toMatchObject({ people: 3, comparisons: 3, leftOut: 0 });
    expect(before.unsettled).toMatchObject({ count: 1, pairs: [{ score: expect.any(Number) }] });
    expect(before.unsettled.pairs[0].customers.sort()).toEqual(['anna', 'anna-again']);
    const [{ measured }] = before.points;
    expect(measured).toMatchObject({ atMost: { matches: 1, fmr: 1 / 3 }, atLeast: { matches: 0, fmr: 0 } });
    expect(measured.atMost.interval[1]).toBeGreaterThan(1 / 3);
    const { body: log } = await call(service, 'GET', '/v1/audit?action=customer.links_read', {
      headers: compliance,
    });
    expect(log.items).toMatchObject([{ target: { kind: 'model' }, details: { pairs: 1 } }]);
    await call(service, 'POST', '/v1/pairs', {
      ...{
        headers: compliance,
        body: { customers: ['anna', 'anna-again'], relation: 'same_person', reason: 'one telephone' },
      },
    });
    expect(await fmrOf()).toMatchObject({ comparisons: 2, leftOut: 1, unsettled: { count: 0 } });
  });
});

describe('Once it is tried no more', () => {
  it('is asked no more, and what it found stays until the person is erased', async () => {
    // What was asked before is answered still.
    await untilScored(7);
    const reply = await call(service, 'DELETE', '/v1/models/shadow', { headers: engineer });
    expect(reply.status).toBe(204);
    expect((await call(service, 'DELETE', '/v1/models/shadow', { headers: engineer })).status).toBe(404);
    const told = (await toldToNeighbour()).map(
      ({ details }: { details: { isTried: boolean } }) => details.isTried,
    );
    expect(told.toSorted()).toEqual([false, true]);
    const scored = await scores();
    await verify(pictures.second, pictures.first);
    expect((await models()).body.shadow).toBeNull();
    expect(await scores()).toEqual(scored);
    await call(service, 'DELETE', '/v1/customers/anna', { key: tenant.key, body: { reason: 'asked' } });
    const left = (await scores()).map(({ verification }) => verification);
    expect(left).toHaveLength(scored.length - 2);
    expect(left).not.toContain(made.enrolled);
    expect(left).not.toContain(made.login);
  });
});
