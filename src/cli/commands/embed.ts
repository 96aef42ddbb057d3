// `likeness embed`: templates for programs that keep and compare them.

import type { Command } from 'commander';
import type { Likeness, Role } from '../../decision/index.js';
import { likenessError } from '../failure.js';
import { withLikeness } from '../opening.js';
import { modelOption } from '../options.js';
import { printJson } from '../output.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Make the template of the one face in each picture: a vector of length one, as a line of JSON. The comparison
score of two templates is their inner product; templates of two models must never be compared, so each carries
the digest of its model. A picture that fails gives a line with its error, and the others are done all the same.
A template is personal data: keep it like one.`;

const EPILOGUE = `
Exit codes:
  0 all done   2 wrong use, or at least one picture failed

Examples:
  $ likeness embed selfie.jpg
  $ likeness embed photos/*.jpg > templates.jsonl
  $ likeness embed selfie.jpg --model fast | jq '.template | length'`;

const EXIT_FAILED = 2;

interface Options {
  readonly json?: true;
  readonly model?: string;
  readonly document?: true;
}

export function addEmbed(program: Command, terminal: Terminal): void {
  program
    .command('embed')
    .summary('make templates, as JSON lines')
    .description(prose(ABOUT))
    .argument('<images...>', 'pictures of one person each')
    .addOption(modelOption())
    .option(
      '--document',
      'the pictures are of documents: their main portrait counts, a sibling model takes its other head',
    )
    .option('--json', 'print one JSON document, an array, instead of lines')
    .addHelpText('after', EPILOGUE)
    .action((images: readonly string[], options: Options) => embed(terminal, images, options));
}

async function embed(
  terminal: Terminal,
  files: readonly string[],
  { json, model, document }: Options,
): Promise<void> {
  await withLikeness(terminal, { model }, async (likeness) => {
    const results: unknown[] = [];
    for (const file of files) {
      if (terminal.isClosed()) break;
      const result = await embedOne(likeness, file, document ? 'document' : 'selfie');
      if ('error' in result) terminal.exitCode = EXIT_FAILED;
      if (json) results.push(result);
      else terminal.out.write(`${JSON.stringify(result)}\n`);
    }
    if (json) printJson(terminal, results);
  });
}

async function embedOne(likeness: Likeness, file: string, role: Role) {
  try {
    const { vector } = await likeness.embed(file, role);
    const { name, sha256: digest } = likeness.model;
    return { file, model: { name, digest }, template: Array.from(vector, shortest) };
  } catch (error) {
    return { file, ...likenessError(error).toJSON() };
  }
}

/** Enough for every 32-bit float (IEEE 754, 5.12.2). */
const LOSSLESS_DIGITS = 9;

/** The shortest decimal that reads back as the same 32-bit float. */
function shortest(value: number): number {
  for (let digits = 6; digits < LOSSLESS_DIGITS; digits++) {
    const decimal = Number(value.toPrecision(digits));
    if (Math.fround(decimal) === value) return decimal;
  }
  return Number(value.toPrecision(LOSSLESS_DIGITS));
}
