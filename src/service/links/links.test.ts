// The graph around a customer, over HTTP.

import { afterAll, beforeAll, expect, test } from 'vitest';
import { alike, face, openWorld, pictureOf, type World } from '../screening/screening.fixture.js';

let world: World;
let bank: string;
beforeAll(async () => {
  world = await openWorld();
  bank = await world.tenant('ring', { duplicates: { fpir: 0.01, effect: 'note' } });
});
afterAll(() => world.close());

interface Edge {
  from: string;
  to: string;
  kind: string;
  count: number | null;
  score: number | null;
}
const graphOf = async (customer: string, query = '') => {
  const { body } = await world.call(bank, 'GET', `/v1/customers/${customer}/links${query}`);
  const edges = (body.edges as Edge[]).map(({ from, to, kind, count, score }) =>
    [from, kind, to, count ?? score].join(' '),
  );
  return {
    names: body.nodes.map(({ id }: { id: string }) => id).sort(),
    edges: edges.sort(),
    ...(body.truncated && { truncated: true }),
  };
};

test('goes from customer to customer over devices, documents, faces and what people have said, as deep as asked', async () => {
  const digest = Buffer.from('0123456789abcdef'.repeat(4), 'hex');
  // ada – tablet – berta – document – carl – face – dora; emil hangs with nobody, though he has a device.
  await world.attempt(bank, { customer: 'ada', selfie: face(0), device: 'tablet' });
  await world.attempt(bank, { customer: 'ada', selfie: face(0), device: 'tablet' });
  await world.attempt(bank, { customer: 'berta', selfie: face(1), device: 'tablet', digest });
  await world.attempt(bank, { customer: 'carl', selfie: face(2), digest });
  await world.attempt(bank, { customer: 'dora', selfie: alike(2, 0.96875) });
  await world.attempt(bank, { customer: 'emil', selfie: face(3), device: 'phone' });

  const tablet = ['customer:ada device device:tablet 2', 'customer:berta device device:tablet 1'];
  const document = [
    'customer:berta document document:0123456789abcdef 1',
    'customer:carl document document:0123456789abcdef 1',
  ];
  expect(await graphOf('ada', '?depth=1')).toEqual({
    names: ['customer:ada', 'customer:berta', 'device:tablet'],
    edges: tablet,
  });
  expect((await graphOf('ada')).edges).toEqual([...tablet, ...document].sort());
  const whole = await graphOf('ada', '?depth=3');
  expect(whole.edges).toEqual([...tablet, ...document, 'customer:carl face customer:dora 0.96875'].sort());
  expect(whole.names).not.toContain('customer:emil');
  expect(await graphOf('emil')).toEqual({ names: ['customer:emil'], edges: [] });

  const customers = ['carl', 'dora'];
  await world.call(bank, 'POST', '/v1/pairs', { customers, relation: 'different_people', reason: 'twins' });
  expect((await graphOf('dora', '?depth=1')).edges).toEqual([]);
  await world.call(bank, 'POST', '/v1/pairs', { customers, relation: 'same_person', reason: 'told us' });
  expect((await graphOf('dora', '?depth=1')).edges).toEqual([
    'customer:carl face customer:dora 0.96875',
    'customer:carl same_person customer:dora ',
  ]);
});

test('says of an edge between two faces how many strangers would look as alike, and of no other', async () => {
  const { body } = await world.call(bank, 'GET', '/v1/customers/ada/links?depth=3');
  const of = (kind: string) => body.edges.find((edge: Edge) => edge.kind === kind).alikeness;
  expect(of('face').sentence).toMatch(/^About 1 in 490,000 strangers would look this alike/);
  expect([of('device'), of('same_person')]).toEqual([null, null]);
});

test('shows lists on which the customer’s face is', async () => {
  const list = (await world.call(bank, 'POST', '/v1/lists', { name: 'Mules', purpose: 'fraud' })).body.id;
  const picture = pictureOf(face(3)).toString('base64');
  await world.call(bank, 'POST', `/v1/lists/${list}/entries`, { picture, reason: 'case 3' });
  expect(await graphOf('emil')).toEqual({
    names: ['customer:emil', `list:${list}`],
    edges: [`customer:emil face_on_list list:${list} 1`],
  });
});

test('is bounded, and says so: of a device that sixty customers used fifty are shown', async () => {
  await world.within(bank, async (transaction) => {
    const one = await transaction.selectFrom('verifications').selectAll().limit(1).executeTakeFirstOrThrow();
    const { tenant: _, quality, report: __, ...row } = one;
    for (let i = 0; i < 60; i++) {
      const subject = crypto.randomUUID();
      const customer = `kiosk ${i}`;
      await transaction
        .insertInto('subjects')
        .values({
          id: subject,
          wrapped_key: Buffer.from('x'),
          master_key: 'x',
          created_at: new Date(),
          erased_at: null,
        })
        .execute();
      await transaction
        .insertInto('customers')
        .values({ id: customer, subject, status: 'pending', created_at: new Date(), enrolled_at: null })
        .execute();
      await transaction
        .insertInto('verifications')
        .values({
          ...{ ...row, id: crypto.randomUUID(), report: Buffer.from('x'), quality: JSON.stringify(quality) },
          ...{ customer, subject, device: 'kiosk', document_digest: null },
        })
        .execute();
    }
  });
  const { body } = await world.call(bank, 'GET', '/v1/customers/kiosk%207/links?depth=1');
  expect(body.truncated).toBe(true);
  expect(body.nodes.filter(({ kind }: { kind: string }) => kind === 'customer')).toHaveLength(50);
  expect(body.nodes[0]).toEqual({
    ...{ id: 'customer:kiosk 7', kind: 'customer', name: 'kiosk 7', distance: 0 },
    status: 'pending',
  });
});

test('is refused for whom nobody knows', async () => {
  expect((await world.call(bank, 'GET', '/v1/customers/nobody/links')).body.code).toBe('not_found');
  expect((await world.call(bank, 'GET', '/v1/customers/ada/links?depth=9')).body.code).toBe(
    'request_invalid',
  );
});

test('says so too where a face is like more than ten others, and not where it is like ten', async () => {
  const others = (from: number, to: number) =>
    Array.from({ length: to - from }, (_, i) => ({ customer: `many ${from + i}`, selfie: face(50) }));
  for (const one of others(0, 11)) await world.attempt(bank, one);
  const ten = (await world.call(bank, 'GET', '/v1/customers/many%200/links?depth=1')).body;
  expect([ten.edges.length, ten.truncated]).toEqual([10, false]);
  await world.attempt(bank, others(11, 12)[0]!);
  const more = (await world.call(bank, 'GET', '/v1/customers/many%200/links?depth=1')).body;
  expect([more.edges.length, more.truncated]).toEqual([10, true]);
});

test('logs the look with the lists that it showed; their names are for who may read lists', async () => {
  const { body } = await world.call(bank, 'GET', '/v1/customers/emil/links', undefined, 'links.read');
  const list = body.nodes.find(({ kind }: { kind: string }) => kind === 'list');
  expect(`list:${list.name}`).toBe(list.id);
  const last = await world.within(bank, (transaction) =>
    transaction
      .selectFrom('audit_entries')
      .select('body')
      .orderBy('sequence', 'desc')
      .limit(1)
      .executeTakeFirstOrThrow(),
  );
  expect(JSON.parse(last.body)).toMatchObject({
    ...{ action: 'customer.links_read', target: { kind: 'customer', id: 'emil' } },
    details: { depth: 2, customers: 1, lists: [list.name] },
  });
});
