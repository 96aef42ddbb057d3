// Lists of faces and who a face is, over HTTP.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { systemActor } from '../identity/index.js';
import { listTombstones } from '../pictures/index.js';
import { placeHold } from '../retention/index.js';
import type { Decided } from '../verifications/index.js';
import { takeOffAgain } from './index.js';
import { alike, face, openWorld, pictureOf, type World } from './screening.fixture.js';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const base64 = (vector: Float32Array) => pictureOf(vector).toString('base64');
const hitsOf = ({ concerns }: Decided) => concerns.filter(({ code }) => code === 'face_on_list');
const fraud = { name: 'Mules', purpose: 'fraud' };
const entry = (vector: Float32Array, more: object = {}) => ({
  picture: base64(vector),
  reason: 'Case 17: opened accounts for others',
  ...more,
});
const logOf = (tenant: string) =>
  world.within(tenant, async (transaction) => {
    const rows = await transaction.selectFrom('audit_entries').select('body').orderBy('sequence').execute();
    return rows.map(({ body }) => JSON.parse(body));
  });

test('a face that is put on a list makes every replica’s next decision about it a review, until it is taken off', async () => {
  const { call, attempt, one, other } = world;
  const bank = await world.tenant('mules');
  const list = (await call(bank, 'POST', '/v1/lists', fraud)).body;
  expect(list).toMatchObject({ ...fraud, note: '', entries: 0, createdBy: 'key:a-key-of-12ch' });
  expect(hitsOf(await attempt(bank, { selfie: face(0) }, other))).toEqual([]);
  const added = await call(bank, 'POST', `/v1/lists/${list.id}/entries`, entry(face(0)));
  expect(added).toMatchObject({ status: 201, body: { list: list.id, verification: null, expiresAt: null } });
  for (const replica of [one, other]) {
    const hit = await attempt(bank, { customer: 'ada', selfie: alike(0, 0.9375) }, replica);
    expect(hit.decision).toBe('review');
    expect(hitsOf(hit)).toMatchObject([
      {
        effect: 'review',
        evidence: [
          { kind: 'list', id: list.id },
          { kind: 'list_entry', id: added.body.id, score: 0.9375 },
          { kind: 'threshold' },
        ],
      },
    ]);
  }
  const place = `/v1/lists/${list.id}/entries`;
  const { body: page } = await call(bank, 'GET', place);
  expect(page).toMatchObject({ items: [{ id: added.body.id, reason: entry(face(0)).reason }], next: null });
  expect((await call(bank, 'GET', `${place}/${added.body.id}/picture`)).status).toBe(200);

  const removal = await call(bank, 'POST', `${place}/${added.body.id}/remove`, { reason: 'mistaken' });
  expect(removal.status).toBe(204);
  for (const replica of [one, other])
    expect(hitsOf(await attempt(bank, { customer: 'ada', selfie: face(0) }, replica))).toEqual([]);
  expect((await call(bank, 'GET', `${place}/${added.body.id}/picture`)).status).toBe(404);
  expect((await call(bank, 'GET', place)).body.items).toEqual([]);
  const left = await world.within(bank, (transaction) =>
    transaction
      .selectFrom('list_entries')
      .innerJoin('subjects', 'subjects.id', 'list_entries.subject')
      .innerJoin('templates', 'templates.subject', 'subjects.id')
      .select(['wrapped_key', 'sealed', 'sealed_reason', 'removed_by'])
      .execute(),
  );
  expect(left).toEqual([
    { wrapped_key: null, sealed: null, sealed_reason: null, removed_by: 'key:a-key-of-12ch' },
  ]);
  const actions = (await logOf(bank)).map(({ action }) => action);
  expect(actions).toEqual(
    expect.arrayContaining(['list.created', 'list.entry_added', 'picture.read', 'list.entry_removed']),
  );
  expect((await call(bank, 'DELETE', `/v1/lists/${list.id}`)).body.code).toBe('state_conflict');
});

test('an entry may be made of a decision’s selfie, expires, and stays under a legal hold without being a hit', async () => {
  const { call, attempt, one } = world;
  const bank = await world.tenant('expiring');
  const list = (await call(bank, 'POST', '/v1/lists', { ...fraud, note: 'of the branch' })).body;
  const { id: verification } = await attempt(bank, { selfie: face(0) });
  const place = `/v1/lists/${list.id}/entries`;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  const added = await call(bank, 'POST', place, { verification, reason: 'seen', expiresAt });
  expect(added).toMatchObject({ status: 201, body: { verification, expiresAt } });
  expect(hitsOf(await attempt(bank, { selfie: face(0) }))).toHaveLength(1);
  const later = new Date(Date.now() + 3_600_001);
  expect(hitsOf(await attempt(bank, { selfie: face(0), at: later }))).toEqual([]);

  const subject = await world.within(bank, (transaction) =>
    transaction.selectFrom('list_entries').select('subject').executeTakeFirstOrThrow(),
  );
  await world.within(bank, (transaction) =>
    placeHold(transaction, { kind: 'subject', id: subject.subject }, 'court', systemActor(bank, 'test')),
  );
  const removal = await call(bank, 'POST', `${place}/${added.body.id}/remove`, { reason: 'x' });
  expect(removal).toMatchObject({ status: 409, body: { code: 'held' } });
  expect(await one.removeExpired(bank)).toBe(0);
  await world.within(bank, (transaction) =>
    transaction
      .updateTable('list_entries')
      .set({ expires_at: new Date(0) } as never)
      .execute(),
  );
  expect(await one.removeExpired(bank)).toBe(0);
  await world.within(bank, (transaction) => transaction.deleteFrom('holds').execute());
  expect(await one.removeExpired(bank)).toBe(1);
});

