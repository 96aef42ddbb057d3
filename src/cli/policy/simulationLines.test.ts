import { describe, expect, it } from 'vitest';
import type { Simulated, Simulation } from '../../service/index.js';
import { painter } from '../output.js';
import { simulationLines } from './simulationLines.js';

const share = (count: number) => ({ count, share: count / 100, interval: [0, 0.2] as [number, number] });
const shares = (approve: number, review: number) => ({
  ...{ approve: share(approve), review: share(review) },
  ...{ reject: share(0), recapture: share(0) },
});
const proofing: Simulated = {
  ...{ decisions: 100, subjects: 90 },
  ...{ before: shares(90, 10), after: shares(95, 5), changed: share(5), untold: { duplicates: 1, lists: 3 } },
  changes: [
    {
      ...{ from: 'review', to: 'approve', ...share(5), examples: ['one', 'two'] },
      reviewed: { approve: 2, reject: 1, recapture: 0, open: 2, none: 0 },
    },
  ],
  claim: {
    before: { threshold: 0.5, fmr: 1e-4, fmrInterval: [5e-5, 2e-4], supported: true },
    after: { threshold: 0.6, fmr: 1e-6, supported: false },
  },
};
const estimate = (value: number) => ({ value, interval: [value / 2, value * 2] as [number, number] });
const both = (before: number, after: number) => ({ before: estimate(before), after: estimate(after) });
const simulation: Simulation = {
  ...{ from: '2026-10-01T00:00:00.000Z', to: '2026-11-01T00:00:00.000Z', inForce: 3 },
  ...{ decisions: 4000, sampled: 100, unreadable: 1, undecidable: 0, replayFaults: [] },
  ...{ proofing, authentication: null },
  workload: {
    ...{ casesADay: both(12, 6), secondsALook: { median: 90, looks: 40 } },
    ...{ hoursADay: both(0.3, 0.15), costADay: null },
  },
};
const linesOf = (of: Simulation) => simulationLines(of, painter({ isTTY: false } as never, {})).join('\n');

describe('a simulation for people', () => {
  it('says what would change, what people had said, and what cannot be told', () => {
    const text = linesOf(simulation);
    expect(text).toContain('4,000 decisions from 2026-10-01 to 2026-11-01, of which 100 drawn by chance');
    expect(text).toContain('1 are left out');
    expect(text).toMatch(
      /review → approve +5, 5\.0 % .*people said: 2 approve, 1 reject; 2 wait for a person/,
    );
    expect(text).toContain('1 decision hangs on `duplicates`');
    expect(text).toContain('3 decisions hang on `lists`');
    expect(text).toContain('beyond what the calibration’s data can prove; in force:');
    expect(text).toMatch(/cases +12\.0 \(6\.0 to 24\.0\) +6\.0 \(3\.0 to 12\.0\)/);
    expect(text).toContain('A look took 90 s (median of 40).');
    expect(text).not.toContain('cost');
  });

  it('warns of decisions that do not replay, and of a model without a calibration', () => {
    const odd = { ...simulation, replayFaults: ['v1'], proofing: { ...proofing, claim: null } };
    expect(linesOf(odd)).toMatch(/1 come out otherwise .*: v1/);
    expect(linesOf(odd)).toContain('nothing is claimed of approvals');
  });
});
