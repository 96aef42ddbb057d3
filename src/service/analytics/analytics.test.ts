// Figures of all decisions, over HTTP, against the same counted here. The decisions are invented rows: they are there to be
// summed.

import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, shareBySubject } from '../../trials/index.js';
import { call, openTestService, type TestService, type TestTenant } from '../service.fixture.js';

interface Row {
  readonly id: string;
  readonly kind: string;
  readonly subject: string;
  readonly decision: string;
  readonly reasons: string[];
  readonly score: number | null;
  readonly llr: number | null;
  readonly state: string | null;
  readonly channel: string;
  readonly ms: number;
  readonly at: string;
}

let service: TestService;
let [tenant, neighbour]: TestTenant[] = [];
const made: Row[] = [];
const cases: { verification: string; outcome: string; reasons: string[]; opened: string; decided: string }[] =
  [];
const FROM = '2026-03-01T00:00:00Z';
const TO = '2026-03-31T00:00:00Z';
const DAY = 86_400_000;

beforeAll(async () => {
  // Of its own: no key opens what invented people have sealed.
  service = await openTestService();
  [tenant, neighbour] = [await service.newTenant(), await service.newTenant()];
  const random = createRandom(11);
  const people = Array.from({ length: 300 }, () => randomUUID());
  for (let i = 0; i < 2400; i++) {
    const isLogin = random.uniform() < 0.3;
    const draw = random.uniform();
    const decision = draw < 0.7 ? 'approve' : draw < 0.85 ? 'review' : draw < 0.93 ? 'reject' : 'recapture';
    made.push({
      ...{ id: randomUUID(), kind: isLogin ? 'authentication' : 'proofing', decision },
      subject: people[Math.floor(people.length * random.uniform() ** 2)]!,
      reasons: decision === 'recapture' ? ['face_not_found', 'blurred'] : [`because_${decision}`],
      score: decision === 'recapture' ? null : random.uniform(),
      llr: decision === 'recapture' ? null : 10 * (random.uniform() - 0.5),
      state: isLogin ? null : random.uniform() < 0.02 ? 'VAT' : random.uniform() < 0.5 ? 'EST' : 'FIN',
      channel: random.uniform() < 0.4 ? 'capture' : 'api',
      ms: 50 + Math.floor(200 * random.uniform()),
      // From 30 January: thirty days before the period, and the period.
      at: new Date(Date.parse(FROM) + (60 * random.uniform() - 30) * DAY).toISOString(),
    });
  }
  // On the edges: the first moment is in the period, and the end is not.
  made[0] = { ...made[0]!, at: FROM };
  made[1] = { ...made[1]!, at: TO };
  for (const { id, decision, at } of made) {
    if (decision !== 'review') continue;
    const isOne = random.uniform() < 0.6;
    cases.push({
      ...{ verification: id, outcome: isOne ? 'approve' : 'reject', opened: at },
      reasons: isOne
        ? ['same_person']
        : random.uniform() < 0.5
          ? ['document_not_acceptable']
          : random.uniform() < 0.5
            ? ['different_person']
            : ['different_person', 'document_forged'],
      decided: new Date(Date.parse(at) + 3_600_000 * (1 + 5 * random.uniform())).toISOString(),
    });
  }
  await insert(tenant.id, people);
});

afterAll(async () => {
  await service.close();
  await service.database.close();
});

async function insert(id: string, people: readonly string[]): Promise<void> {
  await service.database.tenant(id, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      select id, '\\x00', 'mk', now() from unnest(${people}::uuid[]) id`.execute(transaction);
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, llr, policy_version, model_name,
        model_digest, issuing_state, document_type, quality, channel, milliseconds, created_at)
      select id, kind, subject, decision, reasons, score, llr, 1, 'fast', 'ab', state,
        case when state is null then null else 'TD3' end, '{}', channel, ms, at
      from jsonb_to_recordset(${JSON.stringify(made)}::jsonb) r (id uuid, kind text, subject uuid, decision text,
        reasons text[], score float8, llr float8, state text, channel text, ms int, at timestamptz)`.execute(
      transaction,
    );
    await sql`insert into cases (id, verification, subject, state, version, risk, stands_at, reasons, opened_at, outcome,
        outcome_reasons, decided_at, decided_sequence)
      select gen_random_uuid(), r.verification, v.subject, 'decided', 2, 1, r.opened, '{x}', r.opened, r.outcome,
        r.reasons, r.decided, row_number() over ()
      from jsonb_to_recordset(${JSON.stringify(cases)}::jsonb)
        r (verification uuid, outcome text, reasons text[], opened timestamptz, decided timestamptz)
      join verifications v on v.id = r.verification`.execute(transaction);
  });
}

