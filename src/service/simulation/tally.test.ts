import { describe, expect, it } from 'vitest';
import { clopperPearson } from '../../trials/index.js';
import type { Decision } from './reconsider.js';
import { type Outcome, tally } from './tally.js';

const outcome = (
  subject: number,
  before: Decision,
  after: Decision,
  more: Partial<Outcome> = {},
): Outcome => ({
  ...{
    id: `${subject}-${before}-${after}`,
    subject: `s${subject}`,
    before,
    after,
    reviewed: null,
    untold: [],
  },
  ...more,
});

describe('what a policy would change', () => {
  it('is a share of decisions, with the interval of so many people', () => {
    // A hundred people who tried once, of whom three would be approved who were not.
    const outcomes = Array.from({ length: 100 }, (_, i) =>
      outcome(i, i < 13 ? 'review' : 'approve', i >= 3 && i < 13 ? 'review' : 'approve'),
    );
    const { changed, before, after, changes } = tally(outcomes);
    const { lower, upper } = clopperPearson(3, 100);
    expect(changed).toMatchObject({ count: 3, share: 0.03 });
    expect(changed.interval[0]).toBeCloseTo(lower, 3);
    expect(changed.interval[1]).toBeCloseTo(upper, 3);
    expect([before.review.count, after.review.count, after.reject.count]).toEqual([13, 10, 0]);
    expect(changes).toMatchObject([{ from: 'review', to: 'approve', count: 3 }]);
  });

  it('is less sure where one person tried often', () => {
    const often = Array.from({ length: 100 }, (_, i) =>
      outcome(i % 10, i % 10 < 3 ? 'review' : 'approve', 'approve'),
    );
    const once = often.map((each, i) => ({ ...each, subject: `other ${i}` }));
    const width = ([lower, upper]: readonly [number, number]) => upper - lower;
    expect(width(tally(often).changed.interval)).toBeGreaterThan(2 * width(tally(once).changed.interval));
  });

  it('names what people had said of those who would pass unseen, and what cannot be told', () => {
    const { changes, untold } = tally([
      outcome(1, 'review', 'approve', { reviewed: 'approve' }),
      outcome(2, 'review', 'approve', { reviewed: 'reject' }),
      outcome(3, 'review', 'approve', { reviewed: 'reject', untold: ['duplicates'] }),
      outcome(4, 'approve', 'review'),
    ]);
    expect(changes.map(({ from, to }) => `${from} → ${to}`)).toEqual([
      'review → approve',
      'approve → review',
    ]);
    expect(changes[0]!.reviewed).toEqual({ approve: 1, reject: 2, recapture: 0, open: 0, none: 0 });
    expect(untold).toEqual({ duplicates: 1 });
  });
});
