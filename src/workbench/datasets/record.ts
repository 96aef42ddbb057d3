// What a data set knows of one picture: a row of its `images.parquet`.

import type { AcquiredTemplate, AcquisitionFailure, SeenPicture } from '../templates/templateCache.js';
import type { DigestedPicture } from './imageFolder.js';

/** What a picture is a picture of: a person, the portrait on a document's page, the one in its chip, a video's frame. */
export const SOURCE_TYPES = ['selfie', 'document', 'chip', 'video'] as const;
export type SourceType = (typeof SOURCE_TYPES)[number];

/** What a picture may be used for: each subject lies in one part alone. */
export const PARTS = ['train', 'calibrate', 'test'] as const;
export type Part = (typeof PARTS)[number];

/** One picture, the face in it, and on what terms we hold it. `null` is not known. */
export interface DatasetRecord extends DigestedPicture {
  readonly sourceType: SourceType | null;
  /** ISO 8601, a day or a moment: `2024-05-31`, `2024-05-31T10:00:00Z`. */
  readonly capturedAt: string | null;
  /** Attributes of the subject or the picture by name: `{ sex: 'female', documentType: 'P' }`. */
  readonly groups: Readonly<Record<string, string>>;
  readonly terms: Terms;
  readonly part: Part | null;
  /**
   * SHA-256 of the picture that this one was made from, as `likeness data degrade` does. The two show one capture, so
   * that comparing them says nothing of the face: no protocol does.
   */
  readonly derivedFrom: string | null;
  /** Pixels as decoded; null where it could not be. */
  readonly size: SeenPicture['size'] | null;
  /** Null where the picture could not be decoded. */
  readonly perceptualHash: SeenPicture['perceptualHash'] | null;
  readonly face: FoundFace | FailureToAcquire;
}

/** What the ledger holds of a picture. */
export interface Terms {
  /** Where it came from, in words or as a URL. */
  readonly source: string | null;
  readonly licence: string | null;
  /** What the subject agreed to, or the legal basis. */
  readonly consent: string | null;
  readonly purpose: string | null;
  /** The last day on which it may be kept: `2027-05-31`. */
  readonly retainUntil: string | null;
}

/** The face nearest to the centre of the picture: an acquired template without its vector. */
export type FoundFace = Pick<AcquiredTemplate, 'faces' | 'box' | 'landmarks' | 'quality'> & {
  readonly kind: 'face';
};

/** No template could be made: a failure to acquire. */
export type FailureToAcquire = Omit<AcquisitionFailure, 'seen'>;
