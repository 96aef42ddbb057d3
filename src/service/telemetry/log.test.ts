import { Writable } from 'node:stream';
import { DatabaseError } from 'pg';
import { expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { openLog } from './log.js';

function logged(error: Error): string {
  let written = '';
  const log = openLog(
    'error',
    new Writable({
      write(chunk, _, done) {
        written += chunk;
        done();
      },
    }),
  );
  log.error({ err: error }, 'request failed');
  return written;
}

it('says of an error of ours its code and what it says', () => {
  const line = JSON.parse(logged(new LikenessError('not_found', 'there is no such case')));
  expect(line).toMatchObject({
    message: 'request failed',
    err: { name: 'LikenessError', message: 'there is no such case', code: 'not_found' },
  });
  expect(line.err.frames.length).toBeGreaterThan(0);
});

it('repeats nothing that PostgreSQL says of values, however deep it lies', () => {
  const refused = new DatabaseError('invalid input syntax for type uuid: "Jane Doe"', 100, 'error');
  refused.code = '22P02';
  refused.detail = 'Key (customer)=(Jane Doe) already exists.';
  const line = logged(new Error('could not keep it', { cause: refused }));
  expect(line).not.toContain('Jane');
  expect(JSON.parse(line).err.cause.code).toBe('22P02');
});
