// What a past decision would have been under another policy: its report judged anew, and its concerns weighed again.

import { rejudge } from '../../decision/index.js';
import type { PolicyDocument } from '../policies/index.js';
import { claimOf } from '../screening/index.js';
import { type Concern, conclude, type Decided } from '../verifications/index.js';
import type { PastDecision } from './past.js';

export type Decision = Decided['decision'];

/** A rule of the policy whose effect on a past decision cannot be told from what was kept. */
export type UntoldRule = 'duplicates' | 'lists' | 'velocity.face' | 'authentication';

export interface Reconsidered {
  /** Null where the report does not tell: see `rejudge`. */
  readonly decision: Decision | null;
  readonly concerns: readonly Concern[];
  /** Might have made an approval a review; taken as it was. */
  readonly untold: readonly UntoldRule[];
}

type Counted = 'customer' | 'device' | 'document';

/** Earlier tries within the hours of a rule, by what is counted. */
export type EarlierTries = (by: Counted, hours: number) => number | null;

/** @throws `policy_invalid` */
export function reconsider(past: PastDecision, policy: PolicyDocument, tries: EarlierTries): Reconsidered {
  const weighed = [
    ...past.concerns.filter(({ code }) => code === 'customer_blocked').map(untouched),
    enrolledFace(past, policy),
    known(past, policy, 'face_of_another_customer'),
    known(past, policy, 'face_on_list'),
    ...(['customer', 'device', 'document'] as const).map((by) => velocity(by, policy, tries)),
    faceVelocity(past, policy),
  ];
  const concerns = weighed.flatMap((each) => each.concerns);
  const comparison = rejudge(past.report, past, past.calibration, comparisonPolicy(past.kind, policy));
  if (comparison === null) return { decision: null, concerns, untold: [] };
  const { decision } = conclude({ ...past.report, decision: comparison }, policy, concerns);
  // A concern makes a review of an approval, and nothing of anything else.
  const untold = decision === 'approve' ? weighed.flatMap(({ untold }) => untold ?? []) : [];
  return { decision, concerns, untold };
}

/** What the comparison is held against: `passFmr` and `blockLlr` of an authentication. */
export const comparisonPolicy = (kind: Decided['kind'], { authentication, ...proofing }: PolicyDocument) =>
  kind === 'proofing'
    ? proofing
    : { ...proofing, approveFmr: authentication.passFmr, rejectLlr: authentication.blockLlr };

interface Weighed {
  readonly concerns: readonly Concern[];
  readonly untold?: UntoldRule;
}

const NONE: Weighed = { concerns: [] };
const untouched = (concern: Concern): Weighed => ({ concerns: [concern] });

function enrolledFace(past: PastDecision, policy: PolicyDocument): Weighed {
  const found = past.concerns.find(({ code }) => code === 'not_the_enrolled_face');
  const [before, after] = [past.policy.authentication.passFmr, policy.authentication.passFmr];
  // A rarer false match is a higher threshold: whoever passed the lower one may not reach it.
  if (!found) return past.wasEnrolled && after < before ? { concerns: [], untold: 'authentication' } : NONE;
  return after > before ? { concerns: [found], untold: 'authentication' } : untouched(found);
}

/** Faces that were found among customers or on lists. Whoever is not found at a threshold is not found at a higher one. */
function known(
  past: PastDecision,
  policy: PolicyDocument,
  code: 'face_of_another_customer' | 'face_on_list',
): Weighed {
  const rule = code === 'face_on_list' ? 'lists' : 'duplicates';
  const [before, after] = [past.policy[rule].fpir, policy[rule].fpir];
  const found = past.concerns.filter((concern) => concern.code === code);
  if (after === before) return { concerns: found.map((concern) => effectOf(concern, past, policy)) };
  if (found.length === 0) return after > before ? { concerns: [], untold: rule } : NONE;
  const kept = found.flatMap((concern) => stillFound(concern, past, [before, after]));
  return { concerns: kept.map((concern) => effectOf(concern, past, policy)) };
}

/** A face on a list has the effect of the list’s purpose; one of another customer that of the policy, or none if nobody is enrolled. */
const effectOf = (concern: Concern, { customer }: PastDecision, { duplicates }: PolicyDocument): Concern =>
  concern.code === 'face_of_another_customer' && customer !== null
    ? { ...concern, effect: duplicates.effect }
    : concern;

function stillFound(concern: Concern, past: PastDecision, [before, after]: [number, number]): Concern[] {
  if (!past.calibration) return [concern];
  const hits = concern.evidence.filter(({ kind, score }) => kind !== 'threshold' && score !== undefined);
  const then = concern.evidence.find(({ kind }) => kind === 'threshold')?.score;
  if (then === undefined) return [concern];
  const probes = past.kind === 'proofing' && past.report.score !== null ? 2 : 1;
  const size = gallerySizeOf(then, (n) => claimOf(past.calibration!, before, n, probes).threshold);
  const { threshold } = claimOf(past.calibration, after, size, probes);
  return hits.some(({ score }) => score! >= threshold) ? [concern] : [];
}

/** The gallery in which the threshold was what it was: it rises with the gallery’s size. */
function gallerySizeOf(threshold: number, thresholdAt: (size: number) => number): number {
  let [low, high] = [1, 2 ** 31];
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    if (thresholdAt(middle) < threshold) low = middle + 1;
    else high = middle;
  }
  return low;
}

function velocity(by: Counted, { velocity: rules }: PolicyDocument, tries: EarlierTries): Weighed {
  const rule = rules[by];
  if (!rule) return NONE;
  const earlier = tries(by, rule.hours);
  if (earlier === null || earlier + 1 <= rule.tries) return NONE;
  return { concerns: [{ code: `velocity_${by}`, effect: rule.effect, evidence: [] }] };
}

function faceVelocity(past: PastDecision, policy: PolicyDocument): Weighed {
  const [before, after] = [past.policy.velocity.face, policy.velocity.face];
  const found = past.concerns.find(({ code }) => code === 'velocity_face');
  if (!after) return NONE;
  const isSame =
    before &&
    before.tries === after.tries &&
    before.hours === after.hours &&
    past.policy.duplicates.fpir === policy.duplicates.fpir;
  const weighed = { concerns: found ? [{ ...found, effect: after.effect }] : [] };
  return isSame ? weighed : { ...weighed, untold: 'velocity.face' };
}
