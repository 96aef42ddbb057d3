// Where sealed pictures lie: the least that a folder and an object store have in common. It sees ciphertext alone.

import { randomUUID } from 'node:crypto';
import { LikenessError } from '../../../errors.js';
import type { Health } from '../keys/masterKeys.js';

export interface PictureStore {
  /**
   * Stores bytes under a name, in place of what was there. Once it resolves they outlive a crash; until then readers
   * see what was there before, never a part.
   * @throws `picture_name_invalid`, `storage_full`, `store_unreachable`, `store_refused`
   */
  put(name: string, bytes: Uint8Array): Promise<void>;

  /** @throws `picture_missing`, `picture_name_invalid`, `store_unreachable`, `store_refused` */
  get(name: string): Promise<Uint8Array>;

  /**
   * Removes what is stored under a name; nothing there is as good.
   * @throws `picture_name_invalid`, `store_unreachable`, `store_refused`
   */
  delete(name: string): Promise<void>;

  /**
   * Names that begin with `prefix` (all, where it is empty), in no particular order. What is put or deleted meanwhile
   * may or may not be among them.
   * @throws `store_unreachable`, `store_refused`
   */
  list(prefix: string): AsyncIterable<string>;

  /** Cheap enough to be asked every few seconds. */
  health(): Promise<Health>;
}

const NAME_LENGTH = 512;
const SEGMENT_LENGTH = 200;

/** Lower case only: some file systems hold `A` and `a` for one. No segment begins with a dot, so none leads upwards. */
const NAME = /^[a-z0-9_][a-z0-9._-]*(\/[a-z0-9_][a-z0-9._-]*)*$/;

export const isName = (name: string): boolean =>
  name.length <= NAME_LENGTH && NAME.test(name) && name.split('/').every((s) => s.length <= SEGMENT_LENGTH);

/** @throws `picture_name_invalid` */
export function checkName(name: string): void {
  if (isName(name)) return;
  throw new LikenessError(
    'picture_name_invalid',
    `nothing can be stored under the name ${JSON.stringify(name.slice(0, 100))}`,
  );
}

/**
 * Puts, lists, reads and deletes an object, to find out at the start whether the store and its rights do for all of it.
 * @throws what the store throws; `store_refused` where it gives other bytes back
 */
export async function proveStore(store: PictureStore): Promise<void> {
  const name = `probes/${randomUUID()}`;
  const bytes = Buffer.from(name);
  await store.put(name, bytes);
  const names: string[] = [];
  for await (const listed of store.list(name)) names.push(listed);
  const read = await store.get(name);
  await store.delete(name);
  if (bytes.equals(read) && names.includes(name)) return;
  throw new LikenessError(
    'store_refused',
    'the picture store does not give back or list what was put into it',
  );
}
