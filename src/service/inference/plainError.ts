// Errors from thread to thread: as objects they would arrive without their class.

import { type ErrorCode, LikenessError } from '../../errors.js';

export interface PlainError {
  readonly code: ErrorCode;
  readonly message: string;
  readonly hint?: string;
  /** Where an unexpected error came from: functions and lines, without its message. */
  readonly frames?: string;
}

/** Of an unexpected error only its name and its place: its message may repeat what is in a picture. */
export function toPlainError(error: unknown): PlainError {
  if (error instanceof LikenessError) {
    const { code, message, hint } = error;
    return { code, message, hint };
  }
  const name = error instanceof Error ? error.constructor.name : typeof error;
  const frames = error instanceof Error ? framesOf(error) : '';
  return { code: 'internal', message: `an unexpected ${name} on a thread of inference`, frames };
}

export function toLikenessError({ code, message, hint, frames }: PlainError): LikenessError {
  const error = new LikenessError(code, message, hint === undefined ? {} : { hint });
  if (frames) error.stack = `${error.name}: ${message}\n${frames}`;
  return error;
}

const framesOf = ({ stack = '' }: Error): string =>
  stack
    .split('\n')
    .filter((line) => /^ {4}at /.test(line))
    .join('\n');
