// One customer: what they share with whom, as a drawing and as a table; the two faces of a pair side by side; and what can
// be done about it.

import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import type { Alikeness } from '../../../client/index.js';
import { Outdated } from '../live/outdated.js';
import { momentOf } from '../moments.js';
import { api, body, LOGGED_LOOK, may, queries, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { EdgeTable } from './edgeTable.js';
import { Graph, type GraphEdge } from './graph.js';
import { Pair, usePairs } from './pair.js';
import { CustomerLink, SETTLED } from './words.js';

const DEPTHS = [1, 2, 3] as const;
const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['links'] });

export function CustomerPage({ id }: { id: string }): ReactElement {
  const [depth, setDepth] = useState<number>(2);
  const [compared, compare] = useState<string>();
  const params = { path: { id } };
  const customer = useQuery({
    queryKey: ['links', 'customer', id],
    queryFn: () => body(api.GET('/v1/customers/{id}', { params })),
  });
  const links = useQuery({
    queryKey: ['links', 'around', id, depth],
    ...LOGGED_LOOK,
    queryFn: () => body(api.GET('/v1/customers/{id}/links', { params: { ...params, query: { depth } } })),
  });
  if (!customer.data) return <Awaited error={customer.error} lines={10} />;
  const { status, createdAt, enrolledAt } = customer.data;
  return (
    <article className="stack">
      <header className="row spread">
        <div>
          <p className="small">
            <Link href="/fraud">Found elsewhere</Link>
          </p>
          <h2 data-title="Customer">
            Customer <span className="figures">{id}</span>{' '}
            <span
              className={`tag ${status === 'blocked' ? 'tag-bad' : status === 'enrolled' ? 'tag-good' : ''}`}
            >
              {status}
            </span>
          </h2>
          <p className="soft small">
            Known since {momentOf(createdAt)}
            {enrolledAt && `, enrolled ${momentOf(enrolledAt)}`}.{' '}
            <Link href={`/cases?customer=${encodeURIComponent(id)}&state=decided`}>Decided cases</Link>
          </p>
        </div>
        <Block id={id} isBlocked={status === 'blocked'} />
      </header>
      <label className="row small">
        As far as
        <select className="beside" value={depth} onChange={({ target }) => setDepth(Number(target.value))}>
          {DEPTHS.map((one) => (
            <option key={one} value={one}>
              {one} {one === 1 ? 'hop' : 'hops'}
            </option>
          ))}
        </select>
      </label>
      <Outdated topic="links" readAt={links.dataUpdatedAt} onRenew={renew}>
        Something was found or settled since.
      </Outdated>
      {!links.data && <Awaited error={links.error} lines={8} />}
      {links.data && links.data.edges.length === 0 && (
        <p className="soft">Shares no face, device or document with anybody, and is on no list.</p>
      )}
      {links.data && links.data.edges.length > 0 && (
        <>
          <Graph
            label={`What ${id} shares with whom`}
            nodes={links.data.nodes}
            edges={links.data.edges}
            centre={`customer:${id}`}
          />
          {links.data.truncated && <p className="soft small">There is more than is shown.</p>}
          <EdgeTable id={id} nodes={links.data.nodes} edges={links.data.edges} onCompare={compare} />
        </>
      )}
      {compared !== undefined && (
        <Pair key={compared} one={id} other={compared} alikeness={between(links.data?.edges, id, compared)} />
      )}
      <SettledPairs id={id} onCompare={compare} />
    </article>
  );
}

/** How alike the faces of these two are, where a search has found one for the other. */
const between = (edges: readonly GraphEdge[] = [], one: string, other: string): Alikeness | null =>
  edges.find(({ from, to, alikeness }) => {
    const ends = [from, to];
    return alikeness && ends.includes(`customer:${one}`) && ends.includes(`customer:${other}`);
  })?.alikeness ?? null;

function Block({ id, isBlocked }: { id: string; isBlocked: boolean }): ReactElement | null {
  const { data: me } = useMe();
  if (!me || !may(me, 'customers.write')) return null;
  const path = isBlocked ? '/v1/customers/{id}/unblock' : '/v1/customers/{id}/block';
  return (
    <Confirm
      action={isBlocked ? 'Lift the block' : 'Block'}
      isBad={!isBlocked}
      title={isBlocked ? `Let ${id} in again?` : `Block ${id}?`}
      reason="Why (goes into the log)"
      onConfirmed={async (reason) => {
        await api.POST(path, { params: { path: { id } }, body: { reason } });
        await renew();
      }}
    >
      <p>
        {isBlocked
          ? 'Logins are decided by the face again, from the next one on.'
          : 'No login of this customer passes from now on, whatever the face. Whoever listens to your webhooks is told. It can be lifted again.'}
      </p>
    </Confirm>
  );
}

function SettledPairs({
  id,
  onCompare,
}: {
  id: string;
  onCompare: (other: string) => void;
}): ReactElement | null {
  const { data, error } = usePairs(id);
  if (error && !data)
    return <Notice kind="bad">What was settled could not be read. {sentenceOf(error)}</Notice>;
  if (!data || data.length === 0) return null;
  return (
    <section className="panel stack">
      <h2>Settled</h2>
      <ul className="plain stack">
        {data.map(({ customers, relation, createdAt }) => {
          const other = customers.find((one) => one !== id) ?? id;
          return (
            <li key={other} className="row">
              <span className="tag">{SETTLED[relation]}</span> <CustomerLink id={other} />
              <span className="soft small">{momentOf(createdAt)}</span>
              <Button
                className="button button-small"
                aria-label={`Compare with ${other}`}
                onPress={() => onCompare(other)}
              >
                Compare
              </Button>
            </li>
          );
        })}
      </ul>
    </section>
  );
}
