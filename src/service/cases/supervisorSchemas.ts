// Requests and answers about seeds, shares and reviewers.

import { Type } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { fileIn } from '../http/index.js';
import { CustomerId, Device } from '../verifications/index.js';
import { At, closed, Interval95, nullable, oneOf, Person, Text, Uuid } from './schemas.js';

const Answer = oneOf(['mated', 'non_mated'], '`mated`: the pictures show one person.');
const Channel = Type.Unsafe<'api' | 'capture'>({ type: 'string', enum: ['api', 'capture'], default: 'api' });

export const SEED_FILES = ['selfie', 'document', 'document_back'] as const;
export const seedBody = (as: 'form' | 'json') =>
  Type.Object(
    {
      selfie: fileIn(as, 'The selfie.'),
      document: fileIn(as, 'The document’s side with the portrait, or a mere portrait.'),
      document_back: Type.Optional(fileIn(as, 'The other side.')),
      answer: Answer,
      note: Type.Optional(Text),
      customer: Type.Optional(CustomerId),
      device: Type.Optional(Device),
      channel: Type.Optional(Channel),
    },
    closed,
  );
export type SeedBody = Static<ReturnType<typeof seedBody>>;

export const Seed = Type.Object({
  id: Uuid,
  state: oneOf(
    ['waiting', 'due', 'placed', 'unsuited', 'removed'],
    '`due`: asked for, or among the cases. `unsuited`: the model would decide these pictures by itself now.',
  ),
  answer: Answer,
  createdAt: At,
  createdBy: Uuid,
  revealed: nullable(
    Type.Object({
      note: nullable(Type.String()),
      customer: nullable(Type.String()),
      device: nullable(Type.String()),
      channel: Channel,
      case: nullable(Uuid),
      placedAt: nullable(At),
    }),
    'To whoever brought it; to others when its case is decided.',
  ),
});

export const Settings = Type.Object(
  {
    seedShare: Type.Number({ minimum: 0, maximum: 0.5, description: 'Of all cases, with a known answer.' }),
    secondLookShare: Type.Number({
      minimum: 0,
      maximum: 1,
      description: 'Of the cases that need no second look, how many get one all the same.',
    }),
  },
  { ...closed, title: 'CaseSettings' },
);

const Rate = Type.Object(
  {
    errors: Type.Integer(),
    trials: Type.Integer(),
    rate: nullable(Type.Number()),
    interval: Interval95,
  },
  { title: 'ReviewerRate' },
);
const seeded = {
  falseAccepts: Rate,
  falseRejects: Rate,
  recaptures: Rate,
};
const Agreement = Type.Object(
  {
    pairs: Type.Integer(),
    agreed: Type.Integer(),
    share: nullable(Type.Number()),
    interval: Interval95,
    kappa: nullable(Type.Number(), 'Cohen’s: agreement beyond chance.'),
    kappaInterval: Interval95,
  },
  { title: 'ReviewerAgreement' },
);
export const AccuracyBody = Type.Object(
  {
    since: At,
    all: Type.Object(seeded),
    reviewers: Type.Array(
      Type.Object({
        person: Person,
        ...seeded,
        looks: Type.Integer(),
        medianSeconds: nullable(Type.Number(), 'From being given a case to deciding it.'),
        assigned: Type.Integer({ description: 'Cases that are theirs now.' }),
      }),
    ),
    agreement: Type.Object({ drawn: Agreement, override: Agreement }),
  },
  { title: 'ReviewerAccuracy' },
);
