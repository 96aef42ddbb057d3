// How many tries there were of late: of one customer, device, document, face. Counted in the database, so that replicas
// count together; the try itself counts.

import { sql } from 'kysely';
import { LikenessError } from '../../errors.js';
import { openTemplate } from '../customers/index.js';
import type { PolicyDocument } from '../policies/index.js';
import type { Transacting } from '../storage/index.js';
import type { Compared, Concern, Screen } from '../verifications/index.js';
import { type Claim, claimOf, evidenceOf } from './claim.js';
import type { Screened } from './context.js';
import { bounded, scoreOf } from './duplicates.js';
import type { InStep } from './galleries.js';
import { triesOfLate } from './sources.js';

type Rule = NonNullable<PolicyDocument['velocity']['customer']>;
type Counted = 'customer' | 'device' | 'document';

/** Earlier tries that are named. */
const MOST = 10;

export const screenVelocity =
  (screened: Screened): Screen =>
  async (compared) => {
    const { velocity } = compared.policy.document;
    const counted = (['customer', 'device', 'document'] as const).flatMap((by) => {
      const [rule, value] = [velocity[by], countedIn(compared, by)];
      return rule && value !== null ? [{ by, rule, value }] : [];
    });
    if (counted.length === 0) return { concerns: [] };
    const concerns = await screened.database.tenant(compared.tenant, async (transaction) => {
      const found: Concern[] = [];
      for (const { by, rule, value } of counted) {
        const earlier = await triesOf(transaction, by, value, startOf(compared, rule));
        if (earlier.count + 1 > rule.tries) found.push(concernOf(by, rule, earlier));
      }
      return found;
    });
    const exact = counted.filter(
      ({ by, rule }) => rule.effect === 'review' && !concerns.some(({ code }) => code === `velocity_${by}`),
    );
    if (exact.length === 0) return { concerns };
    return {
      concerns,
      recheck: async (transaction) => {
        for (const { by, rule, value } of exact) {
          // This one has its row by now.
          const { count } = await triesOf(transaction, by, value, startOf(compared, rule));
          if (count > rule.tries) throw tooManyAtOnce(by);
        }
      },
    };
  };

export const screenFaceVelocity =
  (screened: Screened): Screen =>
  async (compared) => {
    const { calibration } = screened.inference.model;
    const rule = compared.policy.document.velocity.face;
    const probe = compared.templates.find(({ role }) => role === 'selfie')?.vector;
    if (!calibration || !rule || !probe) return { concerns: [] };
    const { tenant, model, policy } = compared;
    const start = startOf(compared, rule);
    const source = triesOfLate(tenant, model.digest, rule.hours, new Date(start.getTime() - SLACK));
    const { claim, ids, position } = await screened.galleries.use(source, async (inStep) => {
      const stale = dropOld(inStep, start);
      const { gallery, times, position } = inStep;
      const claim = claimOf(calibration, policy.document.duplicates.fpir, gallery.size);
      const k = rule.tries + stale;
      const [hits] = await gallery.search([probe], { k, atLeast: bounded(claim.threshold) });
      const inWindow = hits!.filter(({ id }) => (times.get(id) ?? 0) > start.getTime());
      return { claim, position, ids: inWindow.map(({ id }) => id) };
    });
    const earlier =
      ids.length === 0
        ? []
        : await screened.database.tenant(tenant, (transaction) => triesBy(transaction, ids, start));
    if (earlier.length + 1 > rule.tries) return { concerns: [faceConcern(rule, earlier, claim)] };
    if (rule.effect !== 'review') return { concerns: [] };
    return {
      concerns: [],
      recheck: async (transaction) => {
        const { begun } = await source.changes(transaction, position);
        const known = new Set(ids);
        let count = earlier.length + 1;
        for (const { id, template, subject, sealed } of begun) {
          if (known.has(id) || (await isOf(transaction, id, compared.id))) continue;
          const vector = await openTemplate(screened.subjects, subject, template, sealed);
          if (scoreOf(probe, vector) >= claim.threshold && ++count > rule.tries) throw tooManyAtOnce('face');
        }
      },
    };
  };

/** Of each two tries the one that began later may be counted first, by as much as a comparison takes. */
const SLACK = 10 * 60_000;

/** @returns how many stand before the window and are still held */
function dropOld({ times, drop }: InStep, start: Date): number {
  let stale = 0;
  for (const [id, at] of times) {
    if (at <= start.getTime() - SLACK) drop(id);
    else if (at <= start.getTime()) stale++;
    else if (at > start.getTime() + SLACK) break;
  }
  return stale;
}

const startOf = ({ at }: Compared, { hours }: Rule): Date => new Date(at.getTime() - hours * 3_600_000);

function countedIn({ customer, device, document }: Compared, by: Counted): string | Buffer | null {
  if (by === 'customer') return customer?.id ?? null;
  return by === 'device' ? device : (document?.digest ?? null);
}

const COLUMNS = {
  customer: 'customer',
  device: 'device',
  document: 'document_digest',
} as const satisfies Record<Counted, string>;

interface Tries {
  readonly count: number;
  /** The latest. */
  readonly ids: readonly string[];
}

/** After `start`: cases with a known answer, which only look like tries, aside. */
async function triesOf(
  transaction: Transacting,
  by: Counted,
  value: string | Buffer,
  start: Date,
): Promise<Tries> {
  const { rows } = await sql<{ id: string; count: number }>`
    select id, count(*) over () from business_verifications
    where ${sql.ref(COLUMNS[by])} = ${value} and created_at > ${start}
    order by created_at desc, id desc limit ${MOST}`.execute(transaction);
  return { count: rows[0]?.count ?? 0, ids: rows.map(({ id }) => id) };
}

/** Decisions that these templates come from. */
async function triesBy(
  transaction: Transacting,
  templates: readonly string[],
  start: Date,
): Promise<string[]> {
  const rows = await transaction
    .selectFrom('templates')
    .select('verification')
    .distinct()
    .where('id', 'in', [...templates])
    .where('ended', 'is', null)
    .where('created_at', '>', start)
    .execute();
  return rows.flatMap(({ verification }) => verification ?? []);
}

async function isOf(transaction: Transacting, template: string, verification: string): Promise<boolean> {
  const row = await transaction
    .selectFrom('templates')
    .select('verification')
    .where('id', '=', template)
    .executeTakeFirst();
  return row?.verification === verification;
}

const concernOf = (by: Counted, { effect }: Rule, { ids }: Tries): Concern => ({
  code: `velocity_${by}`,
  effect,
  evidence: ids.map((id) => ({ kind: 'verification', id })),
});

const faceConcern = ({ effect }: Rule, ids: readonly string[], claim: Claim): Concern => ({
  code: 'velocity_face',
  effect,
  evidence: [...ids.slice(0, MOST).map((id) => ({ kind: 'verification', id })), evidenceOf(claim)],
});

const tooManyAtOnce = (by: string) =>
  new LikenessError('tries_at_once', `other tries of this ${by} were decided in the same moment`);
