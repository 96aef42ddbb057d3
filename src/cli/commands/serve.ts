// `likeness serve`: the API, with a database of its own or one of yours.

import type { Command } from 'commander';
import { interruptible } from '../interrupt.js';
import { jsonOption } from '../options.js';
import { printJson, printLines } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Answer over HTTP whether a selfie is the person in a document, or the customer who was enrolled; keep what
was decided and why, encrypted, with a log that shows every change to it. Without DATABASE_URL a PostgreSQL of its own
is started under LIKENESS_HOME and ends with the service. Ctrl-C answers what has been asked, then ends; a second Ctrl-C
ends at once.`;

const AFTER = `
Environment:
  LIKENESS_HOME                models, and without the settings below database, pictures and keys too (default ~/.likeness)
  DATABASE_URL                 a PostgreSQL of yours, 15 or later: postgresql://likeness:…@host/likeness
  LIKENESS_CONNECTIONS         connections to it at most (default 10)
  LIKENESS_MASTER_KEY          the master key, base64 of 32 bytes (default: a file that is made under LIKENESS_HOME)
  LIKENESS_MASTER_KEYS_FORMER  earlier master keys, oldest first, divided by commas
  LIKENESS_PICTURES            where encrypted pictures lie: a folder, or s3://bucket/prefix (default LIKENESS_HOME/pictures)
  LIKENESS_S3_ENDPOINT         of the bucket, e.g. http://minio:9000 (default Amazon’s)
  LIKENESS_S3_REGION           of the bucket (default us-east-1)
  AWS_ACCESS_KEY_ID            who asks for the bucket
  AWS_SECRET_ACCESS_KEY        the secret of that key
  LIKENESS_PUBLIC_URL          how customers reach the service, e.g. https://id.bank.example
  LIKENESS_TRUSTED_PROXIES     addresses or networks whose X-Forwarded-For is believed, divided by commas
  LIKENESS_WEBHOOK_NETWORKS    networks of yours that events may be sent to; localhost for this machine (default none)
  LIKENESS_PICTURE_BYTES       bytes of one picture at most (default 15728640)
  LIKENESS_REQUESTS_A_MINUTE   requests of one key at most (default 3000)
  LIKENESS_DRAIN_SECONDS       how long all is still answered after the wish to end, while readiness is denied (default 0)
  LIKENESS_LOG_LEVEL           fatal, error, warn, info, debug or silent (default info)

Which model decides is written into the database at the first start; later starts open that one. Another is tried beside
it, and promoted, over HTTP: see docs/service/models.md.

The first start prints an API key, once:
  $ likeness serve
  $ curl -H "Authorization: Bearer lk_…" -F selfie=@selfie.jpg -F document=@passport.jpg \\
      http://127.0.0.1:4711/v1/verifications

  http://127.0.0.1:4711/docs          every address, to read and to try
  http://127.0.0.1:4711/openapi.json  the same for programs
  http://127.0.0.1:4711/health/ready  whether requests should be sent here`;

interface Options {
  readonly host?: string;
  readonly port?: string;
  readonly role?: string;
  readonly workers?: string;
  readonly model?: string;
  readonly json?: true;
}

export function addServe(program: Command, terminal: Terminal): void {
  program
    .command('serve')
    .summary('answer over HTTP: verify, enrol, authenticate, with a log for auditors')
    .description(prose(ABOUT))
    .option('--host <address>', 'where to listen (default 127.0.0.1: this machine alone)')
    .option('--port <number>', 'where to listen; 0 takes any that is free (default 4711)')
    .option('--role <role>', '`api` answers requests, `worker` does jobs, `all` both (default all)')
    .option('--workers <number>', 'threads that look at pictures, some 300 MB each (default: one a core)')
    .option(
      '--model <model>',
      'at the first start: `accurate`, `fast`, or one of the registry (default: the one promoted last). Later the one that decides in the database, and no other',
    )
    .addOption(jsonOption())
    .addHelpText('after', AFTER)
    .action((options: Options) => run(terminal, options));
}

async function run(terminal: Terminal, { json, ...flags }: Options): Promise<void> {
  const { configurationOf, openLog, openService } = await import('../../service/index.js');
  const configuration = await configurationOf(flags, terminal.env);
  const progress = startProgress(terminal);
  await interruptible(async (signal) => {
    const log = await openLog(configuration.logLevel);
    const lost = new AbortController();
    const service = await openService(
      configuration,
      log,
      (message) => progress.report(message),
      (error) => lost.abort(error),
    ).finally(() => progress.done());
    const { address, firstKey } = service;
    if (json) printJson(terminal, { address, docs: `${address}/docs`, firstKey: firstKey ?? null });
    else printLines(terminal, linesOf(address, firstKey));
    await ended(AbortSignal.any([signal, lost.signal]));
    // Without its database it ends as failed, so that whoever started it starts it anew.
    await service.close().finally(() => lost.signal.throwIfAborted());
  });
}

const linesOf = (address: string, firstKey: string | undefined): string[] => [
  `Likeness answers at ${address}; every address is explained at ${address}/docs`,
  ...(firstKey === undefined
    ? []
    : ['', `An API key that may do all that keys may; it is shown this once:`, `  ${firstKey}`]),
];

const ended = (signal: AbortSignal): Promise<void> =>
  new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
