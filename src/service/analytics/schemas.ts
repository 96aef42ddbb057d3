// What is asked and answered about all decisions together.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import { Instant } from '../http/index.js';
import { DriftMeasure } from '../models/index.js';
import { STEPS, type Step } from './asked.js';
import { FORMATS, type Format } from './export.js';
import { LEAST_PEOPLE, type TooFew } from './fewPeople.js';
import type { Expected } from './forecasting.js';
import { DECISIONS, DIMENSIONS, type Dimension } from './traffic.js';

const nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
const Text = (description: string) =>
  Type.String({ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$', description });
const Interval95 = Type.Unsafe<readonly [number, number]>({
  ...{ type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 },
  description: '95 %.',
});
const TooFewAnswer = Type.Object(
  {
    tooFew: Type.String({
      description: `Why nothing is told: these are fewer than ${LEAST_PEOPLE} people, or these figures, taken from others, would leave those of so few.`,
    }),
  },
  { $id: 'TooFew' },
);
/** Figures, or why there are none. */
const told = <T extends TSchema>(schema: T) => Type.Union([schema, TooFewAnswer]);
const Count = (description?: string) => Type.Integer(description === undefined ? {} : { description });

const filter = {
  kind: Type.Optional(
    Type.Unsafe<'proofing' | 'authentication'>({ type: 'string', enum: ['proofing', 'authentication'] }),
  ),
  channel: Type.Optional(Type.Unsafe<'api' | 'capture'>({ type: 'string', enum: ['api', 'capture'] })),
  documentType: Type.Optional(Text('`TD1`, `TD3`, …')),
  issuingState: Type.Optional(Text('As the document has it: `EST`.')),
  device: Type.Optional(Text('As you named it.')),
  model: Type.Optional(Text('Its name.')),
  policyVersion: Type.Optional(Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1 })),
};
const period = {
  from: Type.Optional(
    Instant(
      'From the beginning of this moment’s day (UTC) on, in the year 2000 or later. Default: 30 days before `to`.',
    ),
  ),
  to: Type.Optional(
    Instant(
      'To the end of this moment’s day (UTC); a midnight is the end of the day before. Default: today.',
    ),
  ),
};
const TimeZone = Type.Optional(
  Type.String({
    ...{ minLength: 1, maxLength: 64, default: 'UTC', examples: ['Europe/Tallinn'] },
    description: 'A place as IANA names it, or UTC: days begin at its midnight.',
  }),
);
const DimensionName = Type.Unsafe<Dimension>({ type: 'string', enum: Object.keys(DIMENSIONS) });

export const AnalyticsQuery = Type.Object(
  {
    ...{ ...period, ...filter, timeZone: TimeZone },
    step: Type.Optional(Type.Unsafe<Step>({ type: 'string', enum: STEPS, default: 'day' })),
    by: Type.Optional(DimensionName),
  },
  { additionalProperties: false },
);
export const DriftQuery = Type.Object(
  { ...period, ...filter, by: DimensionName },
  { additionalProperties: false },
);
export const ExportQuery = Type.Object(
  {
    ...{ ...period, ...filter },
    format: Type.Optional(Type.Unsafe<Format>({ type: 'string', enum: FORMATS, default: 'csv' })),
  },
  { additionalProperties: false },
);
export const ForecastQuery = Type.Object(
  {
    horizon: Type.Optional(Type.Integer({ minimum: 1, maximum: 90, default: 28, description: 'Days.' })),
    timeZone: TimeZone,
  },
  { additionalProperties: false },
);

const counts = <T extends TSchema>(schema: T) =>
  Type.Object(
    Object.fromEntries(DECISIONS.map((name) => [name, schema])) as Record<(typeof DECISIONS)[number], T>,
  );
const DecisionCounts = counts(Type.Integer());
const share = { count: Type.Integer(), share: Type.Number(), interval: Interval95 };
const Quantiles = Type.Object({ median: Type.Number(), high: Type.Number({ description: '95 %.' }) });
const Period = Type.Object({ from: Instant(), to: Instant() });

const FirstDay = { step: Type.String({ format: 'date', description: 'Its first day.' }) };

const Totals = Type.Object(
  {
    decisions: Type.Integer(),
    people: Type.Integer(),
    shares: nullable(counts(Type.Object(share)), 'Intervals are 95 %, by people. Null: there was nothing.'),
    milliseconds: nullable(Quantiles, 'That the service took.'),
  },
  { $id: 'TrafficTotals' },
);

