// The portrait as the chip holds it: templates of ISO/IEC 7816-11 around records of two standards.

import { LikenessError } from '../../errors.js';
import { FACIAL_RECORD, readFaceRecord19794 } from './faceRecord19794.js';
import { FACE_IMAGE_DATA_BLOCK, readFaceRecord39794 } from './faceRecord39794.js';
import { nameOf, openChipFile } from './files.js';
import type { ChipPortrait } from './portrait.js';
import { invalid, readTlv, readTlvs, type Tlv, take } from './tlv.js';

export interface ChipPortraits {
  readonly portraits: readonly ChipPortrait[];
  /** The one to compare with: the first that is frontal, or else the first. */
  readonly reference: ChipPortrait;
}

const OF = nameOf('dg2');

/**
 * Reads EF.DG2 (ICAO Doc 9303-10, 4.7.2). Pictures are found, not decoded.
 *
 * @throws LikenessError `chip_portrait_missing`, `chip_portrait_unsupported`, and as `openChipFile`
 */
export function readDg2(bytes: Uint8Array): ChipPortraits {
  const group = take(readTlvs(openChipFile(bytes, 'dg2').value, OF), 0x7f61, OF);
  // The count before them is not needed: the templates are there to be counted.
  const templates = readTlvs(group.value, OF).filter(({ tag }) => tag === 0x7f60);
  const portraits = templates.flatMap(readTemplate);
  if (portraits.length === 0) throw new LikenessError('chip_portrait_missing', `${OF} holds no face.`);
  return { portraits, reference: portraits.find(isFrontal) ?? portraits[0] };
}

function isFrontal({ kind }: ChipPortrait): boolean {
  return kind !== null && kind !== 'basic';
}

/** A biometric information template: header A1, then the data as 5F2E, or as 7F2E where they are objects. */
function readTemplate({ value }: Tlv): ChipPortrait[] {
  const objects = readTlvs(value, OF);
  const data = objects.find(({ tag }) => tag === 0x5f2e || tag === 0x7f2e);
  if (!data) throw invalid(OF, 'a template of it lacks its biometric data, 5F2E or 7F2E');
  const header = objects.find(({ tag }) => tag === 0xa1);
  return readData(data.value, header ? readCreated(header) : null);
}

function readData(data: Buffer, created: string | null): ChipPortrait[] {
  // By what is there, not by the tag: old chips hold facial records in 7F2E too.
  if (data.subarray(0, 4).equals(FACIAL_RECORD)) return readFaceRecord19794(data, created);
  // ICAO's application profile wraps the block in [1].
  const block = data[0] === PROFILE ? readTlv(data, OF).value : data;
  if (block[0] === FACE_IMAGE_DATA_BLOCK) {
    const portraits = readFaceRecord39794(readTlv(block, OF).value);
    return portraits.map((portrait) => ({ ...portrait, created: portrait.created ?? created }));
  }
  const head = data.subarray(0, 4).toString('hex') || 'nothing';
  throw new LikenessError(
    'chip_portrait_unsupported',
    `The biometric data in ${OF} begin with ${head}, which is no record of a face.`,
  );
}

const PROFILE = 0xa1;

/** Object 83 of the header: creation date and time, seven bytes of binary-coded decimals (ISO/IEC 7816-11). */
function readCreated(header: Tlv): string | null {
  const value = readTlvs(header.value, OF)
    .find(({ tag }) => tag === 0x83)
    ?.value.toString('hex');
  const match = value?.match(/^(\d{4})(\d\d)(\d\d)(\d\d)(\d\d)(\d\d)$/);
  if (!match) return null;
  const [, year, month, day, hour, minute, second] = match;
  return `${year}-${month}-${day}T${hour}:${minute}:${second}`;
}
