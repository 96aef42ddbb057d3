// What a past decision would have been under another policy: its report judged anew, and its concerns weighed again.

import { operatingPoint, rejudge } from '../../decision/index.js';
import type { PolicyDocument } from '../policies/index.js';
import { bounded, claimOf } from '../screening/index.js';
import { type Concern, conclude, type Decided } from '../verifications/index.js';
import type { PastDecision } from './past.js';

export type Decision = Decided['decision'];

/** A rule of the policy whose effect on a past decision cannot be told from what was kept. */
export type UntoldRule = 'duplicates' | 'lists' | 'velocity.face' | 'authentication';

export interface Reconsidered {
  /** Null where the report does not tell: see `rejudge`. */
  readonly decision: Decision | null;
  readonly concerns: readonly Concern[];
  /** Taken as they were, and the decision hangs on it: one might stop an approval, or let one pass that it had stopped. */
  readonly untold: readonly UntoldRule[];
}

type Counted = 'customer' | 'device' | 'document';

/** Earlier tries within the hours of a rule, by what is counted. */
export type EarlierTries = (by: Counted, hours: number) => number | null;

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
  const decide = (by: readonly Concern[]): Decision =>
    conclude({ ...past.report, decision: comparison }, policy, by).decision;
  const decision = decide(concerns);
  // A concern makes a review of an approval, and nothing of anything else.
  const told = weighed.filter(({ untold }) => untold === undefined);
  if (decide(told.flatMap((each) => each.concerns)) !== 'approve') return { decision, concerns, untold: [] };
  const untold = weighed.flatMap(({ untold, concerns: kept }) =>
    untold && (decision === 'approve' || kept.some(({ effect }) => effect === 'review')) ? [untold] : [],
  );
  return { decision, concerns, untold };
}

/** What the comparison is held against: `passFmr` and `blockLlr` of an authentication. */
export const comparisonPolicy = (kind: Decided['kind'], { authentication, ...proofing }: PolicyDocument) =>
  kind === 'proofing'
    ? proofing
    : { ...proofing, approveFmr: authentication.passFmr, rejectLlr: authentication.blockLlr };

interface Weighed {
  readonly concerns: readonly Concern[];
  /** Whether the rule would have found more, or less, cannot be told: it was taken as it was. */
  readonly untold?: UntoldRule;
}

const NONE: Weighed = { concerns: [] };
const untouched = (concern: Concern): Weighed => ({ concerns: [concern] });

/** Of a new proofing: whether the face is the enrolled one, by the threshold of authentications. */
function enrolledFace(past: PastDecision, policy: PolicyDocument): Weighed {
  const found = past.concerns.find(({ code }) => code === 'not_the_enrolled_face');
  const [before, after] = [past.policy.authentication.passFmr, policy.authentication.passFmr];
  if (!found) {
    // A rarer false match is a higher threshold: whoever passed the lower one may not reach it.
    const mayFail = past.kind === 'proofing' && past.wasEnrolled && after < before;
    return mayFail ? { concerns: [], untold: 'authentication' } : NONE;
  }
  const score = found.evidence.find((one) => one.score !== undefined)?.score;
  // Where there was nothing to compare with, nobody could say, by whatever policy.
  if (score === undefined || !past.calibration) return untouched(found);
  return score >= operatingPoint(past.calibration, after).threshold ? NONE : untouched(found);
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
  const threshold = bounded(claimOf(past.calibration, after, size, probes).threshold);
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
  const rule = policy.velocity.face;
  if (!rule) return NONE;
  const found = past.concerns.find(({ code }) => code === 'velocity_face');
  const concerns = found ? [{ ...found, effect: rule.effect }] : [];
  // Whom a rule stopped a stricter one stops too; whom it let pass, a laxer one.
  const isTold = found ? isAsStrict(policy, past.policy) : isAsStrict(past.policy, policy);
  return isTold ? { concerns } : { concerns, untold: 'velocity.face' };
}

/** Whether by the first policy every face with too many tries by the second has too many. */
function isAsStrict(one: PolicyDocument, other: PolicyDocument): boolean {
  const [a, b] = [one.velocity.face, other.velocity.face];
  if (!a || !b) return false;
  return a.tries <= b.tries && a.hours >= b.hours && one.duplicates.fpir >= other.duplicates.fpir;
}
