// What a Likeness answers.

import type { AlignedFace, Face, Quality } from '../face/index.js';
import type { DecodedPicture } from '../image/index.js';
import type { VerifiedPicture } from './examine.js';
import type { ExaminedDocument } from './examineDocument.js';
import type { Judgement } from './verify.js';

/** A face with its quality, in a picture that was looked at. */
export interface InspectedFace extends Face {
  readonly quality: Quality;
  readonly aligned: AlignedFace;
}

/** All that one picture shows. */
export interface Inspection {
  readonly picture: DecodedPicture;
  /** The widest first. */
  readonly faces: readonly InspectedFace[];
}

export interface Verification extends Judgement {
  /** Cosine similarity of the two templates, −1 to 1; null where there was nothing to compare. */
  readonly score: number | null;
  readonly model: { readonly name: string; readonly digest: string };
  readonly selfie: VerifiedPicture;
  readonly document: VerifiedPicture & Pick<ExaminedDocument, 'chip' | 'readings' | 'visual'>;
  /**
   * Milliseconds: decoding; finding, placing and judging faces; embedding. The two pictures are worked on side by
   * side, so that the stages may add up to more than the total.
   */
  readonly timings: Readonly<Record<'decode' | 'faces' | 'embed' | 'total', number>>;
}

/** Whether a selfie is of the customer who was enrolled. */
export interface Authentication extends Judgement {
  /** Cosine similarity of the two templates, −1 to 1; null where the selfie has no face to compare. */
  readonly score: number | null;
  readonly model: { readonly name: string; readonly digest: string };
  readonly selfie: VerifiedPicture;
  /** Milliseconds: decoding; finding, placing and judging faces; embedding. */
  readonly timings: Readonly<Record<'decode' | 'faces' | 'embed' | 'total', number>>;
}
