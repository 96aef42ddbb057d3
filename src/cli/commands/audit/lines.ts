// What was found out about a log or a pack, in lines for people.

import type {
  ChainReport,
  DatabaseReport,
  EvidenceVerification,
  ExportReport,
  ReceiptVerification,
  Replay,
} from '../../../service/index.js';
import { clipped, count, type Paint, table } from '../../output.js';

/** So many faults are listed; all of them stand in the JSON. */
const LISTED = 20;

export function exportLines(file: string, report: ExportReport | DatabaseReport, paint: Paint): string[] {
  return [
    `${verdict(report.ok, paint)}  ${clipped(file, 200)}`,
    '',
    ...rows([
      ['log of', clipped(report.tenant ?? 'nobody: no entry is signed by these keys', 200)],
      ['entries', `${count(report.entries)}${spanOf(report)}`],
      ...keyRows(report),
      ...checkpointRows(report),
    ]),
    ...faultLines(report),
  ];
}

export function packLines(file: string, report: EvidenceVerification, paint: Paint): string[] {
  const { audit } = report;
  return [
    `${verdict(report.ok, paint)}  ${clipped(file, 200)}`,
    '',
    ...rows([
      ['evidence of', `${clipped(report.verification, 200)}, of ${clipped(report.tenant, 200)}`],
      ['made at', report.madeAt],
      ['decision', report.decision ?? 'not read: the pack is damaged'],
      ...(report.absent.length > 0 ? [['deleted since', clipped(report.absent.join(', '), 200)]] : []),
      ...(report.unbound.length > 0
        ? [
            [
              'not in the log',
              `${report.unbound.join(', ')}: the signature of the pack alone vouches for these`,
            ],
          ]
        : []),
      ...(audit ? [['log', `${count(audit.entries)} entries${spanOf(audit)}`]] : []),
      ...keyRows(report),
      ...(audit ? checkpointRows(audit) : []),
    ]),
    ...report.faults.map(({ code, message }) => `${code}: ${clipped(message, 200)}`),
    ...(audit ? faultLines(audit) : []),
  ];
}

export function receiptLines(file: string, report: ReceiptVerification, paint: Paint): string[] {
  const { tenant, target, subject, erasedAt, destroyed, audit } = report.receipt;
  return [
    `${report.ok ? paint('GENUINE', 'bold', 'green') : paint('NOT GENUINE', 'bold', 'red')}  ${clipped(file, 200)}`,
    '',
    ...rows([
      ['erased', `${target.kind} ${clipped(target.id, 200)}, of ${clipped(tenant, 200)}`],
      ['subject', clipped(subject, 200)],
      ['at', erasedAt],
      [
        'destroyed',
        `keys ${count(destroyed.keys)}, templates ${count(destroyed.templates)}, reports ${count(destroyed.reports)}, pictures ${count(destroyed.pictures)}`,
      ],
      ['log', `entry ${audit.sequence}, ${audit.hash}`],
      ...keyRows(report),
    ]),
  ];
}

export function replayLines(replay: Replay, paint: Paint): string[] {
  const { differences, model, calibration, software } = replay;
  return [
    '',
    replay.same
      ? paint('replay: the same, to the last bit', 'green')
      : paint('replay: not the same', 'bold', 'red'),
    ...(model.same ? [] : [`the model here is another: ${model.here} in place of ${model.packed}`]),
    ...(calibration.same ? [] : ['the calibration here is another']),
    ...differences.map(
      ({ field, packed, here }) =>
        `${field}: ${clipped(JSON.stringify(packed), 120)} then, ${clipped(JSON.stringify(here), 120)} now`,
    ),
    ...software.map(
      ({ name, packed, here }) => `${name}: ${clipped(packed, 120)} then, ${clipped(here, 120)} now`,
    ),
  ];
}

const verdict = (ok: boolean, paint: Paint): string =>
  ok ? paint('WHOLE', 'bold', 'green') : paint('NOT WHOLE', 'bold', 'red');

const rows = (cells: readonly (readonly string[])[]): string[] => table(cells);

const spanOf = ({ first, last }: Pick<ChainReport, 'first' | 'last'>): string =>
  first && last ? `, ${first.sequence} to ${last.sequence}, from ${first.at} to ${last.at}` : '';

const SOURCES = {
  given: 'given by you',
  file: 'from the file itself: compare it with the one that you were told',
  installation: 'of the master keys of this machine',
} as const;

interface CheckedWith {
  readonly keys: readonly string[];
  readonly keySource: keyof typeof SOURCES;
}

const keyRows = ({ keys, keySource }: CheckedWith): string[][] =>
  keys.map((thumbprint, i) => [i === 0 ? 'key' : '', `${thumbprint}, ${SOURCES[keySource]}`]);

const CHECKPOINTS = {
  agrees: 'agrees: nothing before it was rewritten',
  differs: 'DIFFERS',
  not_covered: 'says nothing of these entries',
} as const;

const checkpointRows = ({ checkpoints }: Pick<ChainReport, 'checkpoints'>): string[][] =>
  checkpoints.map(({ sequence, result }, i) => [
    i === 0 ? 'checkpoint' : '',
    `of entry ${sequence} ${CHECKPOINTS[result]}`,
  ]);

function faultLines({ faults, notes, further }: ChainReport): string[] {
  const told = [
    ...faults.map(({ kind, sequence, through, message }) => {
      const where = sequence === through ? `entry ${sequence}` : `entries ${sequence} to ${through}`;
      return `${kind}: ${where}. ${message}`;
    }),
    ...notes.map(({ sequence, message }) => `note: entry ${sequence}. ${message}`),
  ];
  const left = told.length - LISTED + further;
  if (told.length === 0) return [];
  return ['', ...told.slice(0, LISTED), ...(left > 0 ? [`… and ${count(left)} more; see --json`] : [])];
}
