// Requests and answers about cases.

import { Type } from '@fastify/type-provider-typebox';
import type { Static, TSchema } from 'typebox';
import { Instant, Uuid as uuid } from '../http/index.js';
import type { CaseOutcome, CaseState, PicturePart } from '../storage/index.js';
import {
  AlikenessBody,
  CaptureHints,
  CustomerId,
  DocumentReport,
  ModelName,
  Outcome,
  Point,
  Reason,
  Selfie,
} from '../verifications/index.js';
import { CASE_REASONS, type CaseReason } from './reasons.js';

export const nullable = <T extends TSchema>(schema: T, description?: string) =>
  Type.Union([schema, Type.Null()], description === undefined ? {} : { description });
export const oneOf = <const T extends string>(values: readonly T[], description: string, title?: string) =>
  Type.Unsafe<T>({ type: 'string', enum: values, description, ...(title !== undefined && { title }) });
export const Uuid = uuid();
export const At = Instant();
export const Interval95 = Type.Unsafe<readonly [number, number] | null>({
  anyOf: [{ type: 'array', items: { type: 'number' }, minItems: 2, maxItems: 2 }, { type: 'null' }],
  description: '95 %.',
});
export const closed = { additionalProperties: false };

export const CaseId = Type.Object({ id: Uuid });
/** PostgreSQL stores no NUL; lines and tabs are a text's own. */
export const Text = Type.String({ minLength: 1, maxLength: 5000, pattern: '^(?=[^]*\\S)[^\\u0000]*$' });

export const State = oneOf<CaseState>(
  ['open', 'assigned', 'awaiting_second', 'decided', 'closed'],
  '`awaiting_second`: one person has said something, another must. `closed`: the person was erased.',
  'CaseState',
);
export const CaseOutcomeSchema = oneOf<CaseOutcome>(
  ['approve', 'reject', 'recapture'],
  '`recapture`: ask the customer for other pictures.',
  'CaseOutcome',
);
const Codes = Type.Array(Type.String());
export const CaseReasonSchema = oneOf<CaseReason>(
  Object.keys(CASE_REASONS) as CaseReason[],
  'GET /v1/cases/reasons says what each means.',
  'CaseReason',
);
export const Person = Type.Object({ id: Uuid, name: Type.String() }, { title: 'Colleague' });
/** In the log a machine or a job may be the one. */
const Doer = Type.Object({ id: Type.String(), name: Type.String() });

export const Blind = Type.Optional(
  Type.Boolean({ default: false, description: 'Leave out what the model made of the faces.' }),
);

const item = {
  id: Uuid,
  state: State,
  version: Type.Integer({
    description:
      'Send it with what you do: 409 where somebody was faster. A note of the assignee’s own leaves it as it is.',
  }),
  verification: Uuid,
  customer: nullable(Type.String()),
  risk: nullable(
    Type.Number(),
    'A case stands in the queue as though it had come two hours earlier for each point. Null when blind.',
  ),
  reasons: Codes,
  openedAt: At,
  assignee: nullable(Person),
  assignedAt: nullable(At),
  leaseEndsAt: nullable(At, 'Others may take it from then on, if the assignee does not touch it before.'),
  outcome: nullable(CaseOutcomeSchema),
  outcomeReasons: nullable(Codes),
  decidedAt: nullable(At),
  secondLook: nullable(
    oneOf(['override', 'drawn'], 'Why there was a second look; told when the case is decided.'),
  ),
};

export const Case = Type.Object(item, { title: 'Case' });
export type CaseBody = Static<typeof Case>;

const Comparison = Type.Object(
  {
    decision: Outcome,
    reasons: Type.Array(Reason),
    llr: nullable(Type.Number(), 'Natural logarithm.'),
    probability: nullable(Type.Number()),
    score: nullable(Type.Number()),
    adjustment: nullable(Type.Number()),
    adjustedScore: nullable(Type.Number()),
    threshold: nullable(Type.Number()),
    fmr: nullable(Type.Number()),
    fmrInterval: Interval95,
    claim: Type.Object({
      supported: Type.Boolean(),
      sentence: Type.String(),
      data: Type.Unsafe<object | null>({ anyOf: [{ type: 'object' }, { type: 'null' }] }),
    }),
    model: ModelName,
    alikeness: nullable(AlikenessBody, 'Null where nothing was compared, or nothing is known.'),
  },
  { title: 'CaseComparison' },
);

type Report = import('../verifications/index.js').SealedReport['report'];
type Documented = Extract<Report, { document: unknown }>;

const SelfieShown = Type.Unsafe<Report['selfie']>(Selfie);
const DocumentShown = Type.Unsafe<Documented['document'] | null>(
  nullable(DocumentReport, 'Null in an authentication.'),
);