const Reasons = Type.Array(
  Type.Object({ code: Type.String(), count: Type.Integer(), share: Type.Number() }),
  { description: 'The most frequent first; a decision may have several.' },
);

const Wrong = nullable(
  told(Type.Object({ ...share, trials: Type.Integer() }, { $id: 'ErrorShare' })),
  'Null: there was none.',
);

const MedianScore = nullable(
  Type.Number(),
  `Median comparison score. Null: fewer than ${LEAST_PEOPLE} people have one.`,
);

const NOT_SHOWN = `Groups that are not shown: of fewer than ${LEAST_PEOPLE} people, the smallest of the others where there are such, and those that are not among the largest.`;

const OutcomeName = Type.Unsafe<'approve' | 'reject' | 'recapture'>({
  type: 'string',
  enum: ['approve', 'reject', 'recapture'],
});

const Outcomes = Type.Object(
  {
    decided: Type.Object({
      ...{ approve: Type.Integer(), reject: Type.Integer(), recapture: Type.Integer() },
    }),
    seconds: nullable(Quantiles, 'From being opened to being decided.'),
    reasons: Type.Array(Type.Object({ outcome: OutcomeName, code: Type.String(), count: Count('Cases.') }), {
      description: 'A case may have several reasons: counts add up to more than the cases.',
    }),
    fraud: Type.Object({
      cases: Count('Cases rejected for fraud: with at least one of these reasons, each counted once.'),
      reasons: Type.Array(
        Type.Object({ code: Type.String(), sentence: Type.String(), count: Count('Cases.') }),
        {
          description:
            'Of them those with each reason. A case may have several: counts add up to more than `cases`.',
        },
      ),
    }),
  },
  { $id: 'CaseOutcomes', description: 'Of cases that were decided in the period.' },
);

export const AnalyticsAnswer = Type.Object(
  {
    ...{ period: Period, before: Period, step: Type.Unsafe<Step>({ type: 'string', enum: STEPS }) },
    timeZone: Type.String(),
    totals: told(Totals),
    totalsBefore: told(Totals),
    steps: Type.Array(
      Type.Union([
        Type.Object({
          ...FirstDay,
          ...{ decisions: Type.Integer(), people: Type.Integer(), counts: DecisionCounts },
          milliseconds: nullable(Quantiles),
          score: MedianScore,
        }),
        Type.Object({ ...FirstDay, tooFew: Type.String() }),
      ]),
      {
        description:
          'Every one of the period that has begun; the first and the last may be cut off by it. `tooFew`: of fewer than five people, or the smallest of the others, by which these could be reckoned. None where `totals` is `tooFew`.',
      },
    ),
    ...{ reasons: Reasons, reasonsBefore: Reasons },
    funnel: told(
      Type.Object(
        {
          since: nullable(
            Instant(),
            'Links that have ended are deleted after `keptDays`, and the period begins further back: those made from this moment on are counted. Null: all of the period are.',
          ),
          keptDays: Count('As retention has it of captures.'),
          made: Count('Capture links that were made in the period; of the filter only the kind counts.'),
          opened: Count(),
          sent: Count('Pictures were sent at least once.'),
          completed: Count('A decision ended it.'),
          failed: Count('All tries were used up.'),
          expired: Count(),
          open: Count('May still be used.'),
          decided: DecisionCounts,
          seconds: nullable(
            Quantiles,
            `From being opened to its end, of those that were completed. Null: of fewer than ${LEAST_PEOPLE} people.`,
          ),
          advice: told(
            Type.Array(Type.Object({ code: Type.String(), count: Type.Integer() }), {
              description:
                'Why pictures had to be taken again in the period, whenever the link was made; the most frequent first.',
            }),
          ),
        },
        { $id: 'CaptureFunnel' },
      ),
    ),
    reviewing: told(
      Type.Object(
        {
          opened: Count('Cases; those with a known answer are not among them.'),
          decided: Count('Cases, likewise.'),
          waiting: Count('Undecided now, whenever they were opened.'),
          looks: Type.Object({
            count: Count('Of all cases, those with a known answer among them: looking at them is work too.'),
            median: nullable(
              Type.Number(),
              `Seconds. Null: they were at cases of fewer than ${LEAST_PEOPLE} customers.`,
            ),
            hours: Type.Number({ description: 'All together.' }),
          }),
          steps: Type.Array(
            Type.Object({
              ...{ ...FirstDay, opened: Type.Integer(), decided: Type.Integer() },
              hours: Type.Number({ description: 'Of looking, at cases with a known answer too.' }),
            }),
          ),
          outcomes: told(Outcomes),
        },
        { $id: 'ReviewingFigures' },
      ),
    ),
    errorRates: Type.Array(
      Type.Object({
        step: Type.String({ format: 'date' }),
        matedMissed: Wrong,
        nonMatedMatched: Wrong,
        failedLogins: Wrong,
      }),
      {
        description:
          'By week or month. `matedMissed`: cases that people settled as one person in which the evidence spoke for two; `nonMatedMatched`: the other way; `failedLogins`: logins that did not pass though the same customer passed within the hour. Each is of a part of the traffic: see docs/service/analytics.md. Those of fewer than five people are not told.',
      },
    ),
    groups: nullable(
      Type.Object({
        by: DimensionName,
        groups: Type.Array(
          Type.Object({
            value: nullable(Type.String(), 'Null: not known.'),
            ...{ decisions: Type.Integer(), people: Type.Integer(), counts: DecisionCounts },
            score: MedianScore,
          }),
        ),
        others: Count(NOT_SHOWN),
      }),
      'Null: `by` was not given.',
    ),
  },
  { $id: 'Analytics' },
);

