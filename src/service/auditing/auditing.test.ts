import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { Likeness } from '../../decision/index.js';
import { LikenessError } from '../../errors.js';
import { replayEvidencePack, sha256, verifyEvidencePack, verifyExport } from '../audit/index.js';
import { openWorld, storeBut, type World } from '../compliance.fixture.js';
import { openInferencePool } from '../inference/index.js';
import { photographs } from '../service.fixture.js';
import { Subjects } from '../subjects/index.js';
import { prove, verificationRoutes } from '../verifications/index.js';
import { queryAbout } from './evidence.js';
import { auditRoutes } from './index.js';

let world: World;
let ask: Awaited<ReturnType<World['serve']>>['ask'];
let stop: () => Promise<void>;
beforeAll(async () => {
  world = await openWorld();
  for (let i = 0; i < 5; i++) await world.decide({ customer: `c-${i % 2}` });
  ({ ask, close: stop } = await world.serve([auditRoutes({ ...world, mostChecked: 1000 })]));
});
afterAll(async () => {
  await stop();
  await world.close();
});

describe('the log over HTTP', () => {
  test('is looked through by who, what, to what and when, the latest first, a page at a time', async () => {
    const page = (await ask('GET', '/v1/audit?action=verification.decided&limit=3')).body;
    expect(page.items.map(({ sequence }: { sequence: number }) => sequence)).toEqual([5, 4, 3]);
    const next = (await ask('GET', `/v1/audit?action=verification.decided&limit=3&cursor=${page.next}`)).body;
    expect(next.items.map(({ sequence }: { sequence: number }) => sequence)).toEqual([2, 1]);
    expect(next.next).toBe(null);
    const [entry] = page.items;
    expect(entry).toMatchObject({
      actor: { kind: 'system', id: 'test' },
      action: 'verification.decided',
      target: { kind: 'verification' },
      details: { decision: 'approve', policy: 1 },
      hash: expect.stringMatching(/^[0-9a-f]{64}$/),
    });
    const only = async (query: string) => (await ask('GET', `/v1/audit?${query}`)).body.items.length;
    expect(await only(`targetKind=verification&target=${entry.target.id}`)).toBe(1);
    expect(await only('actorKind=system&actor=test')).toBe(5);
    expect(await only('actorKind=person')).toBe(0);
    expect(await only('from=2999-01-01T00:00:00Z')).toBe(0);
    expect(await only(`until=${encodeURIComponent(entry.at)}`)).toBe(4);
  });

  test('refuses what is no filter and no cursor', async () => {
    for (const query of ['cursor=x', 'from=yesterday', 'limit=0', 'actorKind=robot'])
      expect(await ask('GET', `/v1/audit?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'request_invalid' },
      });
  });

  test('says which moment is none, and which entry no log can have', async () => {
    // A leap second: in the form of RFC 3339, and nothing that PostgreSQL or JavaScript can be asked for.
    for (const query of ['from=2016-12-31T23:59:60Z', 'until=2016-12-31T23:59:60Z'])
      expect(await ask('GET', `/v1/audit?${query}`)).toMatchObject({
        status: 400,
        body: { code: 'request_invalid', detail: expect.stringContaining('2016-12-31T23:59:60Z') },
      });
    const beyond = '9007199254740993';
    expect(await ask('GET', `/v1/audit/export?after=${beyond}`)).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/querystring/after' }] },
    });
    expect(await ask('POST', '/v1/audit/verify', { after: 1e16 })).toMatchObject({
      status: 400,
      body: { errors: [{ pointer: '#/body/after' }] },
    });
  });

  test('is for those alone who may read it', async () => {
    const others = await world.serve([auditRoutes(world)], ['verifications.read']);
    for (const path of ['', '/head', '/export', '/public-key'])
      expect(await others.ask('GET', `/v1/audit${path}`)).toMatchObject({ status: 403 });
    expect(await others.ask('POST', `/v1/audit/verify`, {})).toMatchObject({ status: 403 });
    await others.close();
  });

  test('is exported as a file that verifies offline against the head and the key that were handed out', async () => {
    const checkpoint = (await ask('GET', '/v1/audit/head')).body;
    const key = (await ask('GET', '/v1/audit/public-key')).body;
    expect(key).toMatchObject({ thumbprint: world.signer.publicKey.thumbprint });
    const exported = await ask('GET', '/v1/audit/export');
    expect(exported.headers['content-type']).toBe('application/jsonl');
    const bytes = async function* () {
      yield exported.bytes;
    };
    const options = { publicKeys: [world.signer.publicKey], checkpoints: [checkpoint] };
    expect(await verifyExport(bytes(), options)).toMatchObject({
      ok: true,
      entries: checkpoint.sequence + 1,
      checkpoints: [{ sequence: checkpoint.sequence, result: 'agrees' }],
    });
    const rest = await ask('GET', `/v1/audit/export?after=${checkpoint.sequence}`);
    const tail = async function* () {
      yield rest.bytes;
    };
    expect(await verifyExport(tail(), options)).toMatchObject({
      ok: true,
      after: checkpoint.sequence,
      entries: 2,
    });
    expect(await ask('GET', '/v1/audit/export?after=100000')).toMatchObject({ status: 404 });
  });

  test('is checked in parts, and each check is logged', async () => {
    const parts = await world.serve([auditRoutes({ ...world, mostChecked: 3 })]);
    const checkpoint = (await ask('GET', '/v1/audit/head')).body;
    let after: number | null = 0;
    let entries = 0;
    while (after !== null && after < checkpoint.sequence) {
      const { status, body } = await parts.ask('POST', '/v1/audit/verify', {
        after,
        checkpoints: [checkpoint],
      });
      expect([status, body.ok, body.faults]).toEqual([200, true, []]);
      entries += body.entries;
      after = body.next;
    }
    expect(entries).toBeGreaterThanOrEqual(checkpoint.sequence);
    expect((await world.logged('audit.verified')).at(-1).details).toMatchObject({ ok: true, faults: 0 });
    await parts.close();
  });

  test('that was changed in the database, or cut off, is found out', async () => {
    const other = await openWorld();
    for (let i = 0; i < 6; i++) await other.decide();
    const served = await other.serve([auditRoutes(other)]);
    const checkpoint = (await served.ask('GET', '/v1/audit/head')).body;
    const tamper = (statement: ReturnType<typeof sql>) =>
      other.database.tenant(other.tenant, async (transaction) => {
        await sql`alter table audit_entries disable trigger append_only`.execute(transaction);
        await statement.execute(transaction);
        await sql`alter table audit_entries enable trigger append_only`.execute(transaction);
      });
    await tamper(sql`update audit_entries set body = replace(body, 'approve', 'reject') where sequence = 3`);
    await tamper(sql`delete from audit_entries where sequence = 6`);
    const { status, body } = await served.ask('POST', '/v1/audit/verify', { checkpoints: [checkpoint] });
    expect(status).toBe(200);
    expect(body.ok).toBe(false);
    expect(
      body.faults.map((fault: { kind: string; sequence: number }) => [fault.kind, fault.sequence]),
    ).toEqual(
      expect.arrayContaining([
        ['altered', 3],
        ['truncated', 6],
      ]),
    );
    await served.close();
    await other.close();
  });
});

/** Of the entries that lie in a pack, which are not compressed there. */
const actionsIn = (pack: Buffer): string[] =>
  [...pack.toString('latin1').matchAll(/\\"action\\":\\"([a-z_.]+)\\"/g)].map(([, action]) => action!);

describe('the evidence of a decision', () => {
  test('verifies, is bound to the log in all its parts, and is decided the same again to the last bit', async () => {
    const home = join(tmpdir(), 'likeness-test-home');
    const inference = await openInferencePool({ workers: 1, home, model: 'fast' });
    const { first, second } = await photographs();
    const request = {
      selfie: first,
      document: { front: second },
      ...{ customer: null, device: null, channel: 'api' as const },
    };
    const { id } = await prove({ ...world.deciding, inference }, world.actor, request, async () => {});
    await inference.close();
    const looks = await world.serve([verificationRoutes(world.deciding)]);
    expect(await looks.ask('GET', `/v1/verifications/${id}/pictures/selfie`)).toMatchObject({ bytes: first });
    await looks.close();
    const { status, headers, bytes } = await ask('POST', `/v1/verifications/${id}/evidence`);
    expect(actionsIn(bytes)).toEqual(expect.arrayContaining(['verification.decided', 'picture.read']));
    expect([status, headers['content-type']]).toEqual([200, 'application/zip']);
    const keys = { publicKeys: [world.signer.publicKey] };
    expect(await verifyEvidencePack(bytes, keys)).toMatchObject({
      ok: true,
      verification: id,
      faults: [],
      unbound: [],
      absent: [],
      audit: { ok: true },
    });
    expect(
      await replayEvidencePack(bytes, ({ model, calibration, visualZone }) =>
        Likeness.open({ home, model: model.name, calibration, visualZone, threads: 1 }),
      ),
    ).toMatchObject({ same: true, differences: [], software: [] });
    expect((await world.logged('evidence.packed')).at(-1)).toMatchObject({
      target: { kind: 'verification', id },
      details: { pictures: ['selfie', 'document_front'], sha256: sha256(bytes) },
    });
  });

  test('is not logged, and not handed out, where a picture of it is lost or its person was erased meanwhile', async () => {
    const logged = (await world.logged('evidence.packed')).length;
    const { id, subject } = await world.decide({ decision: 'reject' });
    const lossy = storeBut(world.store, {
      async get(name) {
        throw new LikenessError('picture_missing', `there is no object ${name}`);
      },
    });
    const served = await world.serve([auditRoutes({ ...world, subjects: new Subjects(world.keys, lossy) })]);
    expect((await served.ask('POST', `/v1/verifications/${id}/evidence`)).body.code).toBe('picture_missing');
    await served.close();

    const slow = storeBut(world.store, {
      async get(name) {
        const bytes = await world.store.get(name);
        await world.database.tenant(world.tenant, (transaction) =>
          world.subjects.erase(transaction, subject.id),
        );
        return bytes;
      },
    });
    const late = await world.serve([auditRoutes({ ...world, subjects: new Subjects(world.keys, slow) })]);
    expect(await late.ask('POST', `/v1/verifications/${id}/evidence`)).toMatchObject({
      status: 410,
      body: { code: 'erased' },
    });
    await late.close();
    expect(await world.logged('evidence.packed')).toHaveLength(logged);
  });

  test('looks its entries up by what they are about, however long the log is', async () => {
    const { id } = await world.decide();
    const plan: string[] = [];
    const explained = world.database.tenant(world.tenant, async (transaction) => {
      await sql`insert into audit_entries
          (sequence, at, actor_kind, actor_id, action, target_kind, target_id, body, hash, signature)
        select 100000 + i, now(), 'system', 'test', 'picture.read',
          (array['picture', 'case', 'verification'])[1 + i % 3], gen_random_uuid()::text, '{}',
          decode(repeat('00', 32), 'hex'), '' from generate_series(1, 3000) i`.execute(transaction);
      await sql`analyze audit_entries`.execute(transaction);
      const { rows } = await sql<{ 'QUERY PLAN': string }>`explain ${queryAbout(id)}`.execute(transaction);
      plan.push(...rows.map((row) => row['QUERY PLAN']));
      throw new Error('taken back');
    });
    await expect(explained).rejects.toThrow('taken back');
    const scans = plan.flatMap((line, i) =>
      /on audit_entries/.test(line) ? [plan.slice(i, i + 3).join('\n')] : [],
    );
    expect(scans).toHaveLength(5);
    for (const scan of scans) expect(scan).toMatch(/Index Cond: .*target_kind.*target_id/);
  });

  test('goes without pictures that were deleted since, and says so; of what is not there it answers 404', async () => {
    const { id } = await world.decide();
    await world.database.tenant(world.tenant, (transaction) =>
      transaction
        .updateTable('pictures')
        .set({ deleted_at: new Date() })
        .where('verification', '=', id)
        .where('part', '=', 'selfie')
        .execute(),
    );
    const { bytes } = await ask('POST', `/v1/verifications/${id}/evidence`);
    expect(await verifyEvidencePack(bytes)).toMatchObject({ ok: true, absent: ['selfie'] });
    expect(
      await ask('POST', '/v1/verifications/01938f2e-0000-7000-8000-000000000001/evidence'),
    ).toMatchObject({ status: 404 });
  });
});
