// What a forger's chip may hold: any bytes get an answer or a LikenessError, and soon.

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { readCertificate } from './certificates.js';
import { object } from './der.fixture.js';
import { faceImageDataBlock, faceRecord, makeDg1, makeDg2, TD3 } from './dg2.fixture.js';
import { readCom, readDg1, readDg2 } from './index.js';
import { makeAuthority, makeMasterList, makeRevocationList, makeSigner, makeSod } from './pki.fixture.js';
import { AUSTRIA, OPENSSL } from './samples.fixture.js';
import { readSecurityObject } from './securityObject.js';
import { trustIn } from './trust.js';
import { verifySecurityObject } from './verifySecurityObject.js';

const IMAGE = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
const dg1 = makeDg1(TD3.join(''));
const record = makeDg2([0x5f2e, faceRecord({ image: IMAGE, points: [[12, 1, 3, 4]] })]);
const block = makeDg2([0x7f2e, faceImageDataBlock({ image: IMAGE })]);
const authority = makeAuthority('P-256');
const signer = makeSigner('P-256', authority);
const trusted = trustIn(AUSTRIA.authority).certificates;
const { certificates } = trustIn(authority.certificate);

const at = new Date('2025-06-01');
const sod = makeSod(signer, { 1: dg1 });
const verify = (bytes: Uint8Array) =>
  verifySecurityObject({ sod: bytes, dataGroups: { 1: dg1 }, trusted: certificates, at });

/** What reads, and what it reads well. */
const READERS: readonly (readonly [
  name: string,
  read: (bytes: Uint8Array) => unknown,
  valid: Buffer,
  runs: number,
])[] = [
  ['EF.COM', readCom, Buffer.from('60165F0104303130375F36063034303030305C046175676C', 'hex'), 1000],
  ['EF.DG1', readDg1, dg1, 1000],
  ['EF.DG2 by 19794-5', readDg2, record, 2000],
  ['EF.DG2 by 39794-5', readDg2, block, 2000],
  ['EF.SOD', verify, sod, 1000],
  [
    'EF.SOD of Austria',
    (bytes) => verifySecurityObject({ sod: bytes, dataGroups: {}, trusted, at }),
    AUSTRIA.sod,
    300,
  ],
  ['a certificate', trustIn, OPENSSL.authority, 1000],
  ['a revocation list', trustIn, makeRevocationList(authority, [1, 2]), 500],
  ['a master list', trustIn, makeMasterList(signer, [authority.certificate]), 500],
];

/** True where the bytes were read or refused in due form. */
function isAnswered(read: (bytes: Uint8Array) => unknown, bytes: Uint8Array): boolean {
  try {
    read(bytes);
    return true;
  } catch (error) {
    if (error instanceof LikenessError) return /^chip_/.test(error.code);
    throw error;
  }
}

/** Twenty thousand objects, each inside the one before; all lengths have four bytes, so that each head is known. */
const NESTED = Buffer.concat(
  Array.from({ length: 20_000 }, (_, i) => {
    const head = Buffer.from([i % 2 ? 0x30 : 0xa0, 0x84, 0, 0, 0, 0]);
    head.writeUInt32BE(6 * (19_999 - i), 2);
    return head;
  }),
);

interface Mutation {
  readonly kind: number;
  readonly places: readonly number[];
  readonly values: readonly number[];
}

const mutation: fc.Arbitrary<Mutation> = fc.record({
  kind: fc.nat(4),
  places: fc.array(fc.nat(), { minLength: 1, maxLength: 4 }),
  // Lengths and tags are where the harm can be done.
  values: fc.array(fc.oneof(fc.constantFrom(0, 1, 0x7f, 0x80, 0x81, 0x84, 0xff, 0x30, 0xa0), fc.nat(255)), {
    minLength: 4,
    maxLength: 4,
  }),
});

function mutate(valid: Buffer, { kind, places, values }: Mutation): Buffer {
  const at = places[0] % valid.length;
  if (kind === 0) return valid.subarray(0, at);
  if (kind === 1) return Buffer.concat([valid.subarray(0, at), valid.subarray(at + 1 + (values[0] % 9))]);
  if (kind === 2) return Buffer.concat([valid.subarray(0, at), Buffer.from(values), valid.subarray(at)]);
  const copy = Buffer.from(valid);
  places.forEach((place, i) => {
    copy[place % valid.length] = values[i];
  });
  return copy;
}

describe.each(READERS)('%s', (_name, read, valid, runs) => {
  it('is read where nothing is wrong with it', () => {
    expect(() => read(valid)).not.toThrow();
  });

  it('with any damage is read or refused in due form', () => {
    fc.assert(
      fc.property(mutation, (one) => isAnswered(read, mutate(valid, one))),
      { numRuns: runs, seed: 12 },
    );
  });

  it('any bytes behind its first tag are refused in due form', () => {
    const behind = fc.uint8Array({ maxLength: 300 });
    fc.assert(
      fc.property(behind, (bytes) => isAnswered(read, object(valid[0], bytes)) && isAnswered(read, bytes)),
      { numRuns: 300, seed: 12 },
    );
  });

  it('nested without end is refused in due form', () => {
    expect(isAnswered(read, object(valid[0], NESTED))).toBe(true);
  });
});

it('file_too_large: more than any chip holds', () => {
  for (const [read, file] of [
    [readDg2, object(0x75, Buffer.alloc(4 * 2 ** 20))],
    [verify, object(0x77, Buffer.alloc(256 * 2 ** 10))],
  ] as const) {
    expect(() => read(file)).toThrow(expect.objectContaining({ code: 'file_too_large' }));
  }
});

it('any byte of what is signed, of the signature or of the certificate that is another: not authentic', () => {
  const { content } = readSecurityObject(sod).message;
  const certificate = readCertificate(signer.certificate).signed;
  const attributes = sod.lastIndexOf(Buffer.from('06092a864886f70d010904', 'hex'));
  const regions = [
    content,
    Buffer.from(certificate.data),
    Buffer.from(certificate.signature).subarray(-60),
  ].map((part) => [sod.indexOf(part), part.length] as const);
  // The message digest with its head, and the signature but for its lengths.
  for (const [start, length] of [...regions, [attributes, 47] as const, [sod.length - 60, 60] as const]) {
    expect(start).toBeGreaterThan(0);
    for (let at = start; at < start + length; at += 5) {
      const copy = Buffer.from(sod);
      copy[at] ^= 0x01;
      expect(verdictOf(copy), `byte ${at}`).not.toBe('authentic');
    }
  }
});

function verdictOf(bytes: Buffer): string {
  try {
    return verify(bytes).verdict;
  } catch (error) {
    if (error instanceof LikenessError) return error.code;
    throw error;
  }
}
