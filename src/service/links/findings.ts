// Where Financial Crime begins: the latest decisions in which a face was found elsewhere.

import { sql } from 'kysely';
import type { Calibration } from '../../face/index.js';
import { pageOf } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import type { Screened } from '../screening/index.js';
import type { CustomerStatus, PairRelation, Transacting } from '../storage/index.js';
import { type Alikeness, alikenessOfScore, type Concern } from '../verifications/index.js';
import { keptOf } from './kept.js';
import { statusesOf } from './statuses.js';

export type FindingKind = 'face' | 'face_on_list';

/** Reasons of a decision, by what was found. */
const CODES = { face: 'face_of_another_customer', face_on_list: 'face_on_list' } as const;

export interface Elsewhere {
  readonly kind: 'customer' | 'list';
  /** Of a customer, as the caller names it; of a list, its identifier. */
  readonly id: string;
  /** Of a list, for those who may read lists. */
  readonly name: string | null;
  readonly score: number | null;
  /** Null where the calibration that it was found with is not at hand any more. */
  readonly alikeness: Alikeness | null;
  /** Of a customer, as they stand now. */
  readonly status: CustomerStatus | null;
  /** Of a customer: what a person has said of the pair. */
  readonly settled: PairRelation | null;
}

export interface Finding {
  readonly verification: string;
  readonly case: string | null;
  readonly customer: string | null;
  /** Of the customer, as they stand now. */
  readonly status: CustomerStatus | null;
  readonly at: Date;
  readonly kind: FindingKind;
  readonly elsewhere: readonly Elsewhere[];
}

export interface FindingFilter {
  readonly kind?: FindingKind | undefined;
  readonly since: Date;
  /** Leaves out what a person has settled. */
  readonly unsettled: boolean;
}

interface Row {
  readonly id: string;
  readonly case: string | null;
  readonly customer: string | null;
  readonly created_at: Date;
}

/**
 * The latest first; one decision may be two findings. The look is logged.
 * @param page `before`: identifier of the decision that the page before ended with; `limit`: decisions
 */
export async function readFindings(
  { database, subjects, audit, inference }: Pick<Screened, 'database' | 'subjects' | 'audit' | 'inference'>,
  by: Actor,
  filter: FindingFilter,
  page: { readonly before: string | undefined; readonly limit: number },
): Promise<{ findings: Finding[]; next: string | null }> {
  return database.tenant(by.tenant, async (transaction) => {
    const rows = await rowsOf(transaction, filter, { ...page, limit: page.limit + 1 });
    const { items: lookedAt, next } = pageOf(
      rows,
      page.limit,
      (row) => row,
      ({ id }) => id,
    );
    const found: Finding[] = [];
    for (const row of lookedAt) {
      const sealed = await keptOf(transaction, subjects, by.tenant, row.id);
      const { calibration, calibrationDigest } = inference.model;
      const itsOwn = sealed?.calibrationDigest === calibrationDigest ? calibration : null;
      const concerns = sealed?.concerns ?? [];
      for (const kind of filter.kind ? [filter.kind] : (Object.keys(CODES) as FindingKind[])) {
        const evidence = concerns.filter(({ code }) => code === CODES[kind]).flatMap((one) => one.evidence);
        if (evidence.length > 0)
          found.push({
            ...{ verification: row.id, case: row.case, customer: row.customer, at: row.created_at, kind },
            ...{ status: null, elsewhere: elsewhereOf(evidence, itsOwn) },
          });
      }
    }
    const names = by.permissions.has('lists.read') ? await namesOfLists(transaction) : new Map();
    const findings = (await withStanding(transaction, found)).map((finding) => ({
      ...finding,
      elsewhere: finding.elsewhere.map((one) => ({ ...one, name: names.get(one.id) ?? null })),
    }));
    const shown = filter.unsettled ? findings.filter(({ elsewhere }) => isOpen(elsewhere)) : findings;
    const target = { kind: 'tenant', id: by.tenant };
    await audit.append(transaction, by, 'customer.links_read', target, { findings: shown.length });
    return { findings: shown, next };
  });
}

async function rowsOf(
  transaction: Transacting,
  { kind, since }: FindingFilter,
  { before, limit }: { readonly before: string | undefined; readonly limit: number },
): Promise<Row[]> {
  // The first condition is the index’s own, word by word.
  const { rows } = await sql<Row>`
    select v.id, v.customer, v.created_at, c.id as case
    from business_verifications v left join cases c on c.tenant = v.tenant and c.verification = v.id
    where v.reasons && array['face_of_another_customer', 'face_on_list']
      and v.reasons @> ${kind ? [CODES[kind]] : []}::text[]
      and v.created_at >= ${since} and v.id < ${before ?? 'ffffffff-ffff-ffff-ffff-ffffffffffff'}
    order by v.id desc limit ${limit}`.execute(transaction);
  return rows;
}

/** Each list once, by the face on it that is most alike. */
function elsewhereOf(
  evidence: Concern['evidence'],
  calibration: Calibration | null | undefined,
): Elsewhere[] {
  const found = new Map<string, Elsewhere>();
  let list: string | undefined;
  for (const { kind, id, score } of evidence) {
    // A face on a list comes behind the list that it is on.
    if (kind === 'list') list = id;
    const target = kind === 'customer' ? id : kind === 'list_entry' ? list : undefined;
    if (target === undefined || (found.get(target)?.score ?? -1) >= (score ?? -1)) continue;
    found.set(target, {
      ...{ kind: kind === 'customer' ? 'customer' : 'list', id: target, name: null },
      ...{ score: score ?? null, status: null, settled: null },
      alikeness: score === undefined || !calibration ? null : alikenessOfScore(score, calibration),
    });
  }
  return [...found.values()];
}

async function namesOfLists(transaction: Transacting): Promise<Map<string, string>> {
  const rows = await transaction.selectFrom('lists').select(['id', 'name']).execute();
  return new Map(rows.map(({ id, name }) => [id, name]));
}

/** With what people have said of each pair, and how each customer stands. */
async function withStanding(transaction: Transacting, findings: readonly Finding[]): Promise<Finding[]> {
  const customers = new Set(
    findings.flatMap(({ customer, elsewhere }) => [
      ...(customer === null ? [] : [customer]),
      ...elsewhere.flatMap(({ kind, id }) => (kind === 'customer' ? [id] : [])),
    ]),
  );
  const { rows } = await sql<{ one: string; other: string; relation: PairRelation }>`
    select a.id as one, b.id as other, p.relation from settled_pairs p
    join customers a on a.tenant = p.tenant and a.subject = p.lower
    join customers b on b.tenant = p.tenant and b.subject = p.higher
    where a.id = any(${[...customers]}) and b.id = any(${[...customers]})`.execute(transaction);
  const relations = new Map(rows.map(({ one, other, relation }) => [keyOf(one, other), relation]));
  const statuses = await statusesOf(transaction, [...customers]);
  return findings.map(({ elsewhere, ...finding }) => ({
    ...finding,
    status: finding.customer === null ? null : (statuses.get(finding.customer) ?? null),
    elsewhere: elsewhere.map((other) => ({
      ...other,
      status: other.kind === 'customer' ? (statuses.get(other.id) ?? null) : null,
      settled:
        (other.kind === 'customer' &&
          finding.customer !== null &&
          relations.get(keyOf(finding.customer, other.id))) ||
        null,
    })),
  }));
}

const keyOf = (one: string, other: string): string => JSON.stringify([one, other].sort());

const isOpen = (elsewhere: readonly Elsewhere[]): boolean =>
  elsewhere.some(({ settled }) => settled === null);
