// A backup of the database holds the wrapped keys of subjects who were erased since. So an erasure leaves a tombstone in
// the picture store, and whoever restores a backup buries those subjects again.

import { createHmac, timingSafeEqual } from 'node:crypto';
import canonicalize from 'canonicalize';
import { Type } from 'typebox';
import { Check } from 'typebox/value';
import { LikenessError } from '../../errors.js';
import type { MasterKeys } from './keys/masterKeys.js';
import type { PictureStore } from './stores/pictureStore.js';
import type { Subject } from './subjectKeys.js';

/** Identifiers only: nothing that says who it was. */
export interface Tombstone extends Subject {
  /** RFC 3339, UTC. */
  readonly erasedAt: string;
}

/**
 * Writes `erasures/<tenant>/<subject>.json`, authenticated with a secret of the master keys. To be written before the
 * subject's key is destroyed, so that no erasure is without one; written twice, the later time stands.
 * @throws what `PictureStore.put` throws
 */
export async function writeTombstone(
  store: PictureStore,
  keys: MasterKeys,
  { tenant, subject, erasedAt }: Tombstone,
): Promise<void> {
  const stone = { format: FORMAT, tenant, subject, erasedAt };
  const document = { ...stone, mac: macOf(stone, keys) };
  await store.put(placeOf(stone), Buffer.from(`${JSON.stringify(document, undefined, 2)}\n`));
}

/**
 * Every erasure that the store knows of, or those of one tenant.
 * @throws `tombstone_invalid` at the first that Likeness did not write so, and what the store throws
 */
export async function* listTombstones(
  store: PictureStore,
  keys: MasterKeys,
  tenant?: string,
): AsyncIterable<Tombstone> {
  for await (const name of store.list(tenant === undefined ? FOLDER : `${FOLDER}${tenant}/`)) {
    yield readTombstone(name, await store.get(name), keys);
  }
}

const FOLDER = 'erasures/';
const FORMAT = 'likeness-erasure-1';

const DocumentSchema = Type.Object(
  {
    format: Type.Literal(FORMAT),
    tenant: Type.String(),
    subject: Type.String(),
    erasedAt: Type.String(),
    mac: Type.String(),
  },
  { additionalProperties: false },
);

const placeOf = ({ tenant, subject }: Subject): string => `${FOLDER}${tenant}/${subject}.json`;

function readTombstone(name: string, bytes: Uint8Array, keys: MasterKeys): Tombstone {
  const document = parseJson(bytes);
  if (!Check(DocumentSchema, document)) throw invalid(name, 'is not a tombstone');
  const { mac, ...stone } = document;
  const [given, expected] = [Buffer.from(mac, 'base64'), Buffer.from(macOf(stone, keys), 'base64')];
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    throw invalid(name, 'was not written with these master keys, or was changed');
  }
  if (placeOf(stone) !== name) throw invalid(name, `is that of ${placeOf(stone)}`);
  const { tenant, subject, erasedAt } = stone;
  return { tenant, subject, erasedAt };
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString('utf8'));
  } catch {
    return undefined;
  }
}

/** HMAC-SHA-256 over the canonical JSON (RFC 8785): else whoever can write to the store could have anybody erased. */
function macOf(stone: Tombstone & { format: string }, keys: MasterKeys): string {
  const secret = keys.derive('erasure tombstones');
  return createHmac('sha256', secret).update(canonicalize(stone)!).digest('base64');
}

const invalid = (name: string, why: string): LikenessError =>
  new LikenessError('tombstone_invalid', `the object ${name} of the picture store ${why}`);
