import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { toLikenessError, toPlainError } from './plainError.js';

const crossed = (error: unknown) => toLikenessError(structuredClone(toPlainError(error)));

describe('An error that goes from thread to thread', () => {
  it('keeps code, message and hint', () => {
    const error = new LikenessError('image_corrupt', 'what is wrong', { hint: 'what to do' });
    const there = crossed(error);
    expect(there).toBeInstanceOf(LikenessError);
    expect(there.toJSON()).toEqual(error.toJSON());
  });

  it('that nobody expected says where, and nothing that might be of a picture', () => {
    const there = crossed(new RangeError('P<UTODOE<<JANE\nsecond line at 12'));
    expect(there).toMatchObject({ code: 'internal', message: expect.stringContaining('RangeError') });
    expect(there.stack).toContain('plainError.test.ts');
    expect(`${there.stack}${JSON.stringify(there)}`).not.toMatch(/DOE|second line/);
  });

  it('is internal whatever was thrown', () => {
    expect(crossed('P<UTODOE').message).toBe('an unexpected string on a thread of inference');
    expect(crossed(undefined).code).toBe('internal');
  });
});
