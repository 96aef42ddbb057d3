// From a model that is tried to the one that decides, with both real models: templates side by side, processes of either
// model at once, and customers whom neither loses.

import { randomUUID } from 'node:crypto';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { Likeness } from '../../decision/index.js';
import { findCustomer, referenceOf } from '../customers/index.js';
import { folderStore, localMasterKeys } from '../pictures/index.js';
import {
  call,
  form,
  openTestService,
  PUBLIC_URL,
  photographs,
  type Reply,
  type TestService,
  type TestTenant,
} from '../service.fixture.js';
import { openService, type Service } from '../service.js';
import { Subjects } from '../subjects/index.js';
import { openLog } from '../telemetry/index.js';
import { agreeOnActive } from './index.js';

let service: TestService;
let next: Service | undefined;
let subjects: Subjects;
let [tenant, neighbour]: TestTenant[] = [];
let headers: Record<'engineer' | 'compliance', Record<string, string>>;
let pictures: Awaited<ReturnType<typeof photographs>>;
let otherAgain: Buffer;
let digest: string;

beforeAll(async () => {
  service = await openTestService();
  const keys = await localMasterKeys({ home: service.home, environment: {} });
  subjects = new Subjects(keys, await folderStore(join(service.home, 'pictures')));
  [tenant, neighbour] = [await service.newTenant(), await service.newTenant()];
  headers = {
    engineer: { cookie: await tenant.signedIn('engineer'), origin: PUBLIC_URL },
    compliance: { cookie: await tenant.signedIn('compliance'), origin: PUBLIC_URL },
  };
  pictures = await photographs();
  otherAgain = await sharp(pictures.other).resize(330).jpeg({ quality: 88 }).toBuffer();
});
afterAll(async () => {
  await next?.close();
  await service.close();
  await service.database.close();
  subjects.close();
});

const open = (model: string | null): Promise<Service> =>
  openService({ ...service.configuration, model }, openLog('silent'));
const verify = async (selfie: Buffer, document: Buffer, customer: string, at: Service = service) => {
  const body = form({ selfie, document }, { customer });
  return (await call(at, 'POST', '/v1/verifications', { key: tenant!.key, body })).body;
};
const login = (customer: string, selfie: Buffer, at: Service = service): Promise<Reply> =>
  call(at, 'POST', `/v1/customers/${customer}/authentications`, {
    ...{ key: tenant!.key, body: form({ selfie }) },
  });
const ask = (method: string, path: string, body?: unknown, as: keyof typeof headers = 'engineer') =>
  call(service, method, path, { headers: headers[as], ...(body !== undefined && { body }) });
const promote = (more: object = {}, as: keyof typeof headers = 'engineer') =>
  ask('POST', '/v1/models/promote', { digest, reason: 'FNMR is lower, see report 7', ...more }, as);
const codesOf = ({ body }: Reply): string[] => body.unmet.map(({ code }: { code: string }) => code);
const until = (path: string, done: (body: Reply['body']) => boolean) =>
  vi.waitFor(
    async () => {
      const { body } = await ask('GET', path);
      if (!done(body)) throw new Error(JSON.stringify(body));
      return body;
    },
    { timeout: 60_000, interval: 200 },
  );
const logOf = async (action: string, of = tenant!) => {
  const cookie = await of.signedIn('compliance');
  const asked = { headers: { cookie, origin: PUBLIC_URL } };
  return (await call(service, 'GET', `/v1/audit?action=${action}`, asked)).body.items;
};
const referenceBy = (model: string, customer: string) =>
  service.database.tenant(tenant!.id, async (transaction) =>
    referenceOf(
      transaction,
      subjects,
      await findCustomer(transaction, subjects, tenant!.id, customer),
      model,
    ),
  );

describe('The model that decides', () => {
  it('is the one of the first start', async () => {
    const { body } = await ask('GET', '/v1/models');
    expect(body).toMatchObject({ running: { name: 'fast' }, active: { name: 'fast' }, shadow: null });
    expect(body.active.digest).toBe(body.running.digest);
    expect((await call(service, 'GET', '/health/ready')).body.checks.model).toEqual({ ok: true });
    digest = body.installed.find(({ name }: { name: string }) => name === 'accurate').digest;
  });

  it('is no other by a mere start', async () => {
    await expect(open('accurate')).rejects.toMatchObject({
      code: 'model_not_promoted',
      message: expect.stringContaining('fast'),
    });
    await expect(open('nobody')).rejects.toMatchObject({ code: 'model_not_found' });
  });
});

