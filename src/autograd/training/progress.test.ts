import { describe, expect, it } from 'vitest';
import { showTraining } from './progress.js';
import type { TrainingEvent, TrainingReport } from './train.js';

const step: TrainingEvent = {
  kind: 'step',
  step: 1200,
  steps: 10_000,
  epoch: 3,
  loss: 0.41234,
  learningRate: 0.05,
  metrics: {},
  samplesPerSecond: 47.3,
  secondsLeft: 170,
  waitingShare: 0.02,
};
const evaluation: TrainingEvent = { kind: 'evaluation', step: 1200, metrics: { eer: 0.0312 }, best: true };
const report: TrainingReport = {
  outcome: 'completed',
  steps: 10_000,
  loss: 0.21,
  metrics: { eer: 0.0312 },
  best: { step: 9000, value: 0.031, read: async () => new Map() },
  samplesPerSecond: 46.8,
  waitingShare: 0.021,
  seconds: 1500,
  peakMemory: 1e9,
};

function shown(events: readonly TrainingEvent[], stream: { isTTY?: boolean; columns?: number } = {}): string {
  let text = '';
  const show = showTraining({ ...stream, write: (more) => (text += more) });
  for (const event of events) show(event);
  return text;
}

describe('showTraining', () => {
  it('renews one line on a terminal, with the last evaluation', () => {
    expect(shown([evaluation, step, step], { isTTY: true, columns: 200 })).toBe(
      '\r\x1b[2Ktraining … 12 % (1,200 of 10,000), 3 min left · loss 0.4123 · 47 samples/s · rate 0.05 · eer 0.03120',
    );
  });

  it('never lets the line wrap', () => {
    const line = shown([step], { isTTY: true, columns: 40 }).replace('\r\x1b[2K', '');
    expect(line.length).toBe(39);
  });

  it('writes plain lines elsewhere, few of them', () => {
    expect(shown([step, step, evaluation, step])).toBe(
      'training … 12 % (1,200 of 10,000), 3 min left · loss 0.4123 · 47 samples/s · rate 0.05\n' +
        'step 1,200: eer 0.03120, the best so far\n',
    );
  });

  it('ends with what came of it', () => {
    expect(shown([{ kind: 'ended', report }])).toBe(
      'trained: complete after 10,000 steps in 25 min · loss 0.2100 · best 0.03100 at step 9,000 · 47 samples/s, 2 % of the time waiting for data\n',
    );
  });

  it('says from where it goes on, and what it passed over', () => {
    const resumed: TrainingEvent = {
      kind: 'resumed',
      step: 1200,
      path: 'x',
      damaged: [new Error('y: cut off')],
    };
    expect(shown([resumed])).toBe(
      'passed over a damaged checkpoint: y: cut off\ngoing on after step 1,200\n',
    );
  });
});
