// Hostile requests, byte for byte: whatever is sent, the service answers with something other than 5xx, or closes the
// connection, in time; and then serves the next one as before. More of them: `npm run study:attacks`.

import { connect } from 'node:net';
import sharp from 'sharp';
import { beforeAll, describe, expect, it } from 'vitest';
import {
  call,
  form,
  photographs,
  sharedService,
  type TestService,
  type TestTenant,
} from './service.fixture.js';

/** Requests of each kind. */
const EACH = Number(process.env.LIKENESS_ATTACKS ?? 100) / 4;
/** For an answer, or an end of the connection. */
const PATIENCE = 20_000;
const GIVE_UP = 2_000;

let service: TestService;
let tenant: TestTenant;
let selfie: Buffer;
let document: Buffer;

beforeAll(async () => {
  service = await sharedService();
  tenant = await service.newTenant();
  const { first, second } = await photographs();
  const small = (photo: Buffer) => sharp(photo).resize(160).jpeg().toBuffer();
  [selfie, document] = await Promise.all([small(first), small(second)]);
});

describe('The service', () => {
  it.each(Object.keys({ headers: 0, json: 0, multipart: 0, pictures: 0 } as const) as Kind[])(
    `bears ${EACH} requests with damaged %s`,
    async (kind) => {
      const random = createRandom(Object.keys(MAKE).indexOf(kind) + 1);
      const outcomes = new Map<string, number>();
      for (let i = 0; i < EACH; i += LANES) {
        const sent = Array.from({ length: Math.min(LANES, EACH - i) }, () => MAKE[kind](random));
        const answers = await Promise.all(sent.map(send));
        for (const [j, answer] of answers.entries()) {
          const about = `${kind} ${i + j}: ${answer} for ${JSON.stringify(sent[j]!.subarray(0, 300).toString('latin1'))}`;
          expect(answer, about).toMatch(/^([1-4]\d\d|closed)$/);
          outcomes.set(answer, (outcomes.get(answer) ?? 0) + 1);
        }
      }
      // A test whose every request fails at the door would prove little.
      expect(outcomes.size, JSON.stringify([...outcomes])).toBeGreaterThan(1);
      if (process.env.LIKENESS_ATTACKS) console.log(kind, JSON.stringify([...outcomes].sort()));
      const { status } = await call(service, 'POST', '/v1/verifications', {
        key: tenant.key,
        body: form({ selfie, document }),
      });
      expect(status).toBe(200);
    },
    600_000,
  );
});

const LANES = 8;
type Random = (below: number) => number;
type Kind = keyof typeof MAKE;

/** Mulberry32. */
function createRandom(seed: number): Random {
  let state = seed * 0x9e3779b9;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return Math.floor(((t ^ (t >>> 14)) >>> 0) * (below / 2 ** 32));
  };
}

const pick = <T>(random: Random, of: readonly T[]): T => of[random(of.length)]!;

/** Damages bytes in one of the ways in which they are damaged. */
function damage(random: Random, bytes: Buffer): Buffer {
  const copy = Buffer.from(bytes);
  const at = random(copy.length);
  switch (random(6)) {
    case 0:
      copy[at] = random(256);
      return copy;
    case 1:
      return copy.subarray(0, at);
    case 2:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.min(copy.length, at + 1 + random(64)))]);
    case 3:
      return Buffer.concat([copy.subarray(0, at), copy.subarray(Math.max(0, at - random(64)))]);
    case 4:
      return copy.fill(random(256), at, Math.min(copy.length, at + 1 + random(32)));
    default:
      return Buffer.concat([copy.subarray(0, at), Buffer.from(pick(random, NASTY)), copy.subarray(at)]);
  }
}

const NASTY = [
  '\0',
  '\r\n\r\n',
  '\ud800',
  '"',
  '{',
  '[[[[[[[[',
  '\xff\xfe',
  '../..',
  '%00',
  "' or 1=1 --",
  '\u202e',
  '1e999',
];
const ROUTES = [
  'POST /v1/verifications',
  'POST /v1/customers/c/authentications',
  'POST /v1/sessions',
  'POST /v1/webhooks',
  'POST /v1/keys',
  'GET /v1/verifications?limit=5',
  'GET /v1/customers/c',
] as const;

function request(line: string, headers: readonly string[], body: Buffer): Buffer {
  const all = [
    `${line} HTTP/1.1`,
    'Host: likeness',
    `Authorization: Bearer ${tenant.key}`,
    'Connection: close',
    ...headers,
    `Content-Length: ${body.length}`,
  ];
  return Buffer.concat([Buffer.from(`${all.join('\r\n')}\r\n\r\n`, 'latin1'), body]);
}

const BOUNDARY = 'x-boundary';

