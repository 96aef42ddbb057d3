// The work of reviewers, what they found, and what it tells of the model's errors.

import { type ReactElement, useCallback, useMemo } from 'react';
import type { Analytics, CaseOutcomes, ErrorShare, ReviewingFigures, TooFew } from '../../../client/index.js';
import { nameOf, OUTCOMES } from '../cases/words.js';
import { between, percent, whole } from '../figures.js';
import { Chart, Figures } from './chart.js';
import type { Colours } from './colours.js';
import { duration } from './keyFigures.js';
import { isTold, NotTold } from './told.js';
import { frame, legend } from './traffic.js';

interface ReviewingProps {
  readonly reviewing: ReviewingFigures;
  readonly step: string;
}

export function Reviewing({ reviewing, step }: ReviewingProps): ReactElement {
  const { opened, decided, waiting, looks, steps, outcomes } = reviewing;
  const option = useCallback(
    (colours: Colours) => ({
      ...frame(
        colours,
        steps.map((one) => one.step),
      ),
      legend: legend(colours),
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
  return (
    <section className="stack" aria-labelledby="reviewing">
      <h2 id="reviewing">Cases</h2>
      <p>
        {whole(opened)} opened, {whole(decided)} decided{isTold(outcomes) && shares(outcomes)}.{' '}
        {whole(waiting)} wait now. Reviewers looked {whole(looks.count)} times
        {looks.median !== null && `, ${duration(looks.median)} each (median)`}, {looks.hours.toFixed(1)} hours
        in all: looks at cases whose answer was known are among them, these cases are not.
      </p>
      <Chart
        title={`Cases opened and decided by ${step}`}
        option={option}
        table={{
          head: [step, 'opened', 'decided', 'hours of looking'],
          rows: steps.map(({ step, opened, decided, hours }) => [step, opened, decided, hours.toFixed(1)]),
        }}
      />
      {isTold(outcomes) ? <Found outcomes={outcomes} /> : <NotTold figures={outcomes} />}
    </section>
  );
}

function shares({ decided: { approve, reject, recapture } }: CaseOutcomes): string {
  const total = approve + reject + recapture;
  if (total === 0) return '';
  return `: ${percent(approve / total)} approved, ${percent(reject / total)} rejected, ${percent(recapture / total)} to be taken again`;
}

const Found = ({ outcomes: { fraud, reasons } }: { outcomes: CaseOutcomes }): ReactElement => (
  <div className="charts">
    <section className="panel stack">
      <h3>Fraud that was caught</h3>
      {fraud.cases === 0 ? (
        <p className="soft">No case was rejected for fraud in this period.</p>
      ) : (
        <>
          <p className="soft small">
            {fraud.cases === 1 ? '1 case was' : `${whole(fraud.cases)} cases were`} rejected for fraud. A case
            may have several reasons, and counts for each: they may add up to more.
          </p>
          <Figures
            table={{
              head: ['what', 'cases'],
              rows: fraud.reasons.map(({ sentence, count }) => [sentence, whole(count)]),
            }}
          />
        </>
      )}
    </section>
    <section className="panel stack">
      <h3>What people decided, and why</h3>
      {reasons.length === 0 ? (
        <p className="soft">Nobody has decided a case in this period.</p>
      ) : (
        <>
          <p className="soft small">A case counts for each of its reasons.</p>
          <Figures
            table={{
              head: ['outcome', 'reason', 'cases'],
              rows: reasons.map(({ outcome, code, count }) => [
                OUTCOMES[outcome],
                nameOf(code),
                whole(count),
              ]),
            }}
          />
        </>
      )}
    </section>
  </div>
);

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
  readonly steps: readonly { readonly step: string; readonly rate: ErrorShare | TooFew | null }[];
}

/** A line in the band of its 95 % interval; steps without any are gaps. */
function Rate({ title, steps: all }: RateProps): ReactElement {
  const [steps, few] = useMemo(() => {
    const told = all.map(({ step, rate }) => ({ step, rate: rate && isTold(rate) ? rate : null }));
    return [told, all.filter(({ rate }) => rate && !isTold(rate)).length] as const;
  }, [all]);
  const option = useCallback(
    (colours: Colours) => {
      const band = { type: 'line', stack: 'band', symbol: 'none', lineStyle: { opacity: 0 }, silent: true };
      const ends = steps.map(({ rate }) => rate?.interval ?? null);
      return {
        ...frame(
          colours,
          steps.map(({ step }) => step),
          { said: percent },
        ),
        grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
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
  if (steps.every(({ rate }) => rate === null))
    return (
      <section className="panel stack">
        <h3>{title}</h3>
        <p className="soft small">
          {few === 0 ? 'There was none in this period.' : 'In no step of this period were there five people.'}
        </p>
      </section>
    );
  return (
    <Chart
      title={title}
      {...(few > 0 && { finding: `${whole(few)} of fewer than five people are not drawn.` })}
      option={option}
      table={{
        head: ['from', 'share', '95 %', 'of'],
        rows: all.map(({ step, rate }) =>
          rate && isTold(rate)
            ? [
                step,
                percent(rate.share),
                between(rate.interval),
                `${whole(rate.count)} / ${whole(rate.trials)}`,
              ]
            : [step, '–', '–', rate ? 'fewer than five people' : '0'],
        ),
      }}
      height={200}
    />
  );
}
