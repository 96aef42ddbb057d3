import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { problemOf } from './problems.js';

/** As the driver throws it. */
const thrown = (code: string | undefined, message = 'from PostgreSQL: Jane Doe') =>
  Object.assign(new Error(message), code !== undefined && { code });

describe('when to come again', () => {
  it.each([
    ['the store is away', 'store_unreachable', 503, 2],
    ['others were faster', 'tries_at_once', 409, 1],
    ['a thread died of it', 'inference_failed', 503, undefined],
    ['the state is another', 'state_conflict', 409, undefined],
  ] as const)('%s (%s)', (_, code, status, retryAfter) => {
    const problem = problemOf(new LikenessError(code, 'so it is'), 'request');
    expect([problem.status, problem.retryAfter]).toEqual([status, retryAfter]);
  });
});

describe('what the database says', () => {
  it.each([
    ['its disk is full', '53100', 507, 'storage_full'],
    ['two blocked each other', '40P01', 503, 'database_busy'],
    ['somebody held a lock too long', '55P03', 503, 'database_busy'],
    ['it cannot take a value', '22P02', 400, 'request_invalid'],
    ['it is being shut down', '57P01', 503, 'database_unreachable'],
    ['it recovers from a crash', '57P03', 503, 'database_unreachable'],
    ['nobody listens there', 'ECONNREFUSED', 503, 'database_unreachable'],
    ['something else', 'XX000', 500, 'internal'],
  ] as const)('%s (%s): %d', (_, sqlState, status, code) => {
    const problem = problemOf(thrown(sqlState), 'request');
    expect(problem).toMatchObject({ status, code });
    expect(problem.retryAfter !== undefined).toBe(status === 503);
    expect(JSON.stringify(problem)).not.toContain('Jane');
  });

  // Messages of pg 8, which have no code.
  it.each([
    'Connection terminated unexpectedly',
    'Client has encountered a connection error and is not queryable',
    'Client was closed and is not queryable',
    'timeout exceeded when trying to connect',
  ])('a line that broke: %s', (message) => {
    expect(problemOf(thrown(undefined, message), 'request')).toMatchObject({
      ...{ status: 503, code: 'database_unreachable' },
    });
  });
});
