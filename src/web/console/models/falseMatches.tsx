// The false match rate among a tenant's own customers, beside what the calibration claims.

import type { ReactElement } from 'react';
import type { FmrAmongCustomers, ModelReport } from '../../../client/index.js';
import { oneIn, percent, whole } from '../figures.js';

const ABSENT: Readonly<Record<Extract<FmrAmongCustomers, { absent: string }>['absent'], string>> = {
  uncalibrated: 'The model has no calibration: it has no thresholds to be held to.',
  calibration_adjusted: 'Its thresholds hang on each picture’s quality, which no template holds.',
  too_few_people: 'Fewer than two enrolled customers have a template of it.',
};

interface FalseMatchesProps {
  readonly fmr: ModelReport['fmr'];
  readonly active: string;
  readonly shadow: string | null;
}

export const FalseMatches = ({ fmr, active, shadow }: FalseMatchesProps): ReactElement => (
  <section className="stack" aria-labelledby="fmr">
    <h2 id="fmr">False matches among your own customers</h2>
    <p className="soft">
      Customers who were enrolled last, each compared with each other: pairs of strangers that nobody had to
      label. It says nothing of false non-matches, nor of people who try on purpose to be somebody else.
    </p>
    <OfModel name={active} fmr={fmr.active} />
    {fmr.shadow && shadow && <OfModel name={shadow} fmr={fmr.shadow} />}
  </section>
);

function OfModel({ name, fmr }: { name: string; fmr: FmrAmongCustomers }): ReactElement {
  if ('absent' in fmr)
    return (
      <section className="panel stack">
        <h3>{name}</h3>
        <p className="soft">{ABSENT[fmr.absent]}</p>
      </section>
    );
  const { people, comparisons, leftOut, points, unsettled, claim } = fmr;
  return (
    <section className="panel stack">
      <h3>{name}</h3>
      <p>{claim.statement}</p>
      <div className="scroll">
        <table className="table">
          <caption className="soft small">
            {whole(people)} people, {whole(comparisons)} comparisons; {whole(leftOut)} pairs left out that a
            person has found to be one person
          </caption>
          <thead>
            <tr>
              <th scope="col">Threshold</th>
              <th scope="col">FMR claimed</th>
              <th scope="col">Measured, if unsettled pairs are two people</th>
              <th scope="col">If they are one</th>
            </tr>
          </thead>
          <tbody>
            {points.map(({ threshold, fmr, supported, measured }) => (
              <tr key={threshold}>
                <td className="figures">{threshold.toFixed(4)}</td>
                <td className="figures">
                  {oneIn(fmr)} {!supported && <span className="tag tag-warn">beyond its data</span>}
                </td>
                <td className="figures">
                  {measured ? bound(measured.atMost) : 'more matches than were kept'}
                </td>
                <td className="figures">{measured ? bound(measured.atLeast) : '–'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {unsettled.count > 0 && (
        <p>
          {whole(unsettled.count)} pairs at or above the policy’s threshold nobody has settled yet. Settle
          them, and the two columns meet.
        </p>
      )}
    </section>
  );
}

const bound = ({ matches, interval }: { matches: number; interval: readonly number[] }): string =>
  `${whole(matches)} matches, ${percent(interval[0] ?? 0)} – ${percent(interval[1] ?? 0)}`;
