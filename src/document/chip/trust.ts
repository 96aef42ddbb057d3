// From files as states and ICAO publish them to certificates: single ones, bundles, and master lists, in which a state
// signs the CSCA certificates of others (ICAO Doc 9303-12, 8).

import { LikenessError } from '../../errors.js';
import {
  type ChipCertificate,
  type RevocationList,
  readCertificate,
  readRevocationList,
} from './certificates.js';
import { hasItsDigest, readSignedMessage } from './signedMessage.js';
import { readTlv, readTlvs } from './tlv.js';

/** What a file of certificates holds. */
export interface TrustFile {
  readonly certificates: readonly ChipCertificate[];
  readonly revocationLists: readonly RevocationList[];
  /** Certificates of a master list that cannot be read: nothing they signed can be verified. */
  readonly unreadable: number;
}

/**
 * Reads a file of certificates or revocation lists: DER, PEM (any number), or a CSCA master list, whose signature must
 * fit. Who signed a master list is not asked: whoever gives it trusts it.
 *
 * @throws LikenessError `chip_certificate_invalid`, `file_too_large`
 */
export function trustIn(bytes: Uint8Array): TrustFile {
  if (bytes.byteLength > MOST_BYTES) {
    throw new LikenessError(
      'file_too_large',
      `The file of certificates has ${bytes.byteLength} bytes; the limit is ${MOST_BYTES}.`,
      { hint: 'The master lists of all states together have a few megabytes: check which file it is.' },
    );
  }
  const file = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const text = file.indexOf('-----BEGIN ') < 0 ? '' : file.toString('latin1');
  if (text === '') return readDer(file);
  const parts = [...text.matchAll(PEM)].map(([, , base64]) => readDer(Buffer.from(base64, 'base64')));
  if (parts.length === 0) throw unreadable('its PEM holds no certificate, revocation list or master list');
  return {
    certificates: parts.flatMap(({ certificates }) => certificates),
    revocationLists: parts.flatMap(({ revocationLists }) => revocationLists),
    unreadable: parts.reduce((sum, { unreadable }) => sum + unreadable, 0),
  };
}

const MOST_BYTES = 16 * 2 ** 20;

const PEM = /-----BEGIN (CERTIFICATE|TRUSTED CERTIFICATE|X509 CRL|CMS|PKCS7)-----([^-]*)-----END \1-----/g;

/** Which of the three it is, its first objects tell: a master list begins with an object identifier. */
function readDer(der: Buffer): TrustFile {
  const inner = firstInside(der);
  if (inner === OBJECT_IDENTIFIER) return readMasterList(der);
  try {
    return { certificates: [readCertificate(der)], revocationLists: [], unreadable: 0 };
  } catch (error) {
    if (!(error instanceof LikenessError)) throw error;
    try {
      return { certificates: [], revocationLists: [readRevocationList(der)], unreadable: 0 };
    } catch {
      throw error;
    }
  }
}

function firstInside(der: Buffer): number | undefined {
  try {
    const outer = readTlv(der, 'The file');
    return outer.tag === SEQUENCE ? readTlv(outer.value, 'The file').tag : undefined;
  } catch {
    return undefined;
  }
}

const [OBJECT_IDENTIFIER, SEQUENCE, SET] = [0x06, 0x30, 0x31];

const CSCA_MASTER_LIST = '2.23.136.1.1.2';

/** CscaMasterList: a version, and a SET of certificates. */
function readMasterList(der: Buffer): TrustFile {
  try {
    const message = readSignedMessage(der, 'The master list', 'list');
    if (message.contentType !== CSCA_MASTER_LIST)
      throw unreadable('it is a signed message, but no CSCA master list');
    const signer = message.certificates.find((certificate) => message.signer.isNamedBy(certificate));
    if (!signer || !hasItsDigest(message) || !message.signer.check(signer).fits) {
      throw unreadable('its signature does not fit: it was altered or is damaged');
    }
    const list = readTlvs(readTlv(message.content, 'The master list').value, 'The master list');
    const set = list.find(({ tag }) => tag === SET);
    const entries = readTlvs(set?.value ?? Buffer.alloc(0), 'The master list');
    const certificates = entries.flatMap(({ whole }) => readable(whole));
    if (certificates.length === 0) throw unreadable('its list holds no certificate that can be read');
    return { certificates, revocationLists: [], unreadable: entries.length - certificates.length };
  } catch (error) {
    if (error instanceof LikenessError && error.code === 'chip_certificate_invalid') throw error;
    throw unreadable(error instanceof Error ? error.message.replace(/\.$/, '') : String(error), error);
  }
}

function readable(der: Buffer): ChipCertificate[] {
  try {
    return [readCertificate(der)];
  } catch {
    return [];
  }
}

function unreadable(why: string, cause?: unknown): LikenessError {
  return new LikenessError('chip_certificate_invalid', `The file of certificates cannot be read: ${why}.`, {
    cause,
  });
}
