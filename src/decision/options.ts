// What a Likeness is opened with and asked.

import type { ChipFiles } from '../document/index.js';
import type { Calibration, Profile } from '../face/index.js';
import type { DecodeOptions } from '../image/index.js';
import type { Policy } from './policy.js';
import type { Role } from './reasons.js';

/** A picture's bytes, or the path of its file. */
export type ImageSource = Uint8Array | string;

/** A document of which more is given than one picture. */
export interface DocumentSource {
  /** The side with the portrait. */
  readonly front: ImageSource;
  /** The other side, where the machine-readable zone is on it, as on identity cards. */
  readonly back?: ImageSource;
  /** Files of the chip; its portrait goes before the print. */
  readonly chip?: ChipFiles;
}

export interface LikenessOptions {
  /** `accurate`, `fast`, or the name or digest of a model in the registry. Default: the one last promoted, else `accurate`. */
  readonly model?: Profile | (string & {});
  /** What is not given comes from {@link DEFAULT_POLICY}. */
  readonly policy?: Partial<Policy>;
  /** In place of the model's own, null for none: to decide as it was decided when that was another. */
  readonly calibration?: Calibration | null;
  /** Where models are kept. Default `LIKENESS_HOME`, or `~/.likeness`. */
  readonly home?: string;
  /**
   * Threads inside one model run. Default 2 where there are two cores: runs follow each other in one process, so
   * they may have both. Give 1 to each of several workers.
   */
  readonly threads?: number;
  /**
   * Whether what a document's page prints for people is read as well, and held against its zone: half a second more.
   * Default: no.
   */
  readonly visualZone?: boolean;
  /** Limits on bytes, pixels and time, and the size at which pictures are analysed. */
  readonly decode?: DecodeOptions;
  /** Told what is being done when models have to be composed first. */
  readonly onProgress?: (message: string) => void;
}

export interface VerifyOptions {
  /** What is not given comes from the policy of this Likeness. */
  readonly policy?: Partial<Policy>;
  /**
   * The day of the check, `2026-11-28`, and noon of it for the certificates of a chip that is given without a time of
   * its own. Default: now. With the same day, models and policy the same pictures are decided alike for ever.
   */
  readonly today?: string;
}

export interface AuthenticateOptions {
  /** What is not given comes from the policy of this Likeness; what a document must show is not asked. */
  readonly policy?: Partial<Policy>;
  /** What was enrolled: a selfie, or the portrait of a document or its chip. Default `selfie`. */
  readonly enrolledFrom?: Role;
  /** SHA-256 of the file that was enrolled, where that is known: the same file again goes to review. */
  readonly enrolledSha256?: string;
}
