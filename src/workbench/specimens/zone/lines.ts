// The text of a specimen's machine-readable zone.

import { composeZone } from '../../../document/index.js';
import type { Holder, SpecimenKind } from '../sheet.js';
import { SPECIMEN_STATE } from '../states.js';
import type { SpecimenStyle } from '../style.js';

/**
 * The lines of the zone, by Doc 9303-4 to 9303-6; both sides of a TD1 have those of its back.
 * @throws LikenessError `zone_details_invalid` where a zone cannot hold the holder
 */
export function specimenLines(kind: SpecimenKind, holder: Holder, style: SpecimenStyle): string[] {
  const details = {
    issuingState: SPECIMEN_STATE,
    surname: holder.surname,
    givenNames: holder.givenNames,
    documentNumber: holder.documentNumber,
    nationality: holder.nationality,
    birthDate: holder.birth,
    sex: holder.sex,
    expiryDate: holder.expiry,
    spelling: {},
  };
  const optionalData = holder.personalNumber ?? '';
  if (kind === 'TD3')
    return [
      ...composeZone({ ...details, format: 'TD3', documentCode: style.zone.passportCode, optionalData }),
    ];
  const format = kind === 'TD2' ? 'TD2' : 'TD1';
  return [
    ...composeZone({
      ...details,
      format,
      documentCode: style.zone.cardCode,
      optionalData: room(optionalData, format),
    }),
  ];
}

/** Seven characters of optional data are all that a TD2 has; a TD1 has fifteen. */
function room(optionalData: string, format: 'TD1' | 'TD2'): string {
  return format === 'TD2' && optionalData.length > 7 ? '' : optionalData;
}
