// What a tenant can be told of: one table. An event names what happened by identifiers and says what was decided;
// whoever may see more asks the API for it, which is logged. So it holds nothing that was read from a picture or a
// document; no reasons, for what a check found is the fraudster's guide around it; and no score, for whoever reads a
// receiver's log could climb towards a match by it.

import { Type } from '@fastify/type-provider-typebox';
import type { Static, TObject, TProperties } from 'typebox';

interface EventKind<Data extends TObject> {
  readonly about: string;
  readonly data: Data;
}

const kind = <Properties extends TProperties>(about: string, properties: Properties) => ({
  about,
  data: Type.Object(properties, { additionalProperties: false }),
});

const oneOf = <const Value extends string>(values: readonly Value[], description: string) =>
  Type.Unsafe<Value>({ type: 'string', enum: values, description });

const id = (description: string) => Type.String({ format: 'uuid', description });
const orNull = (description: string) =>
  Type.Union([Type.String({ format: 'uuid' }), Type.Null()], { description });

const verification = id('GET /v1/verifications/{id} says all about it.');
const customer = Type.String({ maxLength: 200, description: 'Your own name for the person.' });
const perhapsCustomer = Type.Union([customer, Type.Null()], {
  description: 'Your own name for the person; null where none was given.',
});
const decision = oneOf(['approve', 'review', 'reject', 'recapture'], 'What was decided.');

export const EVENT_TYPES = {
  'verification.decided': kind('A selfie was compared with a document, and it was decided.', {
    verification,
    customer: perhapsCustomer,
    decision,
  }),
  'capture.completed': kind('The pictures of a capture link were sent, and it was decided.', {
    capture: id('The capture link.'),
    verification,
    customer: perhapsCustomer,
    decision,
  }),
  'capture.expired': kind('A capture link ended unused, or its tries were used up.', {
    capture: id('The capture link.'),
    customer: perhapsCustomer,
  }),
  'customer.enrolled': kind('A customer’s verified reference was enrolled.', { customer, verification }),
  'customer.blocked': kind('A customer was blocked: no authentication passes.', { customer }),
  'customer.erased': kind('All that was known of a customer was erased.', { customer }),
  'customer.authenticated': kind('A selfie was compared with the enrolled customer, and it was decided.', {
    customer,
    verification,
    decision,
  }),
  'case.opened': kind('A decision became a case for a person.', {
    case: id('The case.'),
    verification: orNull('The decision that it is about, where it is about one.'),
    customer: perhapsCustomer,
  }),
  'case.decided': kind('A person decided a case.', {
    case: id('The case.'),
    verification: orNull('The decision that it is about, where it is about one.'),
    customer: perhapsCustomer,
    decision,
  }),
  'duplicate.found': kind('The same face seems to belong to two customers: a case says which.', {
    verification,
  }),
  'list.hit': kind('A face seems to be on a list: a case says on which.', { verification }),
  'velocity.alarm': kind('There were unusually many tries.', {
    verification: id('The try that was one too many.'),
    rule: oneOf(['customer', 'device', 'document', 'face'], 'Of what there were so many.'),
  }),
  'policy.activated': kind('A version of the policy was put in force.', {
    version: Type.Integer({ description: 'GET /v1/policies/{version} says what it holds.' }),
  }),
  'model.promoted': kind('Another model decides, in each process from its next start on.', {
    model: Type.String({ description: 'SHA-256 of its file.' }),
    name: Type.String({ maxLength: 200, description: 'Its name.' }),
  }),
  'webhook.test': kind('Somebody wants to see whether events arrive. Sent to one endpoint alone.', {
    endpoint: id('The endpoint.'),
  }),
} as const satisfies Record<string, EventKind<TObject>>;

export type EventType = keyof typeof EVENT_TYPES;

/** What an event of this type says. */
export type EventData<Of extends EventType> = Static<(typeof EVENT_TYPES)[Of]['data']>;

export const isEventType = (text: string): text is EventType => Object.hasOwn(EVENT_TYPES, text);
