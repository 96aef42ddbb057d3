// The figures that are looked at first, each beside what it was in the period before.

import type { ReactElement } from 'react';
import type { Analytics, TrafficTotals } from '../../../client/index.js';
import { between, percent, whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { isTold } from './told.js';

interface KeyFiguresProps {
  readonly figures: Analytics;
  readonly totals: TrafficTotals;
}

export function KeyFigures({ figures, totals }: KeyFiguresProps): ReactElement {
  const { reviewing, period, before } = figures;
  const totalsBefore = isTold(figures.totalsBefore) ? figures.totalsBefore : null;
  const outcomes = isTold(reviewing) && isTold(reviewing.outcomes) ? reviewing.outcomes : null;
  return (
    <section className="stack" aria-label="Key figures">
      <p className="soft small">
        {momentOf(period.from)} to {momentOf(period.to)}, beside {momentOf(before.from)} to{' '}
        {momentOf(before.to)}
        {totalsBefore === null && ', of which nothing is told: it holds fewer than five people'}. Intervals
        are 95 %, by people.
      </p>
      <dl className="key-figures">
        <Figure term="Decisions" value={whole(totals.decisions)}>
          {totalsBefore && change(totals.decisions, totalsBefore.decisions)}
        </Figure>
        <Figure term="People" value={whole(totals.people)}>
          {totalsBefore && change(totals.people, totalsBefore.people)}
        </Figure>
        <ShareFigure term="Approved" name="approve" totals={totals} before={totalsBefore} />
        <ShareFigure term="To be reviewed" name="review" totals={totals} before={totalsBefore} />
        <ShareFigure term="Rejected" name="reject" totals={totals} before={totalsBefore} />
        <ShareFigure term="To be taken again" name="recapture" totals={totals} before={totalsBefore} />
        <Figure
          term="The service took"
          value={totals.milliseconds ? `${Math.round(totals.milliseconds.median)} ms` : '–'}
        >
          {totals.milliseconds && `95 %: ${Math.round(totals.milliseconds.high)} ms`}
        </Figure>
        <Figure
          term="A case waits until decided"
          value={outcomes?.seconds ? duration(outcomes.seconds.median) : '–'}
        >
          {outcomes?.seconds && `95 %: ${duration(outcomes.seconds.high)}`}
        </Figure>
      </dl>
    </section>
  );
}

const Figure = ({
  term,
  value,
  children,
}: {
  term: string;
  value: string;
  children: React.ReactNode;
}): ReactElement => (
  <div className="panel">
    <dt className="soft small">{term}</dt>
    <dd>
      <span className="figures key-figure">{value}</span>
      <span className="soft small">{children}</span>
    </dd>
  </div>
);

interface ShareFigureProps {
  readonly term: string;
  readonly name: 'approve' | 'review' | 'reject' | 'recapture';
  readonly totals: TrafficTotals;
  readonly before: TrafficTotals | null;
}

function ShareFigure({ term, name, totals, before }: ShareFigureProps): ReactElement {
  const share = totals.shares?.[name];
  const former = before?.shares?.[name];
  return (
    <Figure term={term} value={share ? percent(share.share) : '–'}>
      {share && between(share.interval)}
      {share && former && `, was ${percent(former.share)}`}
    </Figure>
  );
}

/** Of counts; of a tenfold a share says nothing. */
function change(now: number, before: number): string {
  if (before === 0) return now === 0 ? '' : 'none before';
  if (now > 10 * before) return `${whole(before)} before`;
  const share = now / before - 1;
  return `${share >= 0 ? '+' : '−'}${percent(Math.abs(share))} against ${whole(before)}`;
}

/** `40 s`, `12 min`, `5 h`, `3 d`. */
export function duration(seconds: number): string {
  if (seconds < 90) return `${Math.round(seconds)} s`;
  if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
  if (seconds < 129_600) return `${Number((seconds / 3600).toPrecision(2))} h`;
  return `${Number((seconds / 86_400).toPrecision(2))} d`;
}
