// What a tenant decides by, as one document: how sure an approval must be, how good pictures must be, what makes a
// person look. Versions are never changed; one is in force.

import { Type } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { DEFAULT_POLICY } from '../../decision/index.js';
import { COMPONENTS } from '../../face/index.js';

const Effect = Type.Union([Type.Literal('review'), Type.Literal('note')], {
  description:
    '`review`: nothing is approved before a person has looked. `note`: it is said among the reasons.',
});

const Velocity = Type.Object(
  {
    tries: Type.Integer({ minimum: 1, maximum: 100_000, description: 'So many are ordinary.' }),
    hours: Type.Number({ exclusiveMinimum: 0, maximum: 8760 }),
    effect: Effect,
  },
  { additionalProperties: false },
);

export const PolicyDocument = Type.Object(
  {
    approveFmr: Type.Number({
      exclusiveMinimum: 0,
      maximum: 0.1,
      default: DEFAULT_POLICY.approveFmr,
      description: 'Approve at the threshold at which non-mated comparisons match this rarely.',
    }),
    rejectLlr: Type.Number({
      minimum: -100,
      maximum: 100,
      default: DEFAULT_POLICY.rejectLlr,
      description: 'Reject where the log-likelihood ratio (natural logarithm) is below this.',
    }),
    prior: Type.Number({
      exclusiveMinimum: 0,
      exclusiveMaximum: 1,
      default: DEFAULT_POLICY.prior,
      description: 'Share of applicants believed to be who they claim; for `probability` alone.',
    }),
    requires: Type.Union([Type.Literal('portrait'), Type.Literal('page'), Type.Literal('data')], {
      default: DEFAULT_POLICY.requires,
      description: 'What a document must show before anything is approved.',
    }),
    quality: Type.Record(
      Type.String({ pattern: `^(selfie|document)\\.(${Object.keys(COMPONENTS).join('|')})$` }),
      Type.Integer({ minimum: 0, maximum: 100 }),
      {
        default: {},
        // A floor that is misspelt would hold nobody.
        additionalProperties: false,
        description:
          'Floors beside those built in: a quality component (ISO/IEC 29794-5, 0 to 100) below its floor is recaptured, e.g. `{"selfie.Sharpness": 40}`.',
      },
    ),
    authentication: Type.Object(
      {
        passFmr: Type.Number({ exclusiveMinimum: 0, maximum: 0.1 }),
        blockLlr: Type.Number({ minimum: -100, maximum: 100 }),
      },
      {
        additionalProperties: false,
        default: { passFmr: 1e-4, blockLlr: -4 },
        description: 'A selfie against the enrolled customer: passes, is blocked, or steps up in between.',
      },
    ),
    duplicates: Type.Object(
      {
        fpir: Type.Number({ exclusiveMinimum: 0, maximum: 1 }),
        effect: Effect,
      },
      {
        additionalProperties: false,
        default: { fpir: 0.01, effect: 'review' },
        description:
          'The same face under another customer: how often a new customer may be wrongly said to be known.',
      },
    ),
    lists: Type.Object(
      { fpir: Type.Number({ exclusiveMinimum: 0, maximum: 1 }) },
      {
        additionalProperties: false,
        default: { fpir: 0.01 },
        description: 'Lists of faces: how often somebody who is on none may be wrongly said to be.',
      },
    ),
    velocity: Type.Object(
      {
        customer: Type.Optional(Velocity),
        device: Type.Optional(Velocity),
        document: Type.Optional(Velocity),
        face: Type.Optional(Velocity),
      },
      {
        additionalProperties: false,
        default: {},
        description: 'How many tries of one customer, device, document or face are ordinary.',
      },
    ),
  },
  { title: 'PolicyDocument', additionalProperties: false },
);

export type PolicyDocument = Static<typeof PolicyDocument>;

/** NIST SP 800-63A-4 for approvals; velocity as a person tries again who has bad light. */
export const DEFAULT_DOCUMENT: PolicyDocument = {
  ...DEFAULT_POLICY,
  quality: {},
  authentication: { passFmr: 1e-4, blockLlr: -4 },
  duplicates: { fpir: 0.01, effect: 'review' },
  lists: { fpir: 0.01 },
  velocity: {
    customer: { tries: 10, hours: 24, effect: 'review' },
    device: { tries: 20, hours: 24, effect: 'review' },
    document: { tries: 10, hours: 24, effect: 'review' },
  },
};
