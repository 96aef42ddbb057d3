// Capture links as whoever makes one sees them, and as the customer's page does.

import { Type } from '@fastify/type-provider-typebox';
import type { Static, TSchema } from 'typebox';
import { fileIn } from '../http/index.js';
import { CustomerId, Device, WrittenHints } from '../verifications/index.js';
import { WrittenConsent } from './consent.js';

const nullable = <T extends TSchema>(schema: T) => Type.Union([schema, Type.Null()]);
const oneOf = <const T extends string>(
  values: readonly T[],
  named: { title?: string; description?: string } = {},
) => Type.Unsafe<T>({ type: 'string', enum: values, ...named });

const Purpose = oneOf(['proofing', 'authentication'], {
  title: 'SessionPurpose',
  description: 'A selfie and a document; or a selfie of an enrolled customer.',
});
const State = oneOf(['open', 'completed', 'failed', 'expired'], {
  title: 'SessionState',
  description: '`completed`: decided. `failed`: no try was good enough. `expired`: the time is over.',
});

export const SessionDraft = Type.Object(
  {
    purpose: Type.Optional(Purpose),
    customer: Type.Optional(CustomerId),
    minutes: Type.Optional(Type.Integer({ minimum: 1, maximum: 10_080, default: 30 })),
    tries: Type.Optional(Type.Integer({ minimum: 1, maximum: 20, default: 5 })),
    returnUrl: Type.Optional(
      Type.String({
        format: 'uri',
        maxLength: 2000,
        pattern: '^https://',
        description: 'Where the customer goes afterwards.',
      }),
    ),
  },
  { additionalProperties: false },
);

export const Session = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    purpose: Purpose,
    customer: nullable(Type.String()),
    state: State,
    triesLeft: Type.Integer(),
    returnUrl: nullable(Type.String()),
    verification: nullable(Type.String({ format: 'uuid', description: 'The last decision.' })),
    createdAt: Type.String({ format: 'date-time' }),
    expiresAt: Type.String({ format: 'date-time' }),
    openedAt: nullable(Type.String({ format: 'date-time' })),
    endedAt: nullable(Type.String({ format: 'date-time' })),
    consent: nullable(
      Type.Object(
        {
          language: Type.String({ description: 'BCP 47.' }),
          text: Type.String({ description: 'Digest of the words, in hex.' }),
          retention: Type.Integer({ description: 'Version of the retention whose periods were shown.' }),
          at: Type.String({ format: 'date-time', description: 'When the service was told.' }),
        },
        {
          title: 'SessionConsent',
          description: 'What the customer agreed to; null where no try has said so.',
        },
      ),
    ),
  },
  { title: 'Session' },
);

export const NewSession = Type.Object(
  {
    ...Session.properties,
    url: Type.String({
      description: 'The link for the customer, to the page that takes the pictures. Shown this once.',
    }),
    token: Type.String({ description: 'What the link carries, for an app of your own. Shown this once.' }),
  },
  { title: 'NewSession' },
);

const days = (description: string) => Type.Integer({ minimum: 0, description });

/** For whoever is asked to agree: how long what is sent is kept, as it is set now. */
const Kept = Type.Object(
  {
    version: Type.Integer({ description: 'To be given back in `consent`.' }),
    pictures: Type.Object({
      accepted: days('Pictures of who was approved, or whom a person was to look at: the longer of the two.'),
      rejected: days('Pictures of who was rejected.'),
      again: days('Pictures that had to be taken again.'),
      authentication: days('Selfies of authentications.'),
    }),
    templates: days('Numbers that were made of a face, other than of an enrolled customer’s reference.'),
    reports: days('What was found.'),
  },
  { title: 'CaptureKept', description: 'In days, as the tenant’s retention is set.' },
);

/** What the customer's page knows: nothing of scores, and of decisions only that one was made. */
export const CaptureView = Type.Object(
  {
    purpose: Purpose,
    state: State,
    triesLeft: Type.Integer(),
    expiresAt: Type.String({ format: 'date-time' }),
    returnUrl: nullable(Type.String()),
    nonce: nullable(Type.String({ description: 'To be sent with the next try; null where there is none.' })),
    kept: Kept,
    pictureBytes: Type.Integer({ description: 'The most that a picture may have.' }),
  },
  { title: 'Capture' },
);

export const captureBody = (as: 'form' | 'json') =>
  Type.Object(
    {
      nonce: Type.String({ minLength: 1, maxLength: 100 }),
      selfie: fileIn(as, 'The selfie.'),
      document: Type.Optional(fileIn(as, 'The document’s side with the portrait: for a proofing.')),
      document_back: Type.Optional(fileIn(as, 'The other side.')),
      device: Type.Optional(Device),
      hints: Type.Optional(WrittenHints),
      consent: Type.Optional(WrittenConsent),
    },
    { additionalProperties: false },
  );
export type CaptureBody = Static<ReturnType<typeof captureBody>>;

export const CaptureAnswer = Type.Object(
  {
    ...CaptureView.properties,
    advice: Type.Array(
      Type.Object({
        code: Type.String(),
        about: nullable(oneOf(['selfie', 'document'])),
        message: Type.String(),
      }),
      { description: 'What to do better in the next try.' },
    ),
  },
  { title: 'CaptureTry' },
);