describe('POST /v1/models/reembedding', () => {
  it('is for a model that is tried', async () => {
    await verify(pictures.first, pictures.second, 'anna');
    await verify(pictures.other, otherAgain, 'bea');
    const refused = await ask('POST', '/v1/models/reembedding', { name: 'accurate' });
    expect(refused).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    expect(await ask('POST', '/v1/models/reembedding', { name: 'nobody' })).toMatchObject({ status: 404 });
    await ask('PUT', '/v1/models/shadow', { name: 'accurate' });
    const { body } = await ask('GET', '/v1/models/reembedding');
    expect(body).toMatchObject({
      ...{ model: { name: 'accurate', role: 'shadow' }, asked: null, stopped: null, gone: null },
      customers: { done: 0, left: 2, failed: 0, gone: 0 },
    });
  });

  it('must be done before a promotion, which says all that is missing', async () => {
    const refused = await promote();
    expect(refused).toMatchObject({ status: 409, body: { code: 'model_not_ready' } });
    expect(codesOf(refused)).toEqual(['too_few_scores', 'templates_missing']);
    expect(refused.body.detail).toContain('2 customers and 0 faces on lists');
    const other = await promote({ digest: 'ab'.repeat(32) });
    expect(codesOf(other)).toEqual(['not_tried']);
  });

  it('makes the templates that the model makes of the same pictures', async () => {
    const list = await call(service, 'POST', '/v1/lists', {
      ...{ key: tenant!.key, body: { name: 'Mules', purpose: 'fraud' } },
    });
    const added = await call(service, 'POST', `/v1/lists/${list.body.id}/entries`, {
      ...{ key: tenant!.key, body: form({ picture: otherAgain }, { reason: 'Case 17' }) },
    });
    expect(added.status).toBe(201);
    const asked = await ask('POST', '/v1/models/reembedding', { name: 'accurate' });
    expect(asked).toMatchObject({ status: 202, body: { asked: { by: expect.stringMatching(/^person:/) } } });
    await until('/v1/models/reembedding', ({ customers, listed }) => customers.left + listed.left === 0);
    const { body } = await ask('GET', '/v1/models/reembedding', undefined, 'compliance');
    const done = { left: 0, failed: 0, gone: 0 };
    expect(body).toMatchObject({
      ...{ customers: { done: 2, ...done }, listed: { done: 1, ...done }, faults: {}, gone: [] },
    });
    const alone = await Likeness.open({
      ...{ home: join(tmpdir(), 'likeness-test-home'), model: 'accurate', threads: 1 },
    });
    const { vector } = await alone.embed(pictures.first, 'selfie');
    await alone.close();
    const { template, sha256 } = (await referenceBy(digest, 'anna'))!;
    expect(template.model).toBe(digest);
    expect(template.vector.reduce((sum, value, i) => sum + value * vector[i]!, 0)).toBeCloseTo(1, 5);
    expect(sha256).toBe((await referenceBy((await active()).digest, 'anna'))!.sha256);
    expect(await logOf('model.reembedding_asked')).toMatchObject([{ details: { name: 'accurate' } }]);
    expect(await logOf('model.reembedding_asked', neighbour)).toMatchObject([
      { actor: { kind: 'system' }, target: { id: digest } },
    ]);
  });

  const active = async () => (await ask('GET', '/v1/models')).body.active;
});

describe('POST /v1/models/promote', () => {
  it('has the model decide from the next start on, and tells every tenant', async () => {
    await login('anna', pictures.second);
    await until('/v1/models', ({ shadow }) => shadow.scored >= 1);
    expect(codesOf(await promote())).toEqual(['too_few_scores']);
    const { status, body } = await promote({ least: 1 }, 'compliance');
    expect({ status, body }).toMatchObject({
      ...{ status: 200, body: { active: { name: 'accurate', digest }, former: { name: 'fast' } } },
    });
    expect(await promote({ least: 1 })).toMatchObject({ status: 409, body: { code: 'state_conflict' } });
    const [own] = await logOf('model.promoted');
    expect(own).toMatchObject({
      ...{ actor: { kind: 'person' }, target: { kind: 'model', id: digest } },
      details: { name: 'accurate', reason: 'FNMR is lower, see report 7', least: 1, failures: 0 },
    });
    const [others] = await logOf('model.promoted', neighbour);
    expect(others).toMatchObject({ actor: { kind: 'system', id: 'models' }, details: { name: 'accurate' } });
    expect(others.details).not.toHaveProperty('reason');
    for (const { id } of [tenant!, neighbour!]) {
      const events = await service.database.tenant(id, (transaction) =>
        transaction
          .selectFrom('webhook_events')
          .select('data')
          .where('type', '=', 'model.promoted')
          .execute(),
      );
      expect(events).toEqual([{ data: { model: digest, name: 'accurate' } }]);
    }
  });

  it('leaves running processes as they are, and they say so', async () => {
    expect((await ask('GET', '/v1/models')).body).toMatchObject({
      ...{ running: { name: 'fast' }, active: { name: 'accurate' }, shadow: null },
    });
    const ready = await call(service, 'GET', '/health/ready');
    expect(ready).toMatchObject({
      status: 200,
      body: { checks: { model: { ok: true, detail: expect.stringContaining('restart') } } },
    });
    expect((await login('anna', pictures.second)).body).toMatchObject({
      ...{ answer: 'pass', model: { name: 'fast' } },
    });
    await expect(open('fast')).rejects.toMatchObject({ code: 'model_not_promoted' });
  });
});

