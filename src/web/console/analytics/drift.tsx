// Whether something has moved for one document type, state, device, channel or model, where the whole looks steady.

import { useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import type { DriftMeasure } from '../../../client/index.js';
import { whole } from '../figures.js';
import { summaryOf } from '../models/summary.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { All } from './filters.js';
import { DIMENSIONS, type Dimension, isNarrowed, PERIODS, queryOf, unnarrowed, useLooked } from './period.js';
import { Nothing, NotTold } from './told.js';

const TAGS: Readonly<Record<DriftMeasure['state'], string>> = {
  drifted: 'tag-bad',
  watch: 'tag-warn',
  steady: 'tag-good',
  unknown: '',
};

export function Drift(): ReactElement {
  const [looked, change] = useLooked();
  const { by, days } = looked;
  const question = queryOf(looked);
  const { data, error } = useQuery({
    queryKey: ['analytics', 'drift', looked],
    staleTime: 5 * 60_000,
    queryFn: ({ signal }) =>
      body(api.GET('/v1/analytics/drift', { params: { query: { ...question, by } }, signal })),
  });
  return (
    <div className="stack">
      <search className="row unprinted">
        <label className="field">
          <span className="small soft">By</span>
          <select value={by} onChange={({ target }) => change({ by: target.value })}>
            {(Object.entries(DIMENSIONS) as [Dimension, string][]).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="small soft">The last</span>
          <select value={days} onChange={({ target }) => change({ days: target.value })}>
            {PERIODS.map((one) => (
              <option key={one} value={one}>
                {one} days, against those before
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="small soft">Kind</span>
          <select value={looked.filter.kind ?? ''} onChange={({ target }) => change({ kind: target.value })}>
            <option value="">Against a document</option>
            <option value="authentication">Logins</option>
          </select>
        </label>
      </search>
      <All looked={looked} onChange={change} />
      <p className="soft">
        One try of each person. The population stability index (PSI) says how far a distribution has moved:
        0.1 and more is worth a look, 0.25 and more is a change; an alarm also takes a sure test. An alarm
        says that something is another than it was, not that the model errs.
      </p>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {!data && !error && <Skeleton lines={10} />}
      {data && data.tooFew !== null && <NotTold figures={{ tooFew: data.tooFew }} />}
      {data?.tooFew === null && data.groups.length + data.others === 0 && (
        <Nothing isNarrowed={isNarrowed(looked)} onAll={() => change(unnarrowed)} />
      )}
      {data?.groups.map(({ value, people, measures }) => (
        <section key={value ?? ''} className="panel stack">
          <h3>
            {value ?? 'not known'}{' '}
            <span className="soft small">
              {whole(people.before)} people before, {whole(people.now)} now
            </span>
          </h3>
          {measures.every(({ state }) => state === 'unknown') ? (
            <p className="soft small">Fewer than 100 people in one of the periods: nothing can be said.</p>
          ) : (
            <div className="scroll">
              <table className="table">
                <thead>
                  <tr>
                    <th scope="col">Measure</th>
                    <th scope="col">State</th>
                    <th scope="col">Before</th>
                    <th scope="col">Now</th>
                    <th scope="col">PSI</th>
                  </tr>
                </thead>
                <tbody>
                  {measures.map((measure) => (
                    <Row key={measure.measure} measure={measure} />
                  ))}
                </tbody>
              </table>
            </div>
          )}
        </section>
      ))}
      {data && data.others > 0 && (
        <p className="soft small">
          {whole(data.others)} more {data.others === 1 ? 'is' : 'are'} not shown: of fewer than five people in
          one of the periods, the smallest of the others, by which these could be reckoned, or not among the
          largest.
        </p>
      )}
    </div>
  );
}

const Row = ({
  measure: { measure, state, reference, current, stability },
}: {
  measure: DriftMeasure;
}): ReactElement => (
  <tr>
    <td>{measure}</td>
    <td>
      <span className={`tag ${TAGS[state]}`}>{state === 'unknown' ? 'too few people' : state}</span>
    </td>
    <td className="figures">{summaryOf(reference)}</td>
    <td className="figures">{summaryOf(current)}</td>
    <td>
      {stability ? (
        <span className="psi">
          <meter min={0} max={0.5} low={0.1} high={0.25} optimum={0} value={Math.max(0, stability.index)}>
            {stability.index.toFixed(2)}
          </meter>{' '}
          <span className="figures">{stability.index.toFixed(2)}</span>{' '}
          <span className="soft small">by chance {stability.byChance.toFixed(2)}</span>
        </span>
      ) : (
        '–'
      )}
    </td>
  </tr>
);
