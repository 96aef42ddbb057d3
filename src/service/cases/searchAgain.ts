// Before a case is approved its faces are searched for again: while it waited, somebody else may have been enrolled with
// them, or they may have been put on a list.

import { findCustomer, openTemplate } from '../customers/index.js';
import { activePolicy } from '../policies/index.js';
import type { Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import {
  type Concern,
  type Faces,
  heldAgainstRecord,
  holdCustomer,
  readVerification,
} from '../verifications/index.js';
import type { Cases } from './context.js';
import { hitsOf } from './evidence.js';

export interface SearchedAgain {
  /** Hits that nobody who looked at the case could have known of. */
  readonly fresh: readonly Concern[];
  /** Within the transaction that approves, the log's head locked. @throws `tries_at_once` */
  readonly recheck: (transaction: Transacting) => Promise<void>;
}

/** Nothing can be approved. */
export const NOT_SEARCHED: SearchedAgain = { fresh: [], recheck: async () => {} };

/**
 * By the templates that are kept of the model in use; where the case is a former model's, by those that this one makes of
 * the same pictures. Without any, nobody is enrolled either.
 * @throws `erased`, `search_memory_exhausted`, `overloaded`; errors of the pictures, the store and the database
 */
export async function searchAgain(
  cases: Pick<Cases, 'deciding' | 'searches'>,
  tenant: string,
  id: string,
): Promise<SearchedAgain> {
  const { database } = cases.deciding;
  const known = await database.tenant(tenant, (transaction) => facesOf(transaction, cases, tenant, id));
  if (!known) return NOT_SEARCHED;
  const kept = known.faces.templates;
  const templates = kept.length > 0 ? kept : await madeAnew(cases.deciding, known);
  if (templates.length === 0) return NOT_SEARCHED;
  const { compared, concerns: own } = await heldAgainstRecord(cases.deciding, { ...known.faces, templates });
  const found = await Promise.all(cases.searches.map((search) => search(compared)));
  const concerns = [...own, ...found.flatMap((one) => one.concerns)];
  return {
    fresh: freshOf(concerns, known.concerns),
    recheck: async (transaction) => {
      await holdCustomer(transaction, compared);
      for (const { recheck } of found) await recheck?.(transaction);
    },
  };
}

interface KnownFaces {
  readonly faces: Faces;
  readonly concerns: readonly Concern[];
  /** Of which any model has a template. */
  readonly pictures: readonly { readonly id: string; readonly role: 'selfie' | 'document' }[];
}

async function madeAnew(
  { subjects, inference }: Cases['deciding'],
  { faces: { subject }, pictures }: KnownFaces,
): Promise<Faces['templates']> {
  return Promise.all(
    pictures.map(async ({ id, role }) => {
      const picture = await subjects.picture(subject, id);
      const { template } = await inference.embed({ picture, role });
      return { role, vector: template };
    }),
  );
}

/** Whose faces a case is about, and which hits are on it; undefined where there is no such case. */
async function facesOf(
  transaction: Transacting,
  { deciding: { subjects, inference } }: Pick<Cases, 'deciding'>,
  tenant: string,
  id: string,
): Promise<KnownFaces | undefined> {
  const row = await transaction
    .selectFrom('cases')
    .select(['id', 'verification', 'subject', 'customer', 'sealed_hits'])
    .where('id', '=', id)
    .executeTakeFirst();
  if (!row) return undefined;
  const { model } = inference;
  const subject = await subjects.find(transaction, tenant, row.subject);
  const { body, sealed } = await readVerification(transaction, subjects, tenant, row.verification);
  const templates = await transaction
    .selectFrom('templates')
    .select(['id', 'role', 'sealed', 'model_digest'])
    .where('verification', '=', row.verification)
    .where('ended', 'is', null)
    .execute();
  const seen = new Set(templates.map(({ role }) => role));
  const pictures = await transaction
    .selectFrom('pictures')
    .select(['id', 'part'])
    .where('verification', '=', row.verification)
    .where('deleted_at', 'is', null)
    .execute();
  return {
    faces: {
      ...{ kind: body.kind, tenant, at: new Date(), subject },
      customer:
        row.customer === null ? null : await findCustomer(transaction, subjects, tenant, row.customer),
      policy: await activePolicy(transaction),
      model: { name: model.name, digest: model.digest, calibrationDigest: model.calibrationDigest },
      templates: await Promise.all(
        templates
          .filter(({ model_digest }) => model_digest === model.digest)
          .map(async ({ id: template, role, sealed: bytes }) => ({
            role,
            vector: await openTemplate(subjects, subject, template, bytes!),
          })),
      ),
    },
    pictures: pictures.flatMap(({ id: picture, part }) => {
      if (part !== 'selfie' && part !== 'document_front') return [];
      const role = part === 'selfie' ? ('selfie' as const) : ('document' as const);
      return seen.has(role) ? [{ id: picture, role }] : [];
    }),
    concerns: [...sealed.concerns, ...(await hitsOnCase(subjects, subject, row))],
  };
}

/** Found while the case waited. */
export async function hitsOnCase(
  subjects: Subjects,
  subject: KnownSubject,
  { id, sealed_hits }: { readonly id: string; readonly sealed_hits: Buffer | null },
): Promise<Concern[]> {
  if (sealed_hits === null) return [];
  return JSON.parse(Buffer.from(await subjects.open(subject, 'note', `${id}.hits`, sealed_hits)).toString());
}

/** Puts these hits on the case beside those that are on it. */
export async function addHits(
  transaction: Transacting,
  subjects: Subjects,
  subject: KnownSubject,
  row: { readonly id: string; readonly sealed_hits: Buffer | null; readonly version: number },
  fresh: readonly Concern[],
): Promise<void> {
  const hits = [...(await hitsOnCase(subjects, subject, row)), ...fresh];
  const sealed_hits = await subjects.seal(
    subject,
    'note',
    `${row.id}.hits`,
    Buffer.from(JSON.stringify(hits)),
  );
  await transaction
    .updateTable('cases')
    .set({ sealed_hits, version: row.version + 1 })
    .where('id', '=', row.id)
    .execute();
}

/** What stands against approving and is not known yet. */
export function freshOf(found: readonly Concern[], known: readonly Concern[]): Concern[] {
  const seen = new Set(known.flatMap(keysOf));
  return found
    .filter((concern) => hitsOf([concern]).length > 0 && keysOf(concern).some((key) => !seen.has(key)))
    .map((concern) => ({
      ...concern,
      evidence: concern.evidence.filter((one) => one.kind === 'threshold' || !seen.has(keyOf(concern, one))),
    }));
}

const keyOf = ({ code }: Concern, { kind, id }: Concern['evidence'][number]): string =>
  JSON.stringify([code, kind, id]);

const keysOf = (concern: Concern): string[] => {
  const named = concern.evidence.filter(({ kind }) => kind !== 'threshold' && kind !== 'list');
  return named.length === 0 ? [concern.code] : named.map((one) => keyOf(concern, one));
};
