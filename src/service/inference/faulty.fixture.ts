// A thread that works as the real one does, and that pictures can harm: their first bytes say how.

import { parentPort } from 'node:worker_threads';
import { sentBytes } from './tasks.js';
import type { Question } from './thread.js';

const HARM: Readonly<Record<string, () => void>> = {
  throw: () => {
    throw new Error('a secret of the picture');
  },
  hang: () => {
    for (;;);
  },
};

parentPort!.on('message', (question: Question) => {
  if (question === 'end') return;
  const [first] = sentBytes(question);
  HARM[Buffer.from(first!.subarray(0, 8)).toString('latin1').split(':')[0]!]?.();
});
await import('./inferenceWorker.js');
