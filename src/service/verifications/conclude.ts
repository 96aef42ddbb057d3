// From what the comparison found and what else is known to what is decided. Pure. A concern never declines anybody: at
// most a person looks.

import type { Outcome, Reason } from '../../decision/index.js';
import type { PolicyDocument } from '../policies/index.js';

/** Something beside the two pictures that speaks against approving at once. */
export interface Concern {
  readonly code: ConcernCode;
  readonly effect: 'review' | 'note';
  /** Where to look: customers, list entries, earlier decisions. For reviewers, not for the asker. */
  readonly evidence: readonly { readonly kind: string; readonly id: string; readonly score?: number }[];
}

export const CONCERNS = {
  customer_blocked: 'The customer is blocked.',
  not_the_enrolled_face: 'The face is not the one that the customer was enrolled with.',
  face_of_another_customer: 'The face is that of another customer.',
  face_on_list: 'The face is on a list.',
  velocity_customer: 'There were unusually many tries of this customer.',
  velocity_device: 'There were unusually many tries from this device.',
  velocity_document: 'There were unusually many tries with this document.',
  velocity_face: 'There were unusually many tries of this face.',
} as const;
export type ConcernCode = keyof typeof CONCERNS;

export interface Conclusion {
  readonly decision: Outcome;
  readonly reasons: readonly Reason[];
}

interface Judged {
  readonly decision: Outcome;
  readonly reasons: readonly Reason[];
  readonly selfie: { readonly quality: Qualities | null };
  readonly document?: { readonly quality: Qualities | null };
}

interface Qualities {
  readonly components: Readonly<Record<string, { readonly score: number }>>;
}

/**
 * In this order: a picture below one of the policy’s own floors is recaptured, unless it was rejected or is to be
 * recaptured anyway; a concern turns an approval into a review.
 */
export function conclude(report: Judged, policy: PolicyDocument, concerns: readonly Concern[]): Conclusion {
  const concerned = concerns.map(reasonOf);
  const reasons = [...report.reasons, ...concerned];
  if (report.decision === 'reject' || report.decision === 'recapture')
    return { decision: report.decision, reasons };
  const low = belowFloors(report, policy.quality);
  if (low.length > 0) return { decision: 'recapture', reasons: [...low, ...concerned] };
  const looked = concerns.some(({ effect }) => effect === 'review');
  return { decision: looked ? 'review' : report.decision, reasons };
}

const reasonOf = ({ code }: Concern): Reason => ({ code, message: CONCERNS[code] }) as unknown as Reason;

function belowFloors(report: Judged, floors: PolicyDocument['quality']): Reason[] {
  return Object.entries(floors).flatMap(([name, floor]) => {
    const [about, component] = name.split('.') as ['selfie' | 'document', string];
    const score = report[about]?.quality?.components[component]?.score;
    if (score === undefined || score >= floor) return [];
    return [
      {
        code: `quality_${component}` as const,
        about,
        message:
          'The picture is not good enough for this policy. Take it again in better light, closer and still.',
        measured: { value: score, limit: floor },
      },
    ];
  });
}
