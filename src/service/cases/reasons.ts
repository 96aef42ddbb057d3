// Why a person decided as they did: one table of stable codes, each with a sentence. A code also says what the decision
// tells of the two faces, if anything: a forged passport may well show its bearer.

import type { CaseOutcome } from '../storage/index.js';

interface CaseReasonRule {
  readonly outcomes: readonly CaseOutcome[];
  readonly sentence: string;
  /** What it says of the pair of faces, for whoever trains with it; absent where it says nothing. */
  readonly label?: 'mated' | 'non_mated';
  /** The code alone says too little: the reviewer's own words are required. */
  readonly needsText?: true;
}

export const CASE_REASONS = {
  same_person: { outcomes: ['approve'], sentence: 'The pictures show the same person.', label: 'mated' },
  document_in_order: {
    outcomes: ['approve'],
    sentence: 'What stood against the document was looked into: it is in order.',
  },
  hit_is_another_person: {
    outcomes: ['approve'],
    sentence: 'The face that was found elsewhere is that of another person.',
  },
  tries_explained: { outcomes: ['approve'], sentence: 'There is a harmless reason for the many tries.' },
  different_person: {
    outcomes: ['reject'],
    sentence: 'The pictures show two different people.',
    label: 'non_mated',
  },
  document_forged: { outcomes: ['reject'], sentence: 'The document is forged, or was changed.' },
  document_not_acceptable: {
    outcomes: ['reject'],
    sentence: 'The document is real and may not be accepted: expired, of a wrong kind, or reported lost.',
  },
  not_a_live_person: {
    outcomes: ['reject'],
    sentence: 'The selfie was taken of a print, a screen or a mask.',
  },
  face_rightly_listed: { outcomes: ['reject'], sentence: 'The person is on a list, and rightly.' },
  second_identity: {
    outcomes: ['reject'],
    sentence: 'The person is a customer already, under another name.',
  },
  suspected_fraud: {
    outcomes: ['reject'],
    sentence: 'Something else speaks for fraud; the text says what.',
    needsText: true,
  },
  selfie_unusable: {
    outcomes: ['recapture'],
    sentence: 'The selfie does not show enough to decide by: it must be taken again.',
  },
  document_unusable: {
    outcomes: ['recapture'],
    sentence: 'The document’s picture does not show enough to decide by: it must be taken again.',
  },
  document_incomplete: { outcomes: ['recapture'], sentence: 'A side of the document is missing.' },
  other: {
    outcomes: ['approve', 'reject', 'recapture'],
    sentence: 'Another reason; the text says which.',
    needsText: true,
  },
} as const satisfies Record<string, CaseReasonRule>;

export type CaseReason = keyof typeof CASE_REASONS;

const rulesOf = (codes: readonly CaseReason[]): CaseReasonRule[] => codes.map((code) => CASE_REASONS[code]);

/** What is wrong with an outcome, its reasons and its text; undefined where nothing is. */
export function faultOf(
  outcome: CaseOutcome,
  reasons: readonly CaseReason[],
  text: string | null,
): string | undefined {
  const foreign = reasons.find((code) => !rulesOf([code])[0]!.outcomes.includes(outcome));
  if (foreign !== undefined) return `${foreign} is no reason to ${outcome}`;
  if (text === null && rulesOf(reasons).some(({ needsText }) => needsText))
    return 'the reason says too little by itself: give a text';
  return undefined;
}

/** Whether the two faces are one person's, as far as the reasons say so. */
export function labelOf(reasons: readonly string[]): 'mated' | 'non_mated' | null {
  const known = reasons.filter((code): code is CaseReason => Object.hasOwn(CASE_REASONS, code));
  const labels = new Set(rulesOf(known).flatMap(({ label }) => label ?? []));
  return labels.size === 1 ? [...labels][0]! : null;
}
