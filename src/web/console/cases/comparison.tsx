// What the model made of the two faces, as a person understands it: how many strangers would look this alike.

import type { ReactElement } from 'react';
import type { CaseComparison } from '../../../client/index.js';
import { nameOf } from './words.js';

interface ComparisonProps {
  readonly comparison: CaseComparison;
  /** Codes of what stands against it besides, which is told of elsewhere. */
  readonly concerns: readonly string[];
}

export function Comparison({ comparison, concerns }: ComparisonProps): ReactElement {
  const { alikeness, claim, llr, model } = comparison;
  const reasons = comparison.reasons.filter(({ code }) => !concerns.includes(code));
  return (
    <section className="panel stack">
      <h2>{alikeness ? alikeness.sentence : 'The faces were not compared'}</h2>
      {alikeness && <Scale fmr={alikeness.fmr} interval={alikeness.interval} threshold={comparison.fmr} />}
      <p className="soft small">
        {llr !== null && (
          <>
            Evidence for one person against two: <span className="figures">{llr.toFixed(1)}</span> (natural
            logarithm of the likelihood ratio).{' '}
          </>
        )}
        {claim.sentence} Model <span className="figures">{model.name}</span>.
      </p>
      <ul className="plain">
        {reasons.map(({ code, about, message }) => (
          <li key={`${code} ${about}`} className="row">
            <span className="tag">{nameOf(code)}</span>
            {message}
          </li>
        ))}
      </ul>
    </section>
  );
}

/** From one stranger in two to one in ten million. */
const DECADES = 7;
const WIDTH = 700;

const at = (fmr: number): number => (WIDTH * Math.min(DECADES, Math.max(0, -Math.log10(fmr)))) / DECADES;

interface ScaleProps {
  readonly fmr: number;
  readonly interval: readonly number[] | null;
  /** Share of strangers that the policy would let pass. */
  readonly threshold: number | null;
}

/** A logarithmic line of strangers, with what was found, its interval, and where the policy approves. */
function Scale({ fmr, interval, threshold }: ScaleProps): ReactElement {
  return (
    <svg className="scale" viewBox={`-40 0 ${WIDTH + 90} 62`} aria-hidden="true">
      <line x1={0} x2={WIDTH} y1={24} y2={24} className="scale-line" />
      {Array.from({ length: DECADES + 1 }, (_, decade) => {
        const x = at(10 ** -decade);
        return (
          <g key={x}>
            <line x1={x} x2={x} y1={19} y2={29} className="scale-line" />
            <text x={x} y={48} textAnchor="middle">
              1 in {(10 ** decade).toLocaleString('en-US')}
            </text>
          </g>
        );
      })}
      {interval && (
        <line x1={at(interval[1]!)} x2={at(interval[0]!)} y1={24} y2={24} className="scale-interval" />
      )}
      {threshold !== null && (
        <>
          <line x1={at(threshold)} x2={at(threshold)} y1={8} y2={34} className="scale-threshold" />
          <text x={at(threshold)} y={60} textAnchor="middle" className="scale-note">
            approved from here on
          </text>
        </>
      )}
      <circle cx={at(fmr)} cy={24} r={7} className="scale-found" />
    </svg>
  );
}
