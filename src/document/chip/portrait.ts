// A face as data group 2 holds it, in words that both of its encodings share.

import { LikenessError } from '../../errors.js';

export interface ChipPortrait {
  /** The picture's file, as the chip holds it. */
  readonly bytes: Uint8Array;
  /** What the file is, by its first bytes: chips mislabel JPEG 2000 as JPEG and the other way round. */
  readonly format: PortraitFormat;
  /** What the record says that it is, where it says so. */
  readonly declaredFormat: PortraitFormat | null;
  /** Pixels, as the record says; null where it does not. */
  readonly declaredSize: { readonly width: number; readonly height: number } | null;
  readonly encoding: 'ISO/IEC 19794-5' | 'ISO/IEC 39794-5';
  readonly kind: 'basic' | 'full frontal' | 'token frontal' | 'travel document' | null;
  readonly featurePoints: readonly FeaturePoint[];
  readonly gender: 'male' | 'female' | 'other' | null;
  readonly eyeColour: string | null;
  readonly hairColour: string | null;
  /** Degrees: yaw, pitch, roll, each null where it is not given. */
  readonly pose: Pose | null;
  /** When it was taken or the record made, as far as it is given: `2019`, `2019-04-30`, `2019-04-30T12:00:00`. */
  readonly created: string | null;
}

export type PortraitFormat = 'jpeg' | 'jp2';

export interface FeaturePoint {
  /** By MPEG-4 (ISO/IEC 14496-2): `12.1` is the centre of the left pupil; else a number after `anthropometric`. */
  readonly name: string;
  readonly x: number;
  readonly y: number;
}

export interface Pose {
  readonly yaw: number | null;
  readonly pitch: number | null;
  readonly roll: number | null;
}

/**
 * The format of a picture's file.
 *
 * @throws LikenessError `chip_portrait_unsupported`
 */
export function portraitFormat(bytes: Uint8Array): PortraitFormat {
  const head = Buffer.from(bytes.subarray(0, 12)).toString('latin1');
  if (head.startsWith('\xff\xd8\xff')) return 'jpeg';
  if (head === '\0\0\0\x0cjP  \r\n\x87\n' || head.startsWith('\xff\x4f\xff\x51')) return 'jp2';
  throw new LikenessError(
    'chip_portrait_unsupported',
    `The portrait in EF.DG2 is neither JPEG nor JPEG 2000: it begins with ${Buffer.from(bytes.subarray(0, 4)).toString('hex') || 'nothing'}.`,
  );
}
