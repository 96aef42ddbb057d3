// All commands in one table. A command's file is light: it loads the engine only once it runs, so that `--help`
// answers at once.

import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { addAudit } from './commands/audit.js';
import { addBackup, addRestore } from './commands/backup.js';
import { addCalibrate } from './commands/calibrate.js';
import { addData } from './commands/data.js';
import { addDemo } from './commands/demo.js';
import { addDocument } from './commands/document.js';
import { addEmbed } from './commands/embed.js';
import { addEvaluate } from './commands/evaluate.js';
import { addForecast } from './commands/forecast.js';
import { addInspect } from './commands/inspect.js';
import { addKeys } from './commands/keys.js';
import { addMasterKey } from './commands/masterKey.js';
import { addModels } from './commands/models.js';
import { addPeople } from './commands/people.js';
import { addPolicy } from './commands/policy.js';
import { addServe } from './commands/serve.js';
import { addStudy } from './commands/study.js';
import { addTrain } from './commands/train.js';
import { addVerify } from './commands/verify.js';
import { fail } from './failure.js';
import { prose } from './prose.js';
import type { Terminal } from './terminal.js';

const COMMANDS: readonly ((program: Command, terminal: Terminal) => void)[] = [
  addVerify,
  addDocument,
  addInspect,
  addEmbed,
  addModels,
  addEvaluate,
  addCalibrate,
  addData,
  addTrain,
  addStudy,
  addForecast,
  addKeys,
  addPeople,
  addPolicy,
  addMasterKey,
  addAudit,
  addBackup,
  addRestore,
  addServe,
  addDemo,
];

const ABOUT = `Is this selfie the person in this passport? Face verification on your own machine:
nothing leaves it, and every number that it claims comes with its interval.`;

const EPILOGUE = `
Examples:
  $ likeness demo                              everything in one minute, on sample photographs
  $ likeness verify selfie.jpg passport.jpg    decide whether two pictures show one person
  $ likeness document passport.jpg             read it: page, portrait, machine-readable zone, dates
  $ likeness verify --help                     all about one command

Exit codes:
  0 done, or yes   1 the answer is no   2 wrong use or bad input   (verify and document also have 3 and 4)   130 interrupted

Environment:
  LIKENESS_HOME    where models are kept (default ~/.likeness); nothing is written elsewhere unasked
  LIKENESS_DEBUG   with any value, errors come with their stack trace
  NO_COLOR         with any value, no colours`;

/**
 * Runs one command line.
 * @param argv what stands after `likeness`
 * @returns the exit code; nothing is thrown
 */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  try {
    await likenessCommand(terminal).parseAsync([...argv], { from: 'user' });
    return terminal.exitCode;
  } catch (error) {
    if (isAnswered(error)) return 0;
    return fail(terminal, withoutCommand(error), asksForJson(argv));
  }
}

function likenessCommand(terminal: Terminal): Command {
  const program = new Command('likeness')
    .description(prose(ABOUT))
    .usage('<command> [options]')
    .version(versionOfPackage(), '--version', 'print the version')
    .helpOption('-h, --help', 'print this help')
    .helpCommand(false)
    .addHelpText('after', EPILOGUE)
    .exitOverride()
    .configureOutput({
      writeOut: (text) => terminal.out.write(text),
      writeErr: (text) => terminal.err.write(text),
      // Said by `fail`, in one form with all other errors.
      outputError: () => undefined,
    });
  for (const add of COMMANDS) add(program, terminal);
  return program;
}

/** The file stands as deep in `src` as in `dist`. */
function versionOfPackage(): string {
  const file = new URL('../../package.json', import.meta.url);
  return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
}

/** Help and version end the program as an error does, but are none. */
const isAnswered = (error: unknown): boolean => error instanceof CommanderError && error.exitCode === 0;

/** Where no command is given, commander has printed the help and says nothing of worth. */
function withoutCommand(error: unknown): unknown {
  if (!(error instanceof CommanderError) || error.code !== 'commander.help') return error;
  return new CommanderError(2, 'likeness.noCommand', 'give a command');
}

export function asksForJson(argv: readonly string[]): boolean {
  const end = argv.indexOf('--');
  return argv.slice(0, end < 0 ? undefined : end).includes('--json');
}
