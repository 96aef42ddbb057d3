// X.509 certificates and revocation lists of those who sign passports: a country signing CA (CSCA) signs document
// signers, which sign chips (ICAO Doc 9303-12).

import { AsnConvert } from '@peculiar/asn1-schema';
import {
  type AlgorithmIdentifier,
  AuthorityKeyIdentifier,
  BasicConstraints,
  Certificate,
  CertificateList,
  type Extension,
  KeyUsage,
  KeyUsageFlags,
  type Name,
  SubjectKeyIdentifier,
  type Time,
} from '@peculiar/asn1-x509';
import { LikenessError } from '../../errors.js';

/** What was signed, how, and the signature. */
export interface Signed {
  readonly data: Uint8Array;
  readonly algorithm: AlgorithmIdentifier;
  readonly signature: Uint8Array;
}

export interface ChipCertificate {
  readonly der: Uint8Array;
  /** `C=AT, O=GV, OU=BMI, CN=CSCA-AUSTRIA` */
  readonly subject: string;
  readonly issuer: string;
  /** Hexadecimal, without leading zeros. */
  readonly serialNumber: string;
  readonly notBefore: Date;
  readonly notAfter: Date;
  /** Identifiers of its own key and of its issuer's, hexadecimal. */
  readonly subjectKey: string | null;
  readonly authorityKey: string | null;
  readonly isAuthority: boolean;
  /** What its key may do; null where it does not say. */
  readonly uses: ReadonlySet<'sign documents' | 'sign certificates' | 'sign revocation lists'> | null;
  /** Whether it is for a purpose of its own: master lists and visible seals have signers too. */
  readonly isSpecialised: boolean;
  /** SubjectPublicKeyInfo, DER. */
  readonly publicKey: Uint8Array;
  readonly signed: Signed;
}

/**
 * Reads one certificate in DER.
 *
 * @throws LikenessError `chip_certificate_invalid`
 */
export function readCertificate(der: Uint8Array): ChipCertificate {
  return parsed('The certificate', () => toCertificate(AsnConvert.parse(der, Certificate), der));
}

/** A certificate as a library has parsed it. Throws whatever the library throws. */
export function toCertificate(certificate: Certificate, der?: Uint8Array): ChipCertificate {
  const { tbsCertificate: tbs, tbsCertificateRaw, signatureAlgorithm, signatureValue } = certificate;
  const extensions = tbs.extensions ?? [];
  const usage = extension(extensions, '2.5.29.15');
  const own = extension(extensions, '2.5.29.14');
  const authority = extension(extensions, '2.5.29.35');
  const constraints = extension(extensions, '2.5.29.19');
  const authorityKey = authority && AsnConvert.parse(authority, AuthorityKeyIdentifier).keyIdentifier;
  return {
    der: der ?? new Uint8Array(AsnConvert.serialize(certificate)),
    subject: nameOf(tbs.subject),
    issuer: nameOf(tbs.issuer),
    serialNumber: hexadecimal(tbs.serialNumber),
    notBefore: dateOf(tbs.validity.notBefore),
    notAfter: dateOf(tbs.validity.notAfter),
    subjectKey: own ? toHex(AsnConvert.parse(own, SubjectKeyIdentifier)) : null,
    authorityKey: authorityKey ? toHex(authorityKey) : null,
    isAuthority: constraints !== undefined && AsnConvert.parse(constraints, BasicConstraints).cA,
    uses: usage ? usesOf(AsnConvert.parse(usage, KeyUsage).toNumber()) : null,
    isSpecialised: extension(extensions, '2.5.29.37') !== undefined,
    publicKey: new Uint8Array(AsnConvert.serialize(tbs.subjectPublicKeyInfo)),
    signed: {
      data: new Uint8Array(tbsCertificateRaw ?? AsnConvert.serialize(tbs)),
      algorithm: signatureAlgorithm,
      signature: new Uint8Array(signatureValue),
    },
  };
}

