// Where it begins: faces that were found elsewhere of late, and things that several customers had.

import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { type ReactElement, useMemo } from 'react';
import { Button } from 'react-aria-components';
import { Link, useSearchParams } from 'wouter';
import type { Finding, SharedThing } from '../../../client/index.js';
import { whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Graph, type GraphEdge, type GraphNode } from './graph.js';
import { CustomerLink, SETTLED } from './words.js';

const DAY = 86_400_000;
const PERIODS = [7, 30, 90, 365] as const;
/** To a day, so that the same question is asked again and again. */
const sinceOf = (days: number): string => new Date(Math.floor(Date.now() / DAY - days) * DAY).toISOString();

export function Findings(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const kind = (['face', 'face_on_list'] as const).find((one) => one === search.get('kind'));
  const days = PERIODS.find((one) => String(one) === search.get('days')) ?? 90;
  const isAll = search.get('settled') === 'yes';
  const since = sinceOf(days);
  const found = useInfiniteQuery({
    queryKey: ['links', 'findings', kind, days, isAll],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = {
        ...{ since, unsettled: !isAll, ...(kind && { kind }) },
        ...(pageParam && { cursor: pageParam }),
      };
      return body(api.GET('/v1/links', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const shared = useQuery({
    queryKey: ['links', 'shared', days],
    queryFn: async () => (await body(api.GET('/v1/links/shared', { params: { query: { since } } }))).items,
  });
  const findings = found.data?.pages.flatMap(({ items }) => items) ?? [];
  const things = shared.data ?? [];
  const change = (part: Record<string, string>): void =>
    setSearch(
      (before) =>
        Object.entries({ ...Object.fromEntries(before), ...part }).filter(([, value]) => value !== ''),
      { replace: true },
    );
  const error = found.error ?? shared.error;
  return (
    <div className="stack">
      <search className="row">
        <label className="field">
          <span className="small soft">What</span>
          <select value={kind ?? ''} onChange={({ target }) => change({ kind: target.value })}>
            <option value="">Customers and lists</option>
            <option value="face">Another customer’s face</option>
            <option value="face_on_list">A face on a list</option>
          </select>
        </label>
        <label className="field">
          <span className="small soft">In the last</span>
          <select value={days} onChange={({ target }) => change({ days: target.value })}>
            {PERIODS.map((one) => (
              <option key={one} value={one}>
                {one} days
              </option>
            ))}
          </select>
        </label>
        <label className="row small">
          <input
            type="checkbox"
            checked={isAll}
            onChange={({ target }) => change({ settled: target.checked ? 'yes' : '' })}
          />
          Settled ones too
        </label>
      </search>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {(found.isPending || shared.isPending) && !error && <Skeleton lines={10} />}
      {found.data && shared.data && <Drawing findings={findings} things={things} />}
      {found.data && <FoundTable findings={findings} isAll={isAll} />}
      {found.hasNextPage && (
        <Button
          className="button"
          isDisabled={found.isFetchingNextPage}
          onPress={() => found.fetchNextPage()}
        >
          Earlier ones
        </Button>
      )}
      {shared.data && <SharedTable things={things} />}
    </div>
  );
}

/** Of more, nobody sees anything. */
const MOST_NODES = 120;

function Drawing({
  findings,
  things,
}: {
  findings: readonly Finding[];
  things: readonly SharedThing[];
}): ReactElement | null {
  const { nodes, edges, isCut } = useMemo(() => graphOf(findings, things), [findings, things]);
  if (nodes.length === 0) return null;
  return (
    <>
      <Graph label="Customers, and what they share" nodes={nodes} edges={edges} />
      {isCut && <p className="soft small">Not all of it is drawn: the tables below have the rest.</p>}
    </>
  );
}

function graphOf(
  findings: readonly Finding[],
  things: readonly SharedThing[],
): { nodes: GraphNode[]; edges: GraphEdge[]; isCut: boolean } {
  const nodes = new Map<string, GraphNode>();
  const edges = new Map<string, GraphEdge>();
  let isCut = false;
  const node = (kind: GraphNode['kind'], key: string, name: string): string | null => {
    const id = `${kind}:${key}`;
    if (!nodes.has(id) && nodes.size >= MOST_NODES) {
      isCut = true;
      return null;
    }
    nodes.set(id, { id, kind, name });
    return id;
  };
  const edge = (
    from: string | null,
    to: string | null,
    kind: GraphEdge['kind'],
    score: number | null,
  ): void => {
    if (from === null || to === null || from === to) return;
    const key = `${[from, to].sort().join(' ')} ${kind}`;
    if ((edges.get(key)?.score ?? -1) < (score ?? 0)) edges.set(key, { from, to, kind, score });
  };
  for (const { customer, kind, elsewhere } of findings) {
    if (customer === null) continue;
    for (const other of elsewhere)
      edge(
        node('customer', customer, customer),
        node(other.kind, other.id, other.name ?? other.id),
        kind,
        other.score,
      );
  }
  for (const { kind, name, customers } of things)
    for (const customer of customers)
      edge(node('customer', customer, customer), node(kind, name, name), kind, null);
  const drawn = new Set([...edges.values()].flatMap(({ from, to }) => [from, to]));
  return { nodes: [...nodes.values()].filter(({ id }) => drawn.has(id)), edges: [...edges.values()], isCut };
}

function FoundTable({ findings, isAll }: { findings: readonly Finding[]; isAll: boolean }): ReactElement {
  if (findings.length === 0)
    return (
      <div className="panel stack">
        <h2>No face was found elsewhere</h2>
        <p className="soft">
          {isAll ? '' : 'Nothing open, that is: settled ones are left out. '}
          Each new customer’s face is searched for among all customers and on the lists. What is found appears
          here by itself.
        </p>
      </div>
    );
  return (
    <section className="stack">
      <h2>Faces</h2>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">When</th>
              <th scope="col">Customer</th>
              <th scope="col">Found as</th>
              <th scope="col">Case</th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ verification, kind, at, customer, elsewhere, case: opened }) => (
              <tr key={`${verification} ${kind}`}>
                <td className="moment">{momentOf(at)}</td>
                <td>{customer === null ? '–' : <CustomerLink id={customer} />}</td>
                <td>
                  <ul className="plain">
                    {elsewhere.map((other) => (
                      <li key={`${other.kind} ${other.id}`}>
                        {other.kind === 'customer' ? (
                          <CustomerLink id={other.id} />
                        ) : (
                          <Link href={`/fraud/lists/${other.id}`}>{other.name ?? 'a list'}</Link>
                        )}
                        {other.score !== null && (
                          <span className="soft small"> score {other.score.toFixed(3)}</span>
                        )}{' '}
                        {other.settled && <span className="tag">{SETTLED[other.settled]}</span>}
                      </li>
                    ))}
                  </ul>
                </td>
                <td>{opened === null ? '–' : <Link href={`/cases/${opened}`}>its case</Link>}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

const SharedTable = ({ things }: { things: readonly SharedThing[] }): ReactElement | null =>
  things.length === 0 ? null : (
    <section className="stack">
      <h2>Devices and documents of several customers</h2>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What</th>
              <th scope="col">Customers</th>
              <th scope="col">Since</th>
              <th scope="col">Who</th>
            </tr>
          </thead>
          <tbody>
            {things.map(({ kind, name, count, since, customers }) => (
              <tr key={`${kind} ${name}`}>
                <td>
                  {kind} <code className="small">{name}</code>
                </td>
                <td className="figures">{whole(count)}</td>
                <td className="moment">{momentOf(since)}</td>
                <td>
                  {customers.map((customer, i) => (
                    <span key={customer}>
                      {i > 0 && ', '}
                      <CustomerLink id={customer} />
                    </span>
                  ))}
                  {count > customers.length && ` and ${whole(count - customers.length)} more`}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
