// `likeness audit verify`: is this log, evidence pack or receipt what was written?

import { type Command, Option } from 'commander';
import { LikenessError } from '../../../errors.js';
import type {
  Checkpoint,
  EvidenceVerification,
  ExportReport,
  PublicKey,
  Replay,
} from '../../../service/index.js';
import { tenantOption } from '../../administration.js';
import { interruptible } from '../../interrupt.js';
import { jsonOption, word } from '../../options.js';
import { painter, printJson, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { isReceipt, isZip, readSmallFile, readWhole } from './files.js';
import { exportLines, packLines, receiptLines, replayLines } from './lines.js';

const ABOUT = `Check an exported log (.jsonl), the evidence pack of one decision (.zip), or the receipt of an erasure (.json).
Nothing but the file is needed. Whoever holds the machine of a service may check its log where it lies: --database.

A log is whole where each entry has the hash that it states, names the hash of the one before, and is signed. Where it
is not, every fault is named with the entries that it reaches over: missing, altered, inserted, reordered,
signature_wrong, rewritten, truncated. A pack is whole where every file in it is as the signed manifest says, and the
log says that it was decided on just these.

What that proves hangs on two things that do not come with the file. The public key: without --public-key that in the
file is used, and anybody could have written such a file with a key of their own; compare the thumbprint that is shown
with the one you were told. And a checkpoint that you were given earlier: with --checkpoint not even the holder of the
signing key can have changed what came before it, or cut off the log behind it.

With --replay the decision of a pack is computed anew: the same pictures, policy, day, model and calibration must give
the same score to the last bit. The model must be on this machine; see \`likeness models\`. Processors of different
kinds may differ in the last bits; what differs in the software and the processor is said.`;

const EPILOGUE = `
Exit codes:
  0 whole (and, with --replay, decided the same)   1 a fault was found, or decided otherwise   2 wrong use or bad input
  130 interrupted

Examples:
  $ likeness audit verify export.jsonl
  $ likeness audit verify export.jsonl --public-key bank.pem --checkpoint june.json
  $ likeness audit verify evidence.zip --public-key bank.pem --replay
  $ likeness audit verify receipt.json --public-key bank.pem
  $ likeness audit verify --database --checkpoint june.json
  $ likeness audit verify export.jsonl --json | jq .faults`;

interface Options {
  readonly json?: true;
  readonly replay?: true;
  readonly database?: true;
  readonly tenant?: string;
  readonly publicKey?: readonly string[];
  readonly checkpoint?: readonly string[];
}

export function addAuditVerify(audit: Command, terminal: Terminal): void {
  audit
    .command('verify')
    .summary('is this log, evidence pack or receipt what was written?')
    .description(prose(ABOUT))
    .argument('[file]', 'export.jsonl, pack.zip or receipt.json')
    .option('--database', 'in place of a file: the log in the database of this machine or of DATABASE_URL')
    .addOption(tenantOption())
    .addOption(
      repeatable('--public-key <file>', 'the key that must have signed, PEM or JWK; may be repeated'),
    )
    .addOption(repeatable('--checkpoint <file>', 'a checkpoint that you were given earlier; may be repeated'))
    .option('--replay', 'of a pack: decide anew and compare, to the last bit')
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((file: string | undefined, options: Options) => verify(terminal, file, options));
}

const repeatable = (flags: string, about: string): Option =>
  new Option(flags, about).argParser((path: string, before: readonly string[] = []) => [
    ...before,
    word(path),
  ]);

/** What is held against the file, from outside. */
interface Known {
  readonly publicKeys?: readonly PublicKey[];
  readonly checkpoints: readonly Checkpoint[];
}

async function verify(
  terminal: Terminal,
  file: string | undefined,
  { json, replay, database, tenant, publicKey, checkpoint = [] }: Options,
): Promise<void> {
  if ((file === undefined) === (database === undefined) || (tenant !== undefined && !database))
    throw new LikenessError('option_invalid', 'give a file, or --database and perhaps --tenant');
  const { publicKeyFrom, readCheckpoint } = await import('../../../service/index.js');
  const read = <T>(paths: readonly string[], parse: (text: string) => T) =>
    Promise.all(paths.map(async (path) => parse(await readSmallFile(path))));
  const known: Known = {
    ...(publicKey && { publicKeys: await read(publicKey, publicKeyFrom) }),
    checkpoints: await read(checkpoint, readCheckpoint),
  };
  if (file === undefined) return verifyHere(terminal, tenant ?? 'default', known, { json, replay });
  if (await isZip(file)) return verifyPack(terminal, file, known, { json, replay });
  if (replay)
    throw new LikenessError('option_invalid', '--replay is given, and the file is no evidence pack', {
      hint: 'A decision is computed anew from its evidence pack, a ZIP file.',
    });
  if (await isReceipt(file)) return verifyErasure(terminal, file, known, json);
  return verifyLog(terminal, file, known, json);
}

async function verifyHere(
  terminal: Terminal,
  tenant: string,
  known: Known,
  { json, replay }: { json?: true | undefined; replay?: true | undefined },
): Promise<void> {
  if (replay) throw new LikenessError('option_invalid', '--replay is of an evidence pack');
  const { configurationOf, verifyDatabase } = await import('../../../service/index.js');
  const { LIKENESS_HOME } = terminal.env;
  const { home, databaseUrl } = await configurationOf(
    { ...(LIKENESS_HOME && { home: LIKENESS_HOME }) },
    terminal.env,
  );
  const progress = startProgress(terminal);
  const report = await interruptible((signal) =>
    verifyDatabase({ ...known, home, databaseUrl, tenant, signal, onProgress: progress.report }),
  ).finally(progress.done);
  if (json) printJson(terminal, { kind: 'database', ...report });
  else printLines(terminal, exportLines(`log of ${tenant}`, report, painter(terminal.out, terminal.env)));
  terminal.exitCode = report.ok ? 0 : 1;
}

async function verifyErasure(terminal: Terminal, file: string, known: Known, json?: true): Promise<void> {
  const { verifyReceipt } = await import('../../../service/index.js');
  const { publicKeys } = known;
  const report = await verifyReceipt(await readSmallFile(file), { ...(publicKeys && { publicKeys }) });
  if (json) printJson(terminal, { kind: 'receipt', file, ...report });
  else printLines(terminal, receiptLines(file, report, painter(terminal.out, terminal.env)));
  terminal.exitCode = report.ok ? 0 : 1;
}

async function verifyLog(terminal: Terminal, file: string, known: Known, json?: true): Promise<void> {
  const { verifyExport } = await import('../../../service/index.js');
  const progress = startProgress(terminal);
  const report: ExportReport = await interruptible((signal) =>
    verifyExport(file, {
      ...known,
      signal,
      onProgress: (entries) => progress.report('checking entries', entries),
    }),
  ).finally(progress.done);
  const early = report.checkpoints.find(({ result }) => result === 'not_covered');
  if (early)
    throw new LikenessError(
      'audit_checkpoint_invalid',
      `the checkpoint is of entry ${early.sequence}, and the file begins after entry ${report.after}`,
      { hint: `Export the log from entry ${early.sequence} or from an earlier one.` },
    );
  if (json) printJson(terminal, { kind: 'export', file, ...report });
  else printLines(terminal, exportLines(file, report, painter(terminal.out, terminal.env)));
  terminal.exitCode = report.ok ? 0 : 1;
}

async function verifyPack(
  terminal: Terminal,
  file: string,
  known: Known,
  { json, replay: again }: { json?: true | undefined; replay?: true | undefined },
): Promise<void> {
  const { PACK_LIMITS, verifyEvidencePack } = await import('../../../service/index.js');
  const pack = await readWhole(file, PACK_LIMITS.bytes, 'evidence_too_large');
  const report: EvidenceVerification = await verifyEvidencePack(pack, known);
  // Of a pack that is damaged nothing can be relied upon, not even what it asks to be computed.
  const replay = again && report.audit ? await replayOf(terminal, pack) : null;
  if (json) printJson(terminal, { kind: 'pack', file, ...report, replay });
  else {
    const paint = painter(terminal.out, terminal.env);
    printLines(terminal, [
      ...packLines(file, report, paint),
      ...(replay ? replayLines(replay, paint) : again ? ['replay: not done, as the pack is damaged'] : []),
    ]);
  }
  terminal.exitCode = report.ok && (!again || replay?.same === true) ? 0 : 1;
}

async function replayOf(terminal: Terminal, pack: Uint8Array): Promise<Replay> {
  const { replayEvidencePack } = await import('../../../service/index.js');
  const { Likeness } = await import('../../../decision/index.js');
  const { defaultDigest, PROFILES } = await import('../../../face/index.js');
  const progress = startProgress(terminal);
  const home = terminal.env.LIKENESS_HOME;
  return replayEvidencePack(pack, ({ model, calibration, visualZone }) =>
    Likeness.open({
      // By its name a default model is composed where it is not there yet.
      model: PROFILES.find((name) => defaultDigest(name) === model.digest) ?? model.digest,
      calibration,
      visualZone,
      ...(home ? { home } : {}),
      onProgress: progress.report,
    }).finally(progress.done),
  );
}
