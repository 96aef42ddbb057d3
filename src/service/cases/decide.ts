// Deciding a case. What goes against the evidence takes a second person, who does not know what the first said until
// they have said something themselves; others get a second look by chance, so that being asked for one tells nothing.

import { LikenessError } from '../../errors.js';
import { enrol, findCustomer, lockCustomer } from '../customers/index.js';
import type { Person } from '../identity/index.js';
import { readPolicy } from '../policies/index.js';
import type { CaseOutcome, Transacting } from '../storage/index.js';
import type { KnownSubject } from '../subjects/index.js';
import { readVerification, untilKept } from '../verifications/index.js';
import { type Cases, drawn } from './context.js';
import { evidenceOf, isAgainst, settleLooks } from './evidence.js';
import { LONGEST_LOOK } from './queue.js';
import { type CaseReason, faultOf } from './reasons.js';
import { addHits, hitsOnCase, NOT_SEARCHED, type SearchedAgain, searchAgain } from './searchAgain.js';
import { readSettings } from './settings.js';
import { demandOtherEyes, demandUndecided, type LockedCase, lockWithSubject } from './work.js';

export interface Saying {
  readonly id: string;
  readonly version: number;
  readonly outcome: CaseOutcome;
  readonly reasons: readonly CaseReason[];
  readonly text: string | null;
}

/**
 * @param settle called within the transaction that decides
 * @throws `not_found`, `erased`; `request_invalid` where the reasons do not fit; `state_conflict` where the case is
 * decided, another's or at another version, or a hit was found that was not on it; `permission_missing` for a second
 * look without `cases.supervise`; `search_memory_exhausted`; `tries_at_once`
 */
export async function decideCase<T>(
  cases: Cases,
  by: Person,
  saying: Saying,
  settle: (transaction: Transacting) => Promise<T>,
): Promise<T> {
  const fault = faultOf(saying.outcome, saying.reasons, saying.text);
  if (fault !== undefined) throw new LikenessError('request_invalid', fault);
  const { database } = cases.deciding;
  return untilKept(async () => {
    const { row } = await database.tenant(by.tenant, (transaction) =>
      lockOwn(transaction, cases, by, saying),
    );
    // At a second look whatever is said: else it would tell that the first approved.
    const mayApprove = saying.outcome === 'approve' || row.state === 'awaiting_second';
    const again = mayApprove ? await searchAgain(cases, by.tenant, saying.id) : NOT_SEARCHED;
    if (again.fresh.length > 0) await refuseUnseen(cases, by, saying, again);
    return database.tenant(by.tenant, async (transaction) => {
      await decideWithin(transaction, cases, by, saying, again);
      return settle(transaction);
    });
  });
}

/** Nobody decides by what they have not seen: the hits are put on the case, and whoever reads it again has them. */
async function refuseUnseen(
  cases: Cases,
  by: Person,
  saying: Saying,
  { fresh }: SearchedAgain,
): Promise<never> {
  const { database, subjects, audit } = cases.deciding;
  const codes = fresh.map(({ code }) => code);
  await database.tenant(by.tenant, async (transaction) => {
    const { row, subject } = await lockOwn(transaction, cases, by, saying);
    await addHits(transaction, subjects, subject, row, fresh);
    await audit.append(transaction, by, 'case.hit_found', { kind: 'case', id: row.id }, { codes });
  });
  throw new LikenessError(
    'state_conflict',
    `something was found while the case waited (${codes.join(', ')}): read the case again, it stands among its concerns`,
  );
}

/** The case, locked for whoever may say something about it now. */
async function lockOwn(
  transaction: Transacting,
  cases: Cases,
  by: Person,
  { id, version }: Saying,
): Promise<{ row: LockedCase; subject: KnownSubject }> {
  const locked = await lockWithSubject(transaction, cases, by.tenant, id, version);
  await demandOwn(transaction, locked.row, by);
  return locked;
}

async function decideWithin(
  transaction: Transacting,
  cases: Cases,
  by: Person,
  saying: Saying,
  again: SearchedAgain,
): Promise<void> {
  const { row, subject } = await lockOwn(transaction, cases, by, saying);
  // The customer before the log, as whoever keeps a decision locks them.
  if (row.customer !== null) await lockCustomer(transaction, row.customer);
  const ordinal = row.state === 'awaiting_second' ? 2 : 1;
  const { text } = saying;
  const { subjects, audit } = cases.deciding;
  const object = `${row.id}.${ordinal}`;
  const at = new Date();
  const look = {
    ordinal,
    outcome: saying.outcome,
    reasons: [...saying.reasons] as string[],
    against: await isAgainstEvidence(transaction, cases, subject, row, saying.outcome),
  };
  await transaction
    .insertInto('case_looks')
    .values({
      case: row.id,
      person: by.id,
      ordinal,
      outcome: look.outcome,
      reasons: look.reasons,
      against_evidence: look.against,
      sealed: text === null ? null : await subjects.seal(subject, 'note', object, Buffer.from(text)),
      seconds: secondsOfLook(row, at),
      at,
    })
    .execute();

  const { secondLookShare } = await readSettings(transaction);
  const isDrawn = drawn(cases, secondLookShare);
  // By chance first, whatever was said: only so do those that were drawn speak for all.
  const because = ordinal === 2 ? null : isDrawn ? 'drawn' : look.against ? 'override' : null;
  const first = ordinal === 2 ? await firstLook(transaction, row.id) : undefined;
  const outcome = first ? settleLooks(first, look) : look.outcome;
  const target = { kind: 'case', id: row.id };
  const sequence = await audit.append(transaction, by, 'case.decided', target, {
    look: ordinal,
    outcome: look.outcome,
    reasons: look.reasons,
    againstEvidence: look.against,
    final: because === null ? outcome : null,
  });
  const nobody = { assignee: null, assigned_at: null, touched_at: null };
  const version = row.version + 1;
  await transaction
    .updateTable('cases')
    .set(
      because
        ? { ...nobody, version, state: 'awaiting_second', second_because: because }
        : {
            ...{ ...nobody, version, state: 'decided', outcome, decided_at: at, decided_sequence: sequence },
            outcome_reasons: reasonsFor(outcome, first ? [first, look] : [look]),
          },
    )
    .where('id', '=', row.id)
    .execute();
  if (because) return;
  if (look.against && outcome === look.outcome)
    await audit.append(transaction, by, 'case.overridden', target, { outcome });
  if (outcome === 'approve') await again.recheck(transaction);
  await followUp(transaction, cases, by, row, outcome);
}

