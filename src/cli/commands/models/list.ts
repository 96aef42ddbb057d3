// `likeness models list`: all models, and which of them is the default.

import type { Command } from 'commander';
import type { ModelManifest } from '../../../face/index.js';
import { jsonOption } from '../../options.js';
import { count, painter, printJson, printLines, rate, table } from '../../output.js';
import type { Terminal } from '../../terminal.js';
import { openStore } from './store.js';

interface Options {
  readonly json?: true;
}

export function addList(models: Command, terminal: Terminal): void {
  models
    .command('list')
    .summary('all models')
    .description(
      'All models: name, kind, size, digest, and whether it has a calibration; the default one has a star.',
    )
    .addOption(jsonOption())
    .action((options: Options) => list(terminal, options));
}

async function list(terminal: Terminal, { json }: Options): Promise<void> {
  const { home, store, face } = await openStore(terminal);
  const { defaultHistory, latest } = await import('../../../face/index.js');
  const inService = latest(await defaultHistory(home));
  const stored = await store.list();
  const absent = face.DEFAULT_MODELS.filter(
    (name) => !stored.some((m) => m.sha256 === face.defaultDigest(name)),
  );
  if (json) {
    const models = [
      ...stored.map((manifest) => ({ ...summary(manifest), composed: true })),
      ...absent.map((name) => ({ name, digest: face.defaultDigest(name), composed: false })),
    ];
    printJson(terminal, { home, default: inService, models });
    return;
  }
  const star = (digest: string) => (digest === inService.digest ? '*' : '');
  const rows = [
    ['', 'name', 'kind', 'size', 'digest', ''],
    ...stored.map((m) => [
      star(m.sha256),
      m.name,
      m.kind,
      megabytes(m.bytes),
      m.sha256.slice(0, 12),
      calibrationOf(m),
    ]),
    ...absent.map((name) => {
      const digest = face.defaultDigest(name);
      return [star(digest), name, '', '', digest.slice(0, 12), 'not composed yet'];
    }),
  ];
  const paint = painter(terminal.out, terminal.env);
  printLines(terminal, [
    ...table(rows, (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)),
    paint(`* is the default; kept in ${home}`, 'dim'),
  ]);
}

const summary = ({ name, kind, sha256, bytes, licence, source, calibration }: ModelManifest) => ({
  name,
  kind,
  digest: sha256,
  bytes,
  licence,
  source,
  calibrated: calibration !== undefined,
});

const megabytes = (bytes: number): string => `${(bytes / 1e6).toFixed(1)} MB`;

export function calibrationOf({ kind, calibration }: ModelManifest): string {
  if (kind !== 'embedder') return '';
  if (!calibration) return 'no calibration: every comparison goes to review';
  const lowest = Math.min(...calibration.thresholds.map((t) => t.fmr));
  return `calibrated down to FMR ${rate(lowest)} on ${count(calibration.data.subjects)} subjects`;
}
