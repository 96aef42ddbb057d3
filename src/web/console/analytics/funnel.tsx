// How far customers came with capture links, and what stopped them.

import type { ReactElement } from 'react';
import type { CaptureFunnel, TooFew } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { percent, whole } from '../figures.js';
import { Figures } from './chart.js';
import type { Filter } from './filter.js';
import { duration } from './keyFigures.js';
import { isTold, NotTold } from './told.js';

interface FunnelProps {
  readonly funnel: CaptureFunnel | TooFew;
  /** Of which the kind alone says something of a link. */
  readonly filter: Filter;
}

export function Funnel({ funnel, filter: { kind, ...others } }: FunnelProps): ReactElement {
  const isNarrowedBeyond = Object.keys(others).length > 0;
  return (
    <section className="panel stack" aria-labelledby="funnel">
      <h2 id="funnel">From link to decision</h2>
      {isNarrowedBeyond && (
        <p className="small narrowed">
          {kind === undefined
            ? 'Of all links, whatever the filter.'
            : `Of all links of kind ${kind}, whatever the rest of the filter.`}
        </p>
      )}
      {isTold(funnel) && funnel.since !== null && (
        <p className="soft small">
          Links are kept for {whole(funnel.keptDays)} days: counted since {funnel.since.slice(0, 10)} (UTC).
        </p>
      )}
      {isTold(funnel) ? <Stages funnel={funnel} /> : <NotTold figures={funnel} />}
    </section>
  );
}

function Stages({ funnel }: { funnel: CaptureFunnel }): ReactElement {
  const { made, opened, sent, completed, failed, expired, open, decided, seconds, advice } = funnel;
  if (made === 0)
    return (
      <p className="soft">
        No capture link was made in this period. With <code>POST /v1/sessions</code> customers take their
        pictures on Likeness’s own page, and this shows where they give up.
      </p>
    );
  const stages = [
    ['Link made', made],
    ['Opened', opened],
    ['Pictures sent', sent],
    ['Decided', completed],
    ['Approved', decided.approve],
  ] as const;
  return (
    <>
      <ol className="plain funnel">
        {stages.map(([name, count], i) => {
          const former = i === 0 ? count : stages[i - 1]![1];
          return (
            <li key={name}>
              <span>{name}</span>
              <span className="funnel-bar" style={{ width: `${(100 * count) / made}%` }} />
              <span className="figures">
                {whole(count)} · {percent(count / made)}
                {i > 0 && former > 0 && count < former && (
                  <span className="soft small"> ({percent(1 - count / former)} lost here)</span>
                )}
              </span>
            </li>
          );
        })}
      </ol>
      <p className="soft small">
        {whole(failed)} used up their tries, {whole(expired)} links expired, {whole(open)} may still be used.
        {seconds &&
          ` From opening to the decision: ${duration(seconds.median)}, 95 % within ${duration(seconds.high)}.`}
      </p>
      <Advice advice={advice} />
    </>
  );
}

function Advice({ advice }: { advice: CaptureFunnel['advice'] }): ReactElement | null {
  if (isTold(advice) && advice.length === 0) return null;
  return (
    <>
      <h3>Why pictures had to be taken again</h3>
      {isTold(advice) ? (
        <Figures
          table={{
            head: ['reason', 'tries'],
            rows: advice.map(({ code, count }) => [nameOf(code), whole(count)]),
          }}
        />
      ) : (
        <NotTold figures={advice} />
      )}
    </>
  );
}
