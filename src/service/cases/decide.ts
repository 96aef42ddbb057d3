// Deciding a case. What goes against the evidence takes a second person, who does not know what the first said until
// they have said something themselves; others get a second look by chance, so that being asked for one tells nothing.

import { LikenessError } from '../../errors.js';
import { enrol, findCustomer } from '../customers/index.js';
import type { Person } from '../identity/index.js';
import { readPolicy } from '../policies/index.js';
import type { CaseOutcome, Transacting } from '../storage/index.js';
import { readVerification } from '../verifications/index.js';
import { type Cases, drawn } from './context.js';
import { evidenceOf, isAgainst, settleLooks } from './evidence.js';
import { type CaseReason, faultOf } from './reasons.js';
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
 * @throws `not_found`, `erased`; `request_invalid` where the reasons do not fit; `state_conflict` where the case is
 * decided, another's or at another version; `permission_missing` for a second look without `cases.supervise`
 */
export async function decideCase(
  transaction: Transacting,
  cases: Cases,
  by: Person,
  saying: Saying,
): Promise<void> {
  const fault = faultOf(saying.outcome, saying.reasons, saying.text);
  if (fault !== undefined) throw new LikenessError('request_invalid', fault);
  const { row, subject } = await lockWithSubject(transaction, cases, by.tenant, saying.id, saying.version);
  await demandOwn(transaction, row, by);
  const ordinal = row.state === 'awaiting_second' ? 2 : 1;
  const { text } = saying;
  const { subjects, audit } = cases.deciding;
  const object = `${row.id}.${ordinal}`;
  const at = new Date();
  const look = {
    ordinal,
    outcome: saying.outcome,
    reasons: [...saying.reasons] as string[],
    against: await isAgainstEvidence(transaction, cases, by.tenant, row, saying.outcome),
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
      seconds: Math.max(0, (at.getTime() - row.assigned_at!.getTime()) / 1000),
      at,
    })
    .execute();

  const { secondLookShare } = await readSettings(transaction);
  const isDrawn = drawn(cases, secondLookShare);
  const because = ordinal === 2 ? null : look.against ? 'override' : isDrawn ? 'drawn' : null;
  const first = ordinal === 2 ? await firstLook(transaction, row.id) : undefined;
  const outcome = first ? settleLooks(first, look) : look.outcome;
  const nobody = { assignee: null, assigned_at: null, touched_at: null };
  const version = row.version + 1;
  await transaction
    .updateTable('cases')
    .set(
      because
        ? { ...nobody, version, state: 'awaiting_second', second_because: because }
        : {
            ...{ ...nobody, version, state: 'decided', outcome, decided_at: at },
            outcome_reasons: reasonsFor(outcome, first ? [first, look] : [look]),
          },
    )
    .where('id', '=', row.id)
    .execute();
  // The log before what follows: whoever keeps a decision takes its lock before those of customers too.
  const target = { kind: 'case', id: row.id };
  await audit.append(transaction, by, 'case.decided', target, {
    look: ordinal,
    outcome: look.outcome,
    reasons: look.reasons,
    againstEvidence: look.against,
    final: because === null ? outcome : null,
  });
  if (because) return;
  if (look.against && outcome === look.outcome)
    await audit.append(transaction, by, 'case.overridden', target, { outcome });
  await followUp(transaction, cases, by, row, outcome);
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
  tenant: string,
  { verification }: LockedCase,
  outcome: CaseOutcome,
): Promise<boolean> {
  const { body, sealed } = await readVerification(transaction, subjects, tenant, verification);
  const { document } = await readPolicy(transaction, body.policyVersion);
  return isAgainst(outcome, evidenceOf(sealed, document, body.kind));
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
    .select(['verification', 'is_reference'])
    .where('subject', '=', customer.subject.id)
    .where('role', '=', 'selfie')
    .where('ended', 'is', null)
    .execute();
  const isKept = templates.some(({ verification }) => verification === about.verification);
  const isOvertaken = templates.some(
    ({ verification, is_reference }) =>
      is_reference && verification !== null && verification > about.verification,
  );
  if (!isKept || isOvertaken) return;
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
