// From the model that is tried to the model that decides. What must be so beforehand is demanded here; whether it is the
// better one people decide, by its report.

import { LikenessError } from '../../errors.js';
import type { ModelStore } from '../../face/index.js';
import type { AuditLog } from '../audit/index.js';
import { type Unmet, Unready } from '../http/index.js';
import { type Actor, listTenants, systemActor } from '../identity/index.js';
import { type Left, leftOf } from '../reembedding/index.js';
import { type Database, forEachTenant, type Transacting } from '../storage/index.js';
import type { Events } from '../webhooks/index.js';
import { manifestOf } from './installed.js';
import { clearRole, lockRoles, type ModelInRole, setRole } from './roles.js';
import { shadowState } from './state.js';

export interface Promoting {
  readonly database: Database;
  readonly audit: AuditLog;
  readonly events: Events;
  readonly models: ModelStore;
}

export interface PromotionRequest {
  /** Of the model that was looked at. */
  readonly digest: string;
  readonly reason: string;
  /** Decisions that it must have scored, of all tenants together. */
  readonly least: number;
  /** Pictures that it may make nothing of, of all tenants together. */
  readonly failures: number;
}

export interface Promoted {
  readonly active: ModelInRole;
  readonly former: ModelInRole | null;
}

/**
 * Has the model decide. Processes that run go on with the one that they have opened.
 * @throws `state_conflict` where it decides already; `model_not_ready` ({@link Unready}), naming all that is missing
 */
export async function promote(
  { database, audit, events, models }: Promoting,
  actor: Actor,
  { digest, reason, least, failures }: PromotionRequest,
): Promise<Promoted> {
  const tenants = (await listTenants(database)).map(({ id }) => id).sort();
  return database.tenant(actor.tenant, async (transaction) => {
    const { active, shadow } = await lockRoles(transaction);
    if (active?.digest === digest)
      throw new LikenessError('state_conflict', `${active.name} is the model that decides`);
    const unmet =
      shadow?.digest === digest
        ? [
            ...(await calibrationUnmet(models, shadow)),
            ...(await dataUnmet(transaction, tenants, shadow, { least, failures })),
          ]
        : [notTried(shadow)];
    if (!shadow || unmet.length > 0)
      throw new Unready(
        'model_not_ready',
        `not promoted: ${unmet.map(({ detail }) => detail).join('; ')}`,
        unmet,
      );
    const promoted: ModelInRole = {
      ...{ name: shadow.name, digest, since: new Date() },
      by: `${actor.kind}:${actor.id}`,
    };
    await setRole(transaction, 'active', promoted);
    await clearRole(transaction, 'shadow');
    const details = { name: shadow.name, former: active?.digest ?? null };
    const target = { kind: 'model', id: digest };
    await forEachTenant(transaction, tenants, async (tenant) => {
      // Who it was, and what they said, is for those of their own tenant.
      const isOwn = tenant === actor.tenant;
      const by = isOwn ? actor : systemActor(tenant, 'models');
      const told = isOwn ? { ...details, reason, least, failures } : details;
      await audit.append(transaction, by, 'model.promoted', target, told);
      await events.emit(transaction, 'model.promoted', { model: digest, name: shadow.name });
    });
    return { active: promoted, former: active };
  });
}

const notTried = (shadow: ModelInRole | null): Unmet => ({
  code: 'not_tried',
  detail: shadow
    ? `the model that is tried is ${shadow.name} (${shadow.digest})`
    : 'no model is tried: PUT /v1/models/shadow',
});

async function calibrationUnmet(models: ModelStore, { name, digest }: ModelInRole): Promise<Unmet[]> {
  const manifest = await manifestOf(models, digest);
  if (!manifest)
    return [
      { code: 'model_missing', detail: `the process that was asked does not have ${name} in its folder` },
    ];
  const { calibration } = manifest;
  if (!calibration) return [{ code: 'uncalibrated', detail: `${name} has no calibration` }];
  if (calibration.adjustment)
    return [
      {
        code: 'calibration_adjusted',
        detail: `scores of ${name} are adjusted by the pictures’ quality, with which no gallery can be searched`,
      },
    ];
  return [];
}

async function dataUnmet(
  transaction: Transacting,
  tenants: readonly string[],
  shadow: ModelInRole,
  { least, failures }: Pick<PromotionRequest, 'least' | 'failures'>,
): Promise<Unmet[]> {
  const total = { scored: 0, customers: 0, listed: 0, failed: 0 };
  const faults = new Set<string>();
  await forEachTenant(transaction, tenants, async () => {
    const { scored } = await shadowState(transaction, shadow);
    const left: Left = await leftOf(transaction, shadow.digest);
    total.scored += scored;
    total.customers += left.customers.left;
    total.listed += left.listed.left;
    total.failed += left.customers.failed + left.listed.failed;
    for (const fault of Object.keys(left.faults)) faults.add(fault);
  });
  const unmet: Unmet[] = [];
  if (total.scored < least)
    unmet.push({
      code: 'too_few_scores',
      detail: `it has scored ${total.scored} decisions, and ${least} are asked for`,
    });
  if (total.customers + total.listed > 0)
    unmet.push({
      code: 'templates_missing',
      detail: `${total.customers} customers and ${total.listed} faces on lists have no template of it yet: POST /v1/models/reembedding`,
    });
  if (total.failed > failures)
    unmet.push({
      code: 'templates_failed',
      detail: `it made nothing of ${total.failed} pictures (${[...faults].sort().join(', ')}), and ${failures} are accepted`,
    });
  return unmet;
}
