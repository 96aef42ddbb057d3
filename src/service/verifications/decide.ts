// From a comparison to a decision that is kept: screened, concluded, kept; and screened again where others tried at the
// same time.

import { LikenessError } from '../../errors.js';
import type { Action } from '../audit/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { type Concern, conclude } from './conclude.js';
import type { Compared, Decided, Deciding } from './decided.js';
import { keep } from './keep.js';

/** Of tries at once each round lets at least one through, and the next round sees it. */
const ROUNDS = 3;

/**
 * @param known concerns that no screen has to look for
 * @throws what keeping throws; `tries_at_once` where many went on trying at the same time
 */
export async function decide(
  deciding: Deciding,
  actor: Actor,
  compared: Compared,
  { action, settle, known = [] }: { action: Action; settle: Settle; known?: readonly Concern[] },
): Promise<Decided> {
  for (let round = 1; ; round++) {
    const screened = await Promise.all(deciding.screens.map((screen) => screen(compared)));
    const concerns = [...known, ...screened.flat()];
    const conclusion = conclude(compared.report, compared.policy.document, concerns);
    try {
      return await keep(deciding, actor, { ...compared, ...conclusion, concerns }, action, settle);
    } catch (error) {
      const isOvertaken = error instanceof LikenessError && error.code === 'tries_at_once';
      if (!isOvertaken || round === ROUNDS) throw error;
    }
  }
}
