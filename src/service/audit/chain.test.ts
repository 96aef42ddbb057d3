import { describe, expect, test } from 'vitest';
import { chainOf, draftOf, SIGNER } from './chain.fixture.js';
import { appendEntry, columnsOf, demandLoggable, GENESIS } from './chain.js';
import { type AuditDraft, LIMITS, parseEntry } from './entry.js';

// Computed without this code. With the first body below in a file `body`, and the seed of RFC 8032, TEST 1, as a key:
//   { printf 'likeness.audit.entry.v1\n'; cat body; } | openssl dgst -sha256 -binary > hash; xxd -p -c 32 hash
//   openssl pkeyutl -sign -inkey private.pem -rawin -in hash | xxd -p -c 64
// and the bodies of the others with the hash before in `previous`, by Python's hashlib.
const FIRST_BODY =
  '{"action":"verification.decided","actor":{"id":"k1","kind":"key","name":"onboarding"},"at":"2026-11-28T12:00:01.000Z","details":{"policy":1},"previous":"0000000000000000000000000000000000000000000000000000000000000000","sequence":1,"target":{"id":"v1","kind":"verification"},"tenant":"01938f2e-0000-7000-8000-000000000001"}';
const HASHES = [
  'c5f5805d60446f352b382a5ae6cd8861226ea1b1daceae2e9ee8c775ad1859f6',
  'bde426e01b1e71669d552cf88bb6daad44e629ce55f9aefe928708493a12bd9e',
  'affcaff57b0f0c8a02c03beaf834b563604e509b5feec9d315701508e706b6e3',
];
const FIRST_SIGNATURE =
  'ea12cbec523960706ddcc661a63891c336cd11b2e1d91a1e52519d459641ebf2600ff5d81a5b5955dd953fdf0fb3f810beaf0e20bc67c7479266a7baebf6240a';

test('a chain has the hashes and signatures that openssl computes', () => {
  const rows = chainOf(3);
  expect(rows[0]!.body).toBe(FIRST_BODY);
  expect(rows.map(({ hash }) => Buffer.from(hash).toString('hex'))).toEqual(HASHES);
  expect(Buffer.from(rows[0]!.signature).toString('hex')).toBe(FIRST_SIGNATURE);
});

test('an entry reads back from its text, and its columns say the same', () => {
  const { entry, body } = appendEntry(
    { sequence: 41, hash: Buffer.from(HASHES[0]!, 'hex') },
    draftOf(42),
    SIGNER,
  );
  expect(parseEntry(body)).toEqual(entry);
  expect(entry).toMatchObject({ sequence: 42, previous: HASHES[0], at: '2026-11-28T12:00:42.000Z' });
  expect(columnsOf(entry)).toMatchObject({
    sequence: 42,
    at: new Date('2026-11-28T12:00:42.000Z'),
    actor_kind: 'key',
    target_id: 'v42',
  });
});

test('what a caller knows of an actor beyond its name is not logged', () => {
  const actor = { kind: 'key' as const, id: 'k1', name: 'n', permissions: new Set(['audit.read']) };
  expect(appendEntry(GENESIS, { ...draftOf(1), actor }, SIGNER).entry.actor).toEqual({
    kind: 'key',
    id: 'k1',
    name: 'n',
  });
});

test('what a caller changes afterwards does not change the entry', () => {
  const details = { digests: ['a'] };
  const { entry } = appendEntry(GENESIS, { ...draftOf(1), details }, SIGNER);
  details.digests.push('b');
  expect(entry.details).toEqual({ digests: ['a'] });
});

describe('an entry is refused', () => {
  const deep = { a: { b: { c: { d: { e: { f: { g: { h: { i: 1 } } } } } } } } };
  const cases: [string, Partial<Record<keyof AuditDraft, unknown>>][] = [
    ['with an action that is not in the table', { action: 'picture.stolen' }],
    ['with an action that every object has', { action: 'toString' }],
    ['without a tenant', { tenant: '' }],
    ['with an id too long', { target: { kind: 'customer', id: 'x'.repeat(LIMITS.name + 1) } }],
    ['with a NUL, which PostgreSQL cannot keep', { target: { kind: 'customer', id: 'a\0b' } }],
    ['with half a letter', { target: { kind: 'customer', id: 'a\ud800' } }],
    ['with an actor of no kind', { actor: { kind: 'robot', id: 'r' } }],
    ['at no time', { at: new Date(Number.NaN) }],
    ['after the year 9999', { at: new Date(Date.UTC(10_000, 0, 1)) }],
    ['with a number that is none', { details: { score: Number.NaN } }],
    ['with details that are a list', { details: [1] }],
    ['with a text as long as a picture', { details: { picture: 'A'.repeat(LIMITS.text + 1) } }],
    ['with bytes', { details: { picture: Buffer.alloc(100_000) } }],
    ['with more than fits', { details: { many: Array.from({ length: 100 }, () => 'A'.repeat(1000)) } }],
    ['nested too deep', { details: deep }],
    ['that holds a function', { details: { f: () => 1 } }],
  ];
  test.each(cases)('%s', (_, change) => {
    expect(() => appendEntry(GENESIS, { ...draftOf(1), ...change } as AuditDraft, SIGNER)).toThrow(
      expect.objectContaining({ code: 'audit_entry_invalid' }),
    );
  });

  test('with a ring in its details', () => {
    const ring: Record<string, unknown> = {};
    ring.again = ring;
    const draft = { ...draftOf(1), details: ring } as AuditDraft;
    expect(() => appendEntry(GENESIS, draft, SIGNER)).toThrow(
      expect.objectContaining({ code: 'audit_entry_invalid' }),
    );
  });
});

test.each([
  [
    'another order of keys',
    FIRST_BODY.replace(/^\{("action":"[^"]*"),/, '{').replace(/\}$/, ',"action":"verification.decided"}'),
  ],
  ['white space', FIRST_BODY.replace(',', ', ')],
  ['a key twice', FIRST_BODY.replace('"details":{"policy":1}', '"details":{"policy":2,"policy":1}')],
  ['an unknown key', FIRST_BODY.replace('{"action"', '{"a":1,"action"')],
  ['an escape that is not needed', FIRST_BODY.replace('onboarding', '\\u006fnboarding')],
  ['a day that is none', FIRST_BODY.replace('2026-11-28', '2026-02-30')],
  ['brackets without end', '['.repeat(30_000)],
])('a text with %s is no entry', (_, text) => {
  expect(text).not.toBe(FIRST_BODY);
  expect(parseEntry(text)).toBeUndefined();
});

test('characters are counted as PostgreSQL and JSON Schema count them: an emoji is one', () => {
  const named = (length: number) => ({
    ...draftOf(1),
    target: { kind: 'customer', id: '😀'.repeat(length) },
  });
  const told = (length: number) => draftOf(1, { reason: '😀'.repeat(length) });
  for (const draft of [named(LIMITS.name), told(LIMITS.text)])
    expect(() => appendEntry(GENESIS, draft, SIGNER)).not.toThrow();
  for (const draft of [named(LIMITS.name + 1), told(LIMITS.text + 1)])
    expect(() => appendEntry(GENESIS, draft, SIGNER)).toThrow(/characters/);
});

test('what the log would refuse is known before', () => {
  expect(() => demandLoggable(draftOf(1))).not.toThrow();
  for (const details of [{ reason: '\ud800' }, { reason: 'x'.repeat(LIMITS.text + 1) }])
    expect(() => demandLoggable(draftOf(1, details))).toThrow(
      expect.objectContaining({ code: 'audit_entry_invalid' }),
    );
});
