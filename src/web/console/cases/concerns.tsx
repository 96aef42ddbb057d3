// What else stands against somebody: each concern with what was found, and where.

import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { CaseDetail } from '../../../client/index.js';
import { Alike, CustomerLink } from '../fraud/words.js';
import { nameOf } from './words.js';

type Concern = CaseDetail['concerns'][number];

export const Concerns = ({ one }: { one: CaseDetail }): ReactElement | null =>
  one.concerns.length === 0 ? null : (
    <section className="panel stack">
      <h2>What else stands against it</h2>
      <ul className="plain stack">
        {one.concerns.map(({ code, effect, message, evidence }) => (
          <li key={[code, ...evidence.map(({ id }) => id)].join(' ')} className="row top">
            <span className={`tag ${effect === 'review' ? 'tag-warn' : ''}`}>{nameOf(code)}</span>
            <div>
              {message}
              {evidence.map((found) => (
                <p key={`${found.kind} ${found.id}`} className="small">
                  <Evidence of={found} />
                </p>
              ))}
            </div>
          </li>
        ))}
      </ul>
    </section>
  );

function Evidence({ of: { kind, id, score, alikeness } }: { of: Concern['evidence'][number] }): ReactElement {
  const alike = score !== null && (
    <>
      : <Alike score={score} alikeness={alikeness} />
    </>
  );
  switch (kind) {
    case 'customer':
      return (
        <>
          <CustomerLink id={id} />
          {alike}
        </>
      );
    case 'list':
      return <Link href={`/fraud/lists/${id}`}>The list</Link>;
    case 'list_entry':
      return (
        <>
          Entry <code>{id}</code>
          {alike}
        </>
      );
    case 'threshold':
      return (
        <span className="soft">
          {score !== null && `Found from score ${score.toFixed(3)} on, `}
          {id === 'supported' ? 'a threshold that was measured' : 'a threshold beyond what was measured'}.
        </span>
      );
    default:
      return (
        <>
          {nameOf(kind)} <code>{id}</code>
          {alike}
        </>
      );
  }
}
