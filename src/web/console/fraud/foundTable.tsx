// Faces that were found elsewhere, each with where and how alike.

import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { Finding } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { Alike, CustomerLink, SETTLED, SearchNote } from './words.js';

interface FoundTableProps {
  readonly findings: readonly Finding[];
  /** Whether settled ones are among them. */
  readonly isAll: boolean;
}

export function FoundTable({ findings, isAll }: FoundTableProps): ReactElement {
  if (findings.length === 0)
    return (
      <div className="panel stack">
        <h2>No face was found elsewhere</h2>
        <p className="soft">
          {isAll ? '' : 'Nothing open, that is: settled ones are left out. '}
          Each new customer’s face is searched for among all customers and on the lists; what is found is said
          here.
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
              <th scope="col">Customer</th>
              <th scope="col">Found as</th>
              <th scope="col">When</th>
              <th scope="col">Case</th>
            </tr>
          </thead>
          <tbody>
            {findings.map(({ verification, kind, at, customer, status, elsewhere, case: opened }) => (
              <tr key={`${verification} ${kind}`}>
                <td className="moment">
                  {customer === null ? '–' : <CustomerLink id={customer} status={status} />}
                </td>
                <td className="wide">
                  <ul className="plain">
                    {elsewhere.map((other) => (
                      <li key={`${other.kind} ${other.id}`}>
                        <Elsewhere other={other} />
                      </li>
                    ))}
                  </ul>
                </td>
                <td className="moment">{momentOf(at)}</td>
                <td className="moment">
                  {opened === null ? '–' : <Link href={`/cases/${opened}`}>its case</Link>}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <SearchNote />
    </section>
  );
}

const Elsewhere = ({ other }: { other: Finding['elsewhere'][number] }): ReactElement => (
  <>
    {other.kind === 'customer' ? (
      <CustomerLink id={other.id} status={other.status} />
    ) : (
      <Link href={`/fraud/lists/${other.id}`}>{other.name ?? 'a list'}</Link>
    )}
    {other.settled && <span className="tag beside-name">{SETTLED[other.settled]}</span>}
    {other.score !== null && (
      <>
        {' – '}
        <Alike score={other.score} alikeness={other.alikeness} />
      </>
    )}
  </>
);
