import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startPace } from './pace.js';

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['performance'] });
});
afterEach(() => {
  vi.useRealTimers();
});

const taking = (ms: number) => async (): Promise<void> => void vi.advanceTimersByTime(ms);

describe('the pace of a run', () => {
  it('is of the steps, with what they waited for; what lies between them counts for its time alone', async () => {
    const pace = startPace(32);
    expect([pace.samplesPerSecond(), pace.waitingShare()]).toEqual([0, 0]);
    expect(pace.secondsLeft(5)).toBeNaN();
    for (let step = 0; step < 4; step++) {
      await pace.waiting(taking(30));
      await pace.working(taking(10));
      // An evaluation.
      await taking(60)();
    }
    expect(pace.waitingShare()).toBe(0.75);
    expect(pace.samplesPerSecond()).toBe(32 / 0.04);
    expect(pace.lately()).toBeCloseTo(32 / 0.04, 9);
    expect(pace.seconds()).toBe(0.4);
    expect(pace.secondsLeft(5)).toBe(0.5);
  });

  it('lately is that of the last steps: a tenth of the newest, the rest as before', async () => {
    const pace = startPace(10);
    await pace.working(taking(100));
    await pace.working(taking(200));
    expect(pace.lately()).toBeCloseTo(10 / 0.11, 9);
  });
});
