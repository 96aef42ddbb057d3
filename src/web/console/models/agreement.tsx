// The model that is tried against the one that decides, on the same pictures: where they agree, where not, and who was
// right where people have said so.

import type { ReactElement } from 'react';
import type { ModelAgreement, ModelReport, Outcome } from '../../../client/index.js';
import { between, percent, whole } from '../figures.js';

const DECISIONS: readonly Outcome[] = ['approve', 'review', 'reject', 'recapture'];
/** Differing decisions that are shown: the rest is in the API. */
const MOST = 12;

interface Names {
  readonly active: string;
  readonly shadow: string;
}

export function Agreement({
  agreement,
  ...names
}: Names & { agreement: NonNullable<ModelReport['agreement']> }): ReactElement {
  const { decisions, sampled, proofing, authentication } = agreement;
  return (
    <section className="stack" aria-labelledby="agreement">
      <h2 id="agreement">
        {names.shadow} against {names.active}
      </h2>
      {decisions === 0 && (
        <p className="soft">
          It has scored nothing of this period yet. Workers score what is decided from now on.
        </p>
      )}
      {decisions > sampled && (
        <p className="soft small">
          Of {whole(decisions)} decisions {whole(sampled)} were drawn, the same ones each time.
        </p>
      )}
      {proofing && <Kind {...names} title="Selfie against document" of={proofing} />}
      {authentication && (
        <Kind {...names} title="Selfie against the enrolled reference" of={authentication} />
      )}
    </section>
  );
}

function Kind({ title, of, ...names }: Names & { title: string; of: ModelAgreement }): ReactElement {
  const { agreed, decisions, subjects, rankCorrelation, settled, differing } = of;
  return (
    <section className="panel stack">
      <h3>{title}</h3>
      <p>
        The same decision in {percent(agreed.share)} {between(agreed.interval)} of {whole(decisions)}{' '}
        comparisons of {whole(subjects)} people.
        {rankCorrelation &&
          ` Scores rank alike: Spearman’s ρ ${rankCorrelation.estimate.toFixed(2)} (${rankCorrelation.interval.map((end) => end.toFixed(2)).join(' – ')}).`}
      </p>
      <Matrix {...names} matrix={of.matrix} />
      {settled && <Settled {...names} settled={settled} />}
      {differing.length > 0 && <Differing {...names} differing={differing} />}
    </section>
  );
}

function Matrix({ matrix, active, shadow }: Names & Pick<ModelAgreement, 'matrix'>): ReactElement {
  return (
    <div className="scroll">
      <table className="table matrix">
        <caption className="soft small">
          Decisions: rows {active}, columns {shadow}
        </caption>
        <thead>
          <tr>
            <th scope="col">{active}</th>
            {DECISIONS.map((decision) => (
              <th key={decision} scope="col">
                {decision}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {DECISIONS.map((row) => (
            <tr key={row}>
              <th scope="row">{row}</th>
              {DECISIONS.map((column) => {
                const cell = matrix.find((one) => one.active === row && one.shadow === column);
                const isAny = cell !== undefined && cell.count > 0;
                return (
                  <td
                    key={column}
                    className="figures"
                    data-agreed={(isAny && row === column) || undefined}
                    data-differing={(isAny && row !== column) || undefined}
                  >
                    {isAny ? `${whole(cell.count)} · ${percent(cell.share)}` : '–'}
                  </td>
                );
              })}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}

function Settled({
  settled,
  active,
  shadow,
}: Names & { settled: NonNullable<ModelAgreement['settled']> }): ReactElement {
  const { comparisons, subjects, wrong, onlyActiveWrong, onlyShadowWrong, pValue, test } = settled;
  return (
    <>
      <p>
        Of {whole(comparisons)} comparisons of {whole(subjects)} people that reviewers have settled, the
        evidence of {active} pointed the wrong way in {percent(wrong.active.share)}{' '}
        {between(wrong.active.interval)}, that of {shadow} in {percent(wrong.shadow.share)}{' '}
        {between(wrong.shadow.interval)}; {active} alone in {whole(onlyActiveWrong)}, {shadow} alone in{' '}
        {whole(onlyShadowWrong)} (p = {pValue.toPrecision(2)},{' '}
        {test === 'mid-p' ? 'McNemar’s mid-p test' : 'Durkalski’s test by people'}).
      </p>
      <p className="soft small">
        This favours {shadow}: cases are what {active} was unsure of. A difference here is a hint; the proof
        is a test set.
      </p>
    </>
  );
}

function Differing({ differing, active, shadow }: Names & Pick<ModelAgreement, 'differing'>): ReactElement {
  return (
    <div className="scroll">
      <table className="table">
        <caption className="soft small">
          Decided otherwise, the evidence furthest apart first
          {differing.length > MOST && ` (${MOST} of ${differing.length})`}
        </caption>
        <thead>
          <tr>
            <th scope="col">Verification</th>
            <th scope="col">{active}</th>
            <th scope="col">{shadow}</th>
            <th scope="col">LLR of both</th>
          </tr>
        </thead>
        <tbody>
          {differing.slice(0, MOST).map(({ verification, active, shadow }) => (
            <tr key={verification}>
              <td>
                <code className="small">{verification}</code>
              </td>
              <td>{active.decision}</td>
              <td>{shadow.decision}</td>
              <td className="figures">
                {[active, shadow].map(({ llr }) => (llr === null ? '–' : llr.toFixed(1))).join(' / ')}
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
