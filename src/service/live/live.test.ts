// Who is told of what, over a real connection, when something happens in the log.

import { afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  call,
  openTestService,
  PUBLIC_URL,
  sharedService,
  type TestService,
  type TestTenant,
} from '../service.fixture.js';
import { topicsOf, touchesRights } from './topics.js';

let service: TestService;
let [tenant, neighbour]: TestTenant[] = [];

beforeAll(async () => {
  service = await sharedService();
  [tenant, neighbour] = [await service.newTenant(), await service.newTenant()];
});

const open: AbortController[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.abort();
});

const LONG = { timeout: 20_000 };

/** What has been said so far over a connection of its own. */
async function listen(headers: Record<string, string>, at = service, query = '') {
  const asked = new AbortController();
  open.push(asked);
  const response = await fetch(`${at.address}/v1/live${query}`, { headers, signal: asked.signal });
  const said = { status: response.status, headers: response.headers, text: '', isOver: false };
  void (async () => {
    for await (const piece of response.body!) said.text += Buffer.from(piece).toString();
    said.isOver = true;
  })().catch(() => undefined);
  await vi.waitFor(() => expect(said.text).not.toBe(''), LONG);
  return said;
}
const topicsIn = ({ text }: { text: string }): string[][] =>
  [...text.matchAll(/^event: changed\ndata: (.*)$/gm)].map(([, data]) => JSON.parse(data!));
const as = async (role: Parameters<TestTenant['signedIn']>[0], of = tenant!) => ({
  cookie: await of.signedIn(role),
});

describe('GET /v1/live', () => {
  it('tells those of the tenant who may read it, and nobody else', async () => {
    const compliance = await listen(await as('compliance'));
    const analyst = await listen(await as('analyst'));
    const other = await listen(await as('compliance', neighbour));
    expect(compliance.headers.get('content-type')).toBe('text/event-stream');
    const headers = { ...(await as('compliance')), origin: PUBLIC_URL };
    const drafted = await call(service, 'GET', '/v1/policies', { headers });
    const { document } = drafted.body.items[0];
    await call(service, 'POST', '/v1/policies', { headers, body: { document, note: 'again' } });
    await vi.waitFor(() => expect(topicsIn(compliance).flat()).toContain('policies'), LONG);
    expect(topicsIn(compliance).flat()).toContain('audit');
    expect(topicsIn(analyst).flat()).toEqual(['policies']);
    expect(topicsIn(other)).toEqual([[]]);
  });

  it('is not for strangers, and not for one who has a dozen already', async () => {
    expect((await call(service, 'GET', '/v1/live')).status).toBe(401);
    const headers = await as('reviewer');
    for (let i = 0; i < 12; i++) await listen(headers);
    expect((await call(service, 'GET', '/v1/live', { headers })).body).toMatchObject({
      code: 'rate_limited',
    });
  });

  it('tells whoever comes again what they missed, and whoever comes first nothing of the past', async () => {
    const headers = { ...(await as('compliance')), origin: PUBLIC_URL };
    const first = await listen(headers);
    const id = /^id: (\d+)$/m.exec(first.text)![1]!;
    open.at(-1)!.abort();
    const { document } = (await call(service, 'GET', '/v1/policies', { headers })).body.items[0];
    await call(service, 'POST', '/v1/policies', { headers, body: { document, note: 'while away' } });
    for (const again of [
      await listen({ ...headers, 'last-event-id': id }),
      await listen(headers, service, `?after=${id}`),
    ]) {
      expect(topicsIn(again)[0]).toEqual(expect.arrayContaining(['audit', 'policies']));
      expect(Number(/^id: (\d+)$/m.exec(again.text)![1])).toBeGreaterThan(Number(id));
    }
    expect(topicsIn(await listen(headers))).toEqual([[]]);
    // A log that was brought back from a copy is shorter than what they heard.
    const restored = await listen({ ...headers, 'last-event-id': '999999999' });
    expect(topicsIn(restored)).toEqual([[]]);
  });

  it('is over for all at once when somebody is shut out, so that it is asked anew who hears', async () => {
    const another = await service.newTenant();
    const shut = await as('analyst', another);
    const { id } = (await call(service, 'GET', '/v1/me', { headers: shut })).body;
    const [theirs, others] = [await listen(shut), await listen(await as('analyst', another))];
    const headers = { ...(await as('admin', another)), origin: PUBLIC_URL };
    const body = { disabled: true };
    expect(await call(service, 'PATCH', `/v1/people/${id}`, { headers, body })).toMatchObject({
      status: 200,
    });
    await vi.waitFor(() => expect([theirs.isOver, others.isOver]).toEqual([true, true]), LONG);
    expect((await call(service, 'GET', '/v1/live', { headers: shut })).status).toBe(401);
  });

  it('ends when the service ends, and holds it up in nothing', async () => {
    const another = await openTestService();
    const itsTenant = await another.newTenant();
    const said = await listen({ cookie: await itsTenant.signedIn('reviewer') }, another);
    const began = Date.now();
    await another.close();
    expect(Date.now() - began).toBeLessThan(20_000);
    await vi.waitFor(() => expect(said.isOver).toBe(true), LONG);
    await another.database.close();
  });
});

describe('topicsOf', () => {
  const topics = (...actions: string[]): string[] => [...topicsOf(new Set(actions))];
  it('knows what an entry may have changed; what it does not know is the log’s alone', () => {
    expect(topics('case.decided')).toEqual(['audit', 'cases']);
    expect(topics('pair.settled', 'picture.read')).toEqual(['audit', 'links']);
    expect(topics('case.exported', 'of.tomorrow')).toEqual(['audit']);
    expect(topics('customer.links_read', 'customer.alarms_read')).toEqual(['audit']);
  });
  it('knows that logins link nobody with anybody, and that cases may', () => {
    expect(topics('customer.authenticated')).not.toContain('links');
    expect(topics('case.opened')).toContain('links');
    expect(topics('customer.erased')).toContain('links');
  });
  it('holds that all may have changed where it is not known what has', () => {
    expect([...topicsOf(null)]).toEqual(expect.arrayContaining(['cases', 'lists', 'links', 'audit']));
  });
});

describe('touchesRights', () => {
  it.each([
    'person.disabled',
    'person.renewed',
    'person.role_changed',
    'login.ended',
    'key.rotated',
    'key.revoked',
  ])('knows that %s may take from somebody what they hear', (action) =>
    expect(touchesRights(new Set(['verification.decided', action]))).toBe(true),
  );
  it('knows that daily work does not, and supposes so where it is not known what was done', () => {
    expect(touchesRights(new Set(['verification.decided', 'case.decided', 'login.succeeded']))).toBe(false);
    expect(touchesRights(null)).toBe(true);
  });
});
