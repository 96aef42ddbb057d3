// The log: who did what, to what, when; and whether it is still what was written.

import { useInfiniteQuery, useMutation } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { AuditEntry } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { momentOf } from '../moments.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';

const PAGE = 100;

interface Filter {
  readonly action: string;
  readonly target: string;
  readonly actor: string;
}

const ALL: Filter = { action: '', target: '', actor: '' };

export function AuditLog(): ReactElement {
  const [filter, setFilter] = useState(ALL);
  const found = useInfiniteQuery({
    queryKey: ['audit', filter],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const said = Object.entries(filter).filter(([, value]) => value !== '');
      const query = { limit: PAGE, ...(pageParam && { cursor: pageParam }), ...Object.fromEntries(said) };
      return body(api.GET('/v1/audit', { params: { query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
  });
  const entries = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <div className="stack">
      <div className="row spread">
        <h1>Log</h1>
        <Verify />
      </div>
      <search className="row">
        {(
          [
            ['action', 'What was done', 'e.g. picture.read'],
            ['target', 'To what', 'an identifier'],
            ['actor', 'By whom', 'an identifier'],
          ] as const
        ).map(([name, label, placeholder]) => (
          <label key={name} className="field">
            <span className="small soft">{label}</span>
            <input
              value={filter[name]}
              placeholder={placeholder}
              onChange={({ target }) => setFilter({ ...filter, [name]: target.value.trim() })}
            />
          </label>
        ))}
      </search>
      {found.error && <Notice kind="bad">{sentenceOf(found.error)}</Notice>}
      {found.isPending && <Skeleton lines={10} />}
      {found.data && entries.length === 0 && <p className="soft">Nothing in the log is like that.</p>}
      {entries.length > 0 && <Entries entries={entries} />}
      {found.hasNextPage && (
        <Button
          className="button"
          isDisabled={found.isFetchingNextPage}
          onPress={() => found.fetchNextPage()}
        >
          Earlier entries
        </Button>
      )}
    </div>
  );
}

const Entries = ({ entries }: { entries: readonly AuditEntry[] }): ReactElement => (
  <div className="scroll">
    <table className="table">
      <thead>
        <tr>
          <th scope="col">No.</th>
          <th scope="col">When</th>
          <th scope="col">Who</th>
          <th scope="col">Did what</th>
          <th scope="col">To what</th>
        </tr>
      </thead>
      <tbody>
        {entries.map(({ sequence, at, actor, action, target }) => (
          <tr key={sequence}>
            <td className="figures">{sequence}</td>
            <td className="moment">{momentOf(at)}</td>
            <td>{actor.name ?? nameOf(actor.kind)}</td>
            <td>{action}</td>
            <td>
              {nameOf(target.kind)} <code className="small">{target.id}</code>
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  </div>
);

/** Asks until the end of the log: one request looks at a part. */
async function verified(): Promise<{ entries: number; faults: string[] }> {
  let [entries, after] = [0, 0];
  for (;;) {
    const part = await body(api.POST('/v1/audit/verify', { body: { after } }));
    entries += part.entries;
    if (!part.ok) return { entries, faults: part.faults.map(({ message }) => message) };
    if (part.next === null) return { entries, faults: [] };
    after = part.next;
  }
}

function Verify(): ReactElement {
  const verify = useMutation({ mutationFn: verified });
  return (
    <div className="row">
      {verify.data && verify.data.faults.length === 0 && (
        <Notice kind="good">
          All {verify.data.entries.toLocaleString()} entries are what was written: chain and signatures are
          whole.
        </Notice>
      )}
      {verify.data?.faults.map((fault) => (
        <Notice key={fault} kind="bad">
          {fault}
        </Notice>
      ))}
      {verify.error && <Notice kind="bad">{sentenceOf(verify.error)}</Notice>}
      <Button className="button" isDisabled={verify.isPending} onPress={() => verify.mutate()}>
        {verify.isPending ? 'Checking …' : 'Check the whole log'}
      </Button>
    </div>
  );
}
