// Requests and answers of screening.

import { Type } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { fileIn, Instant, Uuid } from '../http/index.js';
import type { ListPurpose, PairRelation } from '../storage/index.js';
import { AlikenessBody, ByChanceBody, CustomerId } from '../verifications/index.js';
import type { Claim } from './claim.js';

const LINE = '^[^\\u0000-\\u001f\\u007f]+$';
/** PostgreSQL stores no NUL. */
const TEXT = '^[^\\u0000]*$';
export const Why = Type.String({
  minLength: 1,
  maxLength: 2000,
  pattern: TEXT,
  description: 'Goes into the log.',
});

const Purpose = Type.Unsafe<ListPurpose>({
  type: 'string',
  enum: ['fraud', 'lookalike', 'other'],
  description:
    'What a hit entails: `fraud` and `other` make a person look, `lookalike` (people whom others are mistaken for) is said among the reasons.',
});

export const ListDraft = Type.Object(
  {
    name: Type.String({ minLength: 1, maxLength: 100, pattern: LINE }),
    purpose: Purpose,
    note: Type.Optional(Type.String({ maxLength: 2000, pattern: TEXT, default: '' })),
  },
  { additionalProperties: false },
);

export const FaceListBody = Type.Object(
  {
    id: Uuid(),
    name: Type.String(),
    purpose: Purpose,
    note: Type.String(),
    entries: Type.Integer(),
    createdAt: Instant(),
    createdBy: Type.String(),
  },
  { $id: 'FaceList' },
);

export const entryBody = (as: 'form' | 'json') =>
  Type.Object(
    {
      picture: Type.Optional(fileIn(as, 'A picture with one face. This or `verification`.')),
      verification: Type.Optional(Uuid('The decision whose selfie it is. This or `picture`.')),
      reason: Type.String({
        minLength: 1,
        maxLength: 2000,
        pattern: TEXT,
        description: 'Encrypted, and erased with the entry.',
      }),
      expiresAt: Type.Optional(Instant()),
    },
    { additionalProperties: false },
  );
export type EntryBody = Static<ReturnType<typeof entryBody>>;

export const ListEntryBody = Type.Object(
  {
    id: Uuid(),
    list: Uuid(),
    reason: Type.String(),
    verification: Type.Union([Uuid(), Type.Null()]),
    addedAt: Instant(),
    addedBy: Type.String(),
    expiresAt: Type.Union([Instant(), Type.Null()]),
  },
  { $id: 'ListEntry' },
);

export const searchBody = (as: 'form' | 'json') =>
  Type.Object({ picture: fileIn(as, 'A picture with one face.') }, { additionalProperties: false });
export type SearchBody = Static<ReturnType<typeof searchBody>>;

export const listSearchBody = (as: 'form' | 'json') =>
  Type.Object(
    {
      picture: fileIn(as, 'A picture with one face.'),
      list: Type.Optional(Uuid('This list alone.')),
    },
    { additionalProperties: false },
  );
export type ListSearchBody = Static<ReturnType<typeof listSearchBody>>;

const ClaimBody = Type.Object(
  {
    fpir: Type.Number({ description: 'Share of searches of people who are not there that find anybody.' }),
    gallerySize: Type.Integer(),
    threshold: Type.Number({ description: 'Comparison score from which on somebody is a candidate.' }),
    fmr: Type.Number({ description: 'What a single comparison must hold to.' }),
    fpirInterval: Type.Union([Type.Array(Type.Number(), { minItems: 2, maxItems: 2 }), Type.Null()], {
      description: '95 %; null where the data cannot tell.',
    }),
    supported: Type.Boolean({
      description: 'Whether the calibration’s data carry the claim; if not, the threshold is extrapolated.',
    }),
    supportedSize: Type.Integer({ description: 'The largest gallery for which they carry this FPIR.' }),
  },
  { description: 'Of each search.' },
);

export const claimBody = ({ fpirInterval, ...claim }: Claim) => ({
  ...claim,
  fpirInterval: fpirInterval ? ([fpirInterval[0], fpirInterval[1]] as [number, number]) : null,
});

const alike = {
  score: Type.Number(),
  alikeness: AlikenessBody,
  byChance: ByChanceBody,
};

export const Identification = Type.Object({
  claim: ClaimBody,
  candidates: Type.Array(Type.Object({ customer: CustomerId, ...alike })),
});

export const ListIdentification = Type.Object({
  claim: ClaimBody,
  candidates: Type.Array(
    Type.Object({
      list: Uuid(),
      name: Type.String(),
      purpose: Purpose,
      entry: Uuid(),
      ...alike,
    }),
  ),
});

const Customers = Type.Unsafe<[string, string]>(Type.Array(CustomerId, { minItems: 2, maxItems: 2 }));
const Relation = Type.Unsafe<PairRelation>({
  type: 'string',
  enum: ['different_people', 'same_person'],
  description: 'Two people who look alike, e.g. twins; or one person with two accounts.',
});

export const PairDraft = Type.Object(
  { customers: Customers, relation: Relation, reason: Why },
  { additionalProperties: false },
);
export const PairOfCustomers = Type.Object({ customers: Customers }, { additionalProperties: false });
export const PairBody = Type.Object({
  customers: Customers,
  relation: Relation,
  createdAt: Instant(),
  createdBy: Type.String(),
});

const InMemory = Type.Object({
  gallery: Type.String(),
  modelDigest: Type.String(),
  size: Type.Integer(),
  unreadable: Type.Integer({ description: 'Could not be opened with their key, and are found by nobody.' }),
  loading: Type.Union([Type.Integer(), Type.Null()], { description: 'How many there will be.' }),
});

export const ScreeningState = Type.Object({
  model: Type.Object({ name: Type.String(), digest: Type.String() }),
  customers: Type.Object({
    size: Type.Integer(),
    withoutTemplate: Type.Integer({
      description:
        'Enrolled customers of whom the model in use has no template: nobody is found to be one of them.',
    }),
    claim: Type.Union([ClaimBody, Type.Null()], {
      description:
        'Of each of a proofing’s two searches, by selfie and by portrait; null without a calibration.',
    }),
  }),
  lists: Type.Object({
    size: Type.Integer({ description: 'On all lists together.' }),
    claim: Type.Union([ClaimBody, Type.Null()]),
  }),
  inMemory: Type.Array(InMemory, { description: 'Of the process that answers.' }),
});
