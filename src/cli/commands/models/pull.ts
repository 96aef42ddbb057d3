// `likeness models pull`: known models from their publishers, for those who have a network.

import type { Command } from 'commander';
import { LikenessError } from '../../../errors.js';
import { interruptible } from '../../interrupt.js';
import { jsonOption } from '../../options.js';
import { painter, printJson, printLines, table } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { openStore } from './store.js';

const ABOUT = `Fetch a model from its publisher. Its size and SHA-256 are known here beforehand, and nothing is installed that
differs. This is the one command that uses the network; what it sends is the request for the file. Without a name,
all that are known are listed with licence and address.`;

const EXAMPLES = `
Examples:
  $ likeness models pull                 what there is
  $ likeness models pull sface
  $ likeness verify selfie.jpg passport.jpg --model sface`;

interface Options {
  readonly json?: true;
}

export function addPull(models: Command, terminal: Terminal): void {
  models
    .command('pull')
    .summary('fetch a known model from its publisher')
    .description(prose(ABOUT))
    .argument('[name]', 'of those that are listed without it')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((name: string | undefined, options: Options) =>
      name === undefined ? listPublished(terminal, options) : pull(terminal, name, options),
    );
}

async function listPublished(terminal: Terminal, { json }: Options): Promise<void> {
  const { PUBLISHED } = await import('../../../workbench/index.js');
  if (json) {
    printJson(terminal, PUBLISHED);
    return;
  }
  const paint = painter(terminal.out, terminal.env);
  const rows = Object.entries(PUBLISHED).map(([name, { kind, bytes, licence, sha256, url }]) => [
    name,
    kind,
    `${(bytes / 1e6).toFixed(1)} MB`,
    licence,
    sha256.slice(0, 12),
    url,
  ]);
  const head = ['name', 'kind', 'size', 'licence', 'digest', 'address'];
  printLines(
    terminal,
    table([head, ...rows], (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)),
  );
}

async function pull(terminal: Terminal, name: string, { json }: Options): Promise<void> {
  const { PUBLISHED, pullModel } = await import('../../../workbench/index.js');
  const model = Object.hasOwn(PUBLISHED, name) ? PUBLISHED[name] : undefined;
  if (!model)
    throw new LikenessError(
      'model_not_found',
      `no publisher of ${name} is known (known are: ${Object.keys(PUBLISHED).join(', ')})`,
    );
  const { home } = await openStore(terminal);
  const manifest = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    return pullModel(name, model, { home, signal, onProgress: progress.report }).finally(progress.done);
  });
  if (json) printJson(terminal, manifest);
  else
    printLines(terminal, [
      `installed ${manifest.name}: ${manifest.kind}, ${manifest.licence}, ${manifest.sha256.slice(0, 12)}`,
    ]);
}
