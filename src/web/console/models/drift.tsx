// Whether what the model sees has moved since its first days: each measure with its test, its size, and its days.

import type { ReactElement } from 'react';
import type { DriftMeasure, ModelReport } from '../../../client/index.js';
import { whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { summaryOf } from './summary.js';

const STATES: Readonly<Record<DriftMeasure['state'], readonly [name: string, tag: string]>> = {
  drifted: ['drifted', 'tag-bad'],
  watch: ['watch', 'tag-warn'],
  steady: ['steady', 'tag-good'],
  unknown: ['too few people', ''],
};
const ORDER = Object.keys(STATES);

export function Drift({ drift }: { drift: ModelReport['drift'] }): ReactElement {
  const { reference, measures, days } = drift;
  const sorted = measures.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state));
  const known = sorted.filter(({ state }) => state !== 'unknown');
  const unknown = sorted.filter(({ state }) => state === 'unknown');
  return (
    <section className="stack" aria-labelledby="drift">
      <h2 id="drift">Has anything moved?</h2>
      <p className="soft">
        {reference
          ? `Held against ${momentOf(reference.from)} to ${momentOf(reference.to)}. An alarm says that something is another than it was (cameras, documents, customers, light, or an attack), not that the model errs.`
          : 'There is nothing before this period yet to hold it against.'}
      </p>
      {known.length > 0 && <Measures measures={known} days={days} />}
      {unknown.length > 0 && (
        <details>
          <summary>
            Of {whole(unknown.length)} measures nothing can be said: fewer than 100 people in one of the
            periods
          </summary>
          <Measures measures={unknown} days={days} />
        </details>
      )}
    </section>
  );
}

type Day = ModelReport['drift']['days'][number];

interface MeasuresProps {
  readonly measures: readonly DriftMeasure[];
  readonly days: readonly Day[];
}

const Measures = ({ measures, days }: MeasuresProps): ReactElement => (
  <div className="scroll">
    <table className="table">
      <thead>
        <tr>
          <th scope="col">Measure</th>
          <th scope="col">Of</th>
          <th scope="col">State</th>
          <th scope="col">Before</th>
          <th scope="col">Now</th>
          <th scope="col">PSI, by chance</th>
          <th scope="col">p, adjusted</th>
          <th scope="col">By day</th>
        </tr>
      </thead>
      <tbody>
        {measures.map((measure) => (
          <Row key={`${measure.kind} ${measure.measure}`} measure={measure} days={days} />
        ))}
      </tbody>
    </table>
  </div>
);

function Row({ measure: one, days }: { measure: DriftMeasure; days: readonly Day[] }): ReactElement {
  const [state, tag] = STATES[one.state];
  return (
    <tr>
      <td>{one.measure}</td>
      <td>{one.kind}</td>
      <td>
        <span className={`tag ${tag}`}>{state}</span>
      </td>
      <td className="figures">{summaryOf(one.reference)}</td>
      <td className="figures">{summaryOf(one.current)}</td>
      <td className="figures">
        {one.stability ? `${one.stability.index.toFixed(2)}, ${one.stability.byChance.toFixed(2)}` : '–'}
      </td>
      <td className="figures">{one.test ? one.test.adjusted.toPrecision(2) : '–'}</td>
      <td>
        <Spark
          values={days.filter(({ kind }) => kind === one.kind).map((day) => dailyOf(day, one.measure))}
        />
        <span className="unseen">
          {whole(one.people.reference)} people before, {whole(one.people.current)} now
        </span>
      </td>
    </tr>
  );
}

/** The day's figure of a measure; null where the day has none. */
const dailyOf = (day: Day, measure: string): number | null => {
  if (measure === 'score') return day.score;
  if (measure === 'failureToAcquire') return day.failureToAcquire;
  return day.qualities[measure] ?? null;
};

const [WIDTH, HEIGHT] = [128, 28];

/** A line without axes: whether it went up, down or broke. Days without a figure are gaps. */
function Spark({ values }: { values: readonly (number | null)[] }): ReactElement | null {
  const known = values.filter((value) => value !== null);
  if (known.length < 2) return null;
  const [low, high] = [Math.min(...known), Math.max(...known)];
  const x = (i: number): number => (i * WIDTH) / (values.length - 1);
  const y = (value: number): number => 2 + ((HEIGHT - 4) * (high - value)) / (high - low || 1);
  const path = values
    .map((value, i) =>
      value === null
        ? ''
        : `${i > 0 && values[i - 1] !== null ? 'L' : 'M'}${x(i).toFixed(1)} ${y(value).toFixed(1)}`,
    )
    .join('');
  return (
    <svg className="spark" viewBox={`0 0 ${WIDTH} ${HEIGHT}`} aria-hidden="true">
      <path d={path} />
    </svg>
  );
}