test('a hit is not pushed out by better ones that are over, or of a list that entails nothing', async () => {
  const { call, attempt } = world;
  const bank = await world.tenant('crowded');
  const newList = async (name: string, purpose: string) =>
    (await call(bank, 'POST', '/v1/lists', { name, purpose })).body.id as string;
  const [mules, twins] = [await newList('Mules', 'fraud'), await newList('Twins', 'lookalike')];
  const put = async (list: string, score: number, more: object = {}) =>
    (await call(bank, 'POST', `/v1/lists/${list}/entries`, entry(alike(0, score), more))).body.id;
  const expiresAt = new Date(Date.now() + 3_600_000).toISOString();
  for (let i = 0; i < 11; i++) await put(mules, 0.99, { expiresAt });
  for (let i = 0; i < 11; i++) await put(twins, 0.98);
  const wanted = await put(mules, 0.9375);

  const at = new Date(Date.now() + 3_600_001);
  const hit = await attempt(bank, { customer: 'ada', selfie: face(0), at });
  expect(hit.decision).toBe('review');
  const [review, note] = hitsOf(hit);
  expect(review).toMatchObject({
    effect: 'review',
    evidence: [{ id: mules }, { kind: 'list_entry', id: wanted }, {}],
  });
  expect(note!.effect).toBe('note');
  expect(note!.evidence.filter(({ kind }) => kind === 'list_entry')).toHaveLength(10);
});

test('a face that was taken off leaves a tombstone, by which a restored backup takes it off again', async () => {
  const { call, attempt, audit, store, keys } = world;
  const bank = await world.tenant('restored');
  const { id } = (await call(bank, 'POST', '/v1/lists', fraud)).body;
  const place = `/v1/lists/${id}/entries`;
  const removed = (await call(bank, 'POST', place, entry(face(0)))).body;
  await call(bank, 'POST', `${place}/${removed.id}/remove`, { reason: 'mistaken' });
  const stones = [];
  for await (const stone of listTombstones(store, keys, bank)) stones.push(stone);
  const subjects = await world.within(bank, (transaction) =>
    transaction.selectFrom('list_entries').select('subject').execute(),
  );
  expect(stones.map(({ subject }) => subject)).toEqual(subjects.map(({ subject }) => subject));

  await call(bank, 'POST', place, entry(face(1)));
  const { subject } = await world.within(bank, (transaction) =>
    transaction
      .selectFrom('list_entries')
      .select('subject')
      .where('removed_at', 'is', null)
      .executeTakeFirstOrThrow(),
  );
  const again = () =>
    world.within(bank, (transaction) =>
      takeOffAgain(transaction, { audit, actor: systemActor(bank, 'restore') }, subject, new Date()),
    );
  expect([await again(), await again()]).toEqual([true, false]);
  expect(hitsOf(await attempt(bank, { selfie: face(1) }))).toEqual([]);
});

test('the FPIR is that of all lists together; a list of look-alikes makes a note', async () => {
  const { call, attempt } = world;
  const bank = await world.tenant('several');
  const lists = await Promise.all(
    (['fraud', 'lookalike', 'other'] as const).map(
      async (purpose) => (await call(bank, 'POST', '/v1/lists', { name: purpose, purpose })).body.id,
    ),
  );
  for (const [i, list] of lists.entries())
    await call(bank, 'POST', `/v1/lists/${list}/entries`, entry(face(i)));
  const effects = [];
  for (const i of lists.keys()) effects.push(hitsOf(await attempt(bank, { selfie: face(i) }))[0]?.effect);
  expect(effects).toEqual(['review', 'note', 'review']);

  const everywhere = await call(bank, 'POST', '/v1/lists/search', { picture: base64(face(0)) });
  expect(everywhere.body).toMatchObject({
    claim: { fpir: 0.01, gallerySize: 3 },
    candidates: [{ list: lists[0], name: 'fraud', purpose: 'fraud', score: 1 }],
  });
  const there = { picture: base64(face(0)), list: lists[1] };
  expect((await call(bank, 'POST', '/v1/lists/search', there)).body).toMatchObject({
    claim: { gallerySize: 1 },
    candidates: [],
  });
  expect((await logOf(bank)).at(-1)).toMatchObject({
    action: 'face.searched',
    target: { kind: 'gallery', id: lists[1] },
    details: { candidates: 0, gallerySize: 1 },
  });
});