const ask = async (query: string, path = '/v1/analytics', of = tenant!) =>
  call(service, 'GET', `${path}?from=${FROM}&to=${TO}${query}`, { key: of.key });
const within = (rows: readonly Row[], from = FROM, to = TO): Row[] =>
  rows.filter(({ at }) => at >= from && at < new Date(to).toISOString());
function groupedBy<T, K>(rows: readonly T[], of: (row: T) => K): Map<K, T[]> {
  const groups = new Map<K, T[]>();
  for (const row of rows) groups.set(of(row), [...(groups.get(of(row)) ?? []), row]);
  return groups;
}
const peopleIn = (rows: readonly Row[]): number => new Set(rows.map(({ subject }) => subject)).size;
/** What is of fewer than five people, and the smallest of the rest. */
function withheldAmong(parts: readonly Row[][]): Set<Row[]> {
  const bySize = parts.toSorted((a, b) => peopleIn(a) - peopleIn(b));
  const few = bySize.filter((rows) => peopleIn(rows) < 5);
  return new Set(few.length === 0 ? [] : bySize.slice(0, few.length + 1));
}
const counted = (rows: readonly Row[], decision: string): number =>
  rows.filter((row) => row.decision === decision).length;
const median = (values: number[]): number => {
  const sorted = values.toSorted((a, b) => a - b);
  return (sorted[(sorted.length - 1) >> 1]! + sorted[sorted.length >> 1]!) / 2;
};

