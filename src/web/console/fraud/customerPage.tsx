// One customer: what they share with whom, as a drawing and as a table; the two faces of a pair side by side; and what can
// be done about it.

import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link } from 'wouter';
import { nameOf } from '../cases/words.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Graph } from './graph.js';
import { Pair } from './pair.js';
import { CustomerLink, SETTLED } from './words.js';

const DEPTHS = [1, 2, 3] as const;

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
    // Each look is logged: it is asked for again where somebody settles something, and not by itself.
    staleTime: 60_000,
    queryFn: () => body(api.GET('/v1/customers/{id}/links', { params: { ...params, query: { depth } } })),
  });
  const error = customer.error ?? links.error;
  if (error) return <Notice kind="bad">{sentenceOf(error)}</Notice>;
  if (!customer.data) return <Skeleton lines={10} />;
  const { status, createdAt, enrolledAt } = customer.data;
  return (
    <article className="stack">
      <header className="row spread">
        <div>
          <p className="small">
            <Link href="/fraud">Found elsewhere</Link>
          </p>
          <h2>
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
      {!links.data && <Skeleton lines={8} />}
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
          <EdgeTable id={id} links={links.data} onCompare={compare} />
        </>
      )}
      {compared !== undefined && <Pair key={compared} one={id} other={compared} />}
      <SettledPairs id={id} onCompare={compare} />
    </article>
  );
}

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
        await queries.invalidateQueries({ queryKey: ['links'] });
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

interface EdgeTableProps {
  readonly id: string;
  readonly links: {
    readonly nodes: readonly { readonly id: string; readonly kind: string; readonly name: string }[];
    readonly edges: readonly {
      readonly from: string;
      readonly to: string;
      readonly kind: string;
      readonly since: string | null;
      readonly count: number | null;
      readonly score: number | null;
    }[];
  };
  readonly onCompare: (other: string) => void;
}

function EdgeTable({ id, links: { nodes, edges }, onCompare }: EdgeTableProps): ReactElement {
  const byId = new Map(nodes.map((node) => [node.id, node]));
  const named = (node: string): ReactElement => {
    const { kind, name } = byId.get(node)!;
    if (kind === 'customer') return <CustomerLink id={name} />;
    return (
      <>
        {kind} <code className="small">{name}</code>
      </>
    );
  };
  return (
    <div className="scroll">
      <table className="table">
        <thead>
          <tr>
            <th scope="col">Shares</th>
            <th scope="col">Who</th>
            <th scope="col">With</th>
            <th scope="col">Score</th>
            <th scope="col">Decisions</th>
            <th scope="col">Since</th>
            <th scope="col">
              <span className="unseen">Compare</span>
            </th>
          </tr>
        </thead>
        <tbody>
          {edges.map(({ from, to, kind, since, count, score }) => {
            const [one, other] = [byId.get(from)!, byId.get(to)!];
            const isPair = one.kind === 'customer' && other.kind === 'customer';
            const partner = one.name === id ? other.name : other.name === id ? one.name : undefined;
            return (
              <tr key={`${from} ${to} ${kind}`}>
                <td>{nameOf(kind)}</td>
                <td>{named(from)}</td>
                <td>{named(to)}</td>
                <td className="figures">{score === null ? '–' : score.toFixed(3)}</td>
                <td className="figures">{count ?? '–'}</td>
                <td className="moment">{since ? momentOf(since) : '–'}</td>
                <td>
                  {isPair && partner !== undefined && (
                    <Button
                      className="button button-small"
                      aria-label={`Compare with ${partner}`}
                      onPress={() => onCompare(partner)}
                    >
                      Compare
                    </Button>
                  )}
                </td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

function SettledPairs({
  id,
  onCompare,
}: {
  id: string;
  onCompare: (other: string) => void;
}): ReactElement | null {
  const { data } = useQuery({
    queryKey: ['links', 'pairs', id],
    queryFn: async () =>
      (await body(api.GET('/v1/customers/{id}/pairs', { params: { path: { id } } }))).items,
  });
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
