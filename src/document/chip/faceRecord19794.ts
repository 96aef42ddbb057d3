// The facial record of ISO/IEC 19794-5:2005, in which most chips hold their portrait: fixed fields, big-endian.

import { LikenessError } from '../../errors.js';
import {
  type ChipPortrait,
  type FeaturePoint,
  type PortraitFormat,
  type Pose,
  portraitFormat,
} from './portrait.js';
import { invalid, truncated } from './tlv.js';

/** The format identifier that each record begins with. */
export const FACIAL_RECORD = Buffer.from('FAC\0', 'latin1');

const OF = 'The facial record in EF.DG2';

/**
 * Every portrait of a facial record.
 *
 * @param created of the biometric header, as the record itself holds no date
 * @throws LikenessError `chip_file_truncated`, `chip_file_invalid`, `chip_portrait_unsupported`
 */
export function readFaceRecord19794(record: Buffer, created: string | null): ChipPortrait[] {
  try {
    const version = record.toString('latin1', 4, 7);
    if (version !== '010') {
      throw new LikenessError(
        'chip_portrait_unsupported',
        `${OF} is of version ${JSON.stringify(version)}; version "010" is read.`,
      );
    }
    // The length of the record is not heeded: passports of New Zealand and of the United Kingdom have it too short.
    const count = record.readUInt16BE(12);
    const portraits: ChipPortrait[] = [];
    let at = HEADER;
    for (let i = 0; i < count; i++) {
      const length = record.readUInt32BE(at);
      if (at + length > record.length) throw truncated(OF);
      portraits.push(readFace(record.subarray(at, at + length), created));
      at += length;
    }
    return portraits;
  } catch (error) {
    if (error instanceof RangeError) throw truncated(OF);
    throw error;
  }
}

/** Bytes of the parts: 5.4 facial record header, 5.5 information block, 5.6 feature point, 5.7 image information. */
const [HEADER, INFORMATION, POINT, IMAGE] = [14, 20, 8, 12];

function readFace(face: Buffer, created: string | null): ChipPortrait {
  // Shorter than its own length field: it would be read for ever.
  if (face.length < INFORMATION + IMAGE) throw invalid(OF, 'a face is shorter than its headers');
  const points = face.readUInt16BE(4);
  const image = INFORMATION + POINT * points;
  if (image + IMAGE > face.length) throw truncated(OF);
  const bytes = face.subarray(image + IMAGE);
  const [width, height] = [face.readUInt16BE(image + 2), face.readUInt16BE(image + 4)];
  return {
    bytes,
    format: portraitFormat(bytes),
    declaredFormat: FORMATS[face.readUInt8(image + 1)] ?? null,
    declaredSize: width > 0 && height > 0 ? { width, height } : null,
    encoding: 'ISO/IEC 19794-5',
    kind: KINDS[face.readUInt8(image)] ?? null,
    featurePoints: Array.from({ length: points }, (_, i) => readPoint(face, INFORMATION + POINT * i)),
    gender: GENDERS[face.readUInt8(6)] ?? null,
    eyeColour: EYE_COLOURS[face.readUInt8(7)] ?? null,
    hairColour: HAIR_COLOURS[face.readUInt8(8)] ?? null,
    pose: readPose(face),
    created,
  };
}

const KINDS = ['basic', 'full frontal', 'token frontal'] as const;
const FORMATS: readonly PortraitFormat[] = ['jpeg', 'jp2'];
/** 5.5.3 to 5.5.5; 0 is unspecified. */
const GENDERS = [null, 'male', 'female'] as const;
const EYE_COLOURS = [null, 'black', 'blue', 'brown', 'grey', 'green', 'multi-coloured', 'pink'];
const HAIR_COLOURS = [null, 'bald', 'black', 'blonde', 'brown', 'grey', 'white', 'red', 'green', 'blue'];

function readPoint(face: Buffer, at: number): FeaturePoint {
  const code = face.readUInt8(at + 1);
  return { name: `${code >> 4}.${code & 15}`, x: face.readUInt16BE(at + 2), y: face.readUInt16BE(at + 4) };
}

function readPose(face: Buffer): Pose | null {
  const [yaw, pitch, roll] = [14, 15, 16].map((at) => angle(face.readUInt8(at)));
  return yaw === null && pitch === null && roll === null ? null : { yaw, pitch, roll };
}

/** 5.5.8, in steps of two degrees: 1 to 91 are 0° to 180°, 92 to 180 are −178° to −2°, 0 is unspecified. */
function angle(code: number): number | null {
  if (code === 0 || code > 180) return null;
  return code <= 91 ? 2 * (code - 1) : 2 * (code - 181);
}