describe('GET /v1/analytics', () => {
  it('counts the period and the one before, as one does by hand, with intervals by people', async () => {
    const { status, body } = await ask('');
    expect(status).toBe(200);
    const now = within(made);
    const before = within(made, '2026-01-30T00:00:00Z', FROM);
    expect(body.totals).toMatchObject({
      decisions: now.length,
      people: new Set(now.map(({ subject }) => subject)).size,
    });
    expect(body.totalsBefore.decisions).toBe(before.length);
    expect(body.totals.milliseconds.median).toBeCloseTo(median(now.map(({ ms }) => ms)), 9);
    for (const decision of ['approve', 'review', 'reject', 'recapture']) {
      const subjects = [...new Set(now.map(({ subject }) => subject))];
      const { rate, lower, upper } = shareBySubject(
        Int32Array.from(now, ({ subject }) => subjects.indexOf(subject)),
        Uint8Array.from(now, (row) => Number(row.decision === decision)),
      );
      const found = body.totals.shares[decision];
      expect(found.count).toBe(counted(now, decision));
      expect(found.share).toBeCloseTo(rate, 12);
      expect(found.interval[0]).toBeCloseTo(lower, 9);
      expect(found.interval[1]).toBeCloseTo(upper, 9);
    }
    const reasons = Object.fromEntries(
      body.reasons.map(({ code, count }: { code: string; count: number }) => [code, count]),
    );
    expect(reasons).toEqual({
      because_approve: counted(now, 'approve'),
      because_review: counted(now, 'review'),
      because_reject: counted(now, 'reject'),
      face_not_found: counted(now, 'recapture'),
      blurred: counted(now, 'recapture'),
    });
  });

  it.each(['UTC', 'Europe/Tallinn', 'America/St_Johns'])(
    'has every day of the period in %s',
    async (zone) => {
      const { body } = await ask(`&timeZone=${zone}`);
      const dayOf = (at: string): string =>
        new Intl.DateTimeFormat('sv', { timeZone: zone, dateStyle: 'short' }).format(new Date(at));
      const expected = groupedBy(within(made), ({ at }) => dayOf(at));
      expect(body.steps.map(({ step }: { step: string }) => step)).toEqual(
        [...new Set([...body.steps.map(({ step }: { step: string }) => step), ...expected.keys()])].sort(),
      );
      for (const { step, decisions, counts } of body.steps) {
        const rows = expected.get(step) ?? [];
        expect([step, decisions, counts.approve]).toEqual([step, rows.length, counted(rows, 'approve')]);
      }
    },
  );

  it('goes by weeks from Monday, and by months', async () => {
    const { body: weeks } = await ask('&step=week');
    expect(weeks.steps.map(({ step }: { step: string }) => step)).toEqual([
      ...['2026-02-23', '2026-03-02', '2026-03-09', '2026-03-16', '2026-03-23', '2026-03-30'],
    ]);
    const { body: months } = await ask('&step=month');
    expect(months.steps).toMatchObject([{ step: '2026-03-01', decisions: within(made).length }]);
  });

  it('lets a filter pass what it says', async () => {
    const { body } = await ask('&kind=proofing&channel=capture&issuingState=EST');
    const rows = within(made).filter(
      ({ kind, channel, state }) => kind === 'proofing' && channel === 'capture' && state === 'EST',
    );
    expect(body.totals.decisions).toBe(rows.length);
    expect((await ask('&model=nobody')).body.totals).toEqual({
      ...{ decisions: 0, people: 0, shares: null, milliseconds: null },
    });
  });

  it('shows no group of fewer than five people', async () => {
    const { body } = await ask('&by=issuingState&kind=proofing');
    const now = within(made).filter(({ kind }) => kind === 'proofing');
    const groups = [...groupedBy(now, ({ state }) => state)];
    const withheld = withheldAmong(groups.map(([, rows]) => rows));
    expect(body.groups.groups.map(({ value }: { value: string }) => value).sort()).toEqual(
      groups.flatMap(([state, rows]) => (withheld.has(rows) ? [] : [state])).sort(),
    );
    expect(body.groups.others).toBe(withheld.size);
  });

  it('tells of cases, of fraud that was caught, and of the errors that people found', async () => {
    const { body } = await ask('');
    const opened = cases.filter(({ opened }) => opened >= FROM && opened < new Date(TO).toISOString());
    const decided = cases.filter(
      ({ decided }) => decided >= new Date(FROM).toISOString() && decided < new Date(TO).toISOString(),
    );
    expect(body.reviewing).toMatchObject({
      ...{ opened: opened.length, decided: decided.length, waiting: 0 },
      outcomes: {
        decided: {
          approve: decided.filter(({ outcome }) => outcome === 'approve').length,
          reject: decided.filter(({ outcome }) => outcome === 'reject').length,
          recapture: 0,
        },
      },
    });
    const seconds = decided.map((one) => (Date.parse(one.decided) - Date.parse(one.opened)) / 1000);
    expect(body.reviewing.outcomes.seconds.median).toBeCloseTo(median(seconds), 3);
    const fraud = (code: string) => decided.filter(({ reasons }) => reasons.includes(code)).length;
    // A case may have both reasons, and is one case.
    expect(body.reviewing.outcomes.fraud).toEqual({
      cases: fraud('different_person'),
      reasons: [
        {
          code: 'different_person',
          sentence: 'The pictures show two different people.',
          count: fraud('different_person'),
        },
        {
          code: 'document_forged',
          sentence: 'The document is forged, or was changed.',
          count: fraud('document_forged'),
        },
      ],
    });
    expect(fraud('document_forged')).toBeGreaterThan(0);
    const byId = new Map(made.map((row) => [row.id, row]));
    const mated = decided.filter(({ reasons }) => reasons[0] === 'same_person');
    const missed = mated.filter(({ verification }) => byId.get(verification)!.llr! < 0);
    const weeks = body.errorRates.map(({ matedMissed }: { matedMissed: object | null }) => matedMissed);
    const told = weeks.filter((week: object | null) => week && !('tooFew' in week));
    const sum = (name: 'trials' | 'count') =>
      told.reduce((total: number, week: Record<typeof name, number>) => total + week[name], 0);
    const untold = mated.length - sum('trials');
    expect(untold).toBeLessThan(5 * (weeks.length - told.length) + 1);
    expect(missed.length - sum('count')).toBeLessThanOrEqual(untold);
    expect(sum('trials')).toBeGreaterThan(0.8 * mated.length);
  });

  it('is of the tenant alone, and refuses what cannot be', async () => {
    expect((await ask('', '/v1/analytics', neighbour)).body.totals.decisions).toBe(0);
    for (const query of [
      '&timeZone=Mars/Olympus',
      '&step=year',
      '&kind=guess',
      "&issuingState=';drop table verifications;--%00",
      '&by=subject',
    ])
      expect((await ask(query)).status, query).toBe(400);
    const sneaky = await ask(`&issuingState=${encodeURIComponent("' or true --")}`);
    expect(sneaky.body.totals.decisions).toBe(0);
    const reversed = await call(service, 'GET', `/v1/analytics?from=${TO}&to=${FROM}`, { key: tenant!.key });
    expect(reversed).toMatchObject({ status: 400, body: { code: 'request_invalid' } });
  });
});

