// What another policy would have decided, from a report alone: no picture is opened and no model runs. So a bank sees
// what a policy does to last month's traffic before it is in force.

import type { Calibration } from '../face/index.js';
import { llrOf, operatingPoint, type Policy } from './policy.js';
import { isNote, type Reason } from './reasons.js';
import type { Outcome } from './verify.js';

/** Of a report of a verification or an authentication, what a decision hangs on. */
export interface PastReport {
  readonly decision: Outcome;
  readonly reasons: readonly Pick<Reason, 'code'>[];
  readonly score: number | null;
  /** Null where the calibration looks at the score alone. */
  readonly adjustedScore: number | null;
  /** Absent of an authentication, whose reference was judged when it was enrolled. */
  readonly document?: {
    readonly page: object | null;
    readonly back: { readonly page: object | null } | null;
    readonly chip: { readonly zone: object | null } | null;
  };
}

export interface PastPictures {
  /** Whether selfie and reference were one file: that is looked at only once the pictures can be used. */
  readonly sameFile: boolean;
}

/** What the comparison says, rather than the document. */
const COMPARISON = setOf(
  ...(['score_reaches_threshold', 'score_between_limits', 'evidence_against', 'fmr_beyond_data'] as const),
);

const WITHOUT_SCORE = setOf('pictures_identical', 'picture_enrolled', 'model_uncalibrated');

/**
 * Decides anew under another policy, as `judge` would have.
 * @param calibration that of the report
 * @param policy as `checkPolicy` lets it through
 * @returns null where the report does not tell: a picture was asked for again because the old policy required more of the
 * document, and what its chip would have had against an approval was not written down
 * @throws `model_uncalibrated` where the calibration has fewer than two operating points
 */
export function rejudge(
  report: PastReport,
  { sameFile }: PastPictures,
  calibration: Calibration | undefined,
  policy: Policy,
): Outcome | null {
  const codes = report.reasons.map(({ code }) => code);
  const wasRequired = report.decision === 'recapture' && codes.every(isNote);
  if (report.decision === 'recapture' && !wasRequired) return 'recapture';
  if (isMissing(report, policy.requires)) return 'recapture';
  if (wasRequired && report.document?.chip) return null;

  const evidence = report.adjustedScore ?? report.score;
  if (evidence === null) return 'recapture';
  if (sameFile || !calibration || codes.some((code) => WITHOUT_SCORE.has(code))) return 'review';
  if (evidence >= operatingPoint(calibration, policy.approveFmr).threshold)
    return codes.every((code) => isNote(code) || COMPARISON.has(code)) ? 'approve' : 'review';
  return llrOf(calibration, evidence) < policy.rejectLlr ? 'reject' : 'review';
}

/** What the policy requires of the document, and was not there. */
function isMissing({ document, reasons }: PastReport, requires: Policy['requires']): boolean {
  if (!document || requires === 'portrait' || document.chip?.zone) return false;
  if (document.page === null && !document.back?.page) return true;
  return requires === 'data' && reasons.some(({ code }) => code === 'mrz_not_shown');
}

function setOf(...codes: Reason['code'][]): ReadonlySet<Reason['code']> {
  return new Set(codes);
}
