// Volume, decisions and reasons; and the same by document type, state, channel, device, model or policy.

import { type ReactElement, useCallback } from 'react';
import type { Analytics } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { percent, whole } from '../figures.js';
import { Chart, Figures } from './chart.js';
import type { Colours } from './colours.js';
import { DIMENSIONS, type Dimension } from './period.js';
import { isTold } from './told.js';

const DECISIONS = ['approve', 'review', 'reject', 'recapture'] as const;
const colourOf = (colours: Colours, name: (typeof DECISIONS)[number]): string =>
  ({ approve: colours.good, review: colours.warn, reject: colours.bad, recapture: colours.quiet })[name];

interface TrafficProps {
  readonly figures: Analytics;
  readonly onBy: (dimension: Dimension) => void;
}

export const Traffic = ({ figures, onBy }: TrafficProps): ReactElement => (
  <section className="stack" aria-labelledby="traffic">
    <h2 id="traffic">Volume and decisions</h2>
    <Volume figures={figures} />
    <div className="charts">
      <Reasons figures={figures} />
      <Time figures={figures} />
    </div>
    <Groups figures={figures} onBy={onBy} />
  </section>
);

type Steps = Analytics['steps'];
type Told = Extract<Steps[number], { decisions: number }>;
const toldIn = (one: Steps[number]): Told | null => (isTold<Told>(one) ? one : null);

/** Those that are not drawn. */
function fewIn(steps: Steps, step: string): string {
  const few = steps.filter((one) => !toldIn(one)).length;
  if (few === 0) return '';
  const which = few === 1 ? `1 ${step} is` : `${whole(few)} ${step}s are`;
  return ` ${which} not drawn: of fewer than five people, or the smallest of the others, by which these could be reckoned. Longer steps hold more.`;
}

function Volume({ figures: { steps, step } }: { figures: Analytics }): ReactElement {
  const option = useCallback(
    (colours: Colours) => ({
      ...frame(
        colours,
        steps.map((one) => one.step),
      ),
      legend: legend(colours),
      series: DECISIONS.map((name) => ({
        ...{
          name,
          type: 'bar',
          stack: 'decisions',
          data: steps.map((one) => toldIn(one)?.counts[name] ?? null),
        },
        itemStyle: { color: colourOf(colours, name) },
      })),
    }),
    [steps],
  );
  return (
    <Chart
      title={`Decisions by ${step}`}
      finding={`The first and the last may be cut off by the period.${fewIn(steps, step)}`}
      option={option}
      table={{
        head: [step, ...DECISIONS, 'people'],
        rows: steps.map((one) => {
          const told = toldIn(one);
          return told
            ? [one.step, ...DECISIONS.map((name) => whole(told.counts[name])), whole(told.people)]
            : [one.step, ...DECISIONS.map(() => '–'), 'too few'];
        }),
      }}
      height={300}
    />
  );
}

/** Shown; the rest is in the table. */
const MOST_REASONS = 12;

function Reasons({ figures: { reasons, reasonsBefore } }: { figures: Analytics }): ReactElement {
  const option = useCallback(
    (colours: Colours) => {
      const shown = reasons.slice(0, MOST_REASONS).toReversed();
      const former = new Map(reasonsBefore.map(({ code, share }) => [code, share]));
      return {
        ...frame(
          colours,
          shown.map(({ code }) => nameOf(code)),
          { along: 'y', said: percent },
        ),
        legend: legend(colours),
        series: [
          {
            ...{ name: 'this period', type: 'bar', data: shown.map(({ share }) => share) },
            itemStyle: { color: colours.accent },
          },
          {
            ...{ name: 'before', type: 'bar', data: shown.map(({ code }) => former.get(code) ?? 0) },
            itemStyle: { color: colours.quiet },
          },
        ],
      };
    },
    [reasons, reasonsBefore],
  );
  return (
    <Chart
      title="Reasons, as shares of decisions"
      option={option}
      table={{
        head: ['reason', 'decisions', 'share'],
        rows: reasons.map(({ code, count, share }) => [nameOf(code), whole(count), percent(share)]),
      }}
      height={340}
    />
  );
}

