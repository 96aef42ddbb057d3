// Capture links, as whoever makes one and as the customer meets them: over HTTP, with real models.

import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import { type Contract, contractOf } from '../contract.fixture.js';
import { systemActor } from '../identity/index.js';
import { changePeriods } from '../retention/index.js';
import {
  call,
  form,
  photographs,
  type Reply,
  sharedService,
  type TestService,
  type TestTenant,
} from '../service.fixture.js';
import { expireCaptures, holdCapture } from './captures.js';

let service: TestService;
let contract: Contract;
let tenant: TestTenant;
let photos: Awaited<ReturnType<typeof photographs>>;

beforeAll(async () => {
  service = await sharedService();
  contract = await contractOf(service);
  tenant = await service.newTenant();
  photos = await photographs();
});

const create = (body: object = {}): Promise<Reply> =>
  call(service, 'POST', '/v1/sessions', { key: tenant.key, body });
const look = (token: string): Promise<Reply> => call(service, 'GET', '/v1/capture', { key: token });
const session = (id: string): Promise<Reply> =>
  call(service, 'GET', `/v1/sessions/${id}`, { key: tenant.key });

interface Sent {
  readonly nonce: string;
  readonly selfie?: Buffer;
  readonly document?: Buffer;
}

const send = (
  token: string,
  { nonce, selfie = photos.first, document = photos.second }: Sent,
): Promise<Reply> =>
  call(service, 'POST', '/v1/capture', { key: token, body: form({ selfie, document }, { nonce }) });

const blank = () =>
  sharp({ create: { width: 200, height: 200, channels: 3, background: '#888' } })
    .jpeg()
    .toBuffer();

const entries = (id: string): Promise<string[]> =>
  service.database.tenant(tenant.id, async (transaction) => {
    const rows = await transaction
      .selectFrom('audit_entries')
      .select('action')
      .where('target_kind', '=', 'session')
      .where('target_id', '=', id)
      .orderBy('sequence')
      .execute();
    return rows.map(({ action }) => action);
  });

const overSince = (id: string, seconds: number) =>
  service.database.tenant(tenant.id, (transaction) =>
    transaction
      .updateTable('captures')
      .set({ expires_at: new Date(Date.now() - 1000 * seconds) } as never)
      .where('id', '=', id)
      .execute(),
  );

