// Decisions over HTTP, with real models on real photographs: the samples that come with @vladmandic/face-api.

import { beforeAll, describe, expect, it } from 'vitest';
import { type Contract, contractOf } from '../contract.fixture.js';
import {
  call,
  form,
  photographs,
  type Reply,
  sharedService,
  type TestService,
  type TestTenant,
} from '../service.fixture.js';

let service: TestService;
let contract: Contract;
let tenant: TestTenant;
let stranger: TestTenant;
let photos: Awaited<ReturnType<typeof photographs>>;

beforeAll(async () => {
  service = await sharedService();
  contract = await contractOf(service);
  [tenant, stranger] = [await service.newTenant(), await service.newTenant()];
  photos = await photographs();
});

const VERIFICATIONS = '/v1/verifications';

const verify = (
  fields: Record<string, string> = {},
  headers: Record<string, string> = {},
  files = pair(),
  { key } = tenant,
) => call(service, 'POST', VERIFICATIONS, { key, body: form(files, fields), headers });
const pair = () => ({ selfie: photos.first, document: photos.second });

const audited = async (action: string): Promise<{ target_id: string; body: string }[]> =>
  service.database.tenant(tenant.id, (transaction) =>
    transaction
      .selectFrom('audit_entries')
      .select(['target_id', 'body'])
      .where('action', '=', action)
      .orderBy('sequence')
      .execute(),
  );

