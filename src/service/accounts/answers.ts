// Records as answers: moments as text.

import { LikenessError } from '../../errors.js';
import {
  type Actor,
  type ApiKey,
  countRecoveryCodes,
  findTotp,
  type InvitationLink,
  type Passkey,
  type PersonRecord,
  type Site,
} from '../identity/index.js';
import type { Database, Transacting } from '../storage/index.js';

const text = (moment: Date | null): string | null => moment?.toISOString() ?? null;

export const personAnswer = ({ createdAt, signedInAt, ...person }: PersonRecord) => ({
  ...person,
  createdAt: createdAt.toISOString(),
  signedInAt: text(signedInAt),
});

/** The link's secret stands behind `#`: browsers send that to nobody, so it is in no log. */
export const invitedAnswer = (site: Site, person: PersonRecord, link: InvitationLink) => ({
  person: personAnswer(person),
  link: `${site.origin}/join#${link.text}`,
  expiresAt: link.expiresAt.toISOString(),
});

export const keyAnswer = (key: ApiKey) => ({
  ...key,
  scopes: [...key.scopes],
  createdAt: key.createdAt.toISOString(),
  expiresAt: text(key.expiresAt),
  revokedAt: text(key.revokedAt),
});

export const passkeyAnswer = (passkey: Passkey) => ({
  ...passkey,
  createdAt: passkey.createdAt.toISOString(),
  lastUsedAt: text(passkey.lastUsedAt),
});

/** Of somebody signed in, or a key. @throws `permission_missing` */
export async function meAnswer(database: Database, actor: Actor) {
  if (actor.kind !== 'person' && actor.kind !== 'key')
    throw new LikenessError('permission_missing', 'this is for people and keys');
  const person = actor.kind === 'person' ? actor : undefined;
  return {
    kind: actor.kind,
    id: actor.id,
    tenant: actor.tenant,
    name: actor.name,
    role: person?.role ?? null,
    permissions: [...actor.permissions],
    signedInAt: text(person?.signIn?.at ?? null),
    recoveryCodes: person
      ? await database.tenant(actor.tenant, (tx) => recoveryCodesOf(tx, person.id))
      : null,
  };
}

async function recoveryCodesOf(transaction: Transacting, person: string): Promise<number | null> {
  const totp = await findTotp(transaction, person, 'confirmed');
  return totp ? countRecoveryCodes(transaction, totp.id) : null;
}