export const CaseDetail = Type.Object(
  {
    ...item,
    kind: oneOf(['proofing', 'authentication'], 'Against a document, or against the enrolled reference.'),
    channel: oneOf(['api', 'capture'], 'How the pictures came.'),
    device: nullable(Type.String()),
    hints: CaptureHints,
    policyVersion: Type.Integer(),
    comparison: nullable(Comparison, 'What the model made of the faces. Null when blind.'),
    selfie: SelfieShown,
    document: DocumentShown,
    concerns: Type.Array(
      Type.Object({
        code: Type.String(),
        effect: oneOf(['review', 'note'], '`review`: it alone made a case.'),
        message: Type.String(),
        evidence: Type.Array(
          Type.Object({
            kind: Type.String(),
            id: Type.String(),
            score: nullable(Type.Number()),
            alikeness: nullable(
              AlikenessBody,
              'Of a face that was found. Null when blind, or nothing is known.',
            ),
          }),
        ),
      }),
    ),
    pictures: Type.Array(
      Type.Object({
        part: Type.Unsafe<PicturePart>({ type: 'string' }),
        bytes: Type.Integer(),
        isKept: Type.Boolean({ description: 'False: it was kept as long as it may be.' }),
        address: Type.String({ description: 'Each look there is logged.' }),
      }),
    ),
    reference: nullable(
      Type.Object({
        ...{ verification: Uuid, enrolledAt: At },
        isKept: Type.Boolean({ description: 'False: it was kept as long as it may be.' }),
        address: Type.String({ description: 'Each look there is logged.' }),
        landmarks: nullable(Type.Array(Point)),
      }),
      'In an authentication: the picture that the customer is enrolled with, as it is now. Null in a proofing, and where there is none.',
    ),
    earlier: Type.Array(
      Type.Object({
        id: Uuid,
        kind: Type.String(),
        createdAt: At,
        decision: nullable(Outcome),
        llr: nullable(Type.Number()),
        reasons: Codes,
      }),
      { description: 'Earlier decisions about the customer, the latest first, 20 at most.' },
    ),
    otherCases: Type.Array(
      Type.Object({
        id: Uuid,
        state: State,
        outcome: nullable(CaseOutcomeSchema),
        reasons: Codes,
        openedAt: At,
      }),
      { description: 'Of the same customer, the latest first, 20 at most.' },
    ),
    looks: Type.Array(
      Type.Object({
        ordinal: Type.Integer({ minimum: 1, maximum: 2 }),
        by: Person,
        outcome: CaseOutcomeSchema,
        reasons: Codes,
        againstEvidence: Type.Boolean(),
        text: nullable(Type.String()),
        at: At,
      }),
      { description: 'What people said. Until the case is decided, your own alone.' },
    ),
    notes: Type.Array(Type.Object({ id: Uuid, by: Person, text: Type.String(), at: At })),
    history: Type.Array(Type.Object({ at: At, action: Type.String(), about: Type.String(), by: Doer }), {
      description: 'From the log.',
    }),
  },
  { title: 'CaseDetail' },
);
export type CaseDetailBody = Static<typeof CaseDetail>;

export const CaseQuery = {
  state: Type.Optional(State),
  assignee: Type.Optional(
    Type.Union([Uuid, Type.Literal('me'), Type.Literal('none')], { description: 'UUID, `me` or `none`.' }),
  ),
  reason: Type.Optional(
    Type.String({ maxLength: 100, pattern: '^\\w+$', description: 'A code of the decision’s reasons.' }),
  ),
  customer: Type.Optional(CustomerId),
  openedBefore: Type.Optional(At),
  openedAfter: Type.Optional(At),
  order: Type.Optional(
    Type.Unsafe<'queue' | 'latest'>({
      type: 'string',
      enum: ['queue', 'latest'],
      default: 'queue',
      description: 'As they are to be taken, or the latest first.',
    }),
  ),
  blind: Blind,
};

export const CaseCounts = Type.Object({
  open: Type.Integer(),
  assigned: Type.Integer(),
  awaitingSecond: Type.Integer(),
  stale: Type.Integer({ description: 'Somebody’s, and left alone for 30 minutes: others may take them.' }),
  mine: Type.Integer({ description: 'Of whoever asks, second looks too; 0 for a key.' }),
  others: Type.Integer({ description: 'Of all other people, second looks too.' }),
  decidedToday: Type.Integer({ description: 'Since midnight, UTC.' }),
  oldestOpenedAt: nullable(At),
});

const Version = Type.Integer({ minimum: 1, description: 'Of the case, as you saw it.' });

export const AssignBody = Type.Object({ version: Version, person: Uuid }, closed);
export const ReleaseBody = Type.Object({ version: Version }, closed);
export const NoteBody = Type.Object({ text: Text }, closed);
export const DecisionBody = Type.Object(
  {
    version: Version,
    outcome: CaseOutcomeSchema,
    reasons: Type.Array(CaseReasonSchema, { minItems: 1, maxItems: 5, uniqueItems: true }),
    text: Type.Optional(nullable(Text, 'In your own words. Encrypted, and erased with the person.')),
  },
  closed,
);

export const CaseReasons = Type.Object({
  items: Type.Array(
    Type.Object({
      code: CaseReasonSchema,
      outcomes: Type.Array(CaseOutcomeSchema),
      sentence: Type.String(),
      needsText: Type.Boolean(),
      label: nullable(oneOf(['mated', 'non_mated'], 'What it says of the two faces.')),
    }),
  ),
});
