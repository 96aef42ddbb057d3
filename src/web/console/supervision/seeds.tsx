// The pictures with a known answer: which wait, which are among the cases, and what became of those that were decided.

import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Link } from 'wouter';
import { momentOf } from '../moments.js';
import { api, body, queries } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Earlier } from '../shell/earlier.js';
import { ANSWERS } from './newSeed.js';

const STATES = {
  waiting: 'waits',
  due: 'about to be a case, or one',
  placed: 'was a case',
  unsuited: 'the model would decide it by itself now',
  removed: 'deleted',
} as const;

const KEY = ['cases', 'seeds'];

export function Seeds(): ReactElement {
  const found = useInfiniteQuery({
    queryKey: KEY,
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(pageParam && { cursor: pageParam }) };
      return body(api.GET('/v1/cases/seeds', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  if (!found.data) return <Awaited error={found.error} lines={5} />;
  const seeds = found.data.pages.flatMap(({ items }) => items);
  if (seeds.length === 0)
    return <p className="soft">There are none yet: until then nobody knows how often reviewers are right.</p>;
  return (
    <section className="stack">
      <h2>With a known answer</h2>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Brought</th>
              <th scope="col">Answer</th>
              <th scope="col">State</th>
              <th scope="col">Customer</th>
              <th scope="col">Note</th>
              <th scope="col">To do</th>
            </tr>
          </thead>
          <tbody>
            {seeds.map(({ id, answer, state, createdAt, revealed }) => (
              <tr key={id}>
                <td className="moment">{momentOf(createdAt)}</td>
                <td>{ANSWERS[answer]}</td>
                <td>
                  {revealed?.case ? (
                    <Link href={`/cases/${revealed.case}`}>{STATES[state]}</Link>
                  ) : (
                    STATES[state]
                  )}
                </td>
                <td className="figures">{revealed?.customer ?? '–'}</td>
                <td>{revealed ? revealed.note : <span className="soft">another supervisor’s</span>}</td>
                <td>
                  {state === 'waiting' && (
                    <Confirm
                      action="Delete"
                      of={momentOf(createdAt)}
                      title="Delete these pictures?"
                      isBad
                      onConfirmed={async () => {
                        await api.DELETE('/v1/cases/seeds/{id}', { params: { path: { id } } });
                        await queries.invalidateQueries({ queryKey: KEY });
                      }}
                    >
                      <p>They are gone then, and become no case. The log keeps that they were there.</p>
                    </Confirm>
                  )}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <Earlier pages={found} />
    </section>
  );
}