function multipart(parts: readonly (readonly [string, Buffer])[]): Buffer {
  const pieces = parts.flatMap(([disposition, bytes]) => [
    Buffer.from(`--${BOUNDARY}\r\nContent-Disposition: form-data; ${disposition}\r\n\r\n`, 'latin1'),
    bytes,
    Buffer.from('\r\n'),
  ]);
  return Buffer.concat([...pieces, Buffer.from(`--${BOUNDARY}--\r\n`)]);
}

const formRequest = (body: Buffer): Buffer =>
  request('POST /v1/verifications', [`Content-Type: multipart/form-data; boundary=${BOUNDARY}`], body);

const bodies = () =>
  [
    { customer: 'c', purpose: 'proofing', minutes: 5, tries: 3 },
    { selfie: selfie.toString('base64').slice(0, 200), document: 'AAAA', customer: 'x' },
    { name: 'key', scopes: ['verifications.read'] },
    { url: 'https://example.com/hook', types: ['verification.decided'] },
    { __proto__: null, constructor: { prototype: { polluted: true } }, customer: { $ne: null } },
  ].map((value) => Buffer.from(JSON.stringify(value)));

const DEEP = Buffer.from(`${'['.repeat(50_000)}${']'.repeat(50_000)}`);
const POLLUTING = Buffer.from('{"__proto__":{"admin":true},"customer":"c"}');

const MAKE = {
  headers: (random: Random) => {
    const head = [
      'Content-Type: application/json',
      pick(random, [
        `Idempotency-Key: ${'k'.repeat(random(5000))}`,
        `Content-Type: multipart/form-data; boundary=${'b'.repeat(random(300))}`,
        'Content-Type: multipart/form-data',
        `Cookie: likeness=${'%'.repeat(random(300))}`,
        'Transfer-Encoding: chunked',
        'Content-Length: 7',
        'Expect: 100-continue',
        `X-Forwarded-For: ${'1.2.3.4, '.repeat(random(100))}`,
        `Accept: ${'*/*,'.repeat(random(4000))}`,
      ]),
    ];
    const whole = request(pick(random, ROUTES), head, pick(random, bodies()));
    const end = whole.indexOf('\r\n\r\n');
    return Buffer.concat([damage(random, whole.subarray(0, end)), whole.subarray(end)]);
  },
  json: (random: Random) => {
    const body = pick(random, [...bodies(), DEEP, POLLUTING]);
    return request(
      pick(random, ROUTES),
      ['Content-Type: application/json'],
      random(10) === 0 ? body : damage(random, body),
    );
  },
  multipart: (random: Random) => {
    const name = pick(random, ['selfie', 'document', '__proto__', 'x'.repeat(500), 'selfie"; filename="a']);
    const strange: (readonly [string, Buffer])[] = [
      [`name="${name}"`, Buffer.from(pick(random, NASTY))],
      ...Array.from({ length: random(60) }, (_, i) => [`name="f${i}"`, Buffer.from('x')] as const),
    ];
    const parts: (readonly [string, Buffer])[] = [
      ['name="selfie"; filename="s.jpg"', selfie],
      ['name="document"; filename="d.jpg"', document],
      ...(random(2) === 0 ? strange : []),
    ];
    const body = multipart(parts.slice(random(4) === 0 ? 1 : 0));
    return formRequest(random(4) === 0 ? body : damage(random, body));
  },
  pictures: (random: Random) => {
    const [a, b] = [selfie, document].map((photo) => (random(3) === 0 ? photo : damage(random, photo)));
    return formRequest(
      multipart([
        ['name="selfie"; filename="s.jpg"', a!],
        ['name="document"; filename="d.jpg"', b!],
      ]),
    );
  },
};

/** @returns the status, `closed` where the service ended the connection without one, `hangs` where it did neither */
function send(bytes: Buffer): Promise<string> {
  const { hostname, port } = new URL(service.address);
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(Number(port), hostname);
    const done = (outcome: string) => {
      clearTimeout(timer);
      clearTimeout(giveUp);
      socket.destroy();
      resolve(outcome);
    };
    const timer = setTimeout(() => done('hangs'), PATIENCE);
    // A request that says it is longer than it is: the service waits for the rest, and the client gives up.
    const giveUp = setTimeout(() => socket.end(), GIVE_UP);
    socket.on('connect', () => socket.write(bytes));
    socket.on('data', (piece) => {
      answer += piece.toString('latin1');
    });
    socket.on('error', () => done(statusIn(answer)));
    socket.on('close', () => done(statusIn(answer)));
  });
}

/** Of the last answer, as `100 Continue` may come before. */
const statusIn = (answer: string): string =>
  [...answer.matchAll(/^HTTP\/1\.1 (\d{3})/gm)].at(-1)?.[1] ?? 'closed';
