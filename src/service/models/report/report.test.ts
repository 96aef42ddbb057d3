import { expect, test } from 'vitest';
import { Refusal } from '../../http/index.js';
import { reportOn } from './report.js';

test('a report waits in the line of all that keep the database busy for long', async () => {
  const full = new Refusal('rate_limited', 'too many', 10);
  const parts = { questions: { inTurn: () => Promise.reject(full) } };
  const model = { name: 'fast', digest: 'ab', calibration: null };
  const report = reportOn(parts as unknown as Parameters<typeof reportOn>[0], {
    ...{ tenant: 'one', active: model, shadow: null, signal: new AbortController().signal },
    period: { from: new Date(0), to: new Date(1) },
  });
  await expect(report).rejects.toBe(full);
});
