// Documents of policies over HTTP: what is no policy is refused where it is wrong, before anything is kept.

import { beforeAll, expect, test } from 'vitest';
import { call, PUBLIC_URL, sharedService, type TestService, type TestTenant } from '../service.fixture.js';
import { DEFAULT_DOCUMENT } from './index.js';

let service: TestService;
let tenant: TestTenant;
let headers: Record<string, string>;
beforeAll(async () => {
  service = await sharedService();
  tenant = await service.newTenant();
  headers = { cookie: await tenant.signedIn('compliance'), origin: PUBLIC_URL };
});

const check = (document: unknown) =>
  call(service, 'POST', '/v1/policies/check', { headers, body: { document } as object });

test('a document that is silent about a part is answered with what it says then', async () => {
  const { quality: _, velocity: __, ...rest } = DEFAULT_DOCUMENT;
  const { status, body } = await check({ ...rest, approveFmr: 1e-5 });
  expect(status).toBe(200);
  expect(body.document).toEqual({ ...DEFAULT_DOCUMENT, approveFmr: 1e-5, quality: {}, velocity: {} });
});

test.each([
  ['an empty list', [], '#/body/document'],
  ['a part of another form', { ...DEFAULT_DOCUMENT, authentication: null }, '#/body/document/authentication'],
  ['a share beyond one', { ...DEFAULT_DOCUMENT, prior: 1.5 }, '#/body/document/prior'],
  [
    'half of a rule',
    { ...DEFAULT_DOCUMENT, velocity: { face: { tries: 3 } } },
    '#/body/document/velocity/face',
  ],
])('%s is refused, and it is said where it is wrong', async (_, document, pointer) => {
  const { status, body } = await check(document);
  expect([status, body.code]).toEqual([400, 'request_invalid']);
  expect(body.errors.map((one: { pointer: string }) => one.pointer)).toContain(pointer);
});

test('nothing is kept of a document that was only checked', async () => {
  await check(DEFAULT_DOCUMENT);
  expect((await call(service, 'GET', '/v1/policies', { headers })).body.items).toHaveLength(1);
});
