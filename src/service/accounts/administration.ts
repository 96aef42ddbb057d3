// What those who may do to keys and people, each with its entry in the log: over HTTP and at the command line alike.

import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import {
  type Actor,
  type ApiKey,
  changeDisabled,
  changeRole,
  createKey,
  type InvitationLink,
  invite,
  type KeyDraft,
  listKeys,
  listPeople,
  type PersonDraft,
  type PersonRecord,
  type Role,
  readPerson,
  renew,
  revokeKey,
  rotateKey,
} from '../identity/index.js';
import type { Database, Transacting } from '../storage/index.js';

/** A key with its text, given here and never again. */
export interface MadeKey {
  readonly key: ApiKey;
  readonly text: string;
}

/** A person with a link, given here and never again. */
export interface InvitedPerson {
  readonly person: PersonRecord;
  readonly link: InvitationLink;
}

/** @throws what the functions of the same name in `identity` throw, each of them */
export interface Administration {
  listKeys(): Promise<ApiKey[]>;
  /** @param within done in the same transaction, with the key's id */
  createKey(
    draft: KeyDraft,
    within?: (transaction: Transacting, id: string) => Promise<void>,
  ): Promise<MadeKey>;
  /** @param overlapSeconds for how long the old one serves still */
  rotateKey(id: string, overlapSeconds: number): Promise<MadeKey>;
  /** @returns the identifiers of all keys that this has ended: what a key has made ends with it */
  revokeKey(id: string): Promise<string[]>;
  listPeople(page?: { after?: string | undefined; limit?: number }): Promise<PersonRecord[]>;
  invite(draft: PersonDraft): Promise<InvitedPerson>;
  renew(id: string): Promise<InvitedPerson>;
  change(id: string, change: { role?: Role; disabled?: boolean }): Promise<PersonRecord>;
}

/**
 * @param by who does it; whether they may is for the caller to ask
 * @param note goes into each entry of the log
 */
export function administrationBy(
  { database, audit }: { readonly database: Database; readonly audit: AuditLog },
  by: Actor,
  note: Readonly<Record<string, string>> = {},
): Administration {
  const work = <T>(what: (transaction: Transacting) => Promise<T>) => database.tenant(by.tenant, what);
  type Details = NonNullable<Parameters<AuditLog['append']>[4]>;
  const log = (
    transaction: Transacting,
    action: Parameters<AuditLog['append']>[2],
    kind: 'key' | 'person',
    id: string,
    details: Details = {},
  ) => audit.append(transaction, by, action, { kind, id }, { ...details, ...note });

  return {
    listKeys: () => work(listKeys),
    createKey: (draft, within) =>
      work(async (transaction) => {
        const made = await createKey(transaction, draft, by);
        const { id, name, scopes, expiresAt } = made.key;
        await within?.(transaction, id);
        await log(transaction, 'key.created', 'key', id, {
          name,
          scopes: [...scopes],
          expiresAt: expiresAt?.toISOString() ?? null,
        });
        return made;
      }),
    rotateKey: (id, overlapSeconds) =>
      work(async (transaction) => {
        const made = await rotateKey(transaction, id, overlapSeconds * 1000, by);
        await log(transaction, 'key.rotated', 'key', id, { successor: made.key.id, overlapSeconds });
        return made;
      }),
    revokeKey: (id) =>
      work(async (transaction) => {
        const revoked = await revokeKey(transaction, id);
        if (revoked.length === 0) throw new LikenessError('not_found', `there is no key ${id} to revoke`);
        for (const key of revoked) await log(transaction, 'key.revoked', 'key', key);
        return revoked;
      }),
    listPeople: (page) => work((transaction) => listPeople(transaction, page)),
    invite: (draft) =>
      work(async (transaction) => {
        const invited = await invite(transaction, draft, by);
        await log(transaction, 'person.invited', 'person', invited.person.id, { role: draft.role });
        return invited;
      }),
    renew: (id) =>
      work(async (transaction) => {
        const renewed = await renew(transaction, id, by);
        await log(transaction, 'person.renewed', 'person', id);
        return renewed;
      }),
    change: (id, { role, disabled }) =>
      work(async (transaction) => {
        const shut = disabled === undefined ? undefined : await changeDisabled(transaction, id, disabled);
        const changed = role === undefined ? undefined : await changeRole(transaction, id, role);
        if (shut) await log(transaction, disabled ? 'person.disabled' : 'person.enabled', 'person', id);
        if (changed)
          await log(transaction, 'person.role_changed', 'person', id, {
            from: changed.from,
            to: changed.person.role,
          });
        return readPerson(transaction, id);
      }),
  };
}
