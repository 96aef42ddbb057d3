// Every command fails in one way: exit code 2, and a stable code, a message and a hint; never a stack trace,
// unless LIKENESS_DEBUG asks for it.

import { CommanderError } from 'commander';
import { LikenessError } from '../errors.js';
import { painter, printJson } from './output.js';
import type { Terminal } from './terminal.js';

/** Wrong use or bad input. */
const EXIT_FAILURE = 2;

/** As of a shell's own commands that SIGINT ended: 128 and the signal's number. */
const EXIT_INTERRUPTED = 130;

/** Says what went wrong: on stdout as a JSON document for programs, else on stderr for people. */
export function fail(terminal: Terminal, thrown: unknown, json: boolean): number {
  const error = likenessError(thrown);
  if (json) printJson(terminal, error.toJSON());
  else {
    const paint = painter(terminal.err, terminal.env);
    const lines = [`${paint(`${error.code}:`, 'bold', 'red')} ${error.message}`, error.hint];
    terminal.err.write(`${lines.filter(Boolean).join('\n')}\n`);
  }
  if (terminal.env.LIKENESS_DEBUG && thrown instanceof Error) terminal.err.write(`${stackOf(thrown)}\n`);
  return error.code === 'interrupted' ? EXIT_INTERRUPTED : EXIT_FAILURE;
}

/** Any error as one of ours: what we did not throw on purpose is a defect. */
export function likenessError(thrown: unknown): LikenessError {
  if (thrown instanceof LikenessError) return thrown;
  if (thrown instanceof CommanderError) return usageError(thrown);
  const message = thrown instanceof Error ? thrown.message : String(thrown);
  return new LikenessError('internal', message.split('\n')[0] || 'unknown error', { cause: thrown });
}

function usageError({ code, message }: CommanderError): LikenessError {
  const said = message.replace(/^error: /, '').replaceAll('\n', ' ');
  const choice = code === 'commander.invalidArgument' || code === 'commander.optionMissingArgument';
  return new LikenessError(choice ? 'option_invalid' : 'usage', said);
}

function stackOf(error: Error): string {
  const stack = error.stack ?? String(error);
  return error.cause instanceof Error ? `${stack}\ncaused by ${stackOf(error.cause)}` : stack;
}
