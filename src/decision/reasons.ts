// Why a decision was made: one table of stable codes, each with a sentence that a customer or a reviewer can read.

import type { ConditionCode, FindingCode } from '../document/index.js';
import type { ComponentName } from '../face/index.js';

/** The part that a picture plays: the probe or the reference. */
export type Role = 'selfie' | 'document';

/** Reasons that come from the comparison or from the policy. */
const COMPARISON_REASONS = {
  score_reaches_threshold: 'The comparison score reaches the threshold for the stated false match rate.',
  score_between_limits: 'The evidence is neither strong enough to approve nor weak enough to reject.',
  evidence_against: 'The evidence speaks for two different people.',
  pictures_identical: 'Selfie and document are the same file: this proves nothing about a person.',
  picture_enrolled: 'The selfie is the very file that was enrolled: this proves nothing about a person.',
  fmr_beyond_data:
    'The stated false match rate lies beyond what the calibration data can prove; its threshold is an extrapolation.',
  model_uncalibrated: 'The model has no calibration: scores cannot be turned into evidence.',
} as const;

/** Reasons about the faces in one picture. */
const FACE_REASONS = {
  face_not_found: 'No face can be seen. Show the whole face, uncovered, in good light.',
  faces_several: 'Several people can be seen. Take the picture with one person alone.',
  bystanders_ignored: 'Smaller faces in the background were left out of account.',
  ghost_portrait_ignored: 'A second, smaller image of the same person was left out of account.',
} as const;

/** Reasons about the document itself; what else is wrong with its facts or its picture says the room that found it. */
const DOCUMENT_REASONS = {
  page_not_found:
    'No page of an identity document can be seen: the picture was taken for a mere portrait, and no data of a document were checked.',
  portrait_not_found: 'No portrait can be found on the page. Show the side with the photograph.',
  mrz_not_shown: 'This side has no machine-readable zone, so the data of the document were not checked.',
  mrz_not_found: 'The page should have a machine-readable zone, and none can be seen.',
  mrz_unreadable:
    'The machine-readable zone cannot be read for sure. Photograph the page again: closer, sharp, without reflections.',
  mrz_doubtful: 'Some characters of the machine-readable zone that no check digit covers are not sure.',
  chip_forged: 'What the chip holds is not what its state signed.',
  chip_not_verified: 'It cannot be said whether a trusted state signed what the chip holds.',
  mrz_sides_differ: 'The two sides have different machine-readable zones.',
  chip_zone_differs: 'The chip holds another machine-readable zone than the page.',
  chip_zone_alone:
    'The machine-readable zone on the page cannot be read: the data are those of the chip, which a trusted state signed.',
  chip_portrait_differs: 'The portrait on the page does not show the person in the chip.',
} as const;

export type ComparisonReason = keyof typeof COMPARISON_REASONS;
export type FaceReason = keyof typeof FACE_REASONS;
export type DocumentReason = keyof typeof DOCUMENT_REASONS;

/** Said beside whatever decides, for the reader. All other reasons about a picture that could be used are objections. */
const NOTES: ReadonlySet<string> = new Set<DocumentReason | FaceReason | FindingCode>([
  ...(['bystanders_ignored', 'ghost_portrait_ignored'] as const),
  ...(['page_not_found', 'mrz_not_shown', 'mrz_doubtful', 'chip_zone_alone', 'chip_not_verified'] as const),
  ...(['mrz_field_invalid', 'document_expires_soon', 'age_hint'] as const),
]);

/** Whether a reason speaks against nothing. @param code of a reason of a picture that could be used */
export const isNote = (code: string): boolean => NOTES.has(code);

/** One reason. `code` is stable; a quality reason is named by its ISO/IEC 29794-5 component. */
export interface Reason {
  readonly code:
    | ComparisonReason
    | FaceReason
    | DocumentReason
    | ConditionCode
    | FindingCode
    | `quality_${string}`;
  /** The picture that it is about; absent where it is about the comparison. */
  readonly about?: Role;
  /** A plain sentence: what is so, or what to do. */
  readonly message: string;
  /** What was measured and the limit that it missed, in the component's unit. */
  readonly measured?: { readonly value: number; readonly limit: number };
}

export const comparisonReason = (code: ComparisonReason): Reason => ({
  code,
  message: COMPARISON_REASONS[code],
});

export const faceReason = (code: FaceReason, about: Role): Reason => ({
  code,
  about,
  message: FACE_REASONS[code],
});

export const documentReason = (code: DocumentReason): Reason => ({
  code,
  about: 'document',
  message: DOCUMENT_REASONS[code],
});

/** A quality component outside its limits, e.g. `quality_EyesOpen`. */
export function qualityReason(
  about: Role,
  shortfall: { component: ComponentName; native: number; limit: number; advice: string },
): Reason {
  const { component, native, limit, advice } = shortfall;
  return { code: `quality_${component}`, about, message: advice, measured: { value: native, limit } };
}

/** Every code of the three tables with its sentence, for documentation and tests. */
export const REASONS: Readonly<Record<ComparisonReason | FaceReason | DocumentReason, string>> = {
  ...COMPARISON_REASONS,
  ...FACE_REASONS,
  ...DOCUMENT_REASONS,
};
