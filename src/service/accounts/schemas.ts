// The forms in which accounts are told and asked for.

import { Type } from '@fastify/type-provider-typebox';
import type { AuthenticationResponseJSON, RegistrationResponseJSON } from '@simplewebauthn/server';
import { KEY_PERMISSIONS, PERMISSIONS, type Permission, ROLES, type Role } from '../identity/index.js';

const Moment = (description?: string) =>
  Type.String({ format: 'date-time', ...(description !== undefined && { description }) });
const orNull = <T extends Parameters<typeof Type.Union>[0][number]>(type: T) =>
  Type.Union([type, Type.Null()]);
/** One line. */
const Line = (description: string) =>
  Type.String({ minLength: 1, maxLength: 100, pattern: '^[^\\u0000-\\u001f\\u007f-\\u009f]+$', description });

export const RoleName = Type.Enum(Object.keys(ROLES) as Role[], {
  title: 'Role',
  description: Object.entries(ROLES)
    .map(([role, about]) => `\`${role}\`: ${about}`)
    .join(' '),
});
export const Scope = Type.Enum([...KEY_PERMISSIONS]);
export const PermissionName = Type.Enum(Object.keys(PERMISSIONS) as Permission[], { title: 'Permission' });

export const Email = Type.String({
  minLength: 3,
  maxLength: 254,
  pattern: '^[^\\s@]{1,64}@[^\\s@]{1,189}$',
  description: 'How people are told apart, whatever the case of its letters. Nothing is ever sent there.',
});
export const PersonName = Line('As colleagues know them.');
export const Label = Line('What the person calls it, e.g. `Work laptop`.');

export const Me = Type.Object(
  {
    kind: Type.Enum(['person', 'key']),
    id: Type.String(),
    tenant: Type.String({ format: 'uuid' }),
    name: Type.String(),
    role: orNull(RoleName),
    permissions: Type.Array(PermissionName),
    signedInAt: orNull(Moment('When this sign-in began. What lasts takes one of the last 15 minutes.')),
    recoveryCodes: orNull(
      Type.Integer({ description: 'How many are left; null without sign-in by phrase and code.' }),
    ),
  },
  { title: 'Me' },
);

export const PersonAnswer = Type.Object(
  {
    id: Type.String({ format: 'uuid' }),
    name: Type.String(),
    email: Type.String(),
    role: RoleName,
    state: Type.Enum(['invited', 'active', 'disabled']),
    createdAt: Moment(),
    createdBy: Type.String({ examples: ['person:0193…', 'system:command line'] }),
    signedInAt: orNull(Moment('When they signed in last.')),
  },
  { title: 'Person' },
);

export const InvitedAnswer = Type.Object(
  {
    person: PersonAnswer,
    link: Type.String({
      description:
        'Lets the person in once. Given here and never again: hand it over where only they read it.',
    }),
    expiresAt: Moment(),
  },
  { title: 'Invited' },
);

export const KeyAnswer = Type.Object(
  {
    id: Type.String(),
    name: Type.String(),
    scopes: Type.Array(Type.String()),
    createdAt: Moment(),
    createdBy: Type.String(),
    expiresAt: orNull(Moment()),
    revokedAt: orNull(Moment()),
    lastUsedOn: orNull(Type.String({ format: 'date', description: 'UTC.' })),
    successor: orNull(Type.String({ description: 'The key that a rotation put in its place.' })),
  },
  { title: 'ApiKey' },
);

export const NewKeyAnswer = Type.Object(
  { key: KeyAnswer, text: Type.String({ description: 'The key itself. Given here and never again.' }) },
  { title: 'NewApiKey' },
);

export const KeyDraftBody = Type.Object(
  {
    name: Line('What uses the key.'),
    scopes: Type.Array(Scope, { minItems: 1, maxItems: 50 }),
    expiresAt: Type.Optional(Moment('Never, where it is left out.')),
  },
  { additionalProperties: false },
);

export const SignInAnswer = Type.Object(
  {
    id: Type.String(),
    method: Type.Enum(['passkey', 'totp', 'recovery_code']),
    agent: Type.String({ description: 'What the browser called itself.' }),
    createdAt: Moment(),
    seenAt: Moment('To the minute.'),
    current: Type.Boolean({ description: 'Whether this request came by it.' }),
  },
  { title: 'SignIn' },
);

export const PasskeyAnswer = Type.Object(
  {
    id: Type.String(),
    label: Type.String(),
    synced: Type.Boolean({ description: 'Whether it is copied between devices of the person.' }),
    createdAt: Moment(),
    lastUsedAt: orNull(Moment()),
  },
  { title: 'Passkey' },
);

export const EnrolmentAnswer = Type.Object(
  {
    phrase: Type.String({ description: 'To be kept by the person, best in a password manager.' }),
    seed: Type.String({ description: 'Base32, for an app that cannot scan.' }),
    uri: Type.String({ description: '`otpauth://totp/…`, to be shown as a QR code.' }),
  },
  { title: 'TotpEnrolment', description: 'Given here and never again.' },
);

export const RecoveryCodesAnswer = Type.Object(
  {
    recoveryCodes: Type.Array(Type.String(), {
      description:
        'Each stands in for a code of the app once, beside the phrase. Given here and never again.',
    }),
  },
  { title: 'RecoveryCodes' },
);

export const GivenFields = {
  phrase: Type.String({ minLength: 1, maxLength: 100 }),
  code: Type.String({ minLength: 1, maxLength: 100, description: 'Six digits, or a recovery code.' }),
};

export const InvitationText = Type.String({
  pattern: '^li_[A-Za-z0-9]{12}_[A-Za-z0-9_-]{43}$',
  description: 'What stands behind `#` in the link.',
});

const Base64Url = (maxLength: number) => Type.String({ pattern: '^[A-Za-z0-9_-]*$', maxLength });
const CredentialFields = {
  id: Base64Url(1400),
  rawId: Base64Url(1400),
  type: Type.Literal('public-key'),
  authenticatorAttachment: Type.Optional(Type.String({ maxLength: 32 })),
  clientExtensionResults: Type.Object({}, { additionalProperties: true }),
};

export const RegistrationBody = Type.Unsafe<RegistrationResponseJSON>(
  Type.Object(
    {
      ...CredentialFields,
      response: Type.Object({
        clientDataJSON: Base64Url(8192),
        attestationObject: Base64Url(49_152),
        transports: Type.Optional(Type.Array(Type.String({ maxLength: 32 }), { maxItems: 10 })),
      }),
    },
    { description: '`PublicKeyCredential.toJSON()` of `navigator.credentials.create`.' },
  ),
);

export const AssertionBody = Type.Unsafe<AuthenticationResponseJSON>(
  Type.Object(
    {
      ...CredentialFields,
      response: Type.Object({
        clientDataJSON: Base64Url(8192),
        authenticatorData: Base64Url(8192),
        signature: Base64Url(8192),
        userHandle: Base64Url(128),
      }),
    },
    { description: '`PublicKeyCredential.toJSON()` of `navigator.credentials.get`.' },
  ),
);

export const CreationOptions = Type.Object(
  { challenge: Type.String() },
  {
    title: 'PasskeyCreationOptions',
    additionalProperties: true,
    description: 'For `PublicKeyCredential.parseCreationOptionsFromJSON`.',
  },
);
export const RequestOptions = Type.Object(
  { challenge: Type.String() },
  {
    title: 'PasskeyRequestOptions',
    additionalProperties: true,
    description: 'For `PublicKeyCredential.parseRequestOptionsFromJSON`.',
  },
);
