// Answers about links.

import { Type } from '@fastify/type-provider-typebox';
import type { TSchema } from 'typebox';
import { LikenessError } from '../../errors.js';
import { Instant, momentOf, Uuid } from '../http/index.js';
import type { CustomerStatus, PairRelation } from '../storage/index.js';
import { AlikenessBody, Outcome } from '../verifications/index.js';
import { ALARM_KINDS, type AlarmKind } from './alarms.js';
import type { FindingKind } from './findings.js';
import type { GraphEdge, GraphNode } from './graph.js';
import type { SharedThing } from './sharedThings.js';

const nullable = <T extends TSchema>(schema: T, description: string) =>
  Type.Union([schema, Type.Null()], { description });

const Status = Type.Unsafe<CustomerStatus>({
  type: 'string',
  enum: ['pending', 'enrolled', 'blocked', 'erased'],
});

const DAY = 86_400_000;
const DEFAULT_DAYS = 90;
export const Since = Type.Optional(Instant(`Default: ${DEFAULT_DAYS} days ago.`));
export const sinceOf = (since: string | undefined): Date =>
  since === undefined ? new Date(Date.now() - DEFAULT_DAYS * DAY) : momentOf(since);

const MOST_DAYS = 800;
/** Of what is counted over all decisions since then. */
export const CountedSince = Type.Optional(
  Instant(`Default: ${DEFAULT_DAYS} days ago; ${MOST_DAYS} days ago at most.`),
);

/** @throws `request_invalid` */
export function countedSince(since: string | undefined): Date {
  const moment = sinceOf(since);
  if (moment.getTime() < Date.now() - MOST_DAYS * DAY)
    throw new LikenessError('request_invalid', `\`since\` lies ${MOST_DAYS} days back at most`);
  return moment;
}

const Alike = nullable(
  AlikenessBody,
  'Of these two faces alone. They were found by a search, which compares with many: the more there are, the likelier a stranger is among them who is so alike. Null where no calibration is at hand.',
);

export const Node = Type.Object({
  id: Type.String({ examples: ['customer:4711'] }),
  kind: Type.Unsafe<GraphNode['kind']>({ type: 'string', enum: ['customer', 'device', 'document', 'list'] }),
  name: Type.String({
    description:
      'Your own name; of a document, the beginning of a digest; of a list, its identifier to those who may not read lists.',
  }),
  distance: nullable(Type.Integer(), 'Hops over customers; null of what is no customer.'),
  status: nullable(Status, 'As the customer stands now; null of what is no customer.'),
});

export const Edge = Type.Object({
  from: Type.String(),
  to: Type.String(),
  kind: Type.Unsafe<GraphEdge['kind']>({
    type: 'string',
    enum: ['device', 'document', 'face', 'face_on_list', 'same_person'],
    description: '`same_person`: a person has said so.',
  }),
  since: Type.Union([Instant(), Type.Null()]),
  count: nullable(Type.Integer(), 'Decisions.'),
  score: nullable(Type.Number(), 'Comparison score of two faces.'),
  alikeness: Alike,
});

export const Kind = Type.Unsafe<FindingKind>({ type: 'string', enum: ['face', 'face_on_list'] });

export const FindingBody = Type.Object(
  {
    verification: Uuid(),
    case: nullable(Uuid(), 'Null: it made no case.'),
    customer: nullable(Type.String(), 'Null: it was about nobody’s customer.'),
    status: nullable(Status, 'Of the customer, as they stand now.'),
    at: Instant(),
    kind: Kind,
    elsewhere: Type.Array(
      Type.Object({
        kind: Type.Unsafe<'customer' | 'list'>({ type: 'string', enum: ['customer', 'list'] }),
        id: Type.String({ description: 'Your own name of a customer; a list’s identifier.' }),
        name: nullable(Type.String(), 'Of a list, for those who may read lists.'),
        score: nullable(Type.Number(), 'Comparison score.'),
        alikeness: Alike,
        status: nullable(Status, 'Of a customer, as they stand now.'),
        settled: nullable(
          Type.Unsafe<PairRelation>({ type: 'string', enum: ['different_people', 'same_person'] }),
          'What a person has said of the pair.',
        ),
      }),
    ),
  },
  { $id: 'Finding' },
);

export const SharedBody = Type.Object(
  {
    kind: Type.Unsafe<SharedThing['kind']>({ type: 'string', enum: ['device', 'document'] }),
    name: Type.String({ description: 'Of a document, the beginning of the digest of its number.' }),
    customers: Type.Array(Type.Object({ id: Type.String(), status: Status }), {
      description: 'The first of them, 20 at most.',
    }),
    count: Type.Integer({ description: 'Customers.' }),
    since: Instant(),
  },
  { $id: 'SharedThing' },
);

export const WhichTries = Type.Unsafe<AlarmKind>({ type: 'string', enum: ALARM_KINDS });

export const AlarmBody = Type.Object(
  {
    verification: Uuid(),
    kind: WhichTries,
    at: Instant(),
    customer: nullable(Type.String(), 'Null: it was about nobody’s customer.'),
    status: nullable(Status, 'Of the customer, as they stand now.'),
    device: nullable(Type.String(), 'Null: none was named, or it is kept no more.'),
    document: nullable(Type.String(), 'The beginning of the digest of its number.'),
    rule: Type.Object(
      {
        tries: Type.Integer({ description: 'So many were ordinary.' }),
        hours: Type.Number(),
        effect: Type.Unsafe<'review' | 'note'>({ type: 'string', enum: ['review', 'note'] }),
      },
      { description: 'As the policy had it that decided.' },
    ),
    tries: nullable(
      Type.Integer(),
      'Within the rule’s hours, this one among them, as the records are now; null where they are kept no more.',
    ),
    isAtLeast: Type.Boolean({
      description: 'Whether there may have been more: of a face eleven are counted.',
    }),
    decision: Outcome,
    case: nullable(Uuid(), 'Null: it made no case.'),
  },
  { $id: 'VelocityAlarm' },
);

export const AlarmsOfDayBody = Type.Object(
  {
    day: Type.String({ format: 'date' }),
    customer: Type.Integer(),
    device: Type.Integer(),
    document: Type.Integer(),
    face: Type.Integer(),
  },
  { $id: 'VelocityAlarmsOfDay' },
);
