// Keeps a decision with all that it rests on: pictures, report and templates sealed, the log telling of it, and what
// follows from it, in one transaction.

import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import {
  type Action,
  decisionDetails,
  type EvidenceConditions,
  type EvidencePart,
  type EvidenceReport,
  type Json,
  type Software,
  sha256,
  softwareVersions,
} from '../audit/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import type { StoredPicture, Subjects } from '../subjects/index.js';
import { calibrationOf } from './calibration.js';
import type { Compared, Concluded, Decided, Deciding, SealedReport } from './decided.js';
import { holdCustomer } from './overtaken.js';

/** @throws errors of the store and the database; nothing is kept then */
export async function keep(
  { database, subjects, audit, gates = [], followers, inference }: Deciding,
  actor: Actor,
  concluded: Concluded,
  action: Action,
  settle: Settle,
): Promise<Decided> {
  const { id, tenant, subject, isNew } = concluded;
  const pictures = await storePictures(subjects, concluded);
  try {
    const text = JSON.stringify(sealed(concluded, await software()));
    const report = await subjects.seal(subject, 'report', id, Buffer.from(text));
    const templates = await Promise.all(concluded.templates.map((each) => seal(subjects, concluded, each)));
    const calibration = calibrationOf(database, concluded, inference.model);
    const decided = await database.tenant(tenant, async (transaction) => {
      if (isNew) await subjects.insert(transaction, subject);
      else await subjects.find(transaction, tenant, subject.id);
      await holdCustomer(transaction, concluded);
      for (const gate of gates) await gate(transaction);
      await insertVerification(transaction, concluded, report);
      await insertPictures(transaction, concluded, pictures);
      await calibration.keep(transaction);
      const target = { kind: 'verification', id };
      const sequence = await audit.append(transaction, actor, action, target, entryOf(concluded, pictures));
      const decided = { ...concluded, sequence };
      await insertTemplates(transaction, decided, templates);
      for (const follow of followers) await follow(transaction, decided);
      await settle(transaction, id);
      return decided;
    });
    calibration.isKept();
    return decided;
  } catch (error) {
    // Whether a transaction whose connection was lost has committed nobody knows: then they stay, for the sweep to
    // remove if no row names them.
    if (error instanceof LikenessError)
      await Promise.allSettled(pictures.map((picture) => subjects.removePicture(subject, picture.id)));
    throw error;
  }
}

const sealed = (concluded: Concluded, software: Software): SealedReport => ({
  report: concluded.report,
  concerns: concluded.concerns,
  today: concluded.today,
  calibrationDigest: concluded.model.calibrationDigest,
  policy: concluded.policy.document,
  conditions: conditionsOf(concluded),
  software,
});

/** What the comparison was given beside the pictures. */
function conditionsOf({ kind, policy: { document }, today, report }: Concluded): EvidenceConditions {
  const { approveFmr, rejectLlr, prior, requires, authentication } = document;
  const limits =
    kind === 'proofing'
      ? { approveFmr, rejectLlr }
      : { approveFmr: authentication.passFmr, rejectLlr: authentication.blockLlr };
  const visualZone = 'document' in report && report.document.visual !== null;
  return { policy: { ...limits, prior, requires }, today, visualZone };
}

/** The same for as long as the process lives. */
let versions: Promise<Software> | undefined;
const software = (): Promise<Software> => {
  versions ??= softwareVersions();
  return versions;
};

const storePictures = (subjects: Subjects, { subject, pictures }: Compared): Promise<StoredPicture[]> =>
  Promise.all(pictures.map(([part, bytes]) => subjects.store(subject, part, bytes, sha256(bytes))));

interface SealedTemplate {
  readonly id: string;
  readonly role: 'selfie' | 'document';
  readonly sealed: Buffer;
}

async function seal(
  subjects: Subjects,
  { subject }: Compared,
  { role, vector }: Compared['templates'][number],
): Promise<SealedTemplate> {
  const id = uuidv7();
  const bytes = new Uint8Array(vector.buffer, vector.byteOffset, vector.byteLength);
  return { id, role, sealed: await subjects.seal(subject, 'template', id, bytes) };
}

async function insertVerification(
  transaction: Transacting,
  concluded: Concluded,
  sealedReport: Buffer,
): Promise<void> {
  const { id, kind, at, device, channel, hints = [], report, document } = concluded;
  await transaction
    .insertInto('verifications')
    .values({
      ...{ id, kind, device, channel, created_at: at, hints: [...hints] },
      subject: concluded.subject.id,
      customer: concluded.customer?.id ?? null,
      decision: concluded.decision,
      reasons: concluded.reasons.map(({ code }) => code),
      score: report.score,
      llr: report.llr,
      threshold: report.threshold,
      fmr: report.fmr,
      policy_version: concluded.policy.version,
      model_name: report.model.name,
      model_digest: report.model.digest,
      document_type: document?.type ?? null,
      issuing_state: document?.issuingState ?? null,
      document_digest: document?.digest ?? null,
      quality: JSON.stringify({
        selfie: scoresOf(report.selfie.quality),
        ...('document' in report && { document: scoresOf(report.document.quality) }),
      }),
      report: sealedReport,
      milliseconds: report.timings.total,
    })
    .execute();
}

async function insertPictures(
  transaction: Transacting,
  { id, subject, at }: Compared,
  pictures: readonly StoredPicture[],
): Promise<void> {
  const rows = pictures.map(({ sha256, ...picture }) => ({
    ...picture,
    sha256: Buffer.from(sha256, 'hex'),
    subject: subject.id,
    verification: id,
    created_at: at,
    deleted_at: null,
  }));
  await transaction.insertInto('pictures').values(rows).execute();
}

async function insertTemplates(
  transaction: Transacting,
  { id, subject, report, sequence, at }: Decided,
  templates: readonly SealedTemplate[],
): Promise<void> {
  if (templates.length === 0) return;
  const rows = templates.map((template) => ({
    ...template,
    subject: subject.id,
    verification: id,
    model_digest: report.model.digest,
    is_reference: false,
    sequence,
    ended: null,
    created_at: at,
  }));
  await transaction.insertInto('templates').values(rows).execute();
}

/**
 * What the log says of a decision: nothing of the person, and all that the decision hangs on. Hints of a capture page are
 * no part of it: they decided nothing, tell of somebody's phone, and are to go with everything else when it is erased.
 */
function entryOf(concluded: Concluded, pictures: readonly StoredPicture[]) {
  const { decision, reasons, policy, report, model, customer, channel } = concluded;
  const details = decisionDetails({
    conclusion: { decision, reasons: reasons.map(({ code }) => ({ code })) },
    report: jsonOf<EvidenceReport>(report),
    policy: { version: policy.version, body: jsonOf<Json>(policy.document) },
    conditions: conditionsOf(concluded),
    model: model.digest,
    calibration: null,
    pictures: pictures.map(({ part, sha256 }) => ({ part: part as EvidencePart, sha256 })),
  });
  return {
    ...details,
    calibration: model.calibrationDigest,
    ...{ customer: customer?.id ?? null, channel },
  };
}

/** As it will be read again. */
const jsonOf = <T>(value: unknown): T => JSON.parse(JSON.stringify(value)) as T;

interface Scored {
  readonly components: Readonly<Record<string, { readonly score: number }>>;
}

const scoresOf = (quality: Scored | null): Record<string, number> =>
  Object.fromEntries(
    Object.entries(quality?.components ?? {}).map(([name, { score }]) => [name, Math.round(score)]),
  );