const Ends = Type.Unsafe<{ readonly 80: number; readonly 95: number }>({
  type: 'object',
  properties: { 80: { type: 'number' }, 95: { type: 'number' } },
  required: ['80', '95'],
});
const Coverage = Type.Object({
  ...{ share: Type.Number(), lower: Type.Number(), upper: Type.Number(), effective: Type.Number() },
});
const Expectation = Type.Unsafe<Expected | TooFew>(
  Type.Union(
    [
      Type.Object({
        chosen: Type.Object({ name: Type.String(), label: Type.String(), form: Type.String() }),
        why: Type.String(),
        models: Type.Array(
          Type.Object({
            ...{ name: Type.String(), label: Type.String() },
            figures: nullable(
              Type.Object({
                mase: Type.Number({ description: 'Mean absolute scaled error, over the origins.' }),
                maseByOrigin: Type.Array(Type.Number()),
                coverage: Type.Unsafe({
                  type: 'object',
                  properties: { 80: Coverage, 95: Coverage },
                  required: ['80', '95'],
                }),
                intervalScore: Type.Number(),
              }),
              'Null: it could not be tried.',
            ),
            refusal: nullable(Type.String(), 'Why it could not be tried.'),
          }),
        ),
        steps: Type.Array(
          Type.Object({
            step: Type.String({ format: 'date' }),
            point: Type.Number({ description: 'As likely to be exceeded as not.' }),
            ...{ lower: Ends, upper: Ends },
          }),
        ),
        notes: Type.Array(Type.String()),
      }),
      Type.Object({ tooFew: Type.String({ description: 'Why nothing can be said yet.' }) }),
    ],
    { $id: 'Expectation' },
  ),
);

export const ForecastAnswer = Type.Object(
  {
    days: Type.Array(
      Type.Object({
        day: Type.String({ format: 'date' }),
        ...{ decisions: Type.Integer(), cases: Type.Integer() },
      }),
      { description: 'The past that it rests on.' },
    ),
    secondsACase: nullable(
      Type.Number(),
      'Of looking, all looks of a case together, of the last 90 days; of no case with a known answer. Null: fewer than 20 cases.',
    ),
    staffedSecondsACase: nullable(
      Type.Number(),
      'All seconds of looking in these days, those at cases with a known answer too, by cases without: what a case takes of reviewers’ time in all.',
    ),
    decisions: Expectation,
    cases: Expectation,
  },
  { $id: 'StaffingForecast' },
);

export const DriftAnswer = Type.Object(
  {
    groups: Type.Array(
      Type.Object({
        value: nullable(Type.String(), 'Null: not known.'),
        people: Type.Object({ before: Type.Integer(), now: Type.Integer() }),
        measures: Type.Array(DriftMeasure),
      }),
    ),
    others: Count(`${NOT_SHOWN} Of either period.`),
    tooFew: nullable(Type.String(), 'Why there are no groups; null: there is no such reason.'),
  },
  { $id: 'DriftByGroup' },
);