describe('GET /v1/analytics/export', () => {
  it('is the same table as CSV and as Parquet, and is logged', async () => {
    const csv = await ask('&format=csv', '/v1/analytics/export');
    expect(csv.headers.get('content-disposition')).toContain('decisions-2026-03-01-to-2026-03-31.csv');
    const rows: Record<string, string>[] = parse(String(csv.body), { columns: true });
    const now = within(made);
    expect(rows).toHaveLength(now.length);
    expect(rows.filter(({ decision }) => decision === 'approve')).toHaveLength(counted(now, 'approve'));
    const first = rows.find(({ verification }) => verification === made[0]!.id)!;
    expect(Number(first.milliseconds)).toBe(made[0]!.ms);
    expect(Object.keys(first)).not.toContain('customer');

    const parquet = await ask('&format=parquet', '/v1/analytics/export');
    const folder = await mkdtemp(join(tmpdir(), 'likeness-parquet-'));
    try {
      const file = join(folder, 'x.parquet');
      await writeFile(file, parquet.body);
      const duckdb = await (await DuckDBInstance.create(':memory:')).connect();
      const found = await duckdb.runAndReadAll(
        `select decision, count(*)::int as count, min(decided_at)::varchar as first from '${file}' group by 1 order by 1`,
      );
      expect(found.getRowObjectsJS().map(({ decision, count }) => [decision, count])).toEqual(
        ['approve', 'recapture', 'reject', 'review'].map((name) => [name, counted(now, name)]),
      );
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it('is logged with its period and its filter', async () => {
    const csv = await ask('&issuingState=EST&kind=proofing', '/v1/analytics/export');
    expect(csv.status).toBe(200);
    const log = await call(service, 'GET', '/v1/audit?action=analytics.exported', { key: tenant!.key });
    expect(log.body.items[0].details).toEqual({
      ...{ format: 'csv', from: new Date(FROM).toISOString(), to: new Date(TO).toISOString() },
      filter: { issuingState: 'EST', kind: 'proofing' },
    });
  });
});

describe('many questions at once', () => {
  /** While nobody can read of links, so that no question comes to its end. */
  async function heldUp(work: () => Promise<void>): Promise<void> {
    await service.database.tenant(tenant!.id, async (transaction) => {
      await sql`lock table captures in access exclusive mode`.execute(transaction);
      await work();
    });
  }
  const reading = async (): Promise<number> => {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from pg_stat_activity
      where wait_event_type = 'Lock' and query like '%as made%' and datname = current_database()`.execute(
      service.database.shared,
    );
    return rows[0]!.count;
  };
  const begin = (of: TestTenant, signal?: AbortSignal): Promise<Response> =>
    fetch(`${service.address}/v1/analytics`, {
      headers: { authorization: `Bearer ${of.key}` },
      ...(signal && { signal }),
    });

  it('end in the database when whoever asked hangs up', async () => {
    await heldUp(async () => {
      const asking = new AbortController();
      const asked = begin(tenant!, asking.signal);
      await expect.poll(reading, { timeout: 10_000 }).toBe(1);
      asking.abort();
      await expect(asked).rejects.toThrow();
      await expect.poll(reading, { timeout: 10_000 }).toBe(0);
    });
    // Its place is free.
    const next = await call(service, 'GET', '/v1/analytics', { key: tenant!.key });
    expect(next.status).toBe(200);
  });

  it('leave connections for those who verify, and are refused beyond a few of one tenant', async () => {
    const refused: Response[] = [];
    const asked: Promise<Response>[] = [];
    await heldUp(async () => {
      for (let i = 0; i < 10; i++) asked.push(begin(tenant!));
      for (const each of asked) void each.then((answer) => answer.ok || refused.push(answer));
      await expect.poll(() => refused.length, { timeout: 10_000 }).toBe(4);
      // Another tenant may wait still.
      asked.push(begin(neighbour!));
      await expect.poll(reading, { timeout: 10_000 }).toBe(2);
    });
    const statuses = (await Promise.all(asked)).map(({ status }) => status);
    expect(statuses.toSorted()).toEqual([...Array(7).fill(200), ...Array(4).fill(429)]);
    expect(statuses.at(-1)).toBe(200);
    expect(refused.map(({ headers }) => headers.get('retry-after'))).toEqual(Array(4).fill('10'));
    const bodies = await Promise.all(asked.map(async (answer) => (await answer).json()));
    expect((bodies as { status?: number }[]).find(({ status }) => status === 429)).toMatchObject({
      code: 'rate_limited',
      detail: 'too many long questions wait already: ask again when some are answered',
    });
  });
});

describe('GET /v1/analytics/drift', () => {
  it('says of a small group that nothing can be said, and of a large one whether it moved', async () => {
    const { body } = await ask('&by=issuingState', '/v1/analytics/drift');
    const states = Object.fromEntries(
      body.groups.map(
        ({ value, measures }: { value: string; measures: { measure: string; state: string }[] }) => [
          value,
          measures.find(({ measure }) => measure === 'score')?.state,
        ],
      ),
    );
    expect(states).toMatchObject({ EST: 'steady', FIN: 'steady', VAT: 'unknown' });
  });
});

describe('GET /v1/analytics/forecast', () => {
  it('expects what a weekly rhythm leads to expect, with the figures of each model', {
    timeout: 120_000,
  }, async () => {
    const busy = await service.newTenant();
    const subject = randomUUID();
    const random = createRandom(2);
    const today = Math.floor(Date.now() / DAY) * DAY;
    const rows = Array.from({ length: 84 }, (_, i) => {
      const day = today - (84 - i) * DAY;
      const isWeekend = [0, 6].includes(new Date(day).getUTCDay());
      const count = Math.round((isWeekend ? 8 : 30) + 4 * (random.uniform() - 0.5));
      return Array.from({ length: count }, (_, j) => {
        const msecs = day + (j + 1) * 60_000;
        return { id: uuidv7({ msecs }), at: new Date(msecs).toISOString() };
      });
    }).flat();
    await service.database.tenant(busy.id, async (transaction) => {
      await sql`insert into subjects (id, wrapped_key, master_key, created_at)
        values (${subject}, '\\x00', 'mk', now())`.execute(transaction);
      await sql`insert into verifications (id, kind, subject, decision, reasons, policy_version, model_name, model_digest,
          quality, channel, milliseconds, created_at)
        select id, 'proofing', ${subject}, 'approve', '{x}', 1, 'fast', 'ab', '{}', 'api', 1, at
        from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) r (id uuid, at timestamptz)`.execute(
        transaction,
      );
    });
    const { status, body } = await call(service, 'GET', '/v1/analytics/forecast?horizon=14', {
      key: busy.key,
    });
    expect(status).toBe(200);
    expect(body.days).toHaveLength(84);
    expect(body.secondsACase).toBeNull();
    const { chosen, steps, models } = body.decisions;
    expect(steps).toHaveLength(14);
    const naive = models.find(({ name }: { name: string }) => name === 'seasonal-naive');
    const taken = models.find(({ name }: { name: string }) => name === chosen.name);
    expect(taken.figures.mase).toBeLessThanOrEqual(naive.figures.mase);
    for (const { step, point, lower, upper } of steps) {
      const isWeekend = [0, 6].includes(new Date(step).getUTCDay());
      expect(Math.abs(point - (isWeekend ? 8 : 30)), step).toBeLessThan(5);
      expect(lower[95]).toBeLessThanOrEqual(lower[80]);
      expect(upper[80]).toBeLessThanOrEqual(upper[95]);
    }
    // Nothing became a case.
    expect(body.cases.why).toContain('never changed');
  });

  it('says that nothing can be said of a tenant without a past', async () => {
    const { body } = await call(service, 'GET', '/v1/analytics/forecast', { key: neighbour!.key });
    expect(body).toMatchObject({ days: [], decisions: { tooFew: expect.any(String) } });
  });
});
