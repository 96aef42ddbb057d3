// What the service does where the world around it fails: the database goes away, a disk is full, the clock jumps. It says
// so by a code, keeps nothing half, and goes on by itself once it can.

import { execFileSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { type AddressInfo, connect, createServer, type Socket } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import {
  call,
  form,
  openTestService,
  photographs,
  type Reply,
  type TestService,
  type TestTenant,
} from './service.fixture.js';

let service: TestService;
let tenant: TestTenant;
let photos: Awaited<ReturnType<typeof photographs>>;
let line: Awaited<ReturnType<typeof openLine>>;
let pictures: string;
let isSmall: boolean;

beforeAll(async () => {
  pictures = await mkdtemp(join(tmpdir(), 'likeness-full-'));
  isSmall = mountSmallDisk(pictures);
  service = await openTestService({
    pictures,
    between: async (url) => {
      line = await openLine(url);
      return line.url;
    },
  });
  tenant = await service.newTenant();
  photos = await photographs();
});
afterAll(async () => {
  await service.close();
  await service.database.close();
  line.close();
  if (isSmall) execFileSync('umount', [pictures]);
  await rm(pictures, { recursive: true, force: true });
});

const verify = (headers: Record<string, string> = {}): Promise<Reply> => {
  const files = { selfie: photos.first, document: photos.second };
  return call(service, 'POST', '/v1/verifications', { key: tenant.key, body: form(files), headers });
};
const ready = (): Promise<Reply> => call(service, 'GET', '/health/ready');
const decisions = (): Promise<number> =>
  service.database.tenant(tenant.id, async (transaction) => {
    const rows = await transaction.selectFrom('verifications').select('id').execute();
    return rows.length;
  });

/** A line to the database that can be cut: new connections are refused, and those that are there are broken. */
async function openLine(to: string) {
  const { hostname, port, searchParams } = new URL(to);
  const socket = searchParams.get('host') ?? decodeURIComponent(hostname);
  const sockets = new Set<Socket>();
  let isCut = false;
  const server = createServer((near) => {
    if (isCut) {
      near.destroy();
      return;
    }
    const place = Number(port || searchParams.get('port') || 5432);
    const far = socket.startsWith('/') ? connect(`${socket}/.s.PGSQL.${place}`) : connect(place, socket);
    for (const [one, other] of [
      [near, far],
      [far, near],
    ] as const) {
      sockets.add(one);
      one.pipe(other);
      one.on('error', () => other.destroy());
      one.on('close', () => {
        sockets.delete(one);
        other.destroy();
      });
    }
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = new URL(to);
  url.search = '';
  url.hostname = '127.0.0.1';
  url.port = String((server.address() as AddressInfo).port);
  return {
    url: url.href,
    cut() {
      isCut = true;
      for (const socket of sockets) socket.destroy();
    },
    mend() {
      isCut = false;
    },
    close: () => server.close(),
  };
}

/** A disk of two megabytes, where that is allowed. */
function mountSmallDisk(folder: string): boolean {
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=2m', 'tmpfs', folder], { stdio: 'ignore' });
    return true;
  } catch {
    console.log('skipped: a full disk, as this user may mount none');
    return false;
  }
}

describe('the database is away', () => {
  afterEach(() => line.mend());

  it('is said by 503 and by readiness, and is over as soon as it is back', async () => {
    expect((await verify()).status).toBe(200);
    line.cut();
    expect(await verify()).toMatchObject({ status: 503, body: { code: 'database_unreachable' } });
    expect(await ready()).toMatchObject({ status: 503, body: { checks: { database: { ok: false } } } });
    expect(await call(service, 'GET', '/health/live')).toMatchObject({ status: 200 });
    line.mend();
    expect((await verify()).status).toBe(200);
    expect((await ready()).body.checks.database).toEqual({ ok: true });
  });

  it('is never an error that nobody foresaw, at whatever moment of a request the line breaks', async () => {
    for (let delay = 0; delay < 160; delay += 8) {
      const asked = verify();
      const cut = setTimeout(() => line.cut(), delay);
      const { status, body } = await asked;
      // A machine that answers sooner is not cut off afterwards.
      clearTimeout(cut);
      line.mend();
      expect([200, 503], `after ${delay} ms: ${JSON.stringify(body.detail)}`).toContain(status);
    }
  });

  it('in the midst of a request: sent again under its key it is decided once', async () => {
    const before = await decisions();
    const key = { 'idempotency-key': 'cut-off' };
    const asked = verify(key);
    const cut = setTimeout(() => line.cut(), 60);
    const first = await asked;
    clearTimeout(cut);
    line.mend();
    if (first.status !== 200) expect(first.body.code).toBe('database_unreachable');
    // The claim of a request that was cut off is released, or runs out.
    const again = await vi.waitFor(
      async () => {
        const reply = await verify(key);
        expect(reply.status).toBe(200);
        return reply;
      },
      { timeout: 20_000, interval: 200 },
    );
    if (first.status === 200) expect(again.body.id).toBe(first.body.id);
    expect(await decisions()).toBe(before + 1);
  });
});

describe('the disk of the pictures is full', () => {
  it('is said by 507; nothing is kept, and nothing is left half', async ({ skip }) => {
    if (!isSmall) return skip();
    const before = await decisions();
    const files = await filesIn(pictures);
    const ballast = join(pictures, 'ballast');
    await writeFile(ballast, Buffer.alloc(4 * 2 ** 20)).catch(() => undefined);
    expect(await verify()).toMatchObject({ status: 507, body: { code: 'storage_full' } });
    expect(await decisions()).toBe(before);
    await rm(ballast);
    expect(await filesIn(pictures)).toEqual(files);
    expect((await verify()).status).toBe(200);
  });
});

describe('the clock jumps', () => {
  const DAY = 86_400_000;
  afterEach(() => {
    vi.useRealTimers();
  });
  const jump = (by: number) => {
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + by, shouldAdvanceTime: false });
  };

  it('a day back, and a day ahead: all goes on, each decision once, and the log is whole', async () => {
    const before = await decisions();
    for (const by of [-DAY, DAY, 0]) {
      vi.useRealTimers();
      if (by !== 0) jump(by);
      expect((await verify({ 'idempotency-key': `at${by}` })).status).toBe(200);
      expect((await verify({ 'idempotency-key': `at${by}` })).status).toBe(200);
    }
    expect(await decisions()).toBe(before + 3);
    const compliance = await tenant.signedIn('compliance');
    const headers = { cookie: compliance, origin: 'http://localhost:4711' };
    const { body } = await call(service, 'POST', '/v1/audit/verify', { headers, body: {} });
    expect(body.faults).toEqual([]);
    // What was decided while the clock was behind is found in its place.
    const { body: listed } = await call(service, 'GET', '/v1/verifications', { key: tenant.key });
    expect(listed.items).toHaveLength(before + 3);
  });

  it('ahead: a capture link of before has ended, and serves again when the clock is right', async () => {
    const { body: made } = await call(service, 'POST', '/v1/sessions', { key: tenant.key, body: {} });
    jump(DAY);
    const look = () => call(service, 'GET', '/v1/capture', { key: made.token });
    expect((await look()).body).toMatchObject({ state: 'expired', nonce: null });
    vi.useRealTimers();
    expect((await look()).body).toMatchObject({ state: 'open', nonce: expect.any(String) });
  });
});

async function filesIn(folder: string): Promise<string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  return entries.flatMap((entry) => (entry.isFile() ? [join(entry.parentPath, entry.name)] : [])).sort();
}