describe('POST /v1/verifications', () => {
  let approved: Reply;

  beforeAll(async () => {
    approved = await verify({ customer: 'customer-1', device: 'device-1' });
  });

  it('approves one person in two photographs, in the form that the description gives', () => {
    expect(approved.status).toBe(200);
    expect(approved.body).toMatchObject({
      kind: 'proofing',
      decision: 'approve',
      customer: 'customer-1',
      device: 'device-1',
      policyVersion: 1,
      answer: null,
      model: { name: 'fast' },
    });
    expect(contract.faultsOf('POST', VERIFICATIONS, approved)).toEqual([]);
  });

  it('rejects two people', async () => {
    const files = { selfie: photos.first, document: photos.other };
    expect((await verify({}, {}, files)).body).toMatchObject({ decision: 'reject', customer: null });
  });

  it('takes the same as JSON, in base64, to the same report', async () => {
    const body = {
      selfie: photos.first.toString('base64'),
      document: photos.second.toString('base64'),
    };
    const reply = await call(service, 'POST', VERIFICATIONS, { key: tenant.key, body });
    expect(reply.status).toBe(200);
    const { timings: _, ...report } = reply.body.report;
    const { timings: __, ...before } = approved.body.report;
    expect(report).toEqual(before);
  });

  it('asks for another picture where there is no face, and keeps that too', async () => {
    const blank = await sharpBlank();
    const reply = await verify({}, {}, { selfie: blank, document: photos.second });
    expect(reply.body).toMatchObject({ decision: 'recapture', score: null, llr: null });
    expect(reply.body.reasons.map(({ code }: { code: string }) => code)).toContain('face_not_found');
    expect(contract.faultsOf('POST', VERIFICATIONS, reply)).toEqual([]);
  });

  it('enrols the customer, whose reference later selfies are held against', async () => {
    const path = '/v1/customers/{id}';
    const customer = await call(service, 'GET', '/v1/customers/customer-1', { key: tenant.key });
    expect(customer.body).toMatchObject({ id: 'customer-1', status: 'enrolled' });
    expect(contract.faultsOf('GET', path, customer)).toEqual([]);
  });

  it('is logged with what it hangs on, and with nothing of the person', async () => {
    const entries = await audited('verification.decided');
    const entry = JSON.parse(entries.find(({ target_id }) => target_id === approved.body.id)!.body);
    expect(entry.details).toMatchObject({
      decision: 'approve',
      policy: 1,
      model: approved.body.model.digest,
      score: approved.body.score,
    });
    expect(Object.keys(entry.details.pictures).sort()).toEqual(['document_front', 'selfie']);
  });

  it.each([
    ['no document', { selfie: true }, 400, 'request_invalid'],
    [
      'a file that is no picture',
      { selfie: true, document: Buffer.from('hello') },
      422,
      'image_format_unsupported',
    ],
    ['an empty file', { selfie: true, document: Buffer.alloc(0) }, 422, 'image_empty'],
    [
      'a file that is not asked for',
      { selfie: true, document: true, passport: Buffer.from('x') },
      400,
      'request_invalid',
    ],
  ] as const)('refuses %s precisely, and keeps nothing', async (_, files, status, code) => {
    const before = (await audited('verification.decided')).length;
    const sent = Object.fromEntries(
      Object.entries(files).map(([name, bytes]) => [name, bytes === true ? photos.first : bytes]),
    );
    const reply = await call(service, 'POST', VERIFICATIONS, { key: tenant.key, body: form(sent) });
    expect(reply).toMatchObject({ status, body: { code, status } });
    expect(reply.headers.get('content-type')).toContain('application/problem+json');
    expect(contract.faultsOf('POST', VERIFICATIONS, reply)).toEqual([]);
    expect((await audited('verification.decided')).length).toBe(before);
  });

  it('refuses a request without a body, and says what to send', async () => {
    const reply = await call(service, 'POST', VERIFICATIONS, { key: tenant.key });
    expect(reply).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect(reply.body.detail).toContain('no body');
  });

  it('refuses a name with control characters, which no log could bear', async () => {
    expect(await verify({ customer: 'a\u0000b' })).toMatchObject({ status: 400 });
  });

  it('refuses base64 that is none, JSON that is none, and other media', async () => {
    const wrong = await call(service, 'POST', VERIFICATIONS, {
      key: tenant.key,
      body: { selfie: '*', document: '' },
    });
    expect(wrong).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    const text = await fetch(`${service.address}${VERIFICATIONS}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'text/plain' },
      body: 'x',
    });
    expect(text.status).toBe(415);
    const broken = await fetch(`${service.address}${VERIFICATIONS}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${tenant.key}`, 'content-type': 'application/json' },
      body: '{"selfie":',
    });
    expect(broken.status).toBe(400);
  });
});

describe('Idempotency-Key', () => {
  it('gives the first answer again, to the byte, and decides once', async () => {
    const key = { 'idempotency-key': 'once-1' };
    const [first, again] = [await verify({}, key), await verify({}, key)];
    expect(JSON.stringify(again.body)).toBe(JSON.stringify(first.body));
    expect((await audited('verification.decided')).filter((e) => e.target_id === first.body.id)).toHaveLength(
      1,
    );
  });

  it('lets one of many at once work; the others are told to come again', async () => {
    const before = (await audited('verification.decided')).length;
    const replies = await Promise.all(
      Array.from({ length: 6 }, () => verify({}, { 'idempotency-key': 'race' })),
    );
    const decided = replies.filter(({ status }) => status === 200);
    expect(new Set(decided.map(({ body }) => body.id)).size).toBe(1);
    for (const reply of replies.filter(({ status }) => status !== 200)) {
      expect(reply).toMatchObject({ status: 409, body: { code: 'idempotency_in_progress' } });
      expect(reply.headers.get('retry-after')).toBe('1');
    }
    expect((await audited('verification.decided')).length).toBe(before + 1);
  });

  it('is refused for another request', async () => {
    const key = { 'idempotency-key': 'once-2' };
    await verify({}, key);
    expect(await verify({ customer: 'someone-else' }, key)).toMatchObject({
      status: 422,
      body: { code: 'idempotency_key_reused' },
    });
  });

  it('may be sent again after a failure, as nothing was made', async () => {
    const key = { 'idempotency-key': 'once-3' };
    const broken = { selfie: photos.first, document: Buffer.from('not a picture') };
    expect((await verify({}, key, broken)).status).toBe(422);
    expect((await verify({}, key)).status).toBe(200);
  });

  it('is taken over from a process that died, which can then no longer answer', async () => {
    const key = 'once-4';
    await service.database.tenant(tenant.id, async (transaction) => {
      const { actor } = await transaction
        .selectFrom('idempotency')
        .select('actor')
        .where('key', '=', 'once-1')
        .executeTakeFirstOrThrow();
      const { request_hash } = await transaction
        .selectFrom('idempotency')
        .select('request_hash')
        .where('key', '=', 'once-1')
        .executeTakeFirstOrThrow();
      const row = { key, actor, request_hash, made: null, created_at: new Date() };
      await transaction
        .insertInto('idempotency')
        .values({
          ...row,
          worker: '00000000-0000-4000-8000-000000000000',
          locked_until: new Date(Date.now() - 1000),
        })
        .execute();
    });
    expect((await verify({}, { 'idempotency-key': key })).status).toBe(200);
  });
});

describe('GET /v1/verifications', () => {
  it('lists the latest first, page by page, without what documents say', async () => {
    const seen: string[] = [];
    let cursor: string | null = '';
    while (cursor !== null) {
      const query: string = cursor === '' ? '' : `&cursor=${cursor}`;
      const page: Reply = await call(service, 'GET', `${VERIFICATIONS}?limit=3${query}`, { key: tenant.key });
      expect(contract.faultsOf('GET', VERIFICATIONS, page)).toEqual([]);
      seen.push(...page.body.items.map(({ id }: { id: string }) => id));
      cursor = page.body.next;
    }
    expect(seen).toEqual(seen.toSorted().reverse());
    expect(seen).toHaveLength((await audited('verification.decided')).length);
  });

  it('filters by customer and decision', async () => {
    const query = '?customer=customer-1&decision=approve';
    const { body } = await call(service, 'GET', `${VERIFICATIONS}${query}`, { key: tenant.key });
    expect(body.items).toHaveLength(1);
  });

  it('refuses a cursor that no page gave', async () => {
    expect(await call(service, 'GET', `${VERIFICATIONS}?cursor=abc`, { key: tenant.key })).toMatchObject({
      status: 400,
      body: { code: 'request_invalid' },
    });
  });
});

describe('GET /v1/verifications/{id}', () => {
  const path = `${VERIFICATIONS}/{id}`;

  it('gives what was answered, and logs the look', async () => {
    const { body } = await verify();
    const read = await call(service, 'GET', `${VERIFICATIONS}/${body.id}`, { key: tenant.key });
    expect(read.body).toMatchObject(body);
    expect(contract.faultsOf('GET', path, read)).toEqual([]);
    expect((await audited('verification.read')).map(({ target_id }) => target_id)).toContain(body.id);
  });

  it('gives the pictures as they were sent, and logs each look', async () => {
    const { body } = await verify();
    const selfie = await call(service, 'GET', `${VERIFICATIONS}/${body.id}/pictures/selfie`, {
      key: tenant.key,
    });
    expect(selfie.body.equals(photos.first)).toBe(true);
    expect(selfie.headers.get('cache-control')).toBe('no-store');
    expect(selfie.headers.get('content-type')).toBe('image/jpeg');
    const looks = (await audited('picture.read')).map((entry) => JSON.parse(entry.body).details);
    expect(looks).toContainEqual({ verification: body.id, part: 'selfie' });
  });

  it('does not exist for another tenant, nor do its pictures', async () => {
    const { body } = await verify();
    for (const at of [body.id, `${body.id}/pictures/selfie`]) {
      const reply = await call(service, 'GET', `${VERIFICATIONS}/${at}`, { key: stranger.key });
      expect(reply).toMatchObject({ status: 404, body: { code: 'not_found' } });
    }
    const { body: list } = await call(service, 'GET', VERIFICATIONS, { key: stranger.key });
    expect(list.items).toEqual([]);
  });
});

describe('POST /v1/customers/{id}/authentications', () => {
  const path = '/v1/customers/{id}/authentications';
  const authenticate = (selfie: Buffer, customer = 'customer-1', headers: Record<string, string> = {}) =>
    call(service, 'POST', path.replace('{id}', customer), {
      key: tenant.key,
      body: form({ selfie }),
      headers,
    });

  it('lets the customer pass by another photograph', async () => {
    const reply = await authenticate(photos.second);
    expect(reply.body).toMatchObject({ kind: 'authentication', answer: 'pass', decision: 'approve' });
    expect(contract.faultsOf('POST', path, reply)).toEqual([]);
  });

  it('blocks somebody else', async () => {
    expect((await authenticate(photos.other)).body).toMatchObject({ answer: 'block', decision: 'reject' });
  });

  it('steps up where the selfie is the very file that was enrolled', async () => {
    const { body } = await authenticate(photos.first);
    expect(body.answer).toBe('step_up');
    expect(body.reasons.map(({ code }: { code: string }) => code)).toContain('picture_enrolled');
  });

  it('is said once under an idempotency key', async () => {
    const key = { 'idempotency-key': 'login-1' };
    const [first, again] = [
      await authenticate(photos.second, 'customer-1', key),
      await authenticate(photos.second, 'customer-1', key),
    ];
    expect(again.body).toEqual(first.body);
  });

  it('knows no customer who was never approved, and says so', async () => {
    await verify({ customer: 'rejected-1' }, {}, { selfie: photos.first, document: photos.other });
    expect(await authenticate(photos.first, 'rejected-1')).toMatchObject({
      status: 422,
      body: { code: 'customer_not_enrolled' },
    });
    expect(await authenticate(photos.first, 'nobody')).toMatchObject({ status: 404 });
  });

  it('lets nobody pass who is blocked, until that is lifted', async () => {
    const at = (verb: string) => `/v1/customers/customer-1/${verb}`;
    const body = { reason: 'phone was stolen' };
    const blocked = await call(service, 'POST', at('block'), { key: tenant.key, body });
    expect(blocked.body.status).toBe('blocked');
    expect((await authenticate(photos.second)).body).toMatchObject({ answer: 'step_up' });
    expect(await call(service, 'POST', at('block'), { key: tenant.key, body })).toMatchObject({
      status: 409,
    });
    const lifted = await call(service, 'POST', at('unblock'), { key: tenant.key, body });
    expect(lifted.body.status).toBe('enrolled');
    expect((await authenticate(photos.second)).body).toMatchObject({ answer: 'pass' });
  });
});

describe('another document of an enrolled customer', () => {
  let bank: TestTenant;
  const codes = ({ body }: Reply) => body.reasons.map(({ code }: { code: string }) => code);
  const prove = (files = pair()) => verify({ customer: 'proofed' }, {}, files, bank);
  const authenticate = (selfie: Buffer) =>
    call(service, 'POST', '/v1/customers/proofed/authentications', {
      key: bank.key,
      body: form({ selfie }),
    });

  beforeAll(async () => {
    bank = await service.newTenant();
    expect((await prove()).body.decision).toBe('approve');
  });

  it('takes no account over: somebody else, with a document of their own, is for a person to look at', async () => {
    const theirs = await turnedALittle(photos.other);
    const taken = await prove({ selfie: photos.other, document: theirs });
    expect(taken.body.decision).toBe('review');
    expect(codes(taken)).toContain('not_the_enrolled_face');
    expect((await authenticate(theirs)).body.answer).toBe('block');
    expect((await authenticate(photos.second)).body.answer).toBe('pass');
  });

  it('is taken from the customer themselves', async () => {
    const renewed = await prove({ selfie: photos.second, document: photos.first });
    expect(codes(renewed)).not.toContain('not_the_enrolled_face');
    expect(renewed.body.decision).toBe('approve');
  });
});

const turnedALittle = async (picture: Buffer): Promise<Buffer> => {
  const { default: sharp } = await import('sharp');
  return sharp(picture).rotate(4).jpeg({ quality: 80 }).toBuffer();
};

async function sharpBlank(): Promise<Buffer> {
  const { default: sharp } = await import('sharp');
  return sharp({ create: { width: 300, height: 300, channels: 3, background: '#777' } })
    .png()
    .toBuffer();
}
