// A policy tried on past traffic, over HTTP and with real models: what it says would have been decided is what is decided
// once it is in force.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Contract, contractOf } from '../contract.fixture.js';
import type { Role } from '../identity/index.js';
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
let compliance: Record<string, string>;
let pairs: { readonly selfie: Buffer; readonly document: Buffer }[];
const from = new Date(Date.now() - 3_600_000).toISOString();

const signedIn = async (role: Role) => ({
  cookie: await tenant.signedIn(role),
  origin: PUBLIC_URL,
});

const verify = (files: Record<string, Buffer>, fields: Record<string, string> = {}): Promise<Reply> =>
  call(service, 'POST', '/v1/verifications', { key: tenant.key, body: form(files, fields) });
const simulate = (body: object): Promise<Reply> =>
  call(service, 'POST', '/v1/policies/simulate', { headers: compliance, body: { from, ...body } });
const inForce = async () => {
  const { body } = await call(service, 'GET', '/v1/policies', { headers: compliance });
  return body.items.find(({ isActive }: { isActive: boolean }) => isActive);
};

/** @returns its version */
async function drafted(document: object): Promise<number> {
  const body = { document, note: 'tried' };
  const reply = await call(service, 'POST', '/v1/policies', { headers: await signedIn('engineer'), body });
  return reply.body.version;
}

async function put(version: number): Promise<void> {
  const body = { reason: 'test' };
  const reply = await call(service, 'POST', `/v1/policies/${version}/activate`, {
    headers: compliance,
    body,
  });
  expect(reply.status).toBe(200);
}

/** A reviewer approves the customer’s open case. */
async function approve(customer: string): Promise<void> {
  const [supervisor, reviewer] = [await signedIn('supervisor'), await signedIn('reviewer')];
  const noSecondLook = { seedShare: 0, secondLookShare: 0 };
  await call(service, 'PUT', '/v1/cases/settings', { headers: supervisor, body: noSecondLook });
  const path = `/v1/cases?customer=${encodeURIComponent(customer)}`;
  const [found] = (await call(service, 'GET', path, { headers: supervisor })).body.items;
  const { body: me } = await call(service, 'GET', '/v1/me', { headers: reviewer });
  const assigned = await call(service, 'POST', `/v1/cases/${found.id}/assign`, {
    headers: supervisor,
    body: { version: found.version, person: me.id },
  });
  const decided = await call(service, 'POST', `/v1/cases/${found.id}/decision`, {
    headers: reviewer,
    body: { version: assigned.body.version, outcome: 'approve', reasons: ['same_person'] },
  });
  expect(decided).toMatchObject({ status: 200, body: { state: 'decided' } });
}

beforeAll(async () => {
  service = await sharedService();
  contract = await contractOf(service);
  const { first, second, other } = await photographs();
  pairs = [
    { selfie: first, document: second },
    { selfie: second, document: first },
    { selfie: first, document: other },
    { selfie: first, document: first },
    { selfie: second, document: second },
  ];
  await begin();
});

/** A tenant for whom each pair was decided once today: a period has whole days. */
async function begin(): Promise<void> {
  tenant = await service.newTenant();
  compliance = await signedIn('compliance');
  for (const pair of pairs) await verify(pair, { device: 'phone' });
}

