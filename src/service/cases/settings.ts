// How many cases have a known answer, and how many get a second look by chance. A tenant's own choice.

import type { AuditLog } from '../audit/index.js';
import type { Actor } from '../identity/index.js';
import type { Transacting } from '../storage/index.js';

export interface CaseSettings {
  /** Share of all cases that have a known answer, 0 to 0.5, as long as there are seeds. */
  readonly seedShare: number;
  /**
   * Share of cases that a second person looks at though nothing asks for it, 0 to 1: without these the second would
   * know that the first went against the evidence, and agreement would be measured on the disputed alone.
   */
  readonly secondLookShare: number;
}

/** One case in twenty each: of 3,000 cases 150 are seeds, and one error in 150 has a 95 % interval of 0.02 to 3.7 %. */
export const DEFAULT_SETTINGS: CaseSettings = { seedShare: 0.05, secondLookShare: 0.05 };

export async function readSettings(transaction: Transacting): Promise<CaseSettings> {
  const row = await transaction
    .selectFrom('case_settings')
    .select(['seed_share', 'second_look_share'])
    .executeTakeFirst();
  return row ? { seedShare: row.seed_share, secondLookShare: row.second_look_share } : DEFAULT_SETTINGS;
}

export async function writeSettings(
  transaction: Transacting,
  audit: AuditLog,
  actor: Actor,
  { seedShare, secondLookShare }: CaseSettings,
): Promise<void> {
  const values = {
    seed_share: seedShare,
    second_look_share: secondLookShare,
    changed_at: new Date(),
    changed_by: `${actor.kind}:${actor.id}`,
  };
  await transaction
    .insertInto('case_settings')
    .values(values)
    .onConflict((conflict) => conflict.column('tenant').doUpdateSet(values))
    .execute();
  const target = { kind: 'tenant', id: actor.tenant };
  await audit.append(transaction, actor, 'case_settings.changed', target, { seedShare, secondLookShare });
}
