// `likeness models show`: what a model is, on one screen.

import type { Command } from 'commander';
import { jsonOption } from '../../options.js';
import { printJson, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import type { Terminal } from '../../terminal.js';
import { digestOf, openStore } from './store.js';

interface Options {
  readonly json?: true;
}

export function addShow(models: Command, terminal: Terminal): void {
  models
    .command('show')
    .summary('one model in brief')
    .description(
      'What a model is, in brief; its manifest with --json. A default model is composed first if need be. All that is known of it is on its card: `likeness models card`.',
    )
    .argument('<name>', 'name, digest, or the digest’s first eight or more characters')
    .addOption(jsonOption())
    .action((name: string, options: Options) => show(terminal, name, options));
}

async function show(terminal: Terminal, name: string, { json }: Options): Promise<void> {
  const opened = await openStore(terminal);
  const progress = startProgress(terminal);
  const digest = await digestOf(opened, name, progress.report).finally(progress.done);
  const manifest = await opened.store.manifest(digest);
  if (json) printJson(terminal, manifest);
  else printLines(terminal, [opened.face.writeCard(manifest).trimEnd()]);
}
