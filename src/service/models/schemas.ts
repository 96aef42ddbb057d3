// What is asked and answered about models.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import { Instant } from '../http/index.js';
import { DECISIONS, type ModelReport } from './report/index.js';

const nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });

const identity = {
  name: Type.String(),
  digest: Type.String({ description: 'SHA-256 of the model’s file.' }),
};
const isCalibrated = Type.Boolean({
  description: 'Without a calibration scores are no evidence, and everything goes to review.',
});

export const ModelBody = Type.Object(
  {
    name: Type.String({
      ...{ minLength: 1, maxLength: 200, pattern: '^[^\\u0000-\\u001f\\u007f]+$' },
      description: 'Name or digest of a model that `likeness models list` shows.',
    }),
  },
  { additionalProperties: false },
);

export const ShadowBody = Type.Object(
  {
    ...{ ...identity, since: Instant(), isCalibrated },
    decisions: Type.Integer({ description: 'Of yours, that other models have made since.' }),
    scored: Type.Integer({ description: 'Of these, what it makes of them is known.' }),
    failed: Type.Integer({ description: 'Given up.' }),
    faults: Type.Record(Type.String(), Type.Integer(), { description: 'Why, by code.' }),
    waiting: Type.Integer(),
    medianMilliseconds: nullable(Type.Number(), 'Of one comparison.'),
  },
  { $id: 'ModelOnTrial' },
);

export const ModelsBody = Type.Object(
  {
    running: Type.Object({ ...identity, isCalibrated }, { description: 'In the process that answers.' }),
    active: nullable(
      Type.Object({ ...identity, since: Instant() }),
      'The one that decides. Null: not said yet.',
    ),
    shadow: nullable(ShadowBody, 'The one that is tried on the same pictures.'),
    installed: Type.Array(Type.Object({ ...identity, isCalibrated }), {
      description: 'In the folder of the process that answers.',
    }),
  },
  { $id: 'Models' },
);

export const ReportQuery = Type.Object(
  {
    from: Type.Optional(
      Instant('From the beginning of this moment’s day (UTC) on. Default: seven days before `to`.'),
    ),
    to: Type.Optional(Instant('To the end of this moment’s day (UTC). Default: now.')),
    referenceFrom: Type.Optional(
      Instant('What drift is held against, in whole days too. Default: the first 30 days of the model.'),
    ),
    referenceTo: Type.Optional(Instant('Not after `from`.')),
  },
  { additionalProperties: false },
);

const Decision = Type.Unsafe<(typeof DECISIONS)[number]>({ type: 'string', enum: DECISIONS });
const Interval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '95 %.' });
const share = { count: Type.Integer(), share: Type.Number(), interval: Interval };
const Share = Type.Object(share);
const Judged = Type.Object({
  decision: Decision,
  score: nullable(Type.Number()),
  llr: nullable(Type.Number(), 'Natural logarithm.'),
});

const Agreement = Type.Object(
  {
    ...{ decisions: Type.Integer(), subjects: Type.Integer(), agreed: Share },
    matrix: Type.Array(Type.Object({ active: Decision, shadow: Decision, ...share }), {
      description: 'All sixteen. Of the comparisons alone, before screens and floors.',
    }),
    rankCorrelation: nullable(
      Type.Object({ estimate: Type.Number(), interval: Interval, comparisons: Type.Integer() }),
      'Spearman’s, of the scores. Null: too few.',
    ),
    differing: Type.Array(
      Type.Object({ verification: Type.String({ format: 'uuid' }), active: Judged, shadow: Judged }),
      { description: 'Those to look at: decided otherwise, the evidence furthest apart first.' },
    ),
    settled: nullable(
      Type.Object({
        ...{ comparisons: Type.Integer(), subjects: Type.Integer() },
        ...{ mated: Type.Integer(), nonMated: Type.Integer() },
        wrong: Type.Object(
          { active: Share, shadow: Share },
          {
            description:
              'How often the evidence (LLR above or below 0) pointed the other way than people decided. Cases are mostly what the model that decides was unsure of: that favours the one that is tried.',
          },
        ),
        ...{ onlyActiveWrong: Type.Integer(), onlyShadowWrong: Type.Integer() },
        pValue: Type.Number({ description: 'McNemar’s test.' }),
        test: Type.Unsafe<'mid-p' | 'durkalski'>({
          ...{ type: 'string', enum: ['mid-p', 'durkalski'] },
          description: '`durkalski`: by people, where one has several.',
        }),
      }),
      'Null: people have said nothing of faces that both have compared.',
    ),
  },
  { $id: 'ModelAgreement' },
);

const Kind = Type.Unsafe<'proofing' | 'authentication'>({
  type: 'string',
  enum: ['proofing', 'authentication'],
});
const Shares = Type.Record(Type.String(), Type.Number());
const Day = Type.Object({
  ...{ kind: Kind, day: Type.String({ format: 'date', description: 'UTC.' }) },
  ...{ decisions: Type.Integer(), subjects: Type.Integer() },
  shares: nullable(Shares, 'Null: nothing was decided on that day.'),
  failureToAcquire: nullable(Type.Number(), 'Share of decisions without a face to be compared.'),
  score: nullable(Type.Number(), 'Median.'),
  qualities: Type.Record(Type.String(), Type.Number(), {
    description: 'Medians by part and component, 0 to 100.',
  }),
});

