// A case as it is listed, and all that somebody needs who decides it.

import { LikenessError } from '../../errors.js';
import type { Calibration } from '../../face/index.js';
import { ACTIONS, isAction, parseEntry } from '../audit/index.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';
import {
  alikenessOf,
  alikenessOfScore,
  CONCERNS,
  type Concern,
  listVerifications,
  readVerification,
  summaryOf,
} from '../verifications/index.js';
import type { Cases } from './context.js';
import { enrolledReference } from './enrolledReference.js';
import { type CaseRow, findCase, LEASE } from './queue.js';
import type { CaseBody, CaseDetailBody } from './schemas.js';
import { hitsOnCase } from './searchAgain.js';
import { touchCase } from './work.js';

export interface Seeing {
  /** Without what the model made of it: for whoever wants to look first. */
  readonly blind: boolean;
}

/** Reasons that tell what the model made of the faces. */
const TELLING = new Set(['score_reaches_threshold', 'score_between_limits', 'evidence_against']);
const blinded = (codes: readonly string[]): string[] => codes.filter((code) => !TELLING.has(code));

export const caseBody = (row: CaseRow, { blind }: Seeing): CaseBody => ({
  id: row.id,
  state: row.state,
  version: row.version,
  verification: row.verification,
  customer: row.customer,
  risk: blind ? null : row.risk,
  reasons: blind ? blinded(row.reasons) : row.reasons,
  openedAt: row.opened_at.toISOString(),
  assignee: row.assignee === null ? null : { id: row.assignee, name: row.assignee_name ?? row.assignee },
  assignedAt: iso(row.assigned_at),
  leaseEndsAt: row.touched_at && leaseFrom(row.touched_at),
  outcome: row.outcome,
  outcomeReasons: row.outcome_reasons,
  decidedAt: iso(row.decided_at),
  // Why a second look was asked for would tell what the first one said.
  secondLook: row.state === 'decided' ? row.second_because : null,
});

const leaseFrom = (touched: Date): string => new Date(touched.getTime() + LEASE).toISOString();
const iso = (at: Date | null): string | null => at?.toISOString() ?? null;

/** How many earlier decisions, and how many other cases, of the customer are shown. */
const EARLIER = 20;

/**
 * The case with its decision opened, which is logged; if it is one's own, its lease begins anew.
 * @throws `not_found`, `erased`
 */
export async function caseDetail(
  transaction: Transacting,
  { deciding: { subjects, audit, inference } }: Cases,
  actor: Actor,
  id: string,
  seeing: Seeing,
): Promise<CaseDetailBody> {
  const row = await findCase(transaction, id);
  if (!row) throw new LikenessError('not_found', 'there is no such case');
  const { body, sealed } = await readVerification(transaction, subjects, actor.tenant, row.verification);
  const subject = await subjects.find(transaction, actor.tenant, row.subject);
  const { report } = body;
  const concerns = [...sealed.concerns, ...(await hitsOnCase(subjects, subject, row))];
  const calibration =
    sealed.calibrationDigest === inference.model.calibrationDigest ? inference.model.calibration : null;
  const open = async (object: string, bytes: Uint8Array) =>
    Buffer.from(await subjects.open(subject, 'note', object, bytes)).toString('utf8');
  const detail: CaseDetailBody = {
    ...caseBody(row, seeing),
    kind: body.kind,
    channel: body.channel,
    device: body.device,
    hints: body.hints,
    policyVersion: body.policyVersion,
    comparison: seeing.blind ? null : comparisonOf(body, calibration ?? undefined),
    selfie: report.selfie,
    document: 'document' in report ? report.document : null,
    concerns: concerns.map(({ code, effect, evidence }) => ({
      ...{ code, effect, message: CONCERNS[code] },
      evidence: evidence.map((one) => evidenceShown(one, seeing, calibration)),
    })),
    pictures: await picturesOf(transaction, row.verification),
    reference:
      body.kind === 'authentication'
        ? await enrolledReference(transaction, subjects, actor.tenant, row.subject)
        : null,
    earlier: await earlierOf(transaction, row, seeing),
    otherCases: await otherCasesOf(transaction, row, seeing),
    looks: await looksOf(transaction, row, actor, open),
    notes: await notesOf(transaction, row, actor, open),
    history: await historyOf(transaction, id),
  };
  const touched = actor.kind === 'person' ? await touchCase(transaction, id, actor.id) : undefined;
  const target = { kind: 'verification', id: row.verification };
  await audit.append(transaction, actor, 'verification.read', target, { case: id });
  return touched ? { ...detail, leaseEndsAt: leaseFrom(touched) } : detail;
}

function comparisonOf(
  { decision, reasons, report }: Awaited<ReturnType<typeof readVerification>>['body'],
  calibration: Calibration | undefined,
): CaseDetailBody['comparison'] {
  const { llr, probability, score, adjustment, adjustedScore, threshold, fmr, fmrInterval } = report;
  return {
    ...{ decision, reasons, llr, probability, score, adjustment, adjustedScore, threshold, fmr },
    fmrInterval,
    claim: report.claim,
    model: report.model,
    alikeness: alikenessOf(report, calibration),
  };
}

/** Kinds of evidence that are a face, which was found by its score. */
const FACES = new Set(['customer', 'list_entry']);