describe('POST /v1/policies/simulate', () => {
  it('finds nothing that the policy in force would change, and every decision as its report says', async () => {
    const { document } = await inForce();
    const reply = await simulate({ document });
    expect(contract.faultsOf('POST', '/v1/policies/simulate', reply)).toEqual([]);
    expect(reply.body).toMatchObject({
      ...{ decisions: 5, sampled: 5, unreadable: 0, undecidable: 0, replayFaults: [], authentication: null },
      proofing: {
        decisions: 5,
        before: { approve: { count: 2 }, review: { count: 2 }, reject: { count: 1 } },
        changed: { count: 0 },
        changes: [],
      },
    });
    const { claim } = reply.body.proofing;
    expect(claim.after).toEqual(claim.before);
  });

  it('says how many tries too many there were by a rule that nobody had then', async () => {
    const { document } = await inForce();
    const velocity = { device: { tries: 1, hours: 24, effect: 'review' } };
    const { body } = await simulate({ document: { ...document, velocity } });
    // Of the two that were approved one was the first of its device.
    expect(body.proofing.changes).toMatchObject([
      { from: 'approve', to: 'review', count: 1, reviewed: { none: 1 } },
    ]);
    expect(body.workload.casesADay.after.value).toBeGreaterThan(body.workload.casesADay.before.value);
    expect(body.workload).toMatchObject({ secondsALook: null, hoursADay: null, costADay: null });
  });

  it.each([
    ['requires a page', { requires: 'page' }],
    ['rejects nobody', { rejectLlr: -100 }],
    ['approves at a rarer false match', { approveFmr: 1e-9 }],
    ['has a floor that no picture reaches', { quality: { 'selfie.Sharpness': 100 } }],
  ])('of a policy that %s it says what is decided once it is in force', async (_, change) => {
    await begin();
    const { document, version: before } = await inForce();
    const other = { ...document, ...change };
    const { body: simulated } = await simulate({ document: other });
    expect(simulated.proofing.untold).toEqual({});

    await put(await drafted(other));
    const counts: Record<string, number> = { approve: 0, review: 0, reject: 0, recapture: 0 };
    for (const pair of pairs) counts[(await verify(pair)).body.decision]!++;
    await put(before);

    for (const [decision, count] of Object.entries(counts))
      expect([decision, simulated.proofing.after[decision].count]).toEqual([decision, count]);
    // What was decided under other policies replays under these.
    expect((await simulate({ document: other })).body).toMatchObject({ decisions: 10, replayFaults: [] });
  });

  it('counts no day that is yet to come', async () => {
    const before = Date.now();
    const { body } = await simulate({ version: 1, to: '2126-01-01T00:00:00Z' });
    expect(Date.parse(body.to)).toBeGreaterThanOrEqual(before);
    expect(Date.parse(body.to)).toBeLessThanOrEqual(Date.now());
    expect(body.workload.casesADay.before.value).toBeGreaterThan(1);
  });

  it('knows whom a reviewer had enrolled before', async () => {
    await begin();
    const { document, version: before } = await inForce();
    const rarer = { ...document, authentication: { ...document.authentication, passFmr: 1e-9 } };
    await put(await drafted({ ...document, approveFmr: 1e-9 }));
    await verify(pairs[0]!, { customer: 'by a reviewer' });
    await approve('by a reviewer');
    await put(before);
    await verify(pairs[0]!, { customer: 'by a reviewer' });
    await verify(pairs[1]!, { customer: 'by a reviewer' });
    const { body } = await simulate({ document: rarer });
    // First they were nobody yet; later it was not kept how like the enrolled face they were.
    expect(body.proofing).toMatchObject({ decisions: 5 + 3, after: { approve: { count: 2 + 3 } } });
    expect(body.proofing.untold).toEqual({ authentication: 2 });
  });

  it('refuses a floor of no such component', async () => {
    const { document } = await inForce();
    const reply = await simulate({ document: { ...document, quality: { 'selfie.Sharpnes': 40 } } });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  });

  it('is asked for one policy and one period, and is logged', async () => {
    expect(await simulate({})).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(await simulate({ version: 99 })).toMatchObject({ status: 404 });
    expect(await simulate({ version: 1, to: from })).toMatchObject({ status: 400 });
    const yetToCome = { from: '2126-01-01T00:00:00Z', to: '2126-02-01T00:00:00Z' };
    expect(await simulate({ version: 1, ...yetToCome })).toMatchObject({ status: 400 });
    const { body } = await simulate({ version: 1, from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' });
    expect(body).toMatchObject({ decisions: 0, proofing: null, workload: null });
    const logged = await service.database.tenant(tenant.id, (transaction) =>
      transaction
        .selectFrom('audit_entries')
        .select('action')
        .where('action', '=', 'policy.simulated')
        .execute(),
    );
    expect(logged.length).toBeGreaterThan(0);
  });
});
