// What the machine found that a reviewer may be in agreement or in conflict with. Deciding against it takes two people.

import { isNote } from '../../decision/index.js';
import type { PolicyDocument } from '../policies/index.js';
import type { CaseOutcome } from '../storage/index.js';
import type { Concern, ConcernCode, SealedReport } from '../verifications/index.js';

export interface Evidence {
  /** Natural logarithm; null where nothing was compared or the model has no calibration. */
  readonly llr: number | null;
  /** Below this the evidence is for two people. */
  readonly rejectLlr: number;
  /** Whether the score reached the threshold for approval. */
  readonly reached: boolean;
  /** Codes of what stands against approving, beside the score. */
  readonly standing: readonly string[];
}

/** Hits. That there were many tries says nothing of who somebody is, so velocity stands neither for nor against. */
const STANDING_CONCERNS: readonly ConcernCode[] = [
  'face_on_list',
  'face_of_another_customer',
  'not_the_enrolled_face',
  'customer_blocked',
];

/** Pictures that prove nothing about a person. */
const PROVES_NOTHING = new Set(['pictures_identical', 'picture_enrolled']);

export function evidenceOf(
  { report, concerns }: Pick<SealedReport, 'report' | 'concerns'>,
  policy: Pick<PolicyDocument, 'rejectLlr' | 'authentication'>,
  kind: 'proofing' | 'authentication',
): Evidence {
  const { score, adjustedScore, threshold, llr, reasons } = report;
  const compared = adjustedScore ?? score;
  const objections = reasons
    .filter(({ code, about }) => PROVES_NOTHING.has(code) || (about === 'document' && !isNote(code)))
    .map(({ code }) => code);
  return {
    llr,
    rejectLlr: kind === 'proofing' ? policy.rejectLlr : policy.authentication.blockLlr,
    reached: compared !== null && threshold !== null && compared >= threshold,
    standing: [...objections, ...hitsOf(concerns)],
  };
}

/** Concerns that stand against approving. */
export const hitsOf = (concerns: readonly Concern[]): ConcernCode[] =>
  concerns
    .filter(({ code, effect }) => effect === 'review' && STANDING_CONCERNS.includes(code))
    .map(({ code }) => code);

/**
 * Whether an outcome goes against the evidence: approving where it speaks for two people or something stands against
 * it, rejecting where the score reached the threshold and nothing does. To ask for another picture never does.
 */
export function isAgainst(outcome: CaseOutcome, { llr, rejectLlr, reached, standing }: Evidence): boolean {
  if (outcome === 'approve') return standing.length > 0 || (llr !== null && llr < rejectLlr);
  return outcome === 'reject' && reached && standing.length === 0;
}

interface Look {
  readonly outcome: CaseOutcome;
  readonly against: boolean;
}

/**
 * The outcome of two looks. Nothing goes against the evidence unless both say so; where they differ and neither goes
 * against it, the second says what holds. Where each goes against it in a way of its own, new pictures must tell; and
 * where something was found in between, of which the first did not know.
 */
export function settleLooks(first: Look, second: Look): CaseOutcome {
  if (first.outcome === second.outcome) return second.against && !first.against ? 'recapture' : first.outcome;
  if (!second.against) return second.outcome;
  return first.against ? 'recapture' : first.outcome;
}
