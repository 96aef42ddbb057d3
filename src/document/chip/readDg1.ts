// The machine-readable zone as the chip holds it.

import { nameOf, openChipFile } from './files.js';
import { invalid, readTlvs, take } from './tlv.js';

export interface ChipZone {
  readonly format: 'TD1' | 'TD2' | 'TD3';
  /** As printed, two or three lines of `0-9A-Z<`. */
  readonly lines: readonly string[];
}

const FORMATS: ReadonlyMap<number, { readonly format: ChipZone['format']; readonly width: number }> = new Map(
  [
    [90, { format: 'TD1', width: 30 }],
    [72, { format: 'TD2', width: 36 }],
    [88, { format: 'TD3', width: 44 }],
  ],
);

/**
 * Reads EF.DG1 (ICAO Doc 9303-10, 4.7.1). Check digits are not looked at.
 *
 * @throws LikenessError as `openChipFile`
 */
export function readDg1(bytes: Uint8Array): ChipZone {
  const of = nameOf('dg1');
  const text = take(readTlvs(openChipFile(bytes, 'dg1').value, of), 0x5f1f, of).value.toString('latin1');
  const shape = FORMATS.get(text.length);
  if (!shape) throw invalid(of, `a zone of ${text.length} characters is none of 90, 72 or 88`);
  const stranger = text.match(/[^0-9A-Z<]/);
  if (stranger) throw invalid(of, `its zone holds the character ${JSON.stringify(stranger[0])}`);
  const lines = text.match(new RegExp(`.{${shape.width}}`, 'g'))!;
  return { format: shape.format, lines };
}
