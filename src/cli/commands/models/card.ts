// `likeness models card`: all that is known of a model, and what is not.

import { extname } from 'node:path';
import type { Command } from 'commander';
import { LikenessError } from '../../../errors.js';
import { jsonOption, word } from '../../options.js';
import { printJson, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';
import { digestOf, openStore } from './store.js';

const ABOUT = `The model's card, written anew from its papers: how it is designed and why; how it was validated and what may
be claimed of it; which data it is made of, from where, and with which limits. What nobody measured is called not
known. The card also replaces card.md beside the model's file.`;

const EXAMPLES = `
Examples:
  $ likeness models card accurate
  $ likeness models card adapter --out card.html      one page to hand over or print
  $ likeness models card adapter --out card.md`;

interface Options {
  readonly json?: true;
  readonly out?: string;
}

export function addCard(models: Command, terminal: Terminal): void {
  models
    .command('card')
    .summary('the card of a model: design, validation, data')
    .description(prose(ABOUT))
    .argument('<name>', 'name, digest, or the digest’s first eight or more characters')
    .option('--out <file>', 'write it to a file: .html or .md', word)
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((name: string, options: Options) => card(terminal, name, options));
}

async function card(terminal: Terminal, name: string, { json, out }: Options): Promise<void> {
  const form = out === undefined ? '.md' : extname(out).toLowerCase();
  if (form !== '.md' && form !== '.html')
    throw new LikenessError('option_invalid', `a card is written as .html or .md, not as ${out}`);
  const registry = await import('../../../workbench/index.js');
  const opened = await openStore(terminal);
  const progress = startProgress(terminal);
  const digest = await digestOf(opened, name, progress.report).finally(progress.done);
  const written = await registry.fileCard(opened.store, digest);
  const text = form === '.html' ? registry.cardPage(written) : registry.cardMarkdown(written);
  if (out !== undefined) await save(out, text);
  if (json) printJson(terminal, written);
  else printLines(terminal, [out ?? text.trimEnd()]);
}
