// How long figures take over a million decisions of three years: generated in the database, asked for as the console does.
//   npm run study:analytics [-- --decisions 1000000 --out studies/results/analytics.md]

import { rm, writeFile } from 'node:fs/promises';
import { cpus } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { sql } from 'kysely';
import { newHome, serve } from '../../bench/servedProcess.js';
import { findTenant } from '../../src/service/identity/index.js';
import { startPostgres } from '../../src/service/postgres/index.js';
import { openDatabase } from '../../src/service/storage/index.js';

const { values } = parseArgs({
  options: { decisions: { type: 'string', default: '1000000' }, out: { type: 'string' } },
});
const decisions = Number(values.decisions);
const [YEARS_DAYS, ROUNDS] = [1095, 5];

const home = await newHome();
const postgres = await startPostgres({ folder: join(home, 'database') });
const served = await serve(home, { model: 'fast', workers: 1, role: 'all', databaseUrl: postgres.url });
process.on('exit', () => served.process.kill('SIGKILL'));
const database = await openDatabase({ url: postgres.url, connections: 2 });

try {
  const { id: tenant } = (await findTenant(database, 'default'))!;
  process.stderr.write(`making ${decisions.toLocaleString('en')} decisions …\n`);
  await database.tenant(tenant, async (transaction) => {
    await sql`insert into subjects (id, wrapped_key, master_key, created_at)
      select gen_random_uuid(), '\\x00', 'mk', now() from generate_series(1, ${Math.ceil(decisions / 5)})`.execute(
      transaction,
    );
    // Identifiers rise with time, as version 7 of UUID has it.
    await sql`insert into verifications (id, kind, subject, decision, reasons, score, llr, policy_version, model_name,
        model_digest, issuing_state, document_type, quality, channel, milliseconds, created_at)
      select (lpad(to_hex((extract(epoch from at) * 1000)::bigint), 12, '0') || substr(md5(i::text), 13))::uuid,
        case when i % 4 = 0 then 'authentication' else 'proofing' end, s.id,
        (array['approve', 'approve', 'approve', 'approve', 'approve', 'review', 'reject', 'recapture'])[1 + i % 8],
        array['score_reaches_threshold'], random(), 10 * random() - 5, 1, 'fast', 'ab',
        (array['EST', 'FIN', 'LVA', 'LTU'])[1 + i % 4], (array['TD3', 'TD1'])[1 + i % 2],
        '{"selfie": {"Sharpness": 70}}', 'api', 100, at
      from (select i, now() - (${decisions}::int - i) * ${YEARS_DAYS} * interval '1 day' / ${decisions}::int as at
        from generate_series(1, ${decisions}::int) i) made
      join (select id, row_number() over () as place from subjects) s
        on s.place = 1 + (made.i * 7919::bigint) % ${Math.ceil(decisions / 5)}`.execute(transaction);
  });
  const admin = await openDatabase({ url: postgres.url, connections: 1 });
  await sql`vacuum analyze verifications`.execute(admin.shared).catch(() => undefined);
  await admin.close();

  const ask = async (path: string): Promise<number> => {
    const began = performance.now();
    const response = await fetch(`${served.address}${path}`, {
      headers: { authorization: `Bearer ${served.firstKey}` },
    });
    if (!response.ok) throw new Error(`${path}: ${response.status} ${await response.text()}`);
    await response.arrayBuffer();
    return performance.now() - began;
  };
  const since = (days: number): string => new Date(Date.now() - days * 86_400_000).toISOString();
  const rows: string[] = [];
  for (const [name, path] of [
    ['figures of 30 days', `/v1/analytics?from=${since(30)}&by=documentType`],
    ['figures of 30 days and one issuing state', `/v1/analytics?from=${since(30)}&issuingState=EST`],
    ['figures of 90 days, by week', `/v1/analytics?from=${since(90)}&step=week&by=documentType`],
    ['figures of a year, by month', `/v1/analytics?from=${since(365)}&step=month&by=documentType`],
    ['drift of 30 days by issuing state', `/v1/analytics/drift?from=${since(30)}&by=issuingState`],
    ['30 days as CSV', `/v1/analytics/export?from=${since(30)}&format=csv`],
    // Each of another horizon, since what was reckoned is kept for the day.
    ['forecast of 26 to 30 days', (round: number) => `/v1/analytics/forecast?horizon=${26 + round}`],
    ['forecast of 28 days, kept', '/v1/analytics/forecast?horizon=28'],
  ] as const) {
    const times: number[] = [];
    for (let i = 0; i < ROUNDS; i++) times.push(await ask(typeof path === 'string' ? path : path(i)));
    times.sort((a, b) => a - b);
    const [least, median, most] = [times[0]!, times[ROUNDS >> 1]!, times.at(-1)!].map((ms) => ms / 1000);
    rows.push(`| ${name} | ${median!.toFixed(2)} (${least!.toFixed(2)} – ${most!.toFixed(2)}) |`);
    process.stderr.write(`${rows.at(-1)}\n`);
  }
  const report = [
    '# A million decisions',
    '',
    `Made by \`npm run study:analytics -- --decisions ${decisions}\`: ${decisions.toLocaleString('en')} decisions of ${YEARS_DAYS} days about ${Math.ceil(decisions / 5).toLocaleString('en')} people, evenly spread, in the PostgreSQL that Likeness brings, on a machine of ${cpus().length} cores that did nothing else of ours.`,
    '',
    `| asked | s, median (least – most) of ${ROUNDS} |`,
    '| --- | --- |',
    ...rows,
    '',
  ].join('\n');
  process.stdout.write(report);
  if (values.out) await writeFile(values.out, report);
} finally {
  served.process.kill('SIGTERM');
  await database.close();
  await postgres.stop();
  await rm(home, { recursive: true, force: true });
}
process.exit();