const Summary = nullable(
  Type.Union([Type.Object({ median: Type.Number() }), Type.Object({ shares: Shares })]),
  'Null: there was none.',
);
export const DriftMeasure = Type.Object(
  {
    ...{ kind: Kind, measure: Type.String({ examples: ['score', 'selfie.Sharpness'] }) },
    state: Type.Unsafe<'steady' | 'watch' | 'drifted' | 'unknown'>({
      type: 'string',
      enum: ['steady', 'watch', 'drifted', 'unknown'],
      description: '`unknown`: fewer than 100 people in one of the periods.',
    }),
    people: Type.Object(
      { reference: Type.Integer(), current: Type.Integer() },
      { description: 'One try each.' },
    ),
    ...{ reference: Summary, current: Summary },
    stability: nullable(
      Type.Object({
        index: Type.Number(),
        byChance: Type.Number({ description: 'What it would be on the average if nothing had moved.' }),
      }),
      'Population stability index.',
    ),
    test: nullable(
      Type.Object({
        name: Type.Unsafe<'kolmogorov-smirnov' | 'chi-square'>({
          type: 'string',
          enum: ['kolmogorov-smirnov', 'chi-square'],
        }),
        ...{ statistic: Type.Number(), pValue: Type.Number() },
        adjusted: Type.Number({ description: 'Holm’s, over all measures of the report.' }),
      }),
    ),
    alarm: nullable(Type.String(), 'What has happened, in words.'),
  },
  { $id: 'DriftMeasure' },
);

const claimed = {
  threshold: Type.Number(),
  fmr: Type.Number({ description: 'As the calibration claims it.' }),
  interval: nullable(Interval),
  supported: Type.Boolean({ description: 'Whether the calibration’s data carry the claim.' }),
};
const Bound = Type.Object({ matches: Type.Integer(), fmr: Type.Number(), interval: Interval });
const Fmr = Type.Union(
  [
    Type.Object({
      ...{ people: Type.Integer(), comparisons: Type.Integer() },
      leftOut: Type.Integer({ description: 'Pairs that a person has found to be one person.' }),
      points: Type.Array(
        Type.Object({
          ...claimed,
          measured: nullable(
            Type.Object({ atMost: Bound, atLeast: Bound }),
            '`atMost`: pairs that nobody has settled are two people; `atLeast`: they are one. Null: more matches than were kept.',
          ),
        }),
        { description: 'The policy’s threshold for proofings first.' },
      ),
      unsettled: Type.Object({
        count: Type.Integer({ description: 'Pairs at or above the policy’s threshold.' }),
        pairs: nullable(
          Type.Array(Type.Object({ customers: Type.Array(Type.String()), score: Type.Number() })),
          'The likest, 50 at most. Null: shown to those who hold links.read, and logged.',
        ),
      }),
      claim: Type.Object({
        isSupported: Type.Boolean(),
        statement: Type.String({
          description: 'Whether the policy’s FMR may be claimed upon these people alone.',
        }),
      }),
    }),
    Type.Object({
      absent: Type.Unsafe<'uncalibrated' | 'calibration_adjusted' | 'too_few_people'>({
        type: 'string',
        enum: ['uncalibrated', 'calibration_adjusted', 'too_few_people'],
        description:
          '`calibration_adjusted`: thresholds hang on each picture’s quality. `too_few_people`: fewer than two customers have a template of this model.',
      }),
    }),
  ],
  { $id: 'FmrAmongCustomers' },
);

const Period = Type.Object({ from: Instant(), to: Instant() });

/** As it is answered: moments as text. */
export type ReportAnswer = Omit<ModelReport, 'drift'> & {
  readonly from: string;
  readonly to: string;
  readonly active: { readonly name: string; readonly digest: string };
  readonly shadow: { readonly name: string; readonly digest: string } | null;
  readonly drift: Omit<ModelReport['drift'], 'reference'> & {
    readonly reference: { readonly from: string; readonly to: string } | null;
    readonly alarms: readonly string[];
  };
};

export const ReportAnswer = Type.Unsafe<ReportAnswer>(
  Type.Object(
    {
      ...{
        from: Instant(),
        to: Instant(),
        active: Type.Object(identity),
        shadow: nullable(Type.Object(identity)),
      },
      agreement: nullable(
        Type.Object({
          decisions: Type.Integer({ description: 'Of the period, that both models have scored.' }),
          sampled: Type.Integer({ description: 'Of these looked at.' }),
          proofing: nullable(Agreement, 'Null: there was none.'),
          authentication: nullable(Agreement, 'Null: there was none.'),
        }),
        'Null: no model is tried.',
      ),
      drift: Type.Object({
        reference: nullable(Period, 'Null: there is nothing before the period.'),
        alarms: Type.Array(Type.String()),
        days: Type.Array(Day),
        measures: Type.Array(DriftMeasure),
      }),
      fmr: Type.Object({ active: Fmr, shadow: nullable(Fmr) }),
    },
    { $id: 'ModelReport' },
  ),
);
