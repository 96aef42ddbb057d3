// A state of its own for tests: a CSCA, document signers, EF.SOD, revocation lists, master lists. Keys and signatures
// by node:crypto, structures by der.fixture.ts.

import { constants, createHash, generateKeyPairSync, type KeyObject, sign } from 'node:crypto';
import {
  bits,
  identifier,
  integer,
  object,
  octets,
  printable,
  sequence,
  set,
  TRUE,
  time,
  utf8,
} from './der.fixture.js';

const HASHES = {
  sha1: '1.3.14.3.2.26',
  sha256: '2.16.840.1.101.3.4.2.1',
  sha384: '2.16.840.1.101.3.4.2.2',
  sha512: '2.16.840.1.101.3.4.2.3',
} as const;

export type Hash = keyof typeof HASHES;

export const KINDS = [
  'RSA',
  'RSA-PSS',
  'P-256',
  'P-384',
  'brainpoolP256r1',
  'brainpoolP384r1 with explicit parameters',
  'RSA with SHA-1',
] as const;

export type Kind = (typeof KINDS)[number];

interface Scheme {
  readonly hash: Hash;
  /** AlgorithmIdentifier. */
  readonly algorithm: Buffer;
  sign(data: Uint8Array): Buffer;
  readonly publicKey: KeyObject;
}

const algorithm = (oid: string, ...parameters: readonly Uint8Array[]) =>
  sequence(identifier(oid), ...parameters);
const NULL = object(0x05);

const keys = new Map<string, { readonly publicKey: KeyObject; readonly privateKey: KeyObject }>();

/** RSA keys take long to make: one is enough for each role. */
function rsaKey(role: string) {
  const pair = keys.get(role) ?? generateKeyPairSync('rsa', { modulusLength: 2048 });
  keys.set(role, pair);
  return pair;
}

function schemeOf(kind: Kind, role: string): Scheme {
  if (kind.startsWith('RSA')) {
    const { privateKey, publicKey } = rsaKey(role);
    const hash = kind === 'RSA with SHA-1' ? 'sha1' : 'sha256';
    if (kind !== 'RSA-PSS') {
      const oid = hash === 'sha1' ? '1.2.840.113549.1.1.5' : '1.2.840.113549.1.1.11';
      return {
        hash,
        algorithm: algorithm(oid, NULL),
        publicKey,
        sign: (data) => sign(hash, data, privateKey),
      };
    }
    const digest = algorithm(HASHES.sha256, NULL);
    const parameters = sequence(
      object(0xa0, digest),
      object(0xa1, algorithm('1.2.840.113549.1.1.8', digest)),
      object(0xa2, integer(32)),
    );
    const padding = { padding: constants.RSA_PKCS1_PSS_PADDING, saltLength: 32 };
    return {
      hash,
      algorithm: algorithm('1.2.840.113549.1.1.10', parameters),
      publicKey,
      sign: (data) => sign(hash, data, { key: privateKey, ...padding }),
    };
  }
  const [namedCurve, explicit] = kind.split(' with ');
  const { privateKey, publicKey } = generateKeyPairSync('ec', {
    namedCurve,
    paramEncoding: explicit ? 'explicit' : 'named',
  });
  const hash = namedCurve.includes('384') ? 'sha384' : 'sha256';
  const oid = hash === 'sha384' ? '1.2.840.10045.4.3.3' : '1.2.840.10045.4.3.2';
  return { hash, algorithm: algorithm(oid), publicKey, sign: (data) => sign(hash, data, privateKey) };
}

export interface Party {
  readonly name: Buffer;
  readonly issuer: Buffer;
  readonly serial: Buffer;
  readonly keyIdentifier: Buffer;
  readonly certificate: Buffer;
  readonly scheme: Scheme;
}

export interface CertificateOptions {
  readonly from?: string;
  readonly until?: string;
  /** The content of the key usage extension; null for none. */
  readonly usage?: readonly number[] | null;
  /** Extended key usage. */
  readonly purpose?: string;
  readonly names?: readonly (readonly [oid: string, value: Buffer])[];
  readonly serial?: number;
}

const nameOf = (names: readonly (readonly [string, Buffer])[]) =>
  sequence(...names.map(([oid, value]) => set(sequence(identifier(oid), value))));

/** The invented state of Utopia, as ICAO Doc 9303 has it. */
const UTOPIA = [
  ['2.5.4.6', printable('UT')],
  ['2.5.4.10', utf8('Ministry of Tests')],
] as const;

export function makeAuthority(kind: Kind, options: CertificateOptions = {}): Party {
  const scheme = schemeOf(kind, 'authority');
  const names = options.names ?? [...UTOPIA, ['2.5.4.3', utf8('CSCA Utopia')] as const];
  return makeParty(
    scheme,
    undefined,
    { usage: [1, 0x06], serial: 1, from: '2020-01-01', until: '2035-01-01', ...options, names },
    true,
  );
}

export function makeSigner(kind: Kind, authority: Party, options: CertificateOptions = {}): Party {
  const scheme = schemeOf(kind, 'signer');
  const names = options.names ?? [...UTOPIA, ['2.5.4.3', utf8('Document Signer 7')] as const];
  return makeParty(
    scheme,
    authority,
    { usage: [7, 0x80], serial: 0xa7, from: '2024-01-01', until: '2034-06-01', ...options, names },
    false,
  );
}

