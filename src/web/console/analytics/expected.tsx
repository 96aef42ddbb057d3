// What is to be expected: decisions a day, cases a day, and how many hours reviewers will need; with intervals, by a model
// that was chosen on one's own days.

import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useCallback } from 'react';
import { useSearchParams } from 'wouter';
import type { Expectation, StaffingForecast } from '../../../client/index.js';
import { percent } from '../figures.js';
import { api, body, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Chart, Figures } from './chart.js';
import type { Colours } from './colours.js';
import { duration } from './keyFigures.js';
import { TIME_ZONE } from './period.js';
import { frame, tooltip } from './traffic.js';

const HORIZONS = [14, 28, 56] as const;
/** Days of the past that are drawn. */
const SHOWN = 56;

export function Expected(): ReactElement {
  const [search, setSearch] = useSearchParams();
  const horizon = HORIZONS.find((one) => String(one) === search.get('horizon')) ?? 28;
  const { data, error } = useQuery({
    queryKey: ['analytics', 'forecast', horizon],
    staleTime: 30 * 60_000,
    queryFn: ({ signal }) =>
      body(
        api.GET('/v1/analytics/forecast', {
          params: { query: { horizon, timeZone: TIME_ZONE } },
          signal,
        }),
      ),
  });
  return (
    <div className="stack">
      <label className="field period unprinted">
        <span className="small soft">The next</span>
        <select
          value={horizon}
          onChange={({ target }) => setSearch({ horizon: target.value }, { replace: true })}
        >
          {HORIZONS.map((one) => (
            <option key={one} value={one}>
              {one} days
            </option>
          ))}
        </select>
      </label>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {!data && !error && (
        <>
          <p className="soft" role="status">
            Every model is tried on your own days. That takes some seconds.
          </p>
          <Skeleton lines={12} />
        </>
      )}
      {data && <Staffing forecast={data} />}
    </div>
  );
}

function Staffing({
  forecast: { days, decisions, cases, secondsACase, staffedSecondsACase },
}: {
  forecast: StaffingForecast;
}): ReactElement {
  if (days.length === 0)
    return (
      <section className="panel stack">
        <h2>Nothing has been decided yet</h2>
        <p>
          A forecast rests on your own days, without today: it is tried on some of them, and tells how wrong
          it was. Some thirty days are enough to begin with; a year shows its seasons too.
        </p>
        <p className="soft">
          Then this says how many decisions and cases to expect, and how many hours reviewers will need.
        </p>
      </section>
    );
  const past = (name: 'decisions' | 'cases') => days.map((day) => ({ day: day.day, value: day[name] }));
  return (
    <>
      <One title="Decisions a day" past={past('decisions')} expectation={decisions} times={1} />
      <One title="Cases a day" past={past('cases')} expectation={cases} times={1} />
      {secondsACase === null || staffedSecondsACase === null ? (
        <p className="soft">
          How many hours reviewers will need is said once twenty cases have been looked at in the last 90
          days.
        </p>
      ) : (
        <>
          <p>
            A case takes {duration(secondsACase)} of looking, all looks together (mean of the last 90 days)
            {staffedSecondsACase > secondsACase &&
              `; with the looks at cases whose answer is known, which are work too, ${duration(staffedSecondsACase)}`}
            . Hours are cases times that; the interval knows how cases vary, not how looks do.
          </p>
          <One
            title="Hours of review a day"
            past={past('cases').map(({ day, value }) => ({
              day,
              value: (value * staffedSecondsACase) / 3600,
            }))}
            expectation={cases}
            times={staffedSecondsACase / 3600}
          />
        </>
      )}
    </>
  );
}

interface OneProps {
  readonly title: string;
  readonly past: readonly { readonly day: string; readonly value: number }[];
  readonly expectation: Expectation;
  /** What a unit of the series is worth here. */
  readonly times: number;
}

function One({ title, past, expectation, times }: OneProps): ReactElement {
  const option = useCallback(
    (colours: Colours) =>
      'tooFew' in expectation ? {} : drawn(colours, past.slice(-SHOWN), expectation.steps, times),
    [past, expectation, times],
  );
  if ('tooFew' in expectation)
    return (
      <section className="panel stack">
        <h3>{title}</h3>
        <p className="soft">Nothing can be said yet: {expectation.tooFew}.</p>
      </section>
    );
  const { chosen, why, models, steps, notes } = expectation;
  return (
    <>
      <Chart
        title={title}
        finding={`By ${chosen.label} (${chosen.form}). ${why}`}
        option={option}
        table={{
          head: ['day', 'expected', '80 %', '95 %'],
          rows: steps.map(({ step, point, lower, upper }) => [
            step,
            figure(point * times),
            ...([80, 95] as const).map(
              (level) => `${figure(lower[level] * times)} – ${figure(upper[level] * times)}`,
            ),
          ]),
        }}
        height={300}
      />
      {times === 1 && (
        <details className="panel">
          <summary>How each model did on your own days</summary>
          <Figures
            table={{
              head: ['model', 'MASE', 'held by 80 %', 'held by 95 %'],
              rows: models.map(({ name, label, figures, refusal }) => [
                name === chosen.name ? `${label} (chosen)` : label,
                figures ? figures.mase.toFixed(2) : (refusal ?? '–'),
                ...([80, 95] as const).map((level) =>
                  figures ? percent(figures.coverage[level].share) : '–',
                ),
              ]),
            }}
          />
          <p className="soft small">
            MASE: the error as a share of that of “as a season ago” (Hyndman & Koehler 2006); below 1 is
            better.
            {notes.map((note) => ` ${note}`)}
          </p>
        </details>
      )}
    </>
  );
}

const figure = (value: number): string => Number(value.toPrecision(3)).toLocaleString('en');

type Steps = Extract<Expectation, { steps: unknown }>['steps'];

function drawn(colours: Colours, past: OneProps['past'], steps: Steps, times: number): object {
  const names = [...past.map(({ day }) => day), ...steps.map(({ step }) => step)];
  const before = past.map(() => null);
  const after = steps.map(() => null);
  const band = (level: 80 | 95, opacity: number) => {
    const common = {
      type: 'line',
      stack: `band ${level}`,
      symbol: 'none',
      lineStyle: { opacity: 0 },
      silent: true,
    };
    return [
      {
        ...{ ...common, name: `${level} %, from` },
        data: [...before, ...steps.map(({ lower }) => lower[level] * times)],
      },
      {
        ...{ ...common, name: `${level} %, width`, areaStyle: { color: colours.accent, opacity } },
        data: [...before, ...steps.map(({ lower, upper }) => (upper[level] - lower[level]) * times)],
      },
    ];
  };
  return {
    ...frame(colours, names),
    grid: { left: 8, right: 16, top: 16, bottom: 8, containLabel: true },
    tooltip: tooltip(colours, figure),
    series: [
      ...band(95, 0.12),
      ...band(80, 0.18),
      {
        ...{ name: 'past', type: 'line', symbol: 'none', color: colours.soft },
        data: [...past.map(({ value }) => value), ...after],
      },
      {
        ...{ name: 'expected', type: 'line', symbol: 'none', color: colours.accent },
        data: [...before, ...steps.map(({ point }) => point * times)],
      },
    ],
  };
}
