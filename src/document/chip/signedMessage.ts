// CMS signed data (RFC 5652), as EF.SOD and master lists are made of it: what was signed, by whom, and whether the
// signature fits.

import { createHash } from 'node:crypto';
import { type Attribute, ContentInfo, SignedData, type SignerInfo } from '@peculiar/asn1-cms';
import { AsnConvert } from '@peculiar/asn1-schema';
import { Time } from '@peculiar/asn1-x509';
import {
  type ChipCertificate,
  dateOf,
  hexadecimal,
  isSameName,
  nameOf,
  toCertificate,
} from './certificates.js';
import { checkSignature, HASHES, type HashName, type SignatureCheck } from './signatures.js';
import { invalid, readTlv, type Tlv, toObjectIdentifier } from './tlv.js';

export interface SignedMessage {
  readonly contentType: string;
  readonly content: Buffer;
  /** Those that travel with it. */
  readonly certificates: readonly ChipCertificate[];
  readonly signer: Signer;
}

/** The first signer: passports have one. */
export interface Signer {
  /** Whether a certificate is the one it names. */
  isNamedBy(certificate: ChipCertificate): boolean;
  readonly name: string;
  readonly digest: HashName | null;
  /** Attributes that were signed in place of the content itself; null where there are none. */
  readonly attributes: {
    readonly contentType: string | null;
    readonly messageDigest: Buffer | null;
    readonly signingTime: Date | null;
  } | null;
  check(certificate: ChipCertificate): SignatureCheck;
}

/** Objects that a chip's message may consist of, and a list of the certificates of all states. */
const MOST_NODES = { chip: 10_000, list: 1_000_000 } as const;

/**
 * Reads a signed message.
 *
 * @throws LikenessError `chip_file_invalid`
 */
export function readSignedMessage(
  bytes: Uint8Array,
  of: string,
  size: keyof typeof MOST_NODES,
): SignedMessage {
  const limits = { berOptions: { maxNodes: MOST_NODES[size] } };
  try {
    const info = AsnConvert.parse(bytes, ContentInfo, limits);
    if (info.contentType !== SIGNED_DATA) throw new Error('it is no signed message');
    const data = AsnConvert.parse(info.content, SignedData, limits);
    const { eContent, eContentType } = data.encapContentInfo;
    const content = eContent?.single?.buffer ?? eContent?.any;
    const [signer] = data.signerInfos;
    if (!content) throw new Error('it holds no content');
    if (!signer) throw new Error('nobody has signed it');
    return {
      contentType: eContentType,
      content: Buffer.from(content as ArrayBuffer),
      certificates: [...(data.certificates ?? [])].flatMap(({ certificate }) =>
        certificate ? [toCertificate(certificate)] : [],
      ),
      signer: toSigner(signer, Buffer.from(content as ArrayBuffer)),
    };
  } catch (error) {
    // The library throws errors of many kinds, and runs out of stack where objects nest without end.
    const why = error instanceof Error ? error.message.split('\n')[0] : String(error);
    throw invalid(of, why.replace(/\.$/, ''), error);
  }
}

/** Whether the digest that was signed is that of the content. */
export function hasItsDigest({ content, signer }: SignedMessage): boolean {
  const expected = signer.attributes?.messageDigest;
  return (
    expected != null &&
    signer.digest !== null &&
    createHash(signer.digest).update(content).digest().equals(expected)
  );
}

const SIGNED_DATA = '1.2.840.113549.1.7.2';
const [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME] = [3, 4, 5].map((arc) => `1.2.840.113549.1.9.${arc}`);

function toSigner(signer: SignerInfo, content: Buffer): Signer {
  const { sid, digestAlgorithm, signatureAlgorithm, signature, signedAttrs } = signer;
  const named = sid.issuerAndSerialNumber;
  const issuer = named && nameOf(named.issuer);
  const serial = named && hexadecimal(named.serialNumber);
  const key = sid.subjectKeyIdentifier && Buffer.from(sid.subjectKeyIdentifier.buffer).toString('hex');
  const signed = signedAttrs ? signedBytes(signedAttrs) : content;
  return {
    name: issuer ? `serial number ${serial} of ${issuer}` : `key ${key ?? 'unknown'}`,
    isNamedBy: (certificate) =>
      issuer !== undefined
        ? certificate.serialNumber === serial && isSameName(certificate.issuer, issuer)
        : key !== undefined && certificate.subjectKey === key,
    digest: HASHES.get(digestAlgorithm.algorithm) ?? null,
    attributes: signedAttrs ? readAttributes(signedAttrs) : null,
    check: ({ publicKey }) =>
      checkSignature(
        publicKey,
        signatureAlgorithm,
        digestAlgorithm.algorithm,
        signed,
        new Uint8Array(signature.buffer),
      ),
  };
}

/** What is signed in place of the content: the attributes as a SET in DER, which orders its members (RFC 5652, 5.4). */
function signedBytes(attributes: readonly Attribute[]): Buffer {
  const members = attributes.map((attribute) => Buffer.from(AsnConvert.serialize(attribute)));
  const value = Buffer.concat(members.toSorted(Buffer.compare));
  const length = Buffer.alloc(4);
  length.writeUInt32BE(value.length);
  const size = value.length < 0x80 ? 0 : value.length < 0x100 ? 1 : value.length < 0x10000 ? 2 : 4;
  const head = size === 0 ? [0x31, value.length] : [0x31, 0x80 | size, ...length.subarray(4 - size)];
  return Buffer.concat([Buffer.from(head), value]);
}

function readAttributes(attributes: readonly Attribute[]): Signer['attributes'] {
  const only = (type: string): Tlv | null => {
    const found = attributes.filter(({ attrType }) => attrType === type);
    // Two of a kind could say two things.
    if (found.length !== 1 || found[0].attrValues.length !== 1) return null;
    return readTlv(new Uint8Array(found[0].attrValues[0]), 'A signed attribute');
  };
  const [type, digest, time] = [CONTENT_TYPE, MESSAGE_DIGEST, SIGNING_TIME].map(only);
  return {
    contentType: type?.tag === OBJECT_IDENTIFIER ? toObjectIdentifier(type.value) : null,
    messageDigest: digest?.tag === OCTET_STRING ? digest.value : null,
    signingTime: time ? dateOf(AsnConvert.parse(time.whole, Time)) : null,
  };
}

const [OCTET_STRING, OBJECT_IDENTIFIER] = [0x04, 0x06];
