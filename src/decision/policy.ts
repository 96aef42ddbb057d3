// The bank's own choice, said in rates and evidence and not in scores: how rarely an impostor may be approved,
// and how strong the evidence against must be to reject without a person looking.

import { LikenessError } from '../errors.js';
import type { Calibration } from '../face/index.js';

export interface Policy {
  /** Approve at the threshold at which non-mated comparisons match this rarely. Default 1e-4. */
  readonly approveFmr: number;
  /** Reject where the LLR (natural logarithm) is below this; between the two a person decides. */
  readonly rejectLlr: number;
  /** Share of applicants believed to be who they claim, before looking; only for `probability`. Default 0.5. */
  readonly prior: number;
  /**
   * What a document must show: a portrait, be it a mere photograph; a page of an identity document; or its data, in a
   * machine-readable zone or the chip. What is missing is asked for again. Default `portrait`.
   */
  readonly requires: 'portrait' | 'page' | 'data';
}

const REQUIREMENTS: readonly Policy['requires'][] = ['portrait', 'page', 'data'];

/**
 * FMR 1e-4 is what NIST SP 800-63A-4 asks of identity proofing. An LLR of −4 means that the pictures are 55 times
 * likelier from two people than from one.
 */
export const DEFAULT_POLICY: Policy = {
  approveFmr: 1e-4,
  rejectLlr: -4,
  prior: 0.5,
  requires: 'portrait',
};

/** The threshold for a stated FMR, and how well the data carries the claim. */
export interface OperatingPoint {
  readonly threshold: number;
  readonly fmr: number;
  /** 95 % interval of the true FMR at this threshold; absent where the data cannot tell. */
  readonly fmrInterval?: readonly [number, number];
  /** Whether the calibration data carries the claim. */
  readonly supported: boolean;
}

/** @throws `policy_invalid` */
export function checkPolicy(policy: Policy): Policy {
  const { approveFmr, rejectLlr, prior, requires } = policy;
  const refuse = (message: string) => new LikenessError('policy_invalid', message);
  if (!(approveFmr > 0 && approveFmr <= 0.1))
    throw refuse(`the FMR for approval is ${approveFmr}: it must lie in (0, 0.1]`);
  if (!Number.isFinite(rejectLlr)) throw refuse(`the LLR for rejection is ${rejectLlr}: it must be a number`);
  if (!(prior > 0 && prior < 1)) throw refuse(`the prior is ${prior}: it must lie between 0 and 1`);
  if (!REQUIREMENTS.includes(requires))
    throw refuse(`what a document must show is ${requires}: it must be ${REQUIREMENTS.join(', ')}`);
  return policy;
}

/**
 * The operating point of a stated FMR. Between two calibrated points the threshold is linear in the logarithm of
 * the FMR, and the interval is the wider of theirs; below the lowest and above the highest, the nearest two are
 * extended as a straight line and the claim is marked as not supported.
 */
export function operatingPoint({ thresholds }: Calibration, fmr: number): OperatingPoint {
  const exact = thresholds.find((t) => Math.abs(t.fmr / fmr - 1) < 1e-9);
  if (exact) return { threshold: exact.threshold, fmr, fmrInterval: exact.fmrInterval, supported: true };

  const last = thresholds.length - 1;
  const below = thresholds.findIndex((t) => t.fmr < fmr);
  const [upper, lower] = below < 0 ? [last - 1, last] : [Math.max(0, below - 1), Math.max(1, below)];
  const [p, q] = [thresholds[upper], thresholds[lower]];
  if (!p || !q)
    throw new LikenessError('model_uncalibrated', 'the calibration has fewer than two operating points');

  const share = Math.log(fmr / p.fmr) / Math.log(q.fmr / p.fmr);
  const threshold = p.threshold + share * (q.threshold - p.threshold);
  if (below <= 0) return { threshold, fmr, supported: false };
  const relative = (bound: 0 | 1) => [p, q].map((t) => t.fmrInterval[bound] / t.fmr);
  const fmrInterval = [fmr * Math.min(...relative(0)), fmr * Math.max(...relative(1))] as const;
  return { threshold, fmr, fmrInterval, supported: true };
}

/** Log-likelihood ratio of a score: natural logarithm of "same person" against "different people". */
export const llrOf = ({ slope, offset }: Calibration, score: number): number => slope * score + offset;

/** Probability of "same person" from an LLR and a prior share. */
export function posterior(llr: number, prior: number): number {
  return 1 / (1 + Math.exp(-llr - Math.log(prior / (1 - prior))));
}
