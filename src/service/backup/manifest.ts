// What a backup consists of, written last: a folder without it is none. Authenticated with a secret of the master keys,
// so that nobody but the service can have made it.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { Type } from '@fastify/type-provider-typebox';
import type { Static } from 'typebox';
import { Check } from 'typebox/value';
import { LikenessError } from '../../errors.js';
import { canonicalText } from '../audit/index.js';
import type { MasterKeys } from '../pictures/index.js';

const FORMAT = 'likeness-backup';
const VERSION = 1;
const FILE = 'manifest.json';

const Text = Type.String({ maxLength: 500 });
const Whole = Type.Integer({ minimum: 0 });
const WrittenFile = {
  file: Type.String({
    pattern: '^[A-Za-z0-9_][A-Za-z0-9_.-]*(/[A-Za-z0-9_][A-Za-z0-9_.-]*)*$',
    maxLength: 600,
  }),
  bytes: Whole,
  sha256: Type.String({ pattern: '^[0-9a-f]{64}$' }),
};

const Stated = {
  format: Type.Literal(FORMAT),
  version: Type.Literal(VERSION),
  madeAt: Text,
  likeness: Text,
  /** Names of the migrations that the tables have had. */
  migrations: Type.Array(Text, { minItems: 1, maxItems: 10_000 }),
  /** Identifiers of the master keys without which nothing of it can be read. */
  keys: Type.Object({ root: Text, wrappedWith: Type.Array(Text, { maxItems: 10_000 }) }),
  tenants: Type.Array(
    Type.Object({
      id: Text,
      name: Text,
      /** Where its log had come to. */
      head: Type.Object({ sequence: Whole, hash: Text }),
    }),
    { maxItems: 100_000 },
  ),
  /** In the order in which they can be filled. */
  tables: Type.Array(
    Type.Object({
      tenant: Type.Union([Text, Type.Null()]),
      table: Text,
      columns: Type.Array(Text, { maxItems: 1600 }),
      rows: Whole,
      ...WrittenFile,
    }),
    { maxItems: 10_000_000 },
  ),
  /** The list of objects, each with its size and digest. */
  objects: Type.Object({ count: Whole, totalBytes: Whole, ...WrittenFile }),
};

const StatedSchema = Type.Object(Stated, { additionalProperties: false });
const ManifestSchema = Type.Object({ ...Stated, mac: Text }, { additionalProperties: false });

export type StatedManifest = Static<typeof StatedSchema>;
export type Manifest = Static<typeof ManifestSchema>;

export const manifestOf = (
  stated: Omit<StatedManifest, 'format' | 'version'>,
  keys: MasterKeys,
): { readonly file: string; readonly text: string } => {
  const whole: StatedManifest = { format: FORMAT, version: VERSION, ...stated };
  return { file: FILE, text: `${JSON.stringify({ ...whole, mac: macOf(whole, keys) }, undefined, 2)}\n` };
};

/**
 * Reads a manifest, and knows nothing yet of whether it is genuine.
 * @throws `backup_invalid`, `backup_newer`
 */
export async function readManifest(folder: string): Promise<Manifest> {
  const path = join(folder, FILE);
  let document: unknown;
  try {
    document = JSON.parse(await readFile(path, 'utf8'));
  } catch (cause) {
    throw new LikenessError('backup_invalid', `${folder} is no backup: ${(cause as Error).message}`, {
      cause,
    });
  }
  const { format, version, likeness } = (document ?? {}) as { [key: string]: unknown };
  if (format === FORMAT && typeof version === 'number' && version > VERSION)
    throw new LikenessError('backup_newer', `the backup was made by Likeness ${likeness}, in a later form`);
  if (!Check(ManifestSchema, document))
    throw new LikenessError('backup_invalid', `${path} is not the manifest of a backup`);
  return document;
}

/** @throws `backup_damaged` */
export function checkManifest({ mac, ...stated }: Manifest, keys: MasterKeys): void {
  const [given, expected] = [Buffer.from(mac, 'base64'), Buffer.from(macOf(stated, keys), 'base64')];
  if (given.length !== expected.length || !timingSafeEqual(given, expected))
    throw new LikenessError(
      'backup_damaged',
      'the manifest was not written with these master keys, or was changed',
    );
}

const macOf = (stated: StatedManifest, keys: MasterKeys): string =>
  createHmac('sha256', keys.derive('backup manifests')).update(canonicalText(stated)).digest('base64');