export interface RevocationList {
  readonly issuer: string;
  readonly authorityKey: string | null;
  readonly from: Date;
  /** When the next list is due. */
  readonly until: Date | null;
  /** Serial numbers of revoked certificates, as of `ChipCertificate`, and since when. */
  readonly revoked: ReadonlyMap<string, Date>;
  readonly signed: Signed;
}

/**
 * Reads one revocation list (CRL, RFC 5280) in DER.
 *
 * @throws LikenessError `chip_certificate_invalid`
 */
export function readRevocationList(der: Uint8Array): RevocationList {
  return parsed('The revocation list', () => {
    const list = AsnConvert.parse(der, CertificateList, { berOptions: { maxNodes: MOST_NODES } });
    const { tbsCertList: tbs } = list;
    const authority = extension(tbs.crlExtensions ?? [], '2.5.29.35');
    const authorityKey = authority && AsnConvert.parse(authority, AuthorityKeyIdentifier).keyIdentifier;
    return {
      issuer: nameOf(tbs.issuer),
      authorityKey: authorityKey ? toHex(authorityKey) : null,
      from: dateOf(tbs.thisUpdate),
      until: tbs.nextUpdate ? dateOf(tbs.nextUpdate) : null,
      revoked: new Map(
        (tbs.revokedCertificates ?? []).map((entry) => [
          hexadecimal(entry.userCertificate),
          dateOf(entry.revocationDate),
        ]),
      ),
      signed: {
        data: new Uint8Array(list.tbsCertListRaw ?? AsnConvert.serialize(tbs)),
        algorithm: list.signatureAlgorithm,
        signature: new Uint8Array(list.signature),
      },
    };
  });
}

/** A list may name many thousands; each has four objects or more. */
const MOST_NODES = 1_000_000;

/** Whether the two are names of one authority: states write one name in several encodings and cases. */
export function isSameName(one: string, other: string): boolean {
  return folded(one) === folded(other);
}

function folded(name: string): string {
  return name.normalize('NFKC').toLowerCase().replace(/\s+/g, ' ').trim();
}

function parsed<T>(of: string, parse: () => T): T {
  try {
    return parse();
  } catch (cause) {
    // The library throws errors of many kinds, and runs out of stack where objects nest without end.
    const why = cause instanceof Error ? cause.message.split('\n')[0] : String(cause);
    throw new LikenessError('chip_certificate_invalid', `${of} cannot be read: ${why}`, { cause });
  }
}

function extension(extensions: readonly Extension[], oid: string): ArrayBuffer | undefined {
  return extensions.find(({ extnID }) => extnID === oid)?.extnValue.buffer as ArrayBuffer | undefined;
}

function usesOf(flags: number): ChipCertificate['uses'] {
  const uses = [
    [KeyUsageFlags.digitalSignature, 'sign documents'],
    [KeyUsageFlags.keyCertSign, 'sign certificates'],
    [KeyUsageFlags.cRLSign, 'sign revocation lists'],
  ] as const;
  return new Set(uses.filter(([flag]) => (flags & flag) !== 0).map(([, use]) => use));
}

const ATTRIBUTES: Readonly<Record<string, string>> = {
  '2.5.4.3': 'CN',
  '2.5.4.5': 'serialNumber',
  '2.5.4.6': 'C',
  '2.5.4.7': 'L',
  '2.5.4.8': 'ST',
  '2.5.4.10': 'O',
  '2.5.4.11': 'OU',
};

/** `C=AT, O=GV, CN=CSCA-AUSTRIA` */
export function nameOf(name: Name): string {
  return name
    .flatMap((part) => part.map(({ type, value }) => `${ATTRIBUTES[type] ?? type}=${value.toString()}`))
    .join(', ');
}

/** Throws where it is no date. */
export function dateOf(time: Time): Date {
  const date = time.getTime();
  if (Number.isNaN(date.getTime())) throw new Error('one of its dates is none');
  return date;
}

function toHex(identifier: { readonly buffer: ArrayBufferLike }): string {
  return Buffer.from(identifier.buffer).toString('hex');
}

/** A serial number, without leading zeros. */
export function hexadecimal(number: ArrayBuffer): string {
  return Buffer.from(number)
    .toString('hex')
    .replace(/^0+(?=.)/, '');
}
