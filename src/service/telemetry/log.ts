// The log of the process: JSON lines, one a request, without personal data. Routes are named as they are declared and
// errors by their codes, since addresses and the database's messages may hold what customers are called.

import { DatabaseError } from 'pg';
import { type Logger, pino } from 'pino';

export type { Logger };

/** @param level least important that is written; `silent` for none */
export function openLog(level: string, destination: NodeJS.WritableStream = process.stderr): Logger {
  return pino(
    {
      level,
      base: { service: 'likeness' },
      messageKey: 'message',
      timestamp: () => `,"time":"${new Date().toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      serializers: { err: errorOf },
    },
    destination,
  );
}

/** Of an error its kind, code and place. What PostgreSQL says stays out, its code apart: it repeats values. */
function errorOf(error: Error & { code?: unknown }): object {
  const { name, message, code, stack = '', cause } = error;
  return {
    name,
    ...(error instanceof DatabaseError ? {} : { message }),
    ...(code !== undefined && { code }),
    frames: stack
      .split('\n')
      .filter((line) => /^ {4}at /.test(line))
      .slice(0, 12),
    ...(cause instanceof Error && { cause: errorOf(cause) }),
  };
}
