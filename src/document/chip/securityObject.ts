// What EF.SOD signs: the digest of each data group (LDSSecurityObject, ICAO Doc 9303-10, 4.6.2).

import { nameOf, openChipFile } from './files.js';
import { HASHES, type HashName } from './signatures.js';
import { readSignedMessage, type SignedMessage } from './signedMessage.js';
import { invalid, readTlv, readTlvs, type Tlv, take, toNumber, toObjectIdentifier } from './tlv.js';

export interface SecurityObject {
  readonly version: 0 | 1;
  /** Null where it is one that nobody should trust, or none that is known. */
  readonly digest: HashName | null;
  /** Object identifier of the digest. */
  readonly digestIdentifier: string;
  /** By the number of the data group. */
  readonly digests: ReadonlyMap<number, Buffer>;
  /** Version 1 alone says them, such as `1.8`. */
  readonly ldsVersion: string | null;
  readonly message: SignedMessage;
}

const OF = nameOf('sod');

/**
 * Reads EF.SOD, believing nothing of it.
 *
 * @throws LikenessError as `openChipFile`
 */
export function readSecurityObject(bytes: Uint8Array): SecurityObject {
  const message = readSignedMessage(openChipFile(bytes, 'sod').value, OF, 'chip');
  if (!CONTENT_TYPES.has(message.contentType)) {
    throw invalid(OF, `what it signs is of the type ${message.contentType}, which is no list of data groups`);
  }
  const outer = readTlv(message.content, OF);
  if (outer.tag !== SEQUENCE) throw invalid(OF, 'what it signs is no list of data groups');
  const fields = readTlvs(outer.value, OF);
  const [version, algorithm, list, versions] = fields;
  if (version?.tag !== INTEGER || algorithm?.tag !== SEQUENCE || list?.tag !== SEQUENCE) {
    throw invalid(OF, 'what it signs is no list of data groups');
  }
  const number = toNumber(version, OF);
  if (number > 1) throw invalid(OF, `its list of data groups is of version ${number}`);
  const digestIdentifier = toObjectIdentifier(
    take(readTlvs(algorithm.value, OF), OBJECT_IDENTIFIER, OF).value,
  );
  return {
    version: number === 0 ? 0 : 1,
    digest: HASHES.get(digestIdentifier) ?? null,
    digestIdentifier,
    digests: readDigests(list),
    ldsVersion: versions ? readVersion(versions) : null,
    message,
  };
}

const [INTEGER, OCTET_STRING, OBJECT_IDENTIFIER, PRINTABLE_STRING, SEQUENCE] = [0x02, 0x04, 0x06, 0x13, 0x30];

/** ICAO's own, and what states used before or use still: plain data (China), and that of early Dutch chips. */
const CONTENT_TYPES: ReadonlySet<string> = new Set([
  '2.23.136.1.1.1',
  '1.2.840.113549.1.7.1',
  '1.2.528.1.1006.1.20.1',
]);

function readDigests(list: Tlv): Map<number, Buffer> {
  const digests = new Map<number, Buffer>();
  for (const { value } of readTlvs(list.value, OF)) {
    const entry = readTlvs(value, OF);
    const group = toNumber(take(entry, INTEGER, OF), OF);
    if (digests.has(group)) throw invalid(OF, `it lists data group ${group} twice`);
    digests.set(group, take(entry, OCTET_STRING, OF).value);
  }
  return digests;
}

/** `0108` stands for 1.8. */
function readVersion(versions: Tlv): string {
  const text = take(readTlvs(versions.value, OF), PRINTABLE_STRING, OF).value.toString('latin1');
  return (text.match(/../g) ?? []).map(Number).join('.');
}