function evidenceShown(
  { kind, id, score }: Concern['evidence'][number],
  { blind }: Seeing,
  calibration: Calibration | null,
): CaseDetailBody['concerns'][number]['evidence'][number] {
  if (blind || score === undefined) return { kind, id, score: null, alikeness: null };
  const isFace = calibration !== null && FACES.has(kind);
  return { kind, id, score, alikeness: isFace ? alikenessOfScore(score, calibration) : null };
}

async function picturesOf(
  transaction: Transacting,
  verification: string,
): Promise<CaseDetailBody['pictures']> {
  const rows = await transaction
    .selectFrom('pictures')
    .select(['part', 'bytes', 'deleted_at'])
    .where('verification', '=', verification)
    .orderBy('part')
    .execute();
  return rows.map(({ part, bytes, deleted_at }) => ({
    ...{ part, bytes, isKept: deleted_at === null },
    address: `/v1/verifications/${verification}/pictures/${part}`,
  }));
}

async function earlierOf(
  transaction: Transacting,
  { customer, verification }: CaseRow,
  { blind }: Seeing,
): Promise<CaseDetailBody['earlier']> {
  if (customer === null) return [];
  const rows = await listVerifications(transaction, { customer, before: verification }, EARLIER);
  return rows.map(summaryOf).map(({ id, kind, createdAt, decision, llr, reasons }) => ({
    ...{ id, kind, createdAt },
    decision: blind ? null : decision,
    llr: blind ? null : llr,
    reasons: blind ? blinded(reasons) : reasons,
  }));
}

async function otherCasesOf(
  transaction: Transacting,
  { id, customer }: CaseRow,
  { blind }: Seeing,
): Promise<CaseDetailBody['otherCases']> {
  if (customer === null) return [];
  const rows = await transaction
    .selectFrom('cases')
    .select(['id', 'state', 'outcome', 'reasons', 'opened_at'])
    .where('customer', '=', customer)
    .where('id', '<>', id)
    .orderBy('id', 'desc')
    .limit(EARLIER)
    .execute();
  return rows.map(({ opened_at, reasons, ...other }) => ({
    ...other,
    reasons: blind ? blinded(reasons) : reasons,
    openedAt: opened_at.toISOString(),
  }));
}

type Open = (object: string, bytes: Uint8Array) => Promise<string>;

/** Until a case is decided nobody is told what another said of it. */
async function looksOf(
  transaction: Transacting,
  { id, state }: CaseRow,
  actor: Actor,
  open: Open,
): Promise<CaseDetailBody['looks']> {
  const rows = await transaction
    .selectFrom('case_looks')
    .innerJoin('people', (join) =>
      join.onRef('people.tenant', '=', 'case_looks.tenant').onRef('people.id', '=', 'case_looks.person'),
    )
    .selectAll('case_looks')
    .select('people.name')
    .where('case', '=', id)
    .orderBy('ordinal')
    .execute();
  const seen = rows.filter(({ person }) => state === 'decided' || person === actor.id);
  return Promise.all(
    seen.map(async ({ ordinal, person, name, outcome, reasons, sealed, against_evidence, at }) => ({
      ...{ ordinal, by: { id: person, name }, outcome, reasons, againstEvidence: against_evidence },
      text: sealed && (await open(`${id}.${ordinal}`, sealed)),
      at: at.toISOString(),
    })),
  );
}

/** Whoever gives a second look does not read what the first wrote, either. */
async function notesOf(
  transaction: Transacting,
  { id, state }: CaseRow,
  actor: Actor,
  open: Open,
): Promise<CaseDetailBody['notes']> {
  let query = transaction
    .selectFrom('case_notes')
    .innerJoin('people', (join) =>
      join.onRef('people.tenant', '=', 'case_notes.tenant').onRef('people.id', '=', 'case_notes.person'),
    )
    .select(['case_notes.id', 'case_notes.person', 'people.name', 'case_notes.sealed', 'case_notes.at'])
    .where('case', '=', id)
    .orderBy('case_notes.id');
  if (state === 'awaiting_second')
    query = query.where(({ eb, not, exists, selectFrom }) =>
      eb.or([
        eb('case_notes.person', '=', actor.kind === 'person' ? actor.id : NOBODY),
        not(
          exists(
            selectFrom('case_looks')
              .select('ordinal')
              .where('case_looks.case', '=', id)
              .whereRef('case_looks.person', '=', 'case_notes.person'),
          ),
        ),
      ]),
    );
  const rows = await query.execute();
  return Promise.all(
    rows.map(async ({ id: note, person, name, sealed, at }) => ({
      ...{ id: note, by: { id: person, name }, text: await open(note, sealed), at: at.toISOString() },
    })),
  );
}

const NOBODY = '00000000-0000-0000-0000-000000000000';

/** Who did what when, from the log. What was said stands under `looks`. */
async function historyOf(transaction: Transacting, id: string): Promise<CaseDetailBody['history']> {
  const rows = await transaction
    .selectFrom('audit_entries')
    .select('body')
    .where('target_kind', '=', 'case')
    .where('target_id', '=', id)
    .orderBy('sequence')
    .execute();
  return rows.flatMap(({ body }) => {
    const entry = parseEntry(body);
    if (!entry || !isAction(entry.action)) return [];
    const { at, action, actor } = entry;
    return [{ at, action, about: ACTIONS[action], by: { id: actor.id, name: actor.name ?? actor.id } }];
  });
}
