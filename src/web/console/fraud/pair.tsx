// Two customers' latest selfies side by side, and what a person says of the pair: one person, or two who look alike.

import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useRef, useState } from 'react';
import type { Alikeness } from '../../../client/index.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { SETTLED } from './words.js';

interface PairProps {
  readonly one: string;
  readonly other: string;
}

interface ShownPairProps extends PairProps {
  /** Null where no search has found one for the other. */
  readonly alikeness: Alikeness | null;
}

export function Pair({ one, other, alikeness }: ShownPairProps): ReactElement {
  const { data: me } = useMe();
  const { data: settled, error } = usePairs(one);
  const said = settled?.find(({ customers }) => customers.includes(other));
  const heading = useRef<HTMLHeadingElement>(null);
  // It stands below what it was asked for from, which may be long.
  useEffect(() => heading.current?.focus(), []);
  return (
    <section className="panel stack" aria-label={`${one} and ${other}`}>
      <h2 ref={heading} tabIndex={-1}>
        <span className="figures">{one}</span> and <span className="figures">{other}</span>
        {said && <span className="tag">{SETTLED[said.relation]}</span>}
      </h2>
      {alikeness && <p>{alikeness.sentence}</p>}
      <div className="pair">
        <LatestSelfie customer={one} />
        <LatestSelfie customer={other} />
      </div>
      {error && !settled && (
        <Notice kind="bad">What was said of them could not be read. {sentenceOf(error)}</Notice>
      )}
      {settled && me && may(me, 'lists.write') && (
        <div className="row">
          {said?.relation !== 'same_person' && <Settle one={one} other={other} relation="same_person" />}
          {said?.relation !== 'different_people' && (
            <Settle one={one} other={other} relation="different_people" />
          )}
          {said && <Reopen one={one} other={other} />}
        </div>
      )}
    </section>
  );
}

/** What people have said of this customer and others. */
export const usePairs = (customer: string) =>
  useQuery({
    queryKey: ['links', 'pairs', customer],
    queryFn: async () =>
      (await body(api.GET('/v1/customers/{id}/pairs', { params: { path: { id: customer } } }))).items,
  });

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['links'] });

const QUESTIONS = {
  same_person: {
    action: 'One person',
    effect: 'They stay linked as one person’s accounts, and are no hit for each other again.',
  },
  different_people: {
    action: 'Two people who look alike',
    effect:
      'Neither is a hit for the other again, and the pair counts as strangers where the FMR is measured.',
  },
} as const;

const Settle = ({ one, other, relation }: PairProps & { relation: keyof typeof QUESTIONS }): ReactElement => (
  <Confirm
    action={QUESTIONS[relation].action}
    title={`${one} and ${other}: ${SETTLED[relation]}?`}
    reason="What says so (goes into the log)"
    onConfirmed={async (reason) => {
      await api.POST('/v1/pairs', { body: { customers: [one, other], relation, reason } });
      await renew();
    }}
  >
    <p>{QUESTIONS[relation].effect} It can be taken back.</p>
  </Confirm>
);

const Reopen = ({ one, other }: PairProps): ReactElement => (
  <Confirm
    action="Take it back"
    title={`Take back what was said of ${one} and ${other}?`}
    onConfirmed={async () => {
      await api.POST('/v1/pairs/reopen', { body: { customers: [one, other] } });
      await renew();
    }}
  >
    <p>The pair is open again, and a hit wherever the faces are alike enough.</p>
  </Confirm>
);

function LatestSelfie({ customer }: { customer: string }): ReactElement {
  const [isGone, setGone] = useState(false);
  const { data, error } = useQuery({
    queryKey: ['latest selfie', customer],
    staleTime: Number.POSITIVE_INFINITY,
    queryFn: async () =>
      (await body(api.GET('/v1/verifications', { params: { query: { customer, limit: 1 } } }))).items[0] ??
      null,
  });
  return (
    <figure>
      {data === undefined && !error && <div className="skeleton face-missing" />}
      {data === undefined && error && <div className="face-missing">{sentenceOf(error)}</div>}
      {data === null || isGone ? (
        <div className="face-missing">There is no picture any more.</div>
      ) : (
        data && (
          <img
            src={`/v1/verifications/${data.id}/pictures/selfie`}
            alt={`Latest selfie of ${customer}`}
            onError={() => setGone(true)}
          />
        )
      )}
      <figcaption className="figures">{customer}</figcaption>
    </figure>
  );
}
