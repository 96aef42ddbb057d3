// From a comparison to a decision that is kept: held against the customer's record, screened, concluded, kept; and all
// of it again where somebody else has changed what it hangs on.

import type { Action } from '../audit/index.js';
import type { Settle } from '../http/index.js';
import type { Actor } from '../identity/index.js';
import { conclude } from './conclude.js';
import type { Compared, Decided, Deciding } from './decided.js';
import { keep } from './keep.js';
import { recheckApproval, untilKept } from './overtaken.js';
import { heldAgainstRecord } from './ownFace.js';

/** @throws what keeping throws; `tries_at_once` where many went on trying at the same time */
export async function decide(
  deciding: Deciding,
  actor: Actor,
  given: Compared,
  action: Action,
  settle: Settle,
): Promise<Decided> {
  const decided = await untilKept(async () => {
    const { compared, concerns: own } = await heldAgainstRecord(deciding, given);
    const found = await Promise.all(deciding.screens.map((screen) => screen(compared)));
    const concerns = [...own, ...found.flatMap(({ concerns }) => concerns)];
    const conclusion = conclude(compared.report, compared.policy.document, concerns);
    const followers = [recheckApproval(found), ...deciding.followers];
    return keep({ ...deciding, followers }, actor, { ...compared, ...conclusion, concerns }, action, settle);
  });
  deciding.onKept?.(decided);
  return decided;
}
