// `likeness backup` and `likeness restore`: a copy of the whole service, and the service from the copy.

import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { BackupReport, RestoreReport } from '../../service/index.js';
import { interruptible } from '../interrupt.js';
import { jsonOption, word } from '../options.js';
import { count, painter, printJson, printLines, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const BACKUP_ABOUT = `Copy the whole service into a new folder: all tables in one snapshot, every picture, every record of an
erasure. The service may run or not; with DATABASE_URL it is copied from there. The folder gets its name when it is whole:
whatever interrupts it, nothing half-made is left under that name.

Pictures, templates and reports are copied as they lie, encrypted, and the master keys are not in the folder. Names of
customers, figures of decisions, people who work here and the log are readable: keep the folder as you keep the database.
Without the master keys a backup is worth nothing, and with them it is the pictures: copy them once, with --keys-to, and
keep that file elsewhere.`;

const BACKUP_AFTER = `
Exit codes:
  0 whole   1 whole, but pictures were missing in the store already   2 wrong use, or it failed   130 interrupted

Examples:
  $ likeness backup /backups/2026-11-28
  $ likeness backup /backups/first --keys-to /safe/likeness.keys`;

const RESTORE_ABOUT = `Bring a service back from a backup into an empty database: that of DATABASE_URL, else a new one under
LIKENESS_HOME. First all of the backup is checked against its digests; then all of it is there, or nothing of it is and
the same command may be given again. The log of each tenant is checked.

Pictures that the store has already stay. Whoever was erased since is erased again: so let LIKENESS_PICTURES be the living
store where that is still there. Those of them who are under a legal hold in the backup are named.

The master keys must be there: in LIKENESS_MASTER_KEY, in LIKENESS_HOME/keys, or given with --keys-from.`;

const RESTORE_AFTER = `
Exit codes:
  0 restored   1 restored, but a log is not whole: it was not when the backup was made   2 refused or failed: the
  database is as it was   130 interrupted

Examples:
  $ LIKENESS_HOME=/var/lib/likeness-2 likeness restore /backups/2026-11-28 --keys-from /safe/likeness.keys
  $ DATABASE_URL=postgresql://… likeness restore /backups/2026-11-28`;

export function addBackup(program: Command, terminal: Terminal): void {
  program
    .command('backup')
    .summary('copy the whole service into a folder')
    .description(prose(BACKUP_ABOUT))
    .argument('<folder>', 'that is not there yet')
    .option('--keys-to <file>', 'copy the master keys too, to a file outside of the folder', word)
    .addOption(jsonOption())
    .addHelpText('after', BACKUP_AFTER)
    .action((folder: string, { keysTo, json }: { keysTo?: string; json?: true }) =>
      backup(terminal, folder, keysTo, json),
    );
}

export function addRestore(program: Command, terminal: Terminal): void {
  program
    .command('restore')
    .summary('bring a service back from a backup')
    .description(prose(RESTORE_ABOUT))
    .argument('<folder>', 'as `likeness backup` made it')
    .option('--keys-from <file>', 'a copy of the master keys, to be put under LIKENESS_HOME', word)
    .addOption(jsonOption())
    .addHelpText('after', RESTORE_AFTER)
    .action((folder: string, { keysFrom, json }: { keysFrom?: string; json?: true }) =>
      restore(terminal, folder, keysFrom, json),
    );
}

async function backup(terminal: Terminal, folder: string, keysTo?: string, json?: true): Promise<void> {
  const { backUp, configurationOf } = await import('../../service/index.js');
  const place = await configurationOf(flagsOf(terminal), terminal.env);
  const progress = startProgress(terminal);
  const report = await interruptible((signal) =>
    backUp(place, {
      ...{ folder, signal, user: userInfo().username, environment: terminal.env },
      ...(keysTo !== undefined && { keysTo }),
      onProgress: progress.report,
    }),
  ).finally(progress.done);
  if (json) printJson(terminal, report);
  else printLines(terminal, backupLines(report, terminal));
  terminal.exitCode = report.missingCount > 0 ? 1 : 0;
}

function backupLines(report: BackupReport, terminal: Terminal): string[] {
  const paint = painter(terminal.out, terminal.env);
  const { missingCount, missing } = report;
  return [
    `${paint('backup', 'bold', 'green')}  ${report.folder}`,
    ...table([
      ['tenants', count(report.tenants)],
      ['rows', count(report.rows)],
      ['pictures and erasures', count(report.objects)],
      ['bytes', count(report.bytes)],
    ]),
    ...(missingCount > 0
      ? [
          paint(`${count(missingCount)} pictures were missing in the store already:`, 'bold', 'red'),
          ...missing.map((id) => `  ${id}`),
        ]
      : []),
  ];
}

async function restore(terminal: Terminal, folder: string, keysFrom?: string, json?: true): Promise<void> {
  const { bringBack, configurationOf } = await import('../../service/index.js');
  const place = await configurationOf(flagsOf(terminal), terminal.env);
  const progress = startProgress(terminal);
  const report = await interruptible((signal) =>
    bringBack(place, {
      ...{ folder, signal, user: userInfo().username, environment: terminal.env },
      ...(keysFrom !== undefined && { keysFrom }),
      onProgress: progress.report,
    }),
  ).finally(progress.done);
  if (json) printJson(terminal, report);
  else printLines(terminal, restoreLines(report, terminal));
  terminal.exitCode = report.tenants.every(({ log }) => log.ok) ? 0 : 1;
}

function restoreLines(report: RestoreReport, terminal: Terminal): string[] {
  const paint = painter(terminal.out, terminal.env);
  return [
    `${paint('restored', 'bold', 'green')}  as it was at ${report.madeAt}`,
    ...table([
      ['rows', count(report.rows)],
      ['pictures put back', count(report.objects)],
      ['erased again', count(report.erased)],
      ...report.tenants.map(({ name, log }) => [
        `log of ${name}`,
        log.ok
          ? `whole, ${count(log.entries)} entries`
          : paint(`NOT WHOLE: ${log.faults[0]?.kind}, entry ${log.faults[0]?.sequence}`, 'bold', 'red'),
      ]),
    ]),
    ...(report.heldErased.length > 0
      ? [
          paint(
            `${count(report.heldErased.length)} of those erased are under a legal hold in the backup; was it released since?`,
            'bold',
            'red',
          ),
          ...report.heldErased.map(
            ({ tenant, subject, holds }) => `  subject ${subject} of ${tenant}, hold ${holds.join(', ')}`,
          ),
        ]
      : []),
  ];
}

const flagsOf = ({ env: { LIKENESS_HOME: home } }: Terminal) => ({ ...(home && { home }) });
