// The false match rate of a model among a tenant's own customers, beside what its calibration claims of it.

import { operatingPoint } from '../../../decision/index.js';
import type { Calibration } from '../../../face/index.js';
import type { PolicyDocument } from '../../policies/index.js';
import type { Database } from '../../storage/index.js';
import type { Subjects } from '../../subjects/index.js';
import { readEnrolled } from './enrolled.js';
import type { ClaimedPoint, FmrEstimate, FmrInput, MeasuredPoint } from './estimate.js';
import { estimateOnThread } from './estimateOnThread.js';

export interface FmrReport extends Omit<FmrEstimate, 'unsettled'> {
  readonly points: readonly MeasuredPoint[];
  readonly unsettled: {
    readonly count: number;
    /** Null for those who may not see who shares a face with whom. */
    readonly pairs:
      | readonly { readonly customers: readonly [string, string]; readonly score: number }[]
      | null;
  };
}

/** Why there is none. */
export type FmrAbsence = 'uncalibrated' | 'calibration_adjusted' | 'too_few_people';

export interface FmrRequest {
  readonly digest: string;
  readonly calibration: Calibration | null;
  readonly policy: PolicyDocument;
  readonly signal: AbortSignal;
}

/** Above, matches among two thousand people are so many that they tell of nothing rare. */
const HIGHEST_FMR = 0.01;

/** @throws errors of the database; what the signal was aborted with */
export async function fmrAmongCustomers(
  parts: { readonly database: Database; readonly subjects: Subjects },
  tenant: string,
  { digest, calibration, policy, signal }: FmrRequest,
): Promise<FmrReport | { readonly absent: FmrAbsence }> {
  if (!calibration) return { absent: 'uncalibrated' };
  // Its thresholds are of scores that hang on each picture's quality, which no template holds.
  if (calibration.adjustment) return { absent: 'calibration_adjusted' };
  let customers: readonly string[] = [];
  const estimate = await estimateOnThread(
    tenant,
    async (): Promise<FmrInput | undefined> => {
      const { customers: names, ...enrolled } = await readEnrolled(parts, tenant, digest);
      customers = names;
      return names.length < 2 ? undefined : { ...enrolled, points: pointsOf(calibration, policy) };
    },
    signal,
  );
  if (!estimate) return { absent: 'too_few_people' };
  const { unsettled } = estimate;
  return {
    ...estimate,
    unsettled: {
      count: unsettled.count,
      pairs: unsettled.pairs.map(({ rows: [one, other], score }) => ({
        customers: [customers[one]!, customers[other]!],
        score,
      })),
    },
  };
}

/** That of the policy for proofings first, that for authentications, and those that were calibrated. */
function pointsOf(calibration: Calibration, policy: PolicyDocument): ClaimedPoint[] {
  const calibrated = calibration.thresholds.map(({ fmr }) => fmr).filter((fmr) => fmr <= HIGHEST_FMR);
  const rates = new Set([policy.approveFmr, policy.authentication.passFmr, ...calibrated]);
  return [...rates].map((rate) => {
    const { threshold, fmr, fmrInterval, supported } = operatingPoint(calibration, rate);
    return { threshold, fmr, interval: fmrInterval ?? null, supported };
  });
}
