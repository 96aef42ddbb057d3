// What a version would have decided: past decisions judged anew by it, with intervals, and what it means for those who
// review.

import { useMutation } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Simulation as Answer, Simulated, SimulatedEstimate } from '../../../client/index.js';
import { between, percent, whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';

const DAY = 86_400_000;
const PERIODS = [7, 30, 90, 365] as const;
const DECISIONS = ['approve', 'review', 'reject', 'recapture'] as const;

export function Simulation({ version }: { version: number }): ReactElement {
  const [days, setDays] = useState<number>(30);
  const run = useMutation({
    mutationFn: () =>
      body(
        api.POST('/v1/policies/simulate', {
          body: { version, from: new Date(Date.now() - days * DAY).toISOString() },
        }),
      ),
  });
  return (
    <section className="panel stack" aria-labelledby="simulation">
      <h2 id="simulation">What it would have done</h2>
      <p className="soft">
        Past decisions are judged anew by this version, from what was kept of them. No picture is opened, and
        nothing is changed. The look is logged.
      </p>
      <div className="row">
        <label className="row small">
          Decisions of the last
          <select className="beside" value={days} onChange={({ target }) => setDays(Number(target.value))}>
            {PERIODS.map((one) => (
              <option key={one} value={one}>
                {one} days
              </option>
            ))}
          </select>
        </label>
        <Button className="button button-accent" isDisabled={run.isPending} onPress={() => run.mutate()}>
          {run.isPending ? 'Judging anew …' : 'Simulate'}
        </Button>
      </div>
      {run.error && <Notice kind="bad">{sentenceOf(run.error)}</Notice>}
      {run.isPending && <Skeleton lines={6} />}
      {run.data && <Effect answer={run.data} />}
    </section>
  );
}

function Effect({ answer }: { answer: Answer }): ReactElement {
  const { from, to, inForce, decisions, sampled, unreadable, undecidable, replayFaults } = answer;
  return (
    <div className="stack" role="status">
      <p className="soft small">
        {momentOf(from)} to {momentOf(to)}, against version {inForce}:{' '}
        {counted(decisions, 'decision', 'decisions')}, {whole(sampled)} judged anew
        {unreadable > 0 && `, ${whole(unreadable)} left out whose report is gone`}
        {undecidable > 0 && `, ${whole(undecidable)} left out that do not say enough`}.
      </p>
      {replayFaults.length > 0 && (
        <Notice kind="bad">
          {counted(replayFaults.length, 'decision comes', 'decisions come')} out otherwise under their own
          policy: trust none of the figures below, and tell the engineers.
        </Notice>
      )}
      {decisions === 0 && <p>Nothing was decided in this period.</p>}
      {answer.proofing && <Kind title="Selfie against document" of={answer.proofing} />}
      {answer.authentication && <Kind title="Logins" of={answer.authentication} />}
      {answer.workload && <Workload workload={answer.workload} />}
    </div>
  );
}

function Kind({ title, of }: { title: string; of: Simulated }): ReactElement {
  const { before, after, changed, changes, untold, claim } = of;
  return (
    <section className="stack">
      <h3>{title}</h3>
      <p>
        {percent(changed.share)} {between(changed.interval)} of{' '}
        {counted(of.decisions, 'decision', 'decisions')} about {counted(of.subjects, 'person', 'people')}{' '}
        would have been others. In brackets: 95 % intervals.
      </p>
      <div className="scroll">
        <table className="table simulated">
          <thead>
            <tr>
              <th scope="col">Decision</th>
              <th scope="col">As it was</th>
              <th scope="col">By this version</th>
            </tr>
          </thead>
          <tbody>
            {DECISIONS.map((decision) => (
              <tr key={decision}>
                <th scope="row">{decision}</th>
                {[before, after].map((shares, i) => (
                  <td key={i} className="figures">
                    {percent(shares[decision].share)}{' '}
                    <span className="soft small">{between(shares[decision].interval)}</span>
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {changes.length > 0 && (
        <ul className="plain">
          {changes.map(({ from, to, count, reviewed }) => (
            <li key={`${from} ${to}`}>
              {whole(count)} × {from} → <strong>{to}</strong>
              <span className="soft small">
                {' '}
                (people said: {reviewed.approve} approve, {reviewed.reject} reject; {reviewed.none} nobody
                looked at)
              </span>
            </li>
          ))}
        </ul>
      )}
      {Object.entries(untold).map(([rule, count]) => (
        <p key={rule} className="soft small">
          {rule}: {counted(count, 'decision', 'decisions')} that it might turn, which what was kept does not
          tell: counted as decided.
        </p>
      ))}
      {claim && !claim.after.supported && (
        <Notice kind="warn">
          The FMR of this version lies beyond what the calibration’s data can carry: its threshold is
          extrapolated.
        </Notice>
      )}
    </section>
  );
}

function Workload({ workload }: { workload: NonNullable<Answer['workload']> }): ReactElement {
  const { casesADay, hoursADay, secondsALook } = workload;
  return (
    <section className="stack">
      <h3>For those who review</h3>
      <div className="scroll">
        <table className="table simulated">
          <thead>
            <tr>
              <th scope="col">A day</th>
              <th scope="col">As it was</th>
              <th scope="col">By this version</th>
            </tr>
          </thead>
          <tbody>
            <Change term="Cases" of={casesADay} />
            {hoursADay && <Change term="Hours of looking" of={hoursADay} />}
          </tbody>
        </table>
      </div>
      <p className="soft small">
        {secondsALook
          ? `A look takes ${Math.round(secondsALook.median)} s (median of ${whole(secondsALook.looks)} in the 90 days before).`
          : 'How long a look takes is not known yet: fewer than 20 looks.'}
      </p>
    </section>
  );
}

interface ChangeProps {
  readonly term: string;
  readonly of: { readonly before: SimulatedEstimate; readonly after: SimulatedEstimate };
}

const Change = ({ term, of: { before, after } }: ChangeProps): ReactElement => (
  <tr>
    <th scope="row">{term}</th>
    {[before, after].map(({ value, interval }, i) => (
      <td key={i} className="figures">
        {Number(value.toPrecision(3))}{' '}
        <span className="soft small">({interval.map((end) => Number(end.toPrecision(2))).join(' – ')})</span>
      </td>
    ))}
  </tr>
);

/** `1 decision`, `2 decisions`. */
const counted = (count: number, one: string, many: string): string =>
  `${whole(count)} ${count === 1 ? one : many}`;