test('who a face is among customers is answered with the claim, and logged', async () => {
  const { call, attempt } = world;
  const bank = await world.tenant('investigation');
  for (const [i, customer] of ['ada', 'berta'].entries()) await attempt(bank, { customer, selfie: face(i) });
  const { body } = await call(bank, 'POST', '/v1/identifications', { picture: base64(alike(1, 0.9375)) });
  expect(body).toMatchObject({
    claim: { fpir: 0.01, gallerySize: 2, supported: true },
    candidates: [{ customer: 'berta', score: 0.9375 }],
  });
  // By the calibration of these tests 10^-5.375 of strangers are so alike; of two faces either may be.
  const [{ alikeness, byChance }] = body.candidates;
  expect(alikeness.sentence).toMatch(/^About 1 in 240,000 strangers would look this alike/);
  expect(byChance.fpir).toBeCloseTo(2 * 10 ** -5.375, 9);
  expect(byChance.sentence).toMatch(/^Of strangers searched for among 2 faces, at most about 1 in 120,000 /);
  expect((await logOf(bank)).at(-1)).toMatchObject({ action: 'face.searched', details: { candidates: 1 } });
  const state = (await call(bank, 'GET', '/v1/screening')).body;
  expect(state).toMatchObject({
    customers: { size: 2, withoutTemplate: 0 },
    lists: { size: 0 },
    inMemory: [{ gallery: 'customers', size: 2, unreadable: 0, loading: null }],
  });
});

test('a face may come as a form, as from a browser; sent twice under one key it is on the list once', async () => {
  const { server, call } = world;
  const bank = await world.tenant('forms');
  const { id } = (await call(bank, 'POST', '/v1/lists', fraud)).body;
  const send = async () => {
    const form = new FormData();
    form.set('picture', new Blob([new Uint8Array(pictureOf(face(0)))]), 'face.bin');
    form.set('reason', 'came to the counter');
    const encoded = new Response(form);
    const answer = await server.inject({
      ...{
        method: 'POST',
        url: `/v1/lists/${id}/entries`,
        payload: Buffer.from(await encoded.arrayBuffer()),
      },
      headers: {
        ...{ 'x-tenant': bank, 'x-permissions': 'lists.write', 'idempotency-key': 'once' },
        'content-type': encoded.headers.get('content-type')!,
      },
    });
    return answer.json();
  };
  const first = await send();
  expect(first).toMatchObject({ reason: 'came to the counter' });
  expect(await send()).toEqual(first);
  expect((await call(bank, 'GET', `/v1/lists/${id}`)).body.entries).toBe(1);
});

test('what is wrong is refused with a precise code, and each route asks for its permission', async () => {
  const { call } = world;
  const [bank, branch] = [await world.tenant('careless'), await world.tenant('nosy')];
  const { id } = (await call(bank, 'POST', '/v1/lists', fraud)).body;
  const place = `/v1/lists/${id}/entries`;
  const refusals: [string, object | undefined, string][] = [
    ['/v1/lists', fraud, 'state_conflict'],
    ['/v1/lists', { ...fraud, purpose: 'fun' }, 'request_invalid'],
    [place, { reason: 'neither' }, 'request_invalid'],
    [place, entry(face(0), { verification: id }), 'request_invalid'],
    [place, entry(face(0), { expiresAt: '2020-01-01T00:00:00Z' }), 'request_invalid'],
    [place, { verification: id, reason: 'no such decision' }, 'not_found'],
    [`/v1/lists/${crypto.randomUUID()}/entries`, entry(face(0)), 'not_found'],
    [`${place}/${id}/remove`, { reason: 'no such entry' }, 'not_found'],
    ['/v1/lists/search', { picture: base64(face(0)), list: crypto.randomUUID() }, 'not_found'],
  ];
  for (const [url, body, code] of refusals)
    expect([url, code, (await call(bank, 'POST', url, body)).body.code]).toEqual([url, code, code]);
  expect((await call(branch, 'GET', `/v1/lists/${id}`)).status).toBe(404);
  expect((await call(branch, 'POST', place, entry(face(0)))).status).toBe(404);
  for (const [method, url, needed] of [
    ['GET', '/v1/lists', 'lists.read'],
    ['POST', '/v1/lists', 'lists.write'],
    ['GET', place, 'lists.read'],
    ['POST', place, 'lists.write'],
    ['POST', '/v1/lists/search', 'lists.read'],
    ['POST', '/v1/identifications', 'links.read'],
    ['GET', '/v1/screening', 'policies.read'],
    ['GET', '/v1/customers/ada/links', 'links.read'],
  ] as const) {
    const others = ['lists.read', 'lists.write', 'links.read', 'policies.read'].filter((p) => p !== needed);
    const answer = await call(bank, method, url, method === 'POST' ? {} : undefined, others.join(' '));
    expect([url, answer.status]).toEqual([url, 403]);
  }
  expect((await call(bank, 'DELETE', `/v1/lists/${id}`)).status).toBe(204);
});
