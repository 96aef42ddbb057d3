// The guide for receivers does what it says: its programs run, its table is that of the events.

import { execFileSync, spawnSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { EVENT_TYPES } from './eventTypes.js';
import { makeSecret, signedHeaders } from './signature.js';

const guide = readFileSync(new URL('../../../docs/service/webhooks.md', import.meta.url), 'utf8');
const programIn = (language: string, holding: string): string =>
  [...guide.matchAll(/```(\w*)\n([\s\S]*?)```/g)].find(
    ([, tongue, text]) => tongue === language && text!.includes(holding),
  )![2]!;

const [old, secret] = [makeSecret(), makeSecret()];
const body = JSON.stringify({ type: 'webhook.test', data: { name: 'Zoë 東京' } });
const headers = signedHeaders({ id: 'event-1', body }, [old, secret], new Date());
const cases = [
  { body, headers, secret },
  { body: `${body} `, headers, secret },
  { body, headers, secret: makeSecret() },
  { body, headers: { ...headers, 'webhook-timestamp': '1614265330' }, secret },
  { body, headers: signedHeaders({ id: 'event-1', body }, [secret], new Date(Date.now() - 400_000)), secret },
];
const verdicts = [true, false, false, false, false];

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-guide-'));
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test('the table names each event with its sentence and its data', () => {
  for (const [type, { about, data }] of Object.entries(EVENT_TYPES)) {
    const fields = Object.keys(data.properties).map((field) => `\`${field}\``);
    expect(guide).toContain(`| \`${type}\` | ${about} | ${fields.join(', ')} |`);
  }
  const rows = [...guide.matchAll(/^\| `([a-z]+\.[a-z_]+)` \|/gm)].map(([, type]) => type);
  expect(rows).toEqual(Object.keys(EVENT_TYPES));
});

test('the program in JavaScript accepts what is genuine and nothing else', async () => {
  const file = join(folder, 'verify.mjs');
  await writeFile(file, programIn('js', 'isGenuine'));
  const { isGenuine } = await import(file);
  expect(cases.map((each) => isGenuine(each.body, each.headers, each.secret))).toEqual(verdicts);
});

test.skipIf(spawnSync('python3', ['--version']).status !== 0)('so does the one in Python', () => {
  const program = `${programIn('python', 'is_genuine')}
import json, sys
print(json.dumps([is_genuine(c["body"].encode(), c["headers"], c["secret"]) for c in json.load(sys.stdin)]))`;
  const said = execFileSync('python3', ['-c', program], { input: JSON.stringify(cases), encoding: 'utf8' });
  expect(JSON.parse(said)).toEqual(verdicts);
});

test.skipIf(spawnSync('openssl', ['version']).status !== 0)(
  'and OpenSSL computes the signature',
  async () => {
    await writeFile(join(folder, 'body.json'), body);
    const { 'webhook-id': ID, 'webhook-timestamp': AT, 'webhook-signature': signatures } = headers;
    const said = execFileSync('sh', ['-c', programIn('sh', 'openssl')], {
      ...{ cwd: folder, encoding: 'utf8', env: { ...process.env, ID, AT, SECRET: secret } },
    });
    expect(signatures.split(' ')[1]).toBe(`v1,${said.trim()}`);
  },
);
