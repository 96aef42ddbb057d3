// The work of reviewers, what they found, and what it tells of the model's errors.

import { type ReactElement, useCallback } from 'react';
import type { Analytics, ErrorShare } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { between, percent, whole } from '../figures.js';
import { Chart, Figures } from './chart.js';
import type { Colours } from './colours.js';
import { duration } from './keyFigures.js';
import { frame, tooltip } from './traffic.js';

export function Reviewing({ figures: { reviewing, step } }: { figures: Analytics }): ReactElement {
  const { opened, decided, waiting, looks, steps, reasons, fraud } = reviewing;
  const option = useCallback(
    (colours: Colours) => ({
      ...frame(
        colours,
        steps.map((one) => one.step),
      ),
      legend: { bottom: 0, textStyle: { color: colours.soft } },
      series: (
        [
          ['opened', colours.warn],
          ['decided', colours.good],
        ] as const
      ).map(([name, color]) => ({
        ...{ name, type: 'bar', data: steps.map((one) => one[name]), itemStyle: { color } },
      })),
    }),
    [steps],
  );
  const total = decided.approve + decided.reject + decided.recapture;
  return (
    <section className="stack" aria-labelledby="reviewing">
      <h2 id="reviewing">Cases</h2>
      <p>
        {whole(opened)} opened, {whole(total)} decided
        {total > 0 &&
          `: ${percent(decided.approve / total)} approved, ${percent(decided.reject / total)} rejected, ${percent(decided.recapture / total)} to be taken again`}
        . {whole(waiting)} wait now. Reviewers looked {whole(looks.count)} times
        {looks.median !== null && `, ${duration(looks.median)} each (median)`}, {looks.hours.toFixed(1)} hours
        in all.
      </p>
      <Chart
        title={`Cases opened and decided by ${step}`}
        option={option}
        table={{
          head: [step, 'opened', 'decided', 'hours of looking'],
          rows: steps.map(({ step, opened, decided, hours }) => [step, opened, decided, hours.toFixed(1)]),
        }}
      />
      <div className="charts">
        <section className="panel stack">
          <h3>Fraud that was caught</h3>
          {fraud.length === 0 ? (
            <p className="soft">No case was rejected for fraud in this period.</p>
          ) : (
            <Figures
              table={{
                head: ['what', 'cases'],
                rows: fraud.map(({ sentence, count }) => [sentence, whole(count)]),
              }}
            />
          )}
        </section>
        <section className="panel stack">
          <h3>What people decided, and why</h3>
          {reasons.length === 0 ? (
            <p className="soft">Nobody has decided a case in this period.</p>
          ) : (
            <Figures
              table={{
                head: ['outcome', 'reason', 'cases'],
                rows: reasons.map(({ outcome, code, count }) => [outcome, nameOf(code), whole(count)]),
              }}
            />
          )}
        </section>
      </div>
    </section>
  );
}

const ERRORS = [
  ['matedMissed', 'One person, evidence for two'],
  ['nonMatedMatched', 'Two people, evidence for one'],
  ['failedLogins', 'Login failed, then passed'],
] as const;

export function Errors({ rates }: { rates: Analytics['errorRates'] }): ReactElement {
  const isAny = rates.some((rate) => ERRORS.some(([name]) => rate[name] !== null));
  return (
    <section className="stack" aria-labelledby="errors">
      <h2 id="errors">Errors, as far as live traffic shows them</h2>
      <p className="soft">
        Nobody labels live traffic. These are of parts of it: cases that people settled are what the model was
        unsure of, so their shares are higher than its FNMR and FMR; a login that failed before the same
        customer passed within the hour was, mostly, a false non-match. Read their course, not their height.
        FMR among your own customers stands under Models.
      </p>
      {isAny ? (
        <div className="charts three">
          {ERRORS.map(([name, title]) => (
            <Rate
              key={name}
              title={title}
              steps={rates.map((rate) => ({ step: rate.step, rate: rate[name] }))}
            />
          ))}
        </div>
      ) : (
        <p className="soft">
          Nothing to tell of yet: no case was settled by its faces, and no login failed before it passed.
        </p>
      )}
    </section>
  );
}

interface RateProps {
  readonly title: string;
  readonly steps: readonly { readonly step: string; readonly rate: ErrorShare | null }[];
}

/** A line in the band of its 95 % interval; steps without any are gaps. */
function Rate({ title, steps }: RateProps): ReactElement {
  const option = useCallback(
    (colours: Colours) => {
      const band = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true };
      const ends = steps.map(({ rate }) => rate?.interval ?? null);
      return {
        ...frame(
          colours,
          steps.map(({ step }) => step),
        ),
        grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
        tooltip: tooltip(colours, percent),
        series: [
          { ...band, name: 'from', data: ends.map((one) => one?.[0] ?? null) },
          {
            ...{ ...band, name: 'width', data: ends.map((one) => (one ? one[1]! - one[0]! : null)) },
            areaStyle: { color: colours.accent, opacity: 0.18 },
          },
          {
            ...{ name: title, type: 'line', data: steps.map(({ rate }) => rate?.share ?? null) },
            color: colours.accent,
          },
        ],
      };
    },
    [steps, title],
  );
  return (
    <Chart
      title={title}
      option={option}
      table={{
        head: ['from', 'share', '95 %', 'of'],
        rows: steps.map(({ step, rate }) =>
          rate
            ? [
                step,
                percent(rate.share),
                between(rate.interval),
                `${whole(rate.count)} / ${whole(rate.trials)}`,
              ]
            : [step, '–', '–', '0'],
        ),
      }}
      height={200}
    />
  );
}
