// A policy tried on past traffic, over HTTP and with real models: what it says would have been decided is what is decided
// once it is in force.

import { beforeAll, describe, expect, it } from 'vitest';
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
let compliance: Record<string, string>;
let pairs: { readonly selfie: Buffer; readonly document: Buffer }[];
const from = new Date(Date.now() - 3_600_000).toISOString();
/** After the first decisions, which later ones do not add to. */
let to: string;

const signedIn = async (role: 'compliance' | 'engineer') => ({
  cookie: await tenant.signedIn(role),
  origin: PUBLIC_URL,
});

const verify = (files: Record<string, Buffer>, fields: Record<string, string> = {}): Promise<Reply> =>
  call(service, 'POST', '/v1/verifications', { key: tenant.key, body: form(files, fields) });
const simulate = (body: object): Promise<Reply> =>
  call(service, 'POST', '/v1/policies/simulate', { headers: compliance, body: { from, to, ...body } });
const inForce = async () => {
  const { body } = await call(service, 'GET', '/v1/policies', { headers: compliance });
  return body.items.find(({ isActive }: { isActive: boolean }) => isActive);
};

beforeAll(async () => {
  service = await sharedService();
  contract = await contractOf(service);
  tenant = await service.newTenant();
  compliance = await signedIn('compliance');
  const { first, second, other } = await photographs();
  pairs = [
    { selfie: first, document: second },
    { selfie: second, document: first },
    { selfie: first, document: other },
    { selfie: first, document: first },
  ];
  for (const pair of pairs) await verify(pair, { device: 'phone' });
  to = new Date().toISOString();
});

describe('POST /v1/policies/simulate', () => {
  it('finds nothing that the policy in force would change, and every decision as its report says', async () => {
    const { document } = await inForce();
    const reply = await simulate({ document });
    expect(contract.faultsOf('POST', '/v1/policies/simulate', reply)).toEqual([]);
    expect(reply.body).toMatchObject({
      ...{ decisions: 4, sampled: 4, unreadable: 0, undecidable: 0, replayFaults: [], authentication: null },
      proofing: {
        decisions: 4,
        before: { approve: { count: 2 }, review: { count: 1 }, reject: { count: 1 } },
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
    const { document, version: before } = await inForce();
    const other = { ...document, ...change };
    const { body: simulated } = await simulate({ document: other });
    expect(simulated.proofing.untold).toEqual({});

    const headers = await signedIn('engineer');
    const { body: drafted } = await call(service, 'POST', '/v1/policies', {
      headers,
      body: { document: other, note: 'tried' },
    });
    const activate = (version: number) =>
      call(service, 'POST', `/v1/policies/${version}/activate`, {
        headers: compliance,
        body: { reason: 'test' },
      });
    expect((await activate(drafted.version)).status).toBe(200);
    const counts: Record<string, number> = { approve: 0, review: 0, reject: 0, recapture: 0 };
    for (const pair of pairs) counts[(await verify(pair)).body.decision]!++;
    await activate(before);

    for (const [decision, count] of Object.entries(counts))
      expect([decision, simulated.proofing.after[decision].count]).toEqual([decision, count]);
    // What was decided under other policies replays under these.
    expect((await simulate({ document: other, to: new Date().toISOString() })).body).toMatchObject({
      replayFaults: [],
    });
  });

  it('is asked for one policy and one period, and is logged', async () => {
    expect(await simulate({})).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(await simulate({ version: 99 })).toMatchObject({ status: 404 });
    expect(await simulate({ version: 1, to: from })).toMatchObject({ status: 400 });
    const { body } = await simulate({ version: 1, from: '2020-01-01T00:00:00Z', to: '2020-02-01T00:00:00Z' });
    expect(body).toMatchObject({ decisions: 0, proofing: null, workload: null });
    const logged = await service.database.tenant(tenant.id, (transaction) =>
      transaction
        .selectFrom('audit_entries')
        .select('action')
        .where('action', '=', 'policy.simulated')
        .execute(),
    );
    expect(logged.length).toBeGreaterThan(2);
  });
});
