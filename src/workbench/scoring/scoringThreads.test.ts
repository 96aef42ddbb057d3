import { expect, it } from 'vitest';
import { openThreads } from './scoringThreads.js';

const labels = { subjects: Int32Array.of(1, 2, 3) };
const templates = new SharedArrayBuffer(256 * 4 * 4);
const job = {
  grid: { shape: 'triangle', left: labels, right: labels },
  dimension: 4,
  left: templates,
  right: templates,
  settings: { binsPerUnit: 4, keep: 2, keepMated: 2 },
} as const;

it('a job that fails in a thread fails with the thread’s message, and the threads go on', async () => {
  const threads = await openThreads(2);
  const impossible = { ...job, settings: { ...job.settings, binsPerUnit: -4 } };
  await expect(threads.count(impossible, {})).rejects.toMatchObject({
    code: 'internal',
    message: 'scoring: Invalid typed array length: -15',
  });
  const [counted] = await threads.count(job, {});
  expect([...counted!.highest.ids]).toHaveLength(2);
  expect(counted!.nonMated[2 * 4]).toBe(3);
  await threads.close();
});
