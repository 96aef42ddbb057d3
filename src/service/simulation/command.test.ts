// A policy tried by whoever holds the machine: the same as the API says of it; and a policy as somebody writes it.

import { describe, expect, it } from 'vitest';
import { listTenants } from '../identity/index.js';
import { DEFAULT_DOCUMENT } from '../policies/index.js';
import { call, form, PUBLIC_URL, photographs, sharedService } from '../service.fixture.js';
import { openPolicies, policyOf } from './command.js';

const refused = (message: RegExp) =>
  expect.objectContaining({ code: 'policy_invalid', message: expect.stringMatching(message) });

describe('A policy that was written', () => {
  it('is as Likeness comes where it says nothing', () => {
    expect(policyOf({})).toEqual(DEFAULT_DOCUMENT);
    expect(policyOf({ approveFmr: 1e-5, velocity: {} })).toEqual({
      ...{ ...DEFAULT_DOCUMENT, approveFmr: 1e-5 },
      velocity: {},
    });
  });

  it.each([
    ['is no object', [], /a JSON object/],
    ['has a field that is misspelt', { approveFMR: 1e-5 }, /approveFMR/],
    ['has a floor of no such component', { quality: { 'selfie.Sharpnes': 40 } }, /quality/],
    ['has a rate of nothing', { approveFmr: 0 }, /approveFmr/],
    ['has half a rule', { velocity: { face: { tries: 3, hours: 1 } } }, /velocity\.face .*effect/],
  ])('that %s is refused', (_, written, message) => {
    expect(() => policyOf(written)).toThrow(refused(message));
  });
});

describe('On the command line', () => {
  it('says what the API says, reads versions, and knows its tenant alone', async () => {
    const service = await sharedService();
    const [tenant, other] = [await service.newTenant(), await service.newTenant()];
    const { first, second } = await photographs();
    const body = form({ selfie: first, document: second }, {});
    for (let i = 0; i < 5; i++) await call(service, 'POST', '/v1/verifications', { key: tenant.key, body });
    const policy = policyOf({ approveFmr: 1e-9 });

    const headers = { cookie: await tenant.signedIn('compliance'), origin: PUBLIC_URL };
    const asked = { document: policy, from: new Date(Date.now() - 3_600_000).toISOString() };
    const { body: byApi } = await call(service, 'POST', '/v1/policies/simulate', { headers, body: asked });
    // The days that it was of.
    const period = { from: new Date(byApi.from), to: new Date(byApi.to) };

    const done: [number, number][] = [];
    const request = {
      ...{ policy, period, most: 10 },
      onProgress: (...progress: [number, number]) => void done.push(progress),
    };
    const tenants = await listTenants(service.database);
    const nameOf = ({ id }: { id: string }) => tenants.find((one) => one.id === id)!.name;
    const policies = await openPolicies(service.configuration, nameOf(tenant));
    try {
      expect(JSON.parse(JSON.stringify(await policies.simulate(request)))).toEqual(byApi);
      expect(byApi.proofing.changes).toMatchObject([{ from: 'approve', to: 'review', count: 5 }]);
      expect(done).toEqual([[5, 5]]);
      expect(await policies.read()).toMatchObject({ version: 1 });
      await expect(policies.read(2)).rejects.toMatchObject({ code: 'not_found' });
      const gone = { ...request, signal: AbortSignal.abort(new Error('left')) };
      await expect(policies.simulate(gone)).rejects.toThrow('left');
    } finally {
      await policies.close();
    }
    const others = await openPolicies(service.configuration, nameOf(other));
    try {
      expect(await others.simulate(request)).toMatchObject({ decisions: 0, proofing: null });
    } finally {
      await others.close();
    }
    await expect(openPolicies(service.configuration, 'nobody')).rejects.toMatchObject({ code: 'not_found' });
  });
});
