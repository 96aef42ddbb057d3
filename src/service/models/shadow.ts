// What a challenger makes of the same pictures: asked for when a decision is kept, found out by a job, and never part
// of the decision.

import { LikenessError } from '../../errors.js';
import { type Customer, findCustomer, referenceOf } from '../customers/index.js';
import type { AuthenticateRequest, InferencePool, VerifyRequest } from '../inference/index.js';
import { type JobContext, type Jobs, QUEUES } from '../jobs/index.js';
import type { Database, PicturePart, Transacting } from '../storage/index.js';
import type { KnownSubject, Subjects } from '../subjects/index.js';
import { type Follower, type SealedReport, unsealVerification } from '../verifications/index.js';
import type { Challenger } from './challenger.js';
import { readRoles } from './roles.js';

/** Asks for the job in the transaction that keeps a decision, while a model is tried that did not make it. */
export const askShadow =
  (jobs: Pick<Jobs, 'send'>): Follower =>
  async (transaction, { id: verification, tenant, model }) => {
    const { shadow } = await readRoles(transaction);
    if (!shadow || shadow.digest === model.digest) return;
    await jobs.send(transaction, 'shadow-score', { tenant, verification, digest: shadow.digest });
  };

export interface Shadowing {
  readonly database: Database;
  readonly subjects: Subjects;
  readonly challenger: Challenger;
}

export interface ShadowJob {
  readonly tenant: string;
  readonly verification: string;
  readonly digest: string;
}

/**
 * The job `shadow-score`. Nothing is done where the model is tried no more, the decision has its row, or its subject or
 * its report is gone. Where it cannot be done, the last try writes down why.
 * @throws errors of the store, of inference and of the database: the job is tried again
 */
export async function scoreByShadow(
  shadowing: Shadowing,
  job: ShadowJob,
  { attempt, signal }: Pick<JobContext, 'attempt' | 'signal'>,
): Promise<void> {
  const { database, subjects } = shadowing;
  const { shadow } = await readRoles(database.shared);
  if (shadow?.digest !== job.digest) return;
  const task = await database
    .tenant(job.tenant, (transaction) => taskOf(transaction, subjects, job))
    .catch((error: unknown) => {
      // Erased, or kept as long as it may be: then nothing is written of it either.
      if (error instanceof LikenessError && (error.code === 'erased' || error.code === 'not_found'))
        return undefined;
      throw error;
    });
  if (!task) return;
  const write = (found: Found) =>
    database.tenant(job.tenant, (transaction) => keepScore(transaction, subjects, job, task, found));
  try {
    await write(await lookAt(task, () => shadowing.challenger.pool(job.digest), signal));
  } catch (error) {
    signal.throwIfAborted();
    const fault = faultOf(error);
    if (isOfPictures(fault)) return write({ fault });
    if (attempt > QUEUES['shadow-score'].retries) await write({ fault });
    throw error;
  }
}

/** What is compared: as it was decided, by the policy and on the day of then. */
interface Task {
  readonly subject: KnownSubject;
  readonly sealed: SealedReport;
  readonly request:
    | { readonly kind: 'proofing'; readonly of: VerifyRequest }
    | { readonly kind: 'authentication'; readonly selfie: Uint8Array; readonly reference: ReferenceSource }
    | { readonly kind: 'missing' };
}

/** The template by this model, or the picture to make it from. */
type ReferenceSource =
  | { readonly template: AuthenticateRequest['reference'] }
  | { readonly picture: Uint8Array; readonly sha256: string };

/** @returns undefined where there is a row already @throws `not_found`, `erased`, errors of the store */
async function taskOf(
  transaction: Transacting,
  subjects: Subjects,
  { tenant, verification, digest }: ShadowJob,
): Promise<Task | undefined> {
  const known = await transaction
    .selectFrom('shadow_scores')
    .select('verification')
    .where('verification', '=', verification)
    .where('model_digest', '=', digest)
    .executeTakeFirst();
  if (known) return undefined;
  const { row, subject, sealed } = await unsealVerification(transaction, subjects, tenant, verification);
  const pictures = await picturesOf(transaction, subjects, subject, verification);
  const { policy } = sealed.conditions;
  const [selfie, front, back] = (['selfie', 'document_front', 'document_back'] as const).map((part) =>
    pictures.get(part),
  );
  const missing = { subject, sealed, request: { kind: 'missing' } } as const;
  if (!selfie) return missing;
  if (row.kind === 'authentication') {
    const customer = await findCustomer(transaction, subjects, tenant, row.customer!);
    const reference = await referenceFor(transaction, subjects, customer, digest, row.model_digest);
    if (!reference) return missing;
    return { subject, sealed, request: { kind: 'authentication', selfie, reference } };
  }
  if (!front) return missing;
  const chip = Object.fromEntries(
    (['dg1', 'dg2', 'sod'] as const).flatMap((part) => {
      const bytes = pictures.get(part);
      return bytes ? [[part, bytes]] : [];
    }),
  );
  const document = { front, ...(back && { back }), ...(Object.keys(chip).length > 0 && { chip }) };
  return {
    ...{ subject, sealed },
    request: { kind: 'proofing', of: { selfie, document, policy, today: sealed.today } },
  };
}

