// How often reviewers are right, on cases whose answer was known; how fast they are, and whether two of them agree.

import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { between, percent, whole } from '../figures.js';
import { api, body, may, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Figures } from './chart.js';
import { duration } from './keyFigures.js';

interface Rate {
  readonly errors: number;
  readonly trials: number;
  readonly rate: number | null;
  readonly interval: readonly number[] | null;
}

interface ReviewersProps {
  readonly since: string;
  /** The rest of the page is of some decisions alone. */
  readonly isNarrowed: boolean;
}

export function Reviewers({ since, isNarrowed }: ReviewersProps): ReactElement | null {
  const { data: me } = useMe();
  const mayRead = me !== null && me !== undefined && may(me, 'reviewers.read');
  const { data, error } = useQuery({
    queryKey: ['analytics', 'reviewers', since],
    enabled: mayRead,
    staleTime: 5 * 60_000,
    queryFn: () => body(api.GET('/v1/reviewers/accuracy', { params: { query: { since } } })),
  });
  if (!mayRead) return null;
  if (!data) return <Awaited error={error} lines={6} />;
  const { all, reviewers, agreement } = data;
  const { drawn } = agreement;
  return (
    <section className="panel stack" aria-labelledby="reviewers">
      <h2 id="reviewers">Reviewers</h2>
      {isNarrowed && <p className="small narrowed">Of all cases, whatever the filter.</p>}
      <p className="soft">
        Right and wrong are of cases whose answer was known and which nobody could tell from the others.{' '}
        {all.falseAccepts.trials + all.falseRejects.trials === 0 &&
          'There were none in this period: supervisors bring them under Supervision.'}
      </p>
      {reviewers.length === 0 ? (
        <p className="soft">Nobody has looked at a case in this period.</p>
      ) : (
        <Figures
          table={{
            head: ['who', 'looks', 'median', 'theirs now', 'wrongly approved', 'wrongly rejected'],
            rows: [
              ...reviewers.map(({ person, looks, medianSeconds, assigned, falseAccepts, falseRejects }) => [
                person.name,
                ...[whole(looks), medianSeconds === null ? '–' : duration(medianSeconds), whole(assigned)],
                ...[said(falseAccepts), said(falseRejects)],
              ]),
              ['All', '', '', '', said(all.falseAccepts), said(all.falseRejects)],
            ],
          }}
        />
      )}
      <p className="small">
        {drawn.pairs === 0
          ? 'No case was looked at twice by chance in this period.'
          : `Of ${whole(drawn.pairs)} cases that two people looked at by chance they agreed in ${percent(drawn.share ?? 0)}${drawn.interval ? ` ${between(drawn.interval)}` : ''}${drawn.kappa === null ? '' : `; Cohen’s κ ${drawn.kappa.toFixed(2)}${drawn.kappaInterval ? ` (${drawn.kappaInterval.map((end) => end.toFixed(2)).join(' – ')})` : ''}`}.`}
      </p>
    </section>
  );
}

const said = ({ errors, trials, rate, interval }: Rate): string =>
  rate === null || interval === null
    ? '–'
    : `${whole(errors)} of ${whole(trials)}: ${percent(rate)} ${between(interval)}`;
