// `likeness models`: what there is, what it is, and how a stranger's model comes in.

import type { Command } from 'commander';
import type { ModelManifest } from '../../face/index.js';
import { jsonOption, word } from '../options.js';
import { count, painter, printJson, printLines, rate, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `The models of this machine. The default ones are composed from two installed packages, each when it is
first needed; others are added from ONNX files. Each is kept below LIKENESS_HOME by the SHA-256 of its file.`;

const ABOUT_ADD = `Add a face embedder in ONNX: one picture in, one vector out, in a single file. It is tried at once. Without a
manifest it is taken to follow the ArcFace convention: 112 × 112, RGB, (value − 127.5) / 127.5, aligned by five
points. What differs stands in a JSON file:

  {"input": {"size": 160, "order": "bgr", "layout": "nhwc",
             "mean": [0, 0, 0], "scale": [1, 1, 1]},
   "alignment": {"landmarks": "five", "points": [[x, y], …], "mirror": true},
   "licence": "…", "source": "…", "calibration": {…}}

mean and scale are red, green, blue: (value − mean) × scale. Without a calibration every comparison goes to review.`;

const EXAMPLES = `
Examples:
  $ likeness models list
  $ likeness models show accurate
  $ likeness models add w600k_r50.onnx --name arcface-r50 --licence "non-commercial research"`;

const EXAMPLES_ADD = `
Examples:
  $ likeness models add w600k_r50.onnx --name arcface-r50 --licence "non-commercial research"
  $ likeness models add facenet.onnx --name facenet --manifest facenet.json
  $ likeness verify selfie.jpg passport.jpg --model arcface-r50`;

interface JsonOption {
  readonly json?: true;
}

interface AddOptions extends JsonOption {
  readonly name: string;
  readonly manifest?: string;
  readonly licence?: string;
  readonly source?: string;
}

export function addModels(program: Command, terminal: Terminal): void {
  const models = program
    .command('models')
    .summary('list, show and add models')
    .description(prose(ABOUT))
    .usage('list|show|add [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  models
    .command('list')
    .summary('all models')
    .description('All models: name, kind, size, digest, and whether it has a calibration.')
    .addOption(jsonOption())
    .action((options: JsonOption) => list(terminal, options));
  models
    .command('show')
    .summary('the card of one model')
    .description(
      'The card of one model; its manifest with --json. A default model is composed first if need be.',
    )
    .argument('<name>', 'name, digest, or the digest’s first eight or more characters')
    .addOption(jsonOption())
    .action((name: string, options: JsonOption) => show(terminal, name, options));
  models
    .command('add')
    .summary('add a face embedder in ONNX')
    .description(prose(ABOUT_ADD))
    .argument('<file.onnx>', 'the model')
    .requiredOption(
      '--name <name>',
      'the name by which commands call it: lower-case, digits, dots, dashes',
      word,
    )
    .option('--manifest <file.json>', 'what differs from the ArcFace convention', word)
    .option('--licence <text>', 'the licence of the weights')
    .option('--source <text>', 'where the model comes from')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES_ADD)
    .action((file: string, options: AddOptions) => add(terminal, file, options));
}

async function list(terminal: Terminal, { json }: JsonOption): Promise<void> {
  const { home, store, face } = await openStore(terminal);
  const stored = await store.list();
  const absent = face.DEFAULT_MODELS.filter(
    (name) => !stored.some((m) => m.sha256 === face.defaultDigest(name)),
  );
  if (json) {
    const models = [
      ...stored.map((manifest) => ({ ...summary(manifest), composed: true })),
      ...absent.map((name) => ({ name, digest: face.defaultDigest(name), composed: false })),
    ];
    printJson(terminal, { home, models });
    return;
  }
  const rows = [
    ['name', 'kind', 'size', 'digest', ''],
    ...stored.map((m) => [m.name, m.kind, megabytes(m.bytes), m.sha256.slice(0, 12), calibrationOf(m)]),
    ...absent.map((name) => [name, '', '', face.defaultDigest(name).slice(0, 12), 'not composed yet']),
  ];
  const paint = painter(terminal.out, terminal.env);
  printLines(terminal, [
    ...table(rows, (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)),
    paint(`kept in ${home}`, 'dim'),
  ]);
}

async function show(terminal: Terminal, name: string, { json }: JsonOption): Promise<void> {
  const { store, face } = await openStore(terminal);
  const isDefault = (face.DEFAULT_MODELS as readonly string[]).includes(name);
  const progress = startProgress(terminal);
  const manifest = isDefault
    ? (await face.ensureModel(store, name, progress.report).finally(progress.done)).manifest
    : await store.find(name);
  if (json) printJson(terminal, manifest);
  else printLines(terminal, [(await store.card(manifest.sha256)).trimEnd()]);
}

async function add(terminal: Terminal, file: string, options: AddOptions): Promise<void> {
  const { store, face } = await openStore(terminal);
  const { json, ...said } = options;
  const manifest = await face.addModel(store, file, said);
  if (json) {
    printJson(terminal, manifest);
    return;
  }
  printLines(terminal, [
    `added ${manifest.name}: ${manifest.kind}, templates of ${manifest.templateLength} numbers, ${manifest.sha256.slice(0, 12)}`,
    calibrationOf(manifest),
    `use it with --model ${manifest.name}`,
  ]);
}

async function openStore({ env }: Terminal) {
  const face = await import('../../face/index.js');
  const home = env.LIKENESS_HOME || face.likenessHome();
  return { home, store: new face.ModelStore(home), face };
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

function calibrationOf({ kind, calibration }: ModelManifest): string {
  if (kind !== 'embedder') return '';
  if (!calibration) return 'no calibration: every comparison goes to review';
  const lowest = Math.min(...calibration.thresholds.map((t) => t.fmr));
  return `calibrated down to FMR ${rate(lowest)} on ${count(calibration.data.subjects)} subjects`;
}