function makeParty(
  scheme: Scheme,
  issuer: Party | undefined,
  { from, until, usage, purpose, names, serial }: CertificateOptions,
  isAuthority: boolean,
): Party {
  const name = nameOf(names!);
  const spki = scheme.publicKey.export({ format: 'der', type: 'spki' });
  const keyIdentifier = createHash('sha1').update(spki).digest();
  const extension = (oid: string, value: Buffer, critical = false) =>
    sequence(identifier(oid), ...(critical ? [TRUE] : []), octets(value));
  const extensions = [
    extension('2.5.29.14', octets(keyIdentifier)),
    extension('2.5.29.35', sequence(object(0x80, issuer?.keyIdentifier ?? keyIdentifier))),
    ...(usage ? [extension('2.5.29.15', object(0x03, Buffer.from(usage)), true)] : []),
    ...(isAuthority ? [extension('2.5.29.19', sequence(TRUE, integer(0)), true)] : []),
    ...(purpose ? [extension('2.5.29.37', sequence(identifier(purpose)), true)] : []),
  ];
  const by = issuer?.scheme ?? scheme;
  const tbs = sequence(
    object(0xa0, integer(2)),
    integer(serial!),
    by.algorithm,
    issuer?.name ?? name,
    sequence(time(from!), time(until!)),
    name,
    spki,
    object(0xa3, sequence(...extensions)),
  );
  const certificate = sequence(tbs, by.algorithm, bits(by.sign(tbs)));
  return { name, issuer: issuer?.name ?? name, serial: integer(serial!), keyIdentifier, certificate, scheme };
}

export interface SodOptions {
  readonly hash?: Hash;
  readonly version?: 0 | 1;
  readonly contentType?: string;
  readonly signingTime?: string | null;
  /** Left out of the signed attributes. */
  readonly without?: 'message digest' | 'content type' | 'attributes' | 'certificate';
  /** Changed after signing. */
  readonly altered?: 'attributes' | 'content';
  readonly byKeyIdentifier?: boolean;
}

/** EF.SOD over data groups, by their numbers. */
export function makeSod(
  signer: Party,
  dataGroups: Readonly<Record<number, Uint8Array>>,
  options: SodOptions = {},
): Buffer {
  const { hash = 'sha256', version = 0 } = options;
  const list = Object.entries(dataGroups).map(([number, file]) =>
    sequence(integer(Number(number)), octets(createHash(hash).update(file).digest())),
  );
  const content = sequence(
    integer(version),
    algorithm(HASHES[hash], NULL),
    sequence(...list),
    ...(version === 1 ? [sequence(printable('0108'), printable('040000'))] : []),
  );
  return object(0x77, makeMessage(signer, options.contentType ?? '2.23.136.1.1.1', content, options));
}

/** A CSCA master list, as a state publishes it. */
export function makeMasterList(
  signer: Party,
  certificates: readonly Uint8Array[],
  options: SodOptions = {},
): Buffer {
  return makeMessage(signer, '2.23.136.1.1.2', sequence(integer(0), set(...certificates)), options);
}

function makeMessage(signer: Party, contentType: string, content: Buffer, options: SodOptions): Buffer {
  const { scheme } = signer;
  const attribute = (oid: string, value: Buffer) => sequence(identifier(oid), set(value));
  const digest = createHash(scheme.hash).update(content).digest();
  const { signingTime = '2024-05-01', without, altered } = options;
  const attributes = [
    ...(without === 'content type' ? [] : [attribute('1.2.840.113549.1.9.3', identifier(contentType))]),
    ...(signingTime ? [attribute('1.2.840.113549.1.9.5', time(signingTime))] : []),
    ...(without === 'message digest' ? [] : [attribute('1.2.840.113549.1.9.4', octets(digest))]),
  ].toSorted(Buffer.compare);
  const plain = without === 'attributes';
  const signature = scheme.sign(plain ? content : set(...attributes));
  const carried =
    altered === 'attributes'
      ? attributes.map((entry) => Buffer.from(entry.toString('latin1').replace('240501', '240502'), 'latin1'))
      : attributes;
  const info = sequence(
    integer(options.byKeyIdentifier ? 3 : 1),
    options.byKeyIdentifier ? object(0x80, signer.keyIdentifier) : sequence(signer.issuer, signer.serial),
    algorithm(HASHES[scheme.hash], NULL),
    ...(plain ? [] : [object(0xa0, ...carried)]),
    scheme.algorithm,
    octets(signature),
  );
  const other = Buffer.from(content);
  if (altered === 'content') other[other.length - 1] ^= 1;
  const data = sequence(
    integer(3),
    set(algorithm(HASHES[scheme.hash], NULL)),
    sequence(identifier(contentType), object(0xa0, octets(other))),
    ...(without === 'certificate' ? [] : [object(0xa0, signer.certificate)]),
    set(info),
  );
  return sequence(identifier('1.2.840.113549.1.7.2'), object(0xa0, data));
}

/** A revocation list that names serial numbers. */
export function makeRevocationList(
  authority: Party,
  revoked: readonly number[],
  { from = '2025-01-01', until = '2026-01-01' } = {},
): Buffer {
  const { scheme } = authority;
  const tbs = sequence(
    integer(1),
    scheme.algorithm,
    authority.name,
    time(from),
    time(until),
    ...(revoked.length > 0
      ? [sequence(...revoked.map((serial) => sequence(integer(serial), time('2024-09-01'))))]
      : []),
    object(
      0xa0,
      sequence(
        sequence(identifier('2.5.29.35'), octets(sequence(object(0x80, authority.keyIdentifier)))),
        sequence(identifier('2.5.29.20'), octets(integer(5))),
      ),
    ),
  );
  return sequence(tbs, scheme.algorithm, bits(scheme.sign(tbs)));
}

export function toPem(label: string, der: Uint8Array): string {
  const lines = Buffer.from(der)
    .toString('base64')
    .match(/.{1,64}/g)!;
  return `-----BEGIN ${label}-----\n${lines.join('\n')}\n-----END ${label}-----\n`;
}
