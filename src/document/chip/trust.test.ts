import { describe, expect, it } from 'vitest';
import { makeAuthority, makeMasterList, makeRevocationList, makeSigner, toPem } from './pki.fixture.js';
import { AUSTRIA, OPENSSL } from './samples.fixture.js';
import { trustIn } from './trust.js';

const authority = makeAuthority('P-256');
const other = makeAuthority('P-384');
const signer = makeSigner('P-256', authority, { purpose: '2.23.136.1.1.3' });
const list = makeMasterList(signer, [authority.certificate, other.certificate, AUSTRIA.authority]);

describe('a file of certificates', () => {
  it('a certificate in DER says who it is', () => {
    const { certificates } = trustIn(AUSTRIA.authority);
    // As `openssl x509 -noout -subject -serial -dates -ext subjectKeyIdentifier,keyUsage` says.
    expect(certificates).toMatchObject([
      {
        subject: 'C=AT, O=GV, OU=BMI, CN=CSCA-AUSTRIA',
        issuer: 'C=AT, O=GV, OU=BMI, CN=CSCA-AUSTRIA',
        serialNumber: '47f',
        notBefore: new Date('2019-09-02T07:13:44Z'),
        notAfter: new Date('2030-01-05T08:53:29Z'),
        subjectKey: '2692c7e398abfbe35192d3f26e9a317d1fed53bd',
        authorityKey: 'ff8dea86af18eee58ba2d6ba8cfaab39a169af5b',
        isAuthority: true,
        isSpecialised: false,
        uses: new Set(['sign certificates', 'sign revocation lists']),
      },
    ]);
  });

  it('PEM holds any number, with text around them', () => {
    const pem = `Utopia\n${toPem('CERTIFICATE', authority.certificate)}\n${toPem('X509 CRL', makeRevocationList(authority, [3]))}${toPem('CERTIFICATE', OPENSSL.authority)}`;
    const file = trustIn(Buffer.from(pem));
    expect(file.certificates.map(({ subject }) => subject)).toEqual([
      'C=UT, O=Ministry of Tests, CN=CSCA Utopia',
      'C=UT, O=OpenSSL, CN=CSCA by OpenSSL',
    ]);
    expect(file.revocationLists).toMatchObject([{ revoked: new Map([['3', new Date('2024-09-01')]]) }]);
  });

  it('a revocation list in DER', () => {
    const { certificates, revocationLists } = trustIn(makeRevocationList(authority, []));
    expect([certificates, revocationLists[0].until]).toEqual([[], new Date('2026-01-01')]);
  });

  it('a master list gives the certificates that it lists, not that of its signer', () => {
    const { certificates, unreadable } = trustIn(list);
    expect(certificates.map(({ der }) => Buffer.from(der).toString('hex')).toSorted()).toEqual(
      [authority.certificate, other.certificate, AUSTRIA.authority]
        .map((der) => der.toString('hex'))
        .toSorted(),
    );
    expect(unreadable).toBe(0);
    expect(trustIn(Buffer.from(toPem('CMS', list))).certificates).toHaveLength(3);
  });

  it('a list of all states, and a revocation list of thousands, are not too long', () => {
    const all = makeMasterList(signer, Array(600).fill(AUSTRIA.authority));
    expect(trustIn(all).certificates).toHaveLength(600);
    const serials = Array.from({ length: 5000 }, (_, i) => i + 1);
    expect(trustIn(makeRevocationList(authority, serials)).revocationLists[0].revoked.size).toBe(5000);
  });

  it('a certificate that cannot be read costs a master list no more than itself', () => {
    const broken = Buffer.from(other.certificate);
    broken[4] = 0x31;
    expect(trustIn(makeMasterList(signer, [authority.certificate, broken]))).toMatchObject({
      certificates: [{ subject: 'C=UT, O=Ministry of Tests, CN=CSCA Utopia' }],
      unreadable: 1,
    });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['text', Buffer.from('CSCA')],
    ['half a certificate', AUSTRIA.authority.subarray(0, 500)],
    ['PEM of something else', Buffer.from(toPem('PRIVATE KEY', Buffer.alloc(40)))],
    ['damaged PEM', Buffer.from(toPem('CERTIFICATE', Buffer.alloc(40)))],
    [
      'a master list that was altered',
      makeMasterList(signer, [authority.certificate], { altered: 'content' }),
    ],
    [
      'a master list without its signer',
      makeMasterList(signer, [authority.certificate], { without: 'certificate' }),
    ],
    ['a master list of nothing', makeMasterList(signer, [])],
    ['EF.SOD', OPENSSL.sod],
    ['what EF.SOD signs', OPENSSL.sod.subarray(4)],
  ])('chip_certificate_invalid: %s', (_kind, bytes) => {
    expect(() => trustIn(bytes)).toThrow(expect.objectContaining({ code: 'chip_certificate_invalid' }));
  });
});
