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
  { database, subjects, challenger }: Shadowing,
  job: ShadowJob,
  { attempt, signal }: Pick<JobContext, 'attempt' | 'signal'>,
): Promise<void> {
  const { shadow } = await readRoles(database.shared);
  if (shadow?.digest !== job.digest) return;
  const write = (found: Found) =>
    database.tenant(job.tenant, (transaction) => keepScore(transaction, subjects, job, found));
  try {
    const task = await database.tenant(job.tenant, (transaction) => taskOf(transaction, subjects, job));
    if (task) await write(await lookAt(task, subjects, () => challenger.pool(job.digest), signal));
  } catch (error) {
    signal.throwIfAborted();
    const fault = faultOf(error);
    // Erased, or kept as long as it may be: then nothing is written of it either.
    if (fault === 'erased' || fault === 'not_found') return;
    if (isOfPictures(fault)) return write({ fault });
    if (attempt > QUEUES['shadow-score'].retries) await write({ fault });
    throw error;
  }
}

/** What is compared: as it was decided, by the policy and on the day of then. */
interface Task {
  readonly subject: KnownSubject;
  readonly sealed: SealedReport;
  /** By what each shows; opened once the transaction is over, since a store answers in its own time. */
  readonly pictures: ReadonlyMap<PicturePart, string>;
  /** `document`: the page that was sent along. Undefined where there is none any more. */
  readonly against: ReferenceSource | 'document' | undefined;
}

/** The template by this model, or the picture to make it from. */
type ReferenceSource =
  | { readonly template: AuthenticateRequest['reference'] }
  | { readonly picture: string; readonly sha256: string };

/** @returns undefined where there is a row already @throws `not_found`, `erased`, `picture_tampered` */
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
  const pictures = await transaction
    .selectFrom('pictures')
    .select(['id', 'part'])
    .where('verification', '=', verification)
    .where('deleted_at', 'is', null)
    .execute();
  const kept = { subject, sealed, pictures: new Map(pictures.map(({ id, part }) => [part, id])) };
  if (row.kind === 'proofing') return { ...kept, against: 'document' };
  const customer = await findCustomer(transaction, subjects, tenant, row.customer!);
  return { ...kept, against: await referenceFor(transaction, subjects, customer, digest, row.model_digest) };
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
  return picture && { picture: picture.id, sha256: picture.sha256.toString('hex') };
}

type Found =
  | { readonly report: SealedReport['report']; readonly decided: SealedReport['report'] }
  | { readonly fault: string };

async function lookAt(
  task: Task,
  subjects: Subjects,
  open: () => Promise<InferencePool>,
  signal: AbortSignal,
): Promise<Found> {
  const { subject, sealed, pictures, against } = task;
  const picture = (id: string) => subjects.picture(subject, id);
  const part = async (name: PicturePart) => {
    const id = pictures.get(name);
    return id === undefined ? undefined : picture(id);
  };
  if (!pictures.has('selfie') || !against || (against === 'document' && !pictures.has('document_front')))
    return { fault: 'picture_missing' };
  const pool = await open();
  const { policy } = sealed.conditions;
  const selfie = (await part('selfie'))!;
  if (against === 'document') {
    const document = await documentOf(part);
    const { report } = await pool.verify({ selfie, document, policy, today: sealed.today }, { signal });
    return { report, decided: sealed.report };
  }
  const reference = 'template' in against ? against.template : await madeFrom(await picture(against.picture));
  const { report } = await pool.authenticate({ selfie, reference, policy }, { signal });
  return { report, decided: sealed.report };

  async function madeFrom(bytes: Uint8Array): Promise<AuthenticateRequest['reference']> {
    const { template: vector, sha256 } = await pool.embed({ picture: bytes, role: 'selfie' }, { signal });
    return { template: { model: pool.model.digest, vector }, enrolledFrom: 'selfie', sha256 };
  }
}

async function documentOf(
  part: (name: PicturePart) => Promise<Uint8Array | undefined>,
): Promise<VerifyRequest['document']> {
  const [front, back] = [(await part('document_front'))!, await part('document_back')];
  const chip: Partial<Record<'dg1' | 'dg2' | 'sod', Uint8Array>> = {};
  for (const name of ['dg1', 'dg2', 'sod'] as const) {
    const bytes = await part(name);
    if (bytes) chip[name] = bytes;
  }
  return { front, ...(back && { back }), ...(Object.keys(chip).length > 0 && { chip }) };
}

async function keepScore(
  transaction: Transacting,
  subjects: Subjects,
  { tenant, verification, digest }: ShadowJob,
  found: Found,
): Promise<void> {
  const subject = await lockKept(transaction, subjects, tenant, verification);
  if (subject === undefined) return;
  const report = 'report' in found ? found.report : null;
  await transaction
    .insertInto('shadow_scores')
    .values({
      ...{ verification, model_digest: digest, subject, at: new Date() },
      decision: report?.decision ?? null,
      active_decision: 'decided' in found ? found.decided.decision : null,
      reasons: report?.reasons.map(({ code }) => code) ?? [],
      score: report?.score ?? null,
      llr: report?.llr ?? null,
      milliseconds: report?.timings.total ?? null,
      fault: 'fault' in found ? found.fault : null,
    })
    .onConflict((conflict) => conflict.columns(['tenant', 'verification', 'model_digest']).doNothing())
    .execute();
}

/**
 * Locks the subject, then the decision: whoever is erased, or ages, at this moment takes this row along, or it is not
 * written.
 * @returns the subject; undefined where it or the report is kept no more
 */
async function lockKept(
  transaction: Transacting,
  subjects: Subjects,
  tenant: string,
  verification: string,
): Promise<string | undefined> {
  const decisions = transaction
    .selectFrom('verifications')
    .select('subject')
    .where('id', '=', verification)
    .where('report', 'is not', null);
  const row = await decisions.executeTakeFirst();
  if (!row) return undefined;
  try {
    await subjects.find(transaction, tenant, row.subject);
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'erased') return undefined;
    throw error;
  }
  return (await decisions.forShare().executeTakeFirst())?.subject;
}

const faultOf = (error: unknown): string => (error instanceof LikenessError ? error.code : 'internal');

/** A model may not take what another took; whatever else went wrong may go right the next time. */
const isOfPictures = (fault: string): boolean => /^(image|face|faces|zone|chip)_/.test(fault);
