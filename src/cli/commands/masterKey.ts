// `likeness master-key`: the key that wraps the keys of all subjects. API keys are another thing: `likeness keys`.

import { userInfo } from 'node:os';
import type { Command } from 'commander';
import type { MasterKeyState, OpenMasterKeys } from '../../service/index.js';
import { WHERE } from '../administration.js';
import { interruptible } from '../interrupt.js';
import { jsonOption } from '../options.js';
import { count, printJson, printLines, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `The master key wraps the key of each person, which encrypts their pictures and templates. A rotation makes a
new one and wraps all subjects’ keys anew; pictures are not touched, and a service that runs goes on. A former key may be
removed from the file once it wraps nothing, but for the first, which secrets are derived from: see docs/service/keys.md.

${WHERE}`;

const EXAMPLES = `
Examples:
  $ likeness master-key status
  $ likeness master-key rotate
  $ likeness master-key rewrap     after a rotation in the environment, or one that was interrupted`;

interface Options {
  readonly json?: true;
}

export function addMasterKey(program: Command, terminal: Terminal): void {
  const group = program
    .command('master-key')
    .summary('rotate the key that protects all pictures')
    .description(prose(ABOUT))
    .usage('<verb> [options]')
    .helpCommand(false)
    .addHelpText('after', EXAMPLES);
  const verb = (
    name: string,
    summary: string,
    description: string,
    run: (options: Options) => Promise<void>,
  ) =>
    group.command(name).summary(summary).description(prose(description)).addOption(jsonOption()).action(run);
  verb(
    'status',
    'which master keys there are, and what each wraps',
    'All master keys by their identifiers, the oldest first, each with the number of subjects whose keys it wraps.',
    (options) => status(terminal, options),
  );
  verb(
    'rotate',
    'make a new master key, and wrap all subjects’ keys with it',
    `Make a new master key and wrap all subjects’ keys with it. Copy the key file anew afterwards: backups from now on
need the new key. Interrupted, it goes on with \`likeness master-key rewrap\`; a service that runs does so by itself
within the hour. Keys of the environment are changed there: the error says how.`,
    (options) => rotate(terminal, options),
  );
  verb(
    'rewrap',
    'wrap with the current key what a former one wraps still',
    'Wrap with the current master key what a former one wraps still.',
    (options) => rewrap(terminal, options),
  );
}

async function status(terminal: Terminal, { json }: Options): Promise<void> {
  const keys = await withKeys(terminal, (opened) => opened.states());
  if (json) printJson(terminal, { keys });
  else printLines(terminal, linesOf(keys));
}

async function rotate(terminal: Terminal, { json }: Options): Promise<void> {
  const done = await withKeys(terminal, async (opened) => {
    const current = await opened.rotate();
    return { current, rewrapped: await rewrapAll(terminal, opened), keys: await opened.states() };
  });
  if (json) printJson(terminal, done);
  else
    printLines(terminal, [
      `${done.current} is the master key now; it wraps ${count(done.rewrapped)} subjects’ keys anew`,
      'Copy the key file again: what is sealed from now on opens with the new key alone.',
      ...linesOf(done.keys),
    ]);
}

async function rewrap(terminal: Terminal, { json }: Options): Promise<void> {
  const done = await withKeys(terminal, async (opened) => ({
    rewrapped: await rewrapAll(terminal, opened),
    keys: await opened.states(),
  }));
  if (json) printJson(terminal, done);
  else
    printLines(terminal, [
      `${count(done.rewrapped)} subjects’ keys were wrapped anew`,
      ...linesOf(done.keys),
    ]);
}

function rewrapAll(terminal: Terminal, opened: OpenMasterKeys): Promise<number> {
  const progress = startProgress(terminal);
  return interruptible((signal) =>
    opened.rewrap({
      signal,
      onProgress: (done, total) => progress.report('wrapping keys anew', done, total),
    }),
  ).finally(progress.done);
}

async function withKeys<T>(terminal: Terminal, work: (opened: OpenMasterKeys) => Promise<T>): Promise<T> {
  const { configurationOf, openMasterKeys } = await import('../../service/index.js');
  const { LIKENESS_HOME: home } = terminal.env;
  const place = await configurationOf({ ...(home && { home }) }, terminal.env);
  const progress = startProgress(terminal);
  const opened = await openMasterKeys(place, userInfo().username, (message) =>
    progress.report(message),
  ).finally(progress.done);
  try {
    return await work(opened);
  } finally {
    await opened.close();
  }
}

const linesOf = (keys: readonly MasterKeyState[]): string[] =>
  table([
    ['key', 'wraps', ''],
    ...keys.map(({ id, subjects, isRoot, isCurrent }) => [
      id,
      count(subjects),
      [isRoot && 'root, never to be removed', isCurrent && 'current'].filter(Boolean).join('; ') ||
        (subjects === 0 ? 'may be removed' : ''),
    ]),
  ]);
