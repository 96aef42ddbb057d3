// A person known to a tenant, by what is sealed with the person's key: pictures, templates, reports. Destroying the
// key is how all of it is erased at once, wherever copies lie.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import { destroySubject, type Graveyard } from '../erasure/index.js';
import {
  getSealed,
  type MasterKeys,
  nameOf,
  openBytes,
  type PictureStore,
  putSealed,
  type SealContext,
  SubjectKeys,
  sealBytes,
  type WrappedKey,
} from '../pictures/index.js';
import type { PicturePart, Transacting } from '../storage/index.js';

/** A subject with the key as it stands in its row, wrapped. */
export interface KnownSubject {
  readonly tenant: string;
  readonly id: string;
  readonly wrapped: WrappedKey;
}

export interface StoredPicture {
  readonly id: string;
  readonly part: PicturePart;
  /** Hex, of the plain bytes. */
  readonly sha256: string;
  readonly bytes: number;
}

export class Subjects {
  /** For `eraseSubject`. */
  readonly graveyard: Graveyard;
  readonly #keys: SubjectKeys;
  readonly #store: PictureStore;

  constructor(masterKeys: MasterKeys, store: PictureStore) {
    this.#keys = new SubjectKeys(masterKeys);
    this.graveyard = { store, masterKeys };
    this.#store = store;
  }

  /** Somebody new, whose row is written by `insert`: before that pictures may be stored, which nobody finds. */
  async draft(tenant: string): Promise<KnownSubject> {
    const id = uuidv7();
    return { tenant, id, wrapped: await this.#keys.create({ tenant, subject: id }) };
  }

  async insert(transaction: Transacting, { id, wrapped }: KnownSubject): Promise<void> {
    await transaction
      .insertInto('subjects')
      .values({
        id,
        wrapped_key: Buffer.from(wrapped.wrapped),
        master_key: wrapped.masterKey,
        created_at: new Date(),
        erased_at: null,
      })
      .execute();
  }

  /**
   * The subject, whose row is locked against erasure until the transaction ends.
   * @throws `not_found`, `erased`
   */
  async find(transaction: Transacting, tenant: string, id: string): Promise<KnownSubject> {
    const row = await transaction
      .selectFrom('subjects')
      .select(['wrapped_key', 'master_key'])
      .where('id', '=', id)
      .forShare()
      .executeTakeFirst();
    if (!row) throw new LikenessError('not_found', `there is no subject ${id}`);
    if (row.wrapped_key === null || row.master_key === null)
      throw new LikenessError('erased', 'all that was known of this person was erased');
    return { tenant, id, wrapped: { masterKey: row.master_key, wrapped: row.wrapped_key } };
  }

  async seal(
    subject: KnownSubject,
    kind: SealContext['kind'],
    object: string,
    bytes: Uint8Array,
  ): Promise<Buffer> {
    return this.#use(subject, (key) => Buffer.from(sealBytes(key, bytes, contextOf(subject, kind, object))));
  }

  /** @throws `picture_tampered` */
  async open(
    subject: KnownSubject,
    kind: SealContext['kind'],
    object: string,
    sealed: Uint8Array,
  ): Promise<Uint8Array> {
    return this.#use(subject, (key) => openBytes(key, sealed, contextOf(subject, kind, object)));
  }

  /** Seals a picture and stores it; its row is written by whoever knows what it is for. */
  async store(
    subject: KnownSubject,
    part: PicturePart,
    bytes: Uint8Array,
    sha256: string,
  ): Promise<StoredPicture> {
    const id = uuidv7();
    const context = contextOf(subject, 'picture', id);
    await this.#use(subject, (key) => putSealed(this.#store, key, bytes, context));
    return { id, part, sha256, bytes: bytes.byteLength };
  }

  /** @throws `picture_missing`, `picture_tampered` */
  async picture(subject: KnownSubject, id: string): Promise<Uint8Array> {
    return this.#use(subject, (key) => getSealed(this.#store, key, contextOf(subject, 'picture', id)));
  }

  async removePicture(subject: Pick<KnownSubject, 'tenant' | 'id'>, id: string): Promise<void> {
    await this.#store.delete(nameOf(contextOf(subject, 'picture', id)));
  }

  /**
   * Destroys the key, for whoever logs it afterwards in the same transaction: see `destroySubject`.
   * @returns whether there was still a key
   * @throws `not_found`, `held`, errors of the store: nothing is destroyed then
   */
  async erase(transaction: Transacting, id: string, at = new Date()): Promise<boolean> {
    const { tenant } = await transaction
      .selectFrom('subjects')
      .select('tenant')
      .where('id', '=', id)
      .executeTakeFirstOrThrow(() => new LikenessError('not_found', `there is no subject ${id}`));
    return (await destroySubject(transaction, this.graveyard, { tenant, subject: id, at })) !== null;
  }

  close(): void {
    this.#keys.close();
  }

  #use<T>({ tenant, id, wrapped }: KnownSubject, work: (key: Uint8Array) => T | Promise<T>): Promise<T> {
    return this.#keys.use({ tenant, subject: id }, wrapped, work);
  }
}

const contextOf = (
  { tenant, id }: Pick<KnownSubject, 'tenant' | 'id'>,
  kind: SealContext['kind'],
  object: string,
): SealContext => ({
  tenant,
  subject: id,
  object,
  kind,
});