async function picturesOf(
  transaction: Transacting,
  subjects: Subjects,
  subject: KnownSubject,
  verification: string,
): Promise<Map<PicturePart, Uint8Array>> {
  const rows = await transaction
    .selectFrom('pictures')
    .select(['id', 'part'])
    .where('verification', '=', verification)
    .where('deleted_at', 'is', null)
    .execute();
  const opened = await Promise.all(
    rows.map(async ({ id, part }) => [part, await subjects.picture(subject, id)] as const),
  );
  return new Map(opened);
}

/**
 * What the customer is enrolled with, as this model sees it. A customer who was enrolled anew between the decision and
 * this job is compared with the new reference: jobs follow within seconds.
 */
async function referenceFor(
  transaction: Transacting,
  subjects: Subjects,
  customer: Customer,
  digest: string,
  decidedBy: string,
): Promise<ReferenceSource | undefined> {
  const template = await referenceOf(transaction, subjects, customer, digest);
  if (template) return { template };
  const picture = await transaction
    .selectFrom('templates')
    .innerJoin('pictures', (join) =>
      join
        .onRef('pictures.tenant', '=', 'templates.tenant')
        .onRef('pictures.verification', '=', 'templates.verification')
        .on('pictures.part', '=', 'selfie'),
    )
    .select(['pictures.id', 'pictures.sha256'])
    .where('templates.subject', '=', customer.subject.id)
    .where('templates.model_digest', '=', decidedBy)
    .where('templates.is_reference', '=', true)
    .where('templates.ended', 'is', null)
    .where('templates.role', '=', 'selfie')
    .where('pictures.deleted_at', 'is', null)
    .orderBy('templates.sequence', 'desc')
    .executeTakeFirst();
  if (!picture) return undefined;
  const bytes = await subjects.picture(customer.subject, picture.id);
  return { picture: bytes, sha256: picture.sha256.toString('hex') };
}

type Found = { readonly report: SealedReport['report'] } | { readonly fault: string };

async function lookAt(
  { request, sealed }: Task,
  open: () => Promise<InferencePool>,
  signal: AbortSignal,
): Promise<Found> {
  if (request.kind === 'missing') return { fault: 'picture_missing' };
  const pool = await open();
  if (request.kind === 'proofing') return pool.verify(request.of, { signal });
  const { selfie, reference } = request;
  const enrolled =
    'template' in reference
      ? reference.template
      : {
          template: {
            model: pool.model.digest,
            vector: (await pool.embed({ picture: reference.picture, role: 'selfie' }, { signal })).template,
          },
          enrolledFrom: 'selfie' as const,
          sha256: reference.sha256,
        };
  return pool.authenticate({ selfie, reference: enrolled, policy: sealed.conditions.policy }, { signal });
}

async function keepScore(
  transaction: Transacting,
  subjects: Subjects,
  { tenant, verification, digest }: ShadowJob,
  { subject, sealed }: Task,
  found: Found,
): Promise<void> {
  if (!(await isStillKept(transaction, subjects, tenant, subject.id, verification))) return;
  const report = 'report' in found ? found.report : null;
  await transaction
    .insertInto('shadow_scores')
    .values({
      ...{ verification, model_digest: digest, subject: subject.id, at: new Date() },
      decision: report?.decision ?? null,
      active_decision: report && sealed.report.decision,
      reasons: report?.reasons.map(({ code }) => code) ?? [],
      score: report?.score ?? null,
      llr: report?.llr ?? null,
      milliseconds: report?.timings.total ?? null,
      fault: 'fault' in found ? found.fault : null,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'verification', 'model_digest']).doNothing())
    .execute();
}

/** Both are locked: whoever is erased, or ages, at this moment takes this row along, or it is not written. */
async function isStillKept(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  subject: string,
  verification: string,
): Promise<boolean> {
  try {
    await subjects.find(transaction, tenant, subject);
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'erased') return false;
    throw error;
  }
  const kept = await transaction
    .selectFrom('verifications')
    .select('id')
    .where('id', '=', verification)
    .where('report', 'is not', null)
    .forShare()
    .executeTakeFirst();
  return kept !== undefined;
}

const faultOf = (error: unknown): string => (error instanceof LikenessError ? error.code : 'internal');

/** A model may not take what another took; whatever else went wrong may go right the next time. */
const isOfPictures = (fault: string): boolean => /^(image|face|faces|zone|chip)_/.test(fault);
