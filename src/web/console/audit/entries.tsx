// Entries of the log as a table; each opens to what it says and what it is chained by.

import { Fragment, type ReactElement, useState } from 'react';
import type { AuditEntry } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { momentOf } from '../moments.js';

interface EntriesProps {
  readonly entries: readonly AuditEntry[];
  /** Told which target's entries alone are wanted. */
  readonly onTarget: (id: string) => void;
}

export function Entries({ entries, onTarget }: EntriesProps): ReactElement {
  const [opened, open] = useState<number>();
  return (
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
          {entries.map((entry) => {
            const { sequence, at, actor, action, target } = entry;
            const isOpen = opened === sequence;
            return (
              <Fragment key={sequence}>
                <tr>
                  <td className="figures">
                    <button
                      type="button"
                      className="link"
                      aria-expanded={isOpen}
                      aria-label={`Entry ${sequence}`}
                      onClick={() => open(isOpen ? undefined : sequence)}
                    >
                      {sequence}
                    </button>
                  </td>
                  <td className="moment">{momentOf(at)}</td>
                  <td>{actor.name ?? nameOf(actor.kind)}</td>
                  <td>{action}</td>
                  <td>
                    {nameOf(target.kind)}{' '}
                    <button
                      type="button"
                      className="link"
                      title="All that was done to it"
                      onClick={() => onTarget(target.id)}
                    >
                      <code className="small">{target.id}</code>
                    </button>
                  </td>
                </tr>
                {isOpen && (
                  <tr>
                    <td colSpan={5}>
                      <Whole entry={entry} />
                    </td>
                  </tr>
                )}
              </Fragment>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}

const Whole = ({ entry: { actor, details, previous, hash } }: { entry: AuditEntry }): ReactElement => (
  <div className="stack small">
    <pre className="zone">{JSON.stringify(details, null, 2)}</pre>
    <p className="soft">
      {nameOf(actor.kind)} <code>{actor.id}</code>
      <br />
      hash <code>{hash}</code>
      <br />
      of the one before <code>{previous}</code>
    </p>
  </div>
);
