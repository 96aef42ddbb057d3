// `likeness models attach` and `declare`: papers that a model does not come with.

import type { Command } from 'commander';
import { jsonOption, word } from '../../options.js';
import { printJson, printLines } from '../../output.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { openStore } from './store.js';

const ABOUT_ATTACH = `File an evaluation with every model that it is of. The pictures that it was made on are read once more: they
must be those that the report names, and their digests are kept, so that it can be shown that the model never saw
them.`;

const EXAMPLES_ATTACH = `
Examples:
  $ likeness evaluate accurate adapter --dataset people --out report
  $ likeness models attach report/report.json`;

const ABOUT_DECLARE = `Say what a model was trained on that was not trained here. It is written on its card as a declaration, and
beside any promotion as a caveat: nothing proves it.`;

const EXAMPLES_DECLARE = `
Examples:
  $ likeness models declare arcface-r50 --trained-on "WebFace600K, as InsightFace says" --by "Anna Weber"`;

interface AttachOptions {
  readonly json?: true;
  readonly dataset?: string;
}

interface DeclareOptions {
  readonly json?: true;
  readonly trainedOn: string;
  readonly by: string;
}

export function addAttach(models: Command, terminal: Terminal): void {
  models
    .command('attach')
    .summary('file an evaluation with its models')
    .description(prose(ABOUT_ATTACH))
    .argument('<report.json>', 'what `likeness evaluate` wrote')
    .option('--dataset <folder>', 'where its pictures lie (default: where they lay then)', word)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES_ATTACH)
    .action((file: string, options: AttachOptions) => attach(terminal, file, options));
}

export function addDeclare(models: Command, terminal: Terminal): void {
  models
    .command('declare')
    .summary('say what a stranger’s model was trained on')
    .description(prose(ABOUT_DECLARE))
    .argument('<name>', 'name or digest')
    .requiredOption('--trained-on <text>', 'the data, as its publisher names them', word)
    .requiredOption('--by <name>', 'who says so', word)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES_DECLARE)
    .action((name: string, options: DeclareOptions) => declare(terminal, name, options));
}

async function attach(terminal: Terminal, file: string, { json, dataset }: AttachOptions): Promise<void> {
  const { readReport } = await import('../../../workbench/index.js');
  const registry = await import('../../../workbench/index.js');
  const { store } = await openStore(terminal);
  const report = await readReport(file);
  const names = await registry.fileEvaluation(
    store,
    report,
    await registry.picturesOfReport(report, dataset),
  );
  for (const { model } of report.models) await registry.fileCard(store, model.digest);
  if (json) printJson(terminal, { models: names, dataset: report.dataset.digest });
  else printLines(terminal, [`filed with ${names.join(', ')}`]);
}

async function declare(
  terminal: Terminal,
  name: string,
  { json, trainedOn, by }: DeclareOptions,
): Promise<void> {
  const registry = await import('../../../workbench/index.js');
  const { store } = await openStore(terminal);
  const { sha256 } = await store.find(name);
  const record = { kind: 'declared', at: new Date().toISOString(), by, data: trainedOn } as const;
  await registry.declareTraining(store, sha256, record);
  await registry.fileCard(store, sha256);
  if (json) printJson(terminal, record);
  else
    printLines(terminal, [
      `written on the card of ${name}: ${by} declares that it was trained on ${trainedOn}`,
    ]);
}
