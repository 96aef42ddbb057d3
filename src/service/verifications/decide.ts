// From a comparison to a decision that is kept: held against the customer's record, screened, concluded, kept; and all
// of it again where somebody else has changed what it hangs on.

import { LikenessError } from '../../errors.js';
import type { Action } from '../audit/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { conclude } from './conclude.js';
import type { Compared, Decided, Deciding } from './decided.js';
import { keep } from './keep.js';
import { heldAgainstRecord } from './ownFace.js';

/** Of tries at once each round lets at least one through, and the next round sees it. */
const ROUNDS = 3;

/** @throws what keeping throws; `tries_at_once` where many went on trying at the same time */
export async function decide(
  deciding: Deciding,
  actor: Actor,
  given: Compared,
  action: Action,
  settle: Settle,
): Promise<Decided> {
  for (let round = 1; ; round++) {
    const { compared, concerns: own } = await heldAgainstRecord(deciding, given);
    const screened = await Promise.all(deciding.screens.map((screen) => screen(compared)));
    const concerns = [...own, ...screened.flat()];
    const conclusion = conclude(compared.report, compared.policy.document, concerns);
    try {
      const decided = await keep(deciding, actor, { ...compared, ...conclusion, concerns }, action, settle);
      deciding.onKept?.(decided);
      return decided;
    } catch (error) {
      const isOvertaken = error instanceof LikenessError && error.code === 'tries_at_once';
      if (!isOvertaken || round === ROUNDS) throw error;
    }
  }
}