function Time({ figures: { steps, step } }: { figures: Analytics }): ReactElement {
  const option = useCallback(
    (colours: Colours) => ({
      ...frame(
        colours,
        steps.map((one) => one.step),
      ),
      legend: legend(colours),
      tooltip: tooltip(colours, (value) => `${Math.round(value)} ms`),
      series: (
        [
          ['median', colours.accent],
          ['high', colours.warn],
        ] as const
      ).map(([name, color]) => ({
        ...{ name: name === 'high' ? '95 %' : 'median', type: 'line', showSymbol: steps.length < 40, color },
        data: steps.map((one) => toldIn(one)?.milliseconds?.[name] ?? null),
      })),
    }),
    [steps],
  );
  return (
    <Chart
      title="Time that the service took, ms"
      option={option}
      table={{
        head: [step, 'median', '95 %', 'median score'],
        rows: steps.map((one) => {
          const { milliseconds, score } = toldIn(one) ?? { milliseconds: null, score: null };
          return [
            one.step,
            milliseconds ? Math.round(milliseconds.median) : '–',
            milliseconds ? Math.round(milliseconds.high) : '–',
            score?.toFixed(3) ?? '–',
          ];
        }),
      }}
      height={340}
    />
  );
}

function Groups({ figures: { groups }, onBy }: TrafficProps): ReactElement | null {
  if (!groups) return null;
  return (
    <section className="panel stack">
      <div className="row spread">
        <h3>By {DIMENSIONS[groups.by]}</h3>
        <label className="row small unprinted">
          By
          <select
            className="beside"
            value={groups.by}
            onChange={({ target }) => onBy(target.value as Dimension)}
          >
            {Object.entries(DIMENSIONS).map(([name, label]) => (
              <option key={name} value={name}>
                {label}
              </option>
            ))}
          </select>
        </label>
      </div>
      <Figures
        table={{
          head: [DIMENSIONS[groups.by], 'decisions', 'people', ...DECISIONS, 'median score'],
          rows: groups.groups.map(({ value, decisions, people, counts, score }) => [
            value ?? 'not known',
            ...[whole(decisions), whole(people)],
            ...DECISIONS.map((name) => percent(counts[name] / decisions)),
            score?.toFixed(3) ?? '–',
          ]),
        }}
      />
      {groups.others > 0 && (
        <p className="soft small">
          {whole(groups.others)} more {groups.others === 1 ? 'is' : 'are'} not shown: of fewer than five
          people, the smallest of the others, by which these could be reckoned, or not among the largest.
        </p>
      )}
    </section>
  );
}

/** Narrow enough that four names stand in one line of a phone. */
export const legend = (colours: Colours) => ({
  ...{ bottom: 0, itemWidth: 14, itemHeight: 10, itemGap: 12 },
  textStyle: { color: colours.soft },
});

/** Axes and grid, as every chart here has them. */
export function frame(
  colours: Colours,
  names: readonly string[],
  { along = 'x', said = whole }: { along?: 'x' | 'y'; said?: (value: number) => string } = {},
) {
  const category = {
    ...{ type: 'category', data: [...names], axisTick: { show: false } },
    axisLine: { lineStyle: { color: colours.line } },
    axisLabel: { color: colours.soft, ...(along === 'y' && { width: 150, overflow: 'truncate' }) },
  };
  const value = {
    ...{ type: 'value', splitLine: { lineStyle: { color: colours.line } } },
    axisLabel: { color: colours.soft, formatter: said, hideOverlap: true },
  };
  return {
    ...(along === 'x' ? { xAxis: category, yAxis: value } : { xAxis: value, yAxis: category }),
    grid: { left: 8, right: 16, top: 16, bottom: 40, containLabel: true },
    tooltip: tooltip(colours, said),
  };
}

/** As text on the canvas: the page's policy allows no HTML that is made of strings. */
export const tooltip = (colours: Colours, said: (value: number) => string) => ({
  ...{ trigger: 'axis', renderMode: 'richText', confine: true },
  ...{ backgroundColor: colours.surface, borderColor: colours.line },
  textStyle: { color: colours.ink, fontSize: 12 },
  valueFormatter: (value: unknown) => (typeof value === 'number' ? said(value) : '–'),
});
