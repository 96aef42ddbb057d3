// Who was erased, as the picture store remembers it: of years, and so kept small.

import { IdSet, listTombstones, type MasterKeys, type PictureStore } from '../pictures/index.js';

export interface GravesOfTenant {
  readonly subjects: IdSet;
  /** Milliseconds since 1970, in the order of `subjects`. */
  readonly erasedAt: readonly number[];
}

/** By tenant. */
export type Graves = ReadonlyMap<string, GravesOfTenant>;

/** @throws `tombstone_invalid`, and what the store throws */
export async function readGraves(store: PictureStore, keys: MasterKeys): Promise<Graves> {
  const graves = new Map<string, { readonly subjects: IdSet; readonly erasedAt: number[] }>();
  for await (const { tenant, subject, erasedAt } of listTombstones(store, keys)) {
    const grave = graves.get(tenant) ?? { subjects: new IdSet(), erasedAt: [] };
    graves.set(tenant, grave);
    grave.erasedAt[grave.subjects.add(subject)] = Date.parse(erasedAt);
  }
  return graves;
}

export function* stonesOf({ subjects, erasedAt }: GravesOfTenant): Generator<{ subject: string; at: Date }> {
  let place = 0;
  for (const subject of subjects) yield { subject, at: new Date(erasedAt[place++]!) };
}
