// From two examined pictures to a decision. Pure: all that it needs is handed in.

import type { Calibration, Quality } from '../face/index.js';
import { recaptureReasons } from '../face/index.js';
import { adjustmentOf } from '../trials/index.js';
import { llrOf, type OperatingPoint, operatingPoint, type Policy, posterior } from './policy.js';
import { comparisonReason, qualityReason, type Reason, type Role } from './reasons.js';

/** `recapture`: ask the customer for another picture; `review`: a person decides. */
export type Outcome = 'approve' | 'review' | 'reject' | 'recapture';

/** What is known of one picture when it comes to the decision. */
export interface Evidence {
  readonly role: Role;
  /** SHA-256 of the file; null of an enrolled one that is not known any more. */
  readonly sha256: string | null;
  /** Reasons found while the face was chosen, e.g. bystanders. */
  readonly notes: readonly Reason[];
  /** Why no face could be chosen; absent where one was. */
  readonly failure?: Reason;
  /** Of the chosen face; absent where there is none. */
  readonly quality?: Quality;
  /** A template stands for the picture, which was judged when it was enrolled. */
  readonly enrolled?: true;
  /** What stands against the document, whatever the faces say. */
  readonly objections?: readonly Objection[];
}

/** `recapture`: another picture may cure it; `review`: a person must look, and nothing is approved before. */
export interface Objection {
  readonly reason: Reason;
  readonly effect: 'recapture' | 'review';
}

export interface Judgement {
  readonly decision: Outcome;
  readonly reasons: readonly Reason[];
  /** Null where there was nothing to compare, or the model has no calibration. */
  readonly llr: number | null;
  readonly probability: number | null;
  /**
   * What the calibration adds to the score for the quality of the two pictures; null where there was nothing to
   * compare, or the calibration looks at the score alone.
   */
  readonly adjustment: number | null;
  readonly operatingPoint: OperatingPoint | null;
}

/**
 * Decides. In this order: a picture that cannot be used is recaptured; identical files and models without
 * calibration go to review; then the score, adjusted where the calibration does so, is held against the policy. What
 * stands against the document turns an approval into a review.
 * @param reference the document; in an authentication, what was enrolled
 * @param score null where one of the pictures has no face
 */
export function judge(
  selfie: Evidence,
  reference: Evidence,
  score: number | null,
  calibration: Calibration | undefined,
  policy: Policy,
): Judgement {
  const point = calibration ? operatingPoint(calibration, policy.approveFmr) : null;
  const adjustment = score === null ? null : qualityAdjustment(calibration, reference, selfie);
  const evidence = score === null ? null : score + (adjustment ?? 0);
  const llr = calibration && evidence !== null ? llrOf(calibration, evidence) : null;
  const probability = llr === null ? null : posterior(llr, policy.prior);
  const notes = [...selfie.notes, ...reference.notes];
  const result = (decision: Outcome, reasons: readonly Reason[]): Judgement => ({
    decision,
    reasons: [...reasons, ...notes],
    llr,
    probability,
    adjustment,
    operatingPoint: point,
  });

  const shortfalls = [...shortfallsOf(selfie), ...shortfallsOf(reference)];
  if (shortfalls.length > 0 || evidence === null) return result('recapture', shortfalls);
  if (selfie.sha256 === reference.sha256)
    return result('review', [
      comparisonReason(reference.enrolled ? 'picture_enrolled' : 'pictures_identical'),
    ]);
  if (point === null || llr === null) return result('review', [comparisonReason('model_uncalibrated')]);

  const claim = point.supported ? [] : [comparisonReason('fmr_beyond_data')];
  const against = objectionsOf(reference, 'review');
  if (evidence >= point.threshold)
    return result(against.length > 0 ? 'review' : 'approve', [
      ...against,
      comparisonReason('score_reaches_threshold'),
      ...claim,
    ]);
  if (llr < policy.rejectLlr)
    return result('reject', [comparisonReason('evidence_against'), ...against, ...claim]);
  return result('review', [comparisonReason('score_between_limits'), ...against, ...claim]);
}

const objectionsOf = ({ objections = [] }: Evidence, effect: Objection['effect']): Reason[] =>
  objections.filter((objection) => objection.effect === effect).map(({ reason }) => reason);

function qualityAdjustment(
  calibration: Calibration | undefined,
  reference: Evidence,
  selfie: Evidence,
): number | null {
  if (!calibration?.adjustment) return null;
  const { adjustment } = calibration;
  return (
    adjustmentOf(adjustment, 'reference', { type: reference.role, quality: scoresOf(reference) }) +
    adjustmentOf(adjustment, 'probe', { quality: scoresOf(selfie) })
  );
}

const scoresOf = ({ quality }: Evidence): Record<string, number> =>
  Object.fromEntries(
    Object.entries(quality?.components ?? {}).map(([component, { score }]) => [component, score]),
  );

function shortfallsOf(evidence: Evidence): Reason[] {
  const { role, failure, quality } = evidence;
  const again = objectionsOf(evidence, 'recapture');
  if (failure) return [failure, ...again];
  return [...again, ...(quality ? recaptureReasons(quality, role).map((s) => qualityReason(role, s)) : [])];
}