describe('A process of the new model beside one of the former', () => {
  beforeAll(async () => {
    next = await open(null);
  });

  it('knows who was enrolled under the former one', async () => {
    const { body } = await login('anna', pictures.second, next);
    expect(body).toMatchObject({ answer: 'pass', model: { name: 'accurate', digest } });
    expect((await login('anna', pictures.other, next)).body).toMatchObject({ answer: 'block' });
    expect((await call(next!, 'GET', '/health/ready')).body.checks.model).toEqual({ ok: true });
  });

  it('finds them and those on lists among all', async () => {
    const again = await verify(pictures.second, pictures.first, 'anna-again', next);
    expect(again.reasons.map(({ code }: { code: string }) => code)).toContain('face_of_another_customer');
    const listed = await verify(pictures.other, otherAgain, 'bea', next);
    const codes = listed.reasons.map(({ code }: { code: string }) => code);
    expect(codes).toContain('face_on_list');
    expect(codes).not.toContain('not_the_enrolled_face');
  });

  it('makes what is missing of those whom the former one enrols, when they come', async () => {
    // No worker comes first: to them another is at it.
    await service.database.tenant(tenant!.id, (transaction) =>
      transaction
        .updateTable('reembeddings')
        .set({ run: randomUUID(), claimed_until: new Date(Date.now() + 3_600_000) })
        .execute(),
    );
    await call(service, 'DELETE', '/v1/customers/anna', { key: tenant!.key, body: { reason: 'asked' } });
    expect(await verify(pictures.second, pictures.first, 'carla')).toMatchObject({ decision: 'approve' });
    expect(await referenceBy(digest, 'carla')).toBeUndefined();
    expect((await login('carla', pictures.first, next)).body).toMatchObject({
      ...{ answer: 'pass', model: { name: 'accurate' } },
    });
    expect(await referenceBy(digest, 'carla')).toMatchObject({ template: { model: digest } });
    // Once made it is there: two at once make one.
    await Promise.all([1, 2].map(() => login('carla', pictures.first, next)));
    const [entry, ...more] = (await logOf('model.reembedded')).filter(
      ({ details }: { details: { customers: number } }) => details.customers === 1,
    );
    expect(entry).toMatchObject({ target: { id: digest }, details: { customers: 1, listed: 0 } });
    expect(more).toEqual([]);
  });

  it('says so where the picture is gone', async () => {
    await call(service, 'DELETE', '/v1/customers/carla', { key: tenant!.key, body: { reason: 'asked' } });
    const { id } = await verify(pictures.first, pictures.second, 'dora');
    await service.database.tenant(tenant!.id, (transaction) =>
      transaction
        .updateTable('pictures')
        .set({ deleted_at: new Date() })
        .where('verification', '=', id)
        .execute(),
    );
    const reply = await login('dora', pictures.second, next);
    expect(reply).toMatchObject({ status: 422, body: { code: 'customer_not_enrolled' } });
    expect(reply.body.detail).toContain('kept no more');
    expect((await login('dora', pictures.second)).body).toMatchObject({ answer: 'pass' });
    const { body } = await ask('GET', '/v1/models/reembedding', undefined, 'compliance');
    expect(body).toMatchObject({ model: { name: 'accurate', role: 'active' }, gone: ['dora'] });
    // One that comes again is enrolled again, if a person says so.
    const again = await verify(pictures.second, pictures.first, 'dora', next);
    expect(again).toMatchObject({ decision: 'review' });
  });
});

describe('Two first starts at once', () => {
  it('agree on one model, or one of them ends', async () => {
    const { database } = service;
    const roles = await database.shared.selectFrom('model_roles').selectAll().execute();
    await database.shared.deleteFrom('model_roles').execute();
    const models = ['ab', 'cd', 'ab', 'cd'].map((name) => ({ name, digest: name.repeat(32) }));
    const said = await Promise.allSettled(models.map((model) => agreeOnActive(database, model)));
    const [active, ...others] = await database.shared.selectFrom('model_roles').selectAll().execute();
    expect(others).toEqual([]);
    expect(said.map(({ status }) => status)).toEqual(
      models.map(({ digest }) => (digest === active!.digest ? 'fulfilled' : 'rejected')),
    );
    expect(said.find(({ status }) => status === 'rejected')).toMatchObject({
      reason: { code: 'model_not_promoted' },
    });
    await database.shared.deleteFrom('model_roles').execute();
    await database.shared.insertInto('model_roles').values(roles).execute();
  });
});

describe('A model that is not here', () => {
  it('keeps a process from starting, and what to do is said', async () => {
    const elsewhere = { name: 'ours', digest: 'ab'.repeat(32), by_whom: 'person:1', since: new Date() };
    await service.database.shared.updateTable('model_roles').set(elsewhere).execute();
    await expect(open(null)).rejects.toMatchObject({
      ...{ code: 'model_not_found', message: expect.stringContaining('ours') },
      hint: expect.stringContaining(`models/${elsewhere.digest}`),
    });
  });
});