describe('A capture link', () => {
  it('takes the pictures, says nothing of scores, and ends', async () => {
    const made = await create({ customer: 'c-1', returnUrl: 'https://bank.example/done' });
    expect(contract.faultsOf('POST', '/v1/sessions', made)).toEqual([]);
    expect(made).toMatchObject({ status: 201, body: { state: 'open', triesLeft: 5, customer: 'c-1' } });
    const { id, token, url } = made.body;
    // The secret stands behind `#`: no browser sends that to a server, and no server logs it.
    expect(new URL(url).hash).toBe(`#${token}`);

    const seen = await look(token);
    expect(contract.faultsOf('GET', '/v1/capture', seen)).toEqual([]);
    const answer = await send(token, seen.body);
    expect(contract.faultsOf('POST', '/v1/capture', answer)).toEqual([]);
    expect(answer.body).toEqual({
      purpose: 'proofing',
      state: 'completed',
      triesLeft: 4,
      expiresAt: made.body.expiresAt,
      returnUrl: 'https://bank.example/done',
      nonce: null,
      kept: {
        version: 0,
        pictures: { accepted: 1826, rejected: 180, again: 30, authentication: 90 },
        templates: 30,
        reports: 1826,
      },
      pictureBytes: 15 * 1024 * 1024,
      advice: [],
    });
    const after = await session(id);
    expect(contract.faultsOf('GET', '/v1/sessions/{id}', after)).toEqual([]);
    expect(after.body).toMatchObject({ state: 'completed', verification: expect.any(String) });
    const decided = await call(service, 'GET', `/v1/verifications/${after.body.verification}`, {
      key: tenant.key,
    });
    expect(decided.body).toMatchObject({ decision: 'approve', channel: 'capture', customer: 'c-1' });
    expect(await entries(id)).toEqual(['session.created', 'session.opened', 'session.completed']);
    expect(await send(token, seen.body)).toMatchObject({ status: 410, body: { code: 'capture_ended' } });
  });

  it('says the same to whoever is rejected as to whoever is approved', async () => {
    const { body: approved } = await create();
    const { body: rejected } = await create();
    const first = await send(approved.token, (await look(approved.token)).body);
    const second = await send(rejected.token, {
      ...(await look(rejected.token)).body,
      document: photos.other,
    });
    const plain = ({ body: { expiresAt: _, ...rest } }: Reply) => rest;
    expect(plain(second)).toEqual(plain(first));
  });

  it('advises how to take the pictures again, until its tries are used up', async () => {
    const { body: made } = await create({ tries: 2 });
    const bad = { selfie: await blank() };
    const first = await send(made.token, { ...(await look(made.token)).body, ...bad });
    expect(first.body).toMatchObject({ state: 'open', triesLeft: 1, nonce: expect.any(String) });
    expect(first.body.advice).toContainEqual(
      expect.objectContaining({ code: 'face_not_found', about: 'selfie' }),
    );
    const second = await send(made.token, { nonce: first.body.nonce, ...bad });
    expect(second.body).toMatchObject({ state: 'failed', triesLeft: 0, nonce: null });
    expect((await session(made.id)).body.state).toBe('failed');
    expect((await entries(made.id)).at(-1)).toBe('session.expired');
  });

  it('takes a nonce once, also when it is sent many times at once', async () => {
    const { body: made } = await create();
    const { body: seen } = await look(made.token);
    const bad = { nonce: seen.nonce, selfie: await blank() };
    const replies = await Promise.all(Array.from({ length: 5 }, () => send(made.token, bad)));
    expect(replies.map(({ status }) => status).sort()).toEqual([200, 409, 409, 409, 409]);
    expect((await look(made.token)).body.triesLeft).toBe(4);
  });

  it('of two tries at once, each under a nonce of its own, leads to one decision', async () => {
    const { body: made } = await create();
    const nonces = await Promise.all([look(made.token), look(made.token)]);
    const replies = await Promise.all(nonces.map(({ body }) => send(made.token, body)));
    expect(replies.filter(({ status }) => status === 200)).toHaveLength(1);
    expect((await entries(made.id)).filter((action) => action === 'session.completed')).toHaveLength(1);
  });

  it('says how long pictures are kept, as the tenant has set it', async () => {
    const own = await service.newTenant();
    const { body: made } = await call(service, 'POST', '/v1/sessions', { key: own.key, body: {} });
    const days = { approvedPictures: 400, reviewedPictures: 500, templates: 7 };
    await service.database.tenant(own.id, (transaction) =>
      changePeriods(transaction, days, 'as counsel says', 0, systemActor(own.id, 'test')),
    );
    expect((await look(made.token)).body.kept).toEqual({
      version: 1,
      pictures: { accepted: 500, rejected: 180, again: 30, authentication: 90 },
      templates: 7,
      reports: 1826,
    });
  });

  it('keeps hints of a camera that may be none, shows them, and lets them decide nothing', async () => {
    const { body: made } = await create();
    const { body: seen } = await look(made.token);
    const hints = 'selfie:camera_name,document:chosen_file,selfie:camera_name';
    const files = { selfie: photos.first, document: photos.second };
    const sent = (given: string) =>
      call(service, 'POST', '/v1/capture', {
        key: made.token,
        body: form(files, { nonce: seen.nonce, hints: given }),
      });
    for (const strange of ['selfie:score', 'selfie:camera_name,', `${'selfie:camera_name,'.repeat(60)}x`])
      expect(await sent(strange)).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
    expect((await sent(hints)).body).toMatchObject({ state: 'completed', advice: [] });
    const { verification } = (await session(made.id)).body;
    const decided = await call(service, 'GET', `/v1/verifications/${verification}`, { key: tenant.key });
    expect(contract.faultsOf('GET', '/v1/verifications/{id}', decided)).toEqual([]);
    expect(decided.body).toMatchObject({
      decision: 'approve',
      hints: [
        { about: 'selfie', code: 'camera_name', message: expect.any(String) },
        { about: 'document', code: 'chosen_file', message: expect.any(String) },
      ],
    });
    // Nothing is ever taken out of the log.
    const auditor = await tenant.keyWith('audit.read');
    const log = await call(service, 'GET', `/v1/audit?target=${verification}`, { key: auditor });
    expect(log.body.items.map(({ action }: { action: string }) => action)).toContain('verification.decided');
    expect(JSON.stringify(log.body)).not.toContain('camera_name');
  });

  it('keeps what the customer agreed to, logs it before anything is looked at, and has it in the evidence', async () => {
    const { body: made } = await create({ tries: 3 });
    expect(made.consent).toBeNull();
    const attempt = async (consent: string, selfie: Buffer) => {
      const { body: seen } = await look(made.token);
      const files = { selfie, document: photos.second };
      const body = form(files, { nonce: seen.nonce, consent });
      return call(service, 'POST', '/v1/capture', { key: made.token, body });
    };
    for (const strange of ['en', 'en:words:0', 'en:0123456789abcdef:1', 'en:0123456789abcdef:0 '])
      expect(await attempt(strange, photos.first)).toMatchObject({
        status: 400,
        body: { code: 'request_invalid' },
      });
    expect((await session(made.id)).body).toMatchObject({ triesLeft: 3, consent: null });
    const agreed = 'ar-EG:0123456789abcdef:0';
    expect((await attempt(agreed, await blank())).body.state).toBe('open');
    // Others are busy too: what was agreed to need not stand beside the decision.
    const { verification: first } = (await session(made.id)).body;
    for (let looks = 0; looks < 6; looks++)
      await call(service, 'GET', `/v1/verifications/${first}`, { key: tenant.key });
    expect((await attempt(agreed, photos.first)).body.state).toBe('completed');
    const { body: after } = await session(made.id);
    expect(after.consent).toEqual({
      ...{ language: 'ar-EG', text: '0123456789abcdef', retention: 0 },
      at: expect.any(String),
    });
    expect(await entries(made.id)).toEqual([
      ...['session.created', 'session.opened', 'session.consented', 'session.completed'],
    ]);
    const auditor = await tenant.keyWith('audit.read');
    const log = await call(service, 'GET', `/v1/audit?action=session.consented&target=${made.id}`, {
      key: auditor,
    });
    expect(log.body.items).toMatchObject([
      {
        actor: { kind: 'capture', id: made.id },
        details: { language: 'ar-EG', text: '0123456789abcdef', retention: 0, kept: { templates: 30 } },
      },
    ]);
    // The link is taken away before its decision: the log still knows what was agreed to.
    await service.database.tenant(tenant.id, (transaction) =>
      transaction.deleteFrom('captures').where('id', '=', made.id).execute(),
    );
    const pack = await fetch(`${service.address}/v1/verifications/${after.verification}/evidence`, {
      method: 'POST',
      headers: { authorization: `Bearer ${auditor}` },
    });
    const packed = Buffer.from(await pack.arrayBuffer());
    expect([pack.status, packed.includes('session.consented')]).toEqual([200, true]);
  });

  it('logs a consent that is another than before', async () => {
    const { body: made } = await create();
    for (const [consent, selfie] of [
      ['en:0123456789abcdef:0', await blank()],
      ['fr:fedcba9876543210:0', photos.first],
    ] as const) {
      const { body: seen } = await look(made.token);
      const body = form({ selfie, document: photos.second }, { nonce: seen.nonce, consent });
      await call(service, 'POST', '/v1/capture', { key: made.token, body });
    }
    expect((await entries(made.id)).filter((action) => action === 'session.consented')).toHaveLength(2);
    expect((await session(made.id)).body.consent.language).toBe('fr');
  });

  it('takes no try for a document that was forgotten', async () => {
    const { body: made } = await create();
    const { body: seen } = await look(made.token);
    const alone = { key: made.token, body: form({ selfie: photos.first }, { nonce: seen.nonce }) };
    expect(await call(service, 'POST', '/v1/capture', alone)).toMatchObject({ status: 400 });
    expect((await session(made.id)).body.triesLeft).toBe(5);
  });

  it('counts a file that is no picture as a try', async () => {
    const { body: made } = await create({ tries: 1 });
    const broken = { ...(await look(made.token)).body, document: Buffer.from('no picture') };
    expect(await send(made.token, broken)).toMatchObject({ status: 422 });
    expect((await session(made.id)).body).toMatchObject({ state: 'failed', triesLeft: 0 });
  });

  it('authenticates an enrolled customer by a selfie alone', async () => {
    const { body: made } = await create({ purpose: 'authentication', customer: 'c-1' });
    const { body: seen } = await look(made.token);
    const answer = await call(service, 'POST', '/v1/capture', {
      key: made.token,
      body: form({ selfie: photos.second }, { nonce: seen.nonce }),
    });
    expect(answer.body).toMatchObject({ state: 'completed', purpose: 'authentication' });
    const { verification } = (await session(made.id)).body;
    const decided = await call(service, 'GET', `/v1/verifications/${verification}`, { key: tenant.key });
    expect(decided.body).toMatchObject({ kind: 'authentication', answer: 'pass' });
    expect(await create({ purpose: 'authentication' })).toMatchObject({ status: 400 });
  });

  it('ends when its time is over, whether or not the job has come round to it', async () => {
    const { body: made } = await create();
    const late = { ...(await look(made.token)).body };
    await overSince(made.id, 1);
    expect((await session(made.id)).body.state).toBe('expired');
    expect(await send(made.token, late)).toMatchObject({ status: 410 });
    await overSince(made.id, 121);
    const ended = await service.database.tenant(tenant.id, expireCaptures);
    expect(ended.map(({ id }) => id)).toEqual([made.id]);
  });

  it('lets a try that arrived in time be decided, though the time runs out meanwhile', async () => {
    const { body: made } = await create();
    await overSince(made.id, 1);
    expect(await service.database.tenant(tenant.id, expireCaptures)).toEqual([]);
    await service.database.tenant(tenant.id, (transaction) => holdCapture(transaction, made));
  });

  it('opens nothing but itself, and nothing for another tenant', async () => {
    const { body: made } = await create();
    const stranger = await service.newTenant();
    expect(await call(service, 'GET', '/v1/verifications', { key: made.token })).toMatchObject({
      status: 403,
    });
    expect(await call(service, 'GET', `/v1/sessions/${made.id}`, { key: stranger.key })).toMatchObject({
      status: 404,
    });
    expect(await look(`${made.token.slice(0, -1)}x`)).toMatchObject({ status: 401 });
    expect(await call(service, 'GET', '/v1/capture', { key: tenant.key })).toMatchObject({ status: 403 });
  });
});
