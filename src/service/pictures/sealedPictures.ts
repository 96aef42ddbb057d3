// Pictures in a store, under a name that follows from what they are: so an object that is moved, or put in another's
// place, does not open.

import { openBytes, type SealContext, sealBytes } from './seal.js';
import type { PictureStore } from './stores/pictureStore.js';
import type { Subject } from './subjectKeys.js';

/** All objects of one subject begin with it. */
export const prefixOf = ({ tenant, subject }: Subject): string => `pictures/${tenant}/${subject}/`;

/** Where a picture lies. Its identifiers are lower-case, as UUIDs are written: see `PictureStore`. */
export const nameOf = (context: SealContext): string =>
  `${prefixOf(context)}${context.object}.${context.kind}`;

/** Encrypts and stores. @throws what `PictureStore.put` throws */
export async function putSealed(
  store: PictureStore,
  subjectKey: Uint8Array,
  bytes: Uint8Array,
  context: SealContext,
): Promise<void> {
  await store.put(nameOf(context), sealBytes(subjectKey, bytes, context));
}

/** Reads and decrypts. @throws `picture_tampered`, and what `PictureStore.get` throws */
export async function getSealed(
  store: PictureStore,
  subjectKey: Uint8Array,
  context: SealContext,
): Promise<Uint8Array> {
  return openBytes(subjectKey, await store.get(nameOf(context)), context);
}

/**
 * Deletes all objects of a subject. What makes an erasure is that the subject's key is destroyed; this gives back the
 * space, and may be repeated until it has worked.
 * @returns how many there were
 */
export async function deleteAll(store: PictureStore, subject: Subject): Promise<number> {
  let deleted = 0;
  for await (const name of store.list(prefixOf(subject))) {
    await store.delete(name);
    deleted++;
  }
  return deleted;
}
