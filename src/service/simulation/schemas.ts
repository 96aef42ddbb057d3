// What is asked of a simulation and what it answers.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import { Instant } from '../http/index.js';
import { PolicyDocument } from '../policies/index.js';
import { Outcome } from '../verifications/index.js';
import type { Simulation } from './simulate.js';
import { DECISIONS } from './tally.js';

/** So many reports a request opens at most; `likeness policy simulate` opens as many as there are. */
export const MOST_BY_REQUEST = 2000;

const nullable = <T extends TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

export const SimulationBody = Type.Object(
  {
    version: Type.Optional(
      Type.Integer({ minimum: 1, maximum: 2 ** 31 - 1, description: 'A version that was drafted.' }),
    ),
    document: Type.Optional(PolicyDocument),
    from: Instant('From the beginning of this moment’s day (UTC) on.'),
    to: Type.Optional(Instant('To the end of this moment’s day (UTC), as far as it is over. Default: now.')),
    decisions: Type.Optional(
      Type.Integer({
        ...{ minimum: 1, maximum: MOST_BY_REQUEST, default: MOST_BY_REQUEST },
        description: 'If there were more, so many are drawn by chance: the same ones for every policy.',
      }),
    ),
    hourlyCost: Type.Optional(
      Type.Number({ minimum: 0, description: 'Of a reviewer, in whichever currency.' }),
    ),
  },
  { additionalProperties: false, description: 'Give either `version` or `document`.' },
);

const Interval = Type.Array(Type.Number(), { minItems: 2, maxItems: 2, description: '95 %.' });
const share = { count: Type.Integer(), share: Type.Number(), interval: Interval };
const Share = Type.Object(share, { title: 'SimulatedShare' });
const Shares = Type.Object(Object.fromEntries(DECISIONS.map((decision) => [decision, Share])), {
  title: 'SimulatedShares',
});
const Claim = Type.Object(
  {
    threshold: Type.Number(),
    fmr: Type.Number(),
    fmrInterval: Type.Optional(Interval),
    supported: Type.Boolean({ description: 'Whether the calibration’s data carry the claim.' }),
  },
  { title: 'SimulatedClaim' },
);
const Simulated = Type.Object(
  {
    ...{ decisions: Type.Integer(), subjects: Type.Integer() },
    ...{ before: Shares, after: Shares },
    changed: Share,
    changes: Type.Array(
      Type.Object({
        ...{ from: Outcome, to: Outcome, ...share },
        reviewed: Type.Object(
          Object.fromEntries(
            ['approve', 'reject', 'recapture', 'open', 'none'].map((said) => [said, Type.Integer()]),
          ),
          { description: 'What people have said of them so far.' },
        ),
        examples: Type.Array(Type.String({ format: 'uuid' }), {
          description: 'Ten at most; none for those who work on cases.',
        }),
      }),
    ),
    untold: Type.Record(Type.String(), Type.Integer(), {
      description:
        'By the rule, decisions that it might turn and what was kept does not tell: approvals that it might stop, and reviews that it might let pass. They are counted as they were by it.',
    }),
    claim: nullable(
      Type.Object({ before: Claim, after: Claim }),
      'Of approvals, by the policy in force and by this one. Null: the model had no calibration.',
    ),
  },
  { title: 'Simulated' },
);

const Estimate = Type.Object({ value: Type.Number(), interval: Interval }, { title: 'SimulatedEstimate' });
const beforeAfter = (description: string) =>
  Type.Object({ before: Estimate, after: Estimate }, { description });

const Answer = Type.Object(
  {
    ...{ from: Type.String({ format: 'date-time' }), to: Type.String({ format: 'date-time' }) },
    inForce: Type.Integer({ description: 'The version in force.' }),
    decisions: Type.Integer({ description: 'In the period.' }),
    sampled: Type.Integer({ description: 'Looked at.' }),
    unreadable: Type.Integer({ description: 'Left out: the report was deleted, or the person erased.' }),
    undecidable: Type.Integer({
      description: 'Left out: the report does not say what the document had against an approval.',
    }),
    replayFaults: Type.Array(Type.String({ format: 'uuid' }), {
      description:
        'Decisions that under their own policy come out otherwise than they did. There should be none.',
    }),
    proofing: nullable(Simulated, 'Null: there was none.'),
    authentication: nullable(Simulated, 'Null: there was none.'),
    workload: nullable(
      Type.Object({
        casesADay: beforeAfter('Cases for people.'),
        secondsALook: nullable(
          Type.Object({ median: Type.Number(), looks: Type.Integer() }),
          'What reviewers took for a case of a customer, in the 90 days before. Null: fewer than 20 such looks.',
        ),
        hoursADay: nullable(beforeAfter('Of looking.'), 'Null: that time is not known.'),
        costADay: nullable(beforeAfter('In the currency of `hourlyCost`.'), 'Null: not known.'),
      }),
      'Null: there was no decision.',
    ),
  },
  { title: 'Simulation' },
);

export const SimulationAnswer = Type.Unsafe<Simulation>(Answer);
