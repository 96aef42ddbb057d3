// Decisions after too many tries, each with how many there were, and what came of it.

import type { ReactElement } from 'react';
import { Link } from 'wouter';
import type { VelocityAlarm } from '../../../client/index.js';
import { whole } from '../figures.js';
import { momentOf } from '../moments.js';
import type { AlarmKind } from './alarmFilter.js';
import { CustomerLink } from './words.js';

interface AlarmTableProps {
  readonly alarms: readonly VelocityAlarm[];
  readonly kind: AlarmKind | undefined;
  readonly days: number;
}

export function AlarmTable({ alarms, kind, days }: AlarmTableProps): ReactElement {
  if (alarms.length === 0)
    return (
      <p className="panel soft">
        In the last {days} days nobody tried too often{kind && ` by the count of one ${kind}`}.
      </p>
    );
  return (
    <section className="stack" aria-labelledby="alarms">
      <h2 id="alarms">Alarms</h2>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Tries of one</th>
              <th scope="col">How many</th>
              <th scope="col">Customer</th>
              <th scope="col">Decision</th>
              <th scope="col">Case</th>
              <th scope="col">When</th>
            </tr>
          </thead>
          <tbody>
            {alarms.map((alarm) => (
              <Row key={`${alarm.verification} ${alarm.kind}`} alarm={alarm} />
            ))}
          </tbody>
        </table>
      </div>
    </section>
  );
}

function Row({ alarm }: { alarm: VelocityAlarm }): ReactElement {
  const { at, kind, customer, status, rule, decision } = alarm;
  const thing = kind === 'device' ? alarm.device : kind === 'document' ? alarm.document : null;
  return (
    <tr>
      <td className="moment">
        {kind} {thing !== null && <code className="small">{thing}</code>}
      </td>
      <td className="moment">
        {triesOf(alarm)}{' '}
        <span className="soft small">
          in {rule.hours} h, where {whole(rule.tries)} {rule.tries === 1 ? 'is' : 'are'} ordinary
        </span>
      </td>
      <td className="moment">{customer === null ? '–' : <CustomerLink id={customer} status={status} />}</td>
      <td>{decision}</td>
      <td className="moment">
        {alarm.case !== null ? (
          <Link href={`/cases/${alarm.case}`}>its case</Link>
        ) : (
          <span className="soft">{rule.effect === 'note' ? 'none: noted only' : 'none'}</span>
        )}
      </td>
      <td className="moment">{momentOf(at)}</td>
    </tr>
  );
}

function triesOf({ tries, isAtLeast, rule }: VelocityAlarm): string {
  // What they were counted by is kept no more: that they were too many is all that is known.
  if (tries === null) return `more than ${whole(rule.tries)}`;
  // Of a face the latest alone are named, and that it raised an alarm says that there were more than are ordinary.
  return isAtLeast ? `${whole(Math.max(tries, rule.tries + 1))} or more` : whole(tries);
}