/**
 * From when whoever has it first read the case; from when they were given it, where they never did. Nobody sees whether
 * they were at it all the while, so none takes longer than the lease.
 */
function secondsOfLook({ assigned_at, looked_at }: LockedCase, at: Date): number {
  const given = assigned_at!.getTime();
  const begun = looked_at && looked_at.getTime() >= given ? looked_at.getTime() : given;
  return Math.min(LONGEST_LOOK, Math.max(0, (at.getTime() - begun) / 1000));
}

async function demandOwn(transaction: Transacting, row: LockedCase, by: Person): Promise<void> {
  demandUndecided(row);
  if (row.assignee !== by.id)
    throw new LikenessError(
      'state_conflict',
      row.assignee === null ? 'take the case before you decide it' : 'the case is another’s',
    );
  if (row.state !== 'awaiting_second') return;
  if (!by.permissions.has('cases.supervise'))
    throw new LikenessError('permission_missing', 'a second look takes the permission cases.supervise');
  await demandOtherEyes(transaction, row.id, by.id);
}

async function isAgainstEvidence(
  transaction: Transacting,
  { deciding: { subjects } }: Cases,
  subject: KnownSubject,
  row: LockedCase,
  outcome: CaseOutcome,
): Promise<boolean> {
  const { body, sealed } = await readVerification(transaction, subjects, subject.tenant, row.verification);
  const { document } = await readPolicy(transaction, body.policyVersion);
  const concerns = [...sealed.concerns, ...(await hitsOnCase(subjects, subject, row))];
  return isAgainst(outcome, evidenceOf({ report: sealed.report, concerns }, document, body.kind));
}

interface Said {
  readonly outcome: CaseOutcome;
  readonly reasons: readonly string[];
  readonly against: boolean;
}

async function firstLook(transaction: Transacting, id: string): Promise<Said> {
  const { outcome, reasons, against_evidence } = await transaction
    .selectFrom('case_looks')
    .select(['outcome', 'reasons', 'against_evidence'])
    .where('case', '=', id)
    .where('ordinal', '=', 1)
    .executeTakeFirstOrThrow();
  return { outcome, reasons, against: against_evidence };
}

/** Those of whoever said so. */
const reasonsFor = (outcome: CaseOutcome, looks: readonly Said[]): string[] => [
  ...new Set(looks.filter((look) => look.outcome === outcome).flatMap(({ reasons }) => reasons)),
];

/** What a decided case entails; nothing where its answer was known from the start. */
async function followUp(
  transaction: Transacting,
  cases: Cases,
  by: Person,
  { id, verification, customer }: LockedCase,
  outcome: CaseOutcome,
): Promise<void> {
  const seed = await transaction
    .selectFrom('case_seeds')
    .select('id')
    .where('case', '=', id)
    .executeTakeFirst();
  if (seed) return;
  if (outcome === 'approve' && customer !== null)
    await enrolFrom(transaction, cases, by, { id, verification, customer });
  const told = { case: id, verification, customer, decision: outcome };
  await cases.emit?.(transaction, 'case.decided', told);
}

/** As an approved decision enrols: unless a later one has, meanwhile, or the template was not kept as long. */
async function enrolFrom(
  transaction: Transacting,
  { deciding: { subjects, audit }, emit }: Cases,
  by: Person,
  about: { id: string; verification: string; customer: string },
): Promise<void> {
  const { kind, model_digest: model } = await transaction
    .selectFrom('verifications')
    .select(['kind', 'model_digest'])
    .where('id', '=', about.verification)
    .executeTakeFirstOrThrow();
  const customer = await findCustomer(transaction, subjects, by.tenant, about.customer);
  if (kind !== 'proofing' || customer.status === 'blocked') return;
  const templates = await transaction
    .selectFrom('templates')
    .select(['verification', 'is_reference', 'sequence'])
    .where('subject', '=', customer.subject.id)
    .where('role', '=', 'selfie')
    .where('ended', 'is', null)
    .execute();
  // By the log: clocks of two processes do not agree. Other models' templates of the same selfie come later.
  const since = (of: string | null) =>
    Math.min(...templates.filter((one) => one.verification === of).map(({ sequence }) => sequence));
  const ours = since(about.verification);
  const isOvertaken = templates.some((one) => one.is_reference && since(one.verification) > ours);
  if (ours === Number.POSITIVE_INFINITY || isOvertaken) return;
  const target = { kind: 'customer', id: customer.id };
  const sequence = await audit.append(transaction, by, 'customer.enrolled', target, {
    verification: about.verification,
    case: about.id,
    model,
  });
  await enrol(transaction, customer, about.verification, sequence);
  await emit?.(transaction, 'customer.enrolled', {
    customer: customer.id,
    verification: about.verification,
  });
}
