// Makes templates of a model from the pictures of a tenant's customers and lists, page by page in the order of the log.
// A page is kept whole or not at all, with the place behind it: whoever goes on, goes on there.

import { LikenessError } from '../../errors.js';
import type { AuditLog } from '../audit/index.js';
import {
  embedAnew,
  type FaceWithout,
  facesWithout,
  keepMade,
  type MadeTemplate,
} from '../customers/index.js';
import { systemActor } from '../identity/index.js';
import type { InferencePool } from '../inference/index.js';
import type { Database, Transacting } from '../storage/index.js';
import type { Subjects } from '../subjects/index.js';
import { askOnce, claim, noteFailure, type Place, pushOn, type Run, release } from './runs.js';

export interface Reembedding {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly audit: AuditLog;
  /** Models that should have templates of all faces: that which decides, whether or not somebody has asked for it. */
  readonly wanted: () => Promise<{ readonly active: string | null; readonly shadow: string | null }>;
  /** Opened when there is work for it. */
  readonly poolOf: (digest: string) => Promise<Pick<InferencePool, 'embed'>>;
  /** Faces that are kept together. Default 16. */
  readonly page?: number;
  /** Milliseconds after which others have their turn. Default 30,000. */
  readonly turn?: number;
}

/**
 * Goes on with what is missing. May be done by several workers: one at a time works for each model.
 * @returns whether more is to be done
 * @throws errors of the database; the signal's reason
 */
export async function reembed(
  reembedding: Reembedding,
  tenant: string,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, wanted } = reembedding;
  const { active, shadow } = await wanted();
  if (active) await database.tenant(tenant, (transaction) => askOnce(transaction, active, 'system:models'));
  let isMore = false;
  for (const digest of [active, shadow]) {
    if (digest === null) continue;
    const run = await database.tenant(tenant, (transaction) => claim(transaction, digest));
    if (run && (await workOn(reembedding, tenant, digest, run, signal))) isMore = true;
  }
  return isMore;
}

async function workOn(
  reembedding: Reembedding,
  tenant: string,
  digest: string,
  run: Run,
  signal: AbortSignal,
): Promise<boolean> {
  const { database, page: limit = 16, turn = 30_000 } = reembedding;
  const end = Date.now() + turn;
  let fault: string | null = null;
  try {
    for (let behind = run.behind; ; ) {
      signal.throwIfAborted();
      if (Date.now() > end) return true;
      const { faces, last } = await database.tenant(tenant, async (transaction) => {
        // Read first: what is committed later stands behind it in the log.
        const { sequence } = await transaction
          .selectFrom('audit_heads')
          .select('sequence')
          .executeTakeFirstOrThrow();
        const faces = await facesWithout(transaction, tenant, digest, { ...behind, limit });
        const isEnd = faces.length < limit;
        return { faces, last: isEnd ? { sequence, entry: LAST } : placeOf(faces.at(-1)!) };
      });
      if (faces.length === 0 && last.sequence === behind.sequence) return false;
      const made = await makeAll(reembedding, digest, faces, signal);
      const goesOn = await database.tenant(tenant, (transaction) =>
        keepPage(transaction, reembedding, { tenant, digest, run, last, made }),
      );
      if (!goesOn) return true;
      if (faces.length < limit) return false;
      behind = last;
    }
  } catch (error) {
    signal.throwIfAborted();
    if (!(error instanceof LikenessError)) throw error;
    // The store, the model or the threads: the next job tries again.
    fault = error.code;
    return false;
  } finally {
    await database.tenant(tenant, (transaction) => release(transaction, digest, run.id, fault));
  }
}

/** Higher than every other. */
const LAST = 'ffffffff-ffff-ffff-ffff-ffffffffffff';

const placeOf = ({ sequence, entry }: FaceWithout): Place => ({ sequence, entry });

interface Made {
  readonly templates: readonly MadeTemplate[];
  readonly failures: readonly { readonly subject: string; readonly fault: string }[];
}

async function makeAll(
  { subjects, poolOf }: Reembedding,
  digest: string,
  faces: readonly FaceWithout[],
  signal: AbortSignal,
): Promise<Made> {
  const templates: MadeTemplate[] = [];
  const failures: { subject: string; fault: string }[] = [];
  const seen = new Set<string>();
  for (const face of faces) {
    signal.throwIfAborted();
    const { subject, picture, gallery } = face;
    const key = `${gallery} ${subject.id}`;
    // Those whose picture is gone are counted by whoever asks; of several former models one face is enough.
    if (picture === null || seen.has(key)) continue;
    seen.add(key);
    try {
      const pool = await poolOf(digest);
      templates.push(await embedAnew(subjects, pool, { ...face, picture }, signal));
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof LikenessError) || !isOfPicture(error.code)) throw error;
      failures.push({ subject: subject.id, fault: error.code });
    }
  }
  return { templates, failures };
}

/** What another try would meet again: it must not keep the others from being looked at. */
const isOfPicture = (code: string): boolean =>
  /^(image|face|faces|picture|wrapped)_/.test(code) ||
  ['inference_failed', 'inference_timeout', 'internal'].includes(code);

async function keepPage(
  transaction: Transacting,
  { audit }: Reembedding,
  {
    tenant,
    digest,
    run,
    last,
    made,
  }: {
    readonly tenant: string;
    readonly digest: string;
    readonly run: Run;
    readonly last: Place;
    readonly made: Made;
  },
): Promise<boolean> {
  const goesOn = await pushOn(transaction, digest, run.id, last);
  for (const { subject, fault } of made.failures) await noteFailure(transaction, digest, subject, fault);
  await keepMade(transaction, audit, systemActor(tenant, 'models'), digest, made.templates);
  return goesOn;
}
