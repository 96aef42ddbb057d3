import { beforeAll, describe, expect, it } from 'vitest';
import { readCertificate, readRevocationList } from './certificates.js';
import { object } from './der.fixture.js';
import { faceRecord, makeDg1, makeDg2, TD3 } from './dg2.fixture.js';
import { type Authenticity, readChip, readTrustFile, type StepCode } from './index.js';
import {
  KINDS,
  type Kind,
  makeAuthority,
  makeRevocationList,
  makeSigner,
  makeSod,
  type Party,
  type SodOptions,
} from './pki.fixture.js';
import { AUSTRIA, OPENSSL } from './samples.fixture.js';
import { readSecurityObject } from './securityObject.js';
import { trustIn } from './trust.js';
import { verifySecurityObject } from './verifySecurityObject.js';

const IMAGE = Buffer.from('ffd8ffe000104a46494600ffd9', 'hex');
const dg1 = makeDg1(TD3.join(''));
const dg2 = makeDg2([0x5f2e, faceRecord({ image: IMAGE })]);
const DATA_GROUPS = { 1: dg1, 2: dg2 };
const AT = new Date('2025-06-01');

/** Codes of the steps that do not pass, remarks left out. */
const failures = ({ steps }: Authenticity): StepCode[] =>
  steps.filter(({ passes, weight }) => !passes && weight !== 'remark').map(({ code }) => code);

const passes = ({ steps }: Authenticity, code: StepCode) => steps.find((step) => step.code === code)?.passes;

describe('what other hands signed', () => {
  it('EF.SOD of an Austrian passport: brainpool curves with explicit parameters', () => {
    const { certificates } = trustIn(AUSTRIA.authority);
    const answer = verifySecurityObject({ sod: AUSTRIA.sod, dataGroups: {}, trusted: certificates, at: AT });
    expect(answer.signer?.subject).toBe('C=AT, O=GV, OU=BMI, serialNumber=004015, CN=DS-AUSTRIA-eMRTD');
    // Its data groups stayed with their holder.
    expect(failures(answer)).toEqual(['data_group_given']);
    expect(passes(answer, 'signature') && passes(answer, 'issuer_signature')).toBe(true);
    const { digests, digest, version } = readSecurityObject(AUSTRIA.sod);
    expect([version, digest, [...digests.keys()]]).toEqual([0, 'sha256', [1, 2, 3, 11, 12, 14]]);
  });

  it('any data group that is not its own is forged', () => {
    const { certificates } = trustIn(AUSTRIA.authority);
    const answer = verifySecurityObject({
      sod: AUSTRIA.sod,
      dataGroups: { 1: dg1 },
      trusted: certificates,
      at: AT,
    });
    expect([answer.verdict, answer.reason?.sentence]).toEqual([
      'forged',
      'Data group 1 is not what was signed.',
    ]);
  });

  it('OpenSSL: RSA-PSS over brainpoolP256r1, version 1, SHA-384', async () => {
    const { certificates } = await readTrustFile(OPENSSL.authority);
    const at = new Date('2030-01-01');
    const chip = await readChip({ dg1: OPENSSL.dg1, sod: OPENSSL.sod, trusted: certificates, at });
    expect(chip.zone?.lines).toEqual(TD3);
    expect(chip.authenticity).toMatchObject({ verdict: 'authentic', authentic: true, reason: null });
    const { version, digest, ldsVersion } = readSecurityObject(OPENSSL.sod);
    expect([version, digest, ldsVersion]).toEqual([1, 'sha384', '1.8']);
  });
});

describe.each(KINDS)('a state that signs with %s', (kind) => {
  it('is believed, and an alteration is not', () => {
    const authority = makeAuthority(kind);
    const signer = makeSigner(kind, authority);
    const trusted = [readCertificate(authority.certificate)];
    const sod = makeSod(signer, DATA_GROUPS, { version: 1, hash: 'sha512' });
    const answer = verifySecurityObject({ sod, dataGroups: DATA_GROUPS, trusted, at: AT });
    expect(failures(answer)).toEqual([]);
    expect(answer.authentic).toBe(true);
    expect(passes(answer, 'algorithm_strength')).toBe(kind !== 'RSA with SHA-1');
    const altered = makeSod(signer, DATA_GROUPS, { altered: 'attributes' });
    const refused = verifySecurityObject({ sod: altered, dataGroups: DATA_GROUPS, trusted, at: AT });
    expect([refused.verdict, failures(refused)]).toEqual(['forged', ['signature']]);
  });
});

describe('passive authentication', () => {
  const KIND: Kind = 'P-256';
  let authority: Party;
  let signer: Party;
  beforeAll(() => {
    authority = makeAuthority(KIND);
    signer = makeSigner(KIND, authority);
  });

  /** All is well but for what is given. */
  const verify = ({
    sod = {},
    by,
    ...question
  }: Partial<Omit<Parameters<typeof verifySecurityObject>[0], 'sod'>> & {
    readonly sod?: SodOptions;
    readonly by?: Party;
  } = {}) =>
    verifySecurityObject({
      sod: makeSod(by ?? signer, DATA_GROUPS, sod),
      dataGroups: DATA_GROUPS,
      trusted: [readCertificate(authority.certificate)],
      at: AT,
      ...question,
    });

  it('takes its steps in order, and says in a sentence what each found', () => {
    const answer = verify({ revocationLists: [readRevocationList(makeRevocationList(authority, [5]))] });
    expect(answer).toMatchObject({ verdict: 'authentic', reason: null });
    expect(answer.steps.map(({ code, sentence }) => [code, sentence])).toEqual([
      ['data_group_given', 'Data groups were given: 1, 2.'],
      ['data_group_unchanged', 'Data group 1 is what was signed.'],
      ['data_group_unchanged', 'Data group 2 is what was signed.'],
      ['content_type', 'The signed attributes name the type of what was signed.'],
      ['message_digest', 'The list of data groups has the digest that was signed.'],
      ['signer_found', 'The signer is C=UT, O=Ministry of Tests, CN=Document Signer 7.'],
      ['signature', 'The signature of EF.SOD fits.'],
      ['signer_validity', 'The certificate of the signer is valid, from 2024-01-01 to 2034-06-01.'],
      ['signer_purpose', 'The certificate of the signer is for signing documents.'],
      ['issuer_known', 'C=UT, O=Ministry of Tests, CN=CSCA Utopia is trusted.'],
      ['issuer_signature', 'The signature of the state under the certificate of the signer fits.'],
      ['issuer_validity', 'The certificate of the state is valid, from 2020-01-01 to 2035-01-01.'],
      ['issuer_purpose', 'The certificate of the state is for certifying signers.'],
      ['revocation', 'The state has not revoked the certificate of the signer.'],
      ['algorithm_strength', 'No digest is known to be weak.'],
    ]);
  });

  it('a data group of which one bit was changed is forged', () => {
    const changed = Buffer.from(dg2);
    changed[changed.length - 1] ^= 1;
    const answer = verify({ dataGroups: { 1: dg1, 2: changed } });
    expect([answer.verdict, answer.reason]).toEqual([
      'forged',
      expect.objectContaining({ code: 'data_group_unchanged', dataGroup: 2, passes: false }),
    ]);
  });

  it('what a reader left behind a data group was never signed, and is not looked at', () => {
    expect(verify({ dataGroups: { 1: Buffer.concat([dg1, Buffer.from([0x90, 0])]) } }).authentic).toBe(true);
  });

  it('a data group that was not signed is forged', () => {
    const answer = verify({ dataGroups: { 1: dg1, 3: object(0x63) } });
    expect([answer.verdict, answer.reason?.sentence]).toEqual([
      'forged',
      'Data group 3 was never signed: EF.SOD does not list it.',
    ]);
  });

  it('without a data group nothing was verified', () => {
    expect(verify({ dataGroups: {} })).toMatchObject({
      verdict: 'not_verified',
      reason: { code: 'data_group_given' },
    });
  });

  it('an unknown issuer is not a forgery', () => {
    const none = verify({ trusted: [] });
    expect([none.verdict, failures(none)]).toEqual(['not_verified', ['issuer_known']]);
    const stranger = makeAuthority(KIND, { names: [['2.5.4.6', Buffer.from('\x13\x02XX')]] });
    const other = verify({ trusted: [readCertificate(stranger.certificate)] });
    expect([other.verdict, failures(other)]).toEqual(['not_verified', ['issuer_known']]);
    expect(other.reason?.sentence).toBe(
      'C=UT, O=Ministry of Tests, CN=CSCA Utopia is not among the 1 trusted certificates.',
    );
  });

  it('nor is an older key of the same state; among several the right one is found', () => {
    const older = readCertificate(makeAuthority(KIND).certificate);
    expect(failures(verify({ trusted: [older] }))).toEqual(['issuer_known']);
    expect(verify({ trusted: [older, readCertificate(authority.certificate)] }).authentic).toBe(true);
  });

  it('a signer that calls a trusted key its issuer, which did not sign it, is forged', () => {
    // Certified by another key, under the name and the key identifier of the true one.
    const forger = { ...makeAuthority(KIND), keyIdentifier: authority.keyIdentifier, name: authority.name };
    const answer = verify({ by: makeSigner(KIND, forger) });
    expect([answer.verdict, failures(answer)]).toEqual(['forged', ['issuer_signature']]);
  });

  it('a signature by another key than the certificate’s is forged', () => {
    const impostor = { ...signer, scheme: makeSigner(KIND, authority).scheme };
    const answer = verify({ by: impostor });
    expect([answer.verdict, failures(answer)]).toEqual(['forged', ['signature']]);
  });

  it.each<[StepCode[], string, SodOptions]>([
    [['signature'], 'an altered signed attribute', { altered: 'attributes' }],
    [['message_digest'], 'another list than was signed', { altered: 'content' }],
    [['message_digest'], 'a missing message digest', { without: 'message digest' }],
    [['content_type'], 'a missing content type', { without: 'content type' }],
    [['content_type', 'message_digest'], 'no signed attributes', { without: 'attributes' }],
  ])('%j: %s is forged', (codes, _kind, sod) => {
    const answer = verify({ sod, dataGroups: {} });
    expect(answer.verdict).toBe('forged');
    expect(failures(answer)).toEqual(['data_group_given', ...codes]);
  });

  it('the certificate of the signer may be given, and found by its key', () => {
    const sod: SodOptions = { without: 'certificate', byKeyIdentifier: true };
    expect(failures(verify({ sod }))).toEqual(['signer_found']);
    expect(verify({ sod, signers: [readCertificate(signer.certificate)] }).authentic).toBe(true);
  });

  it.each([
    ['now', { until: '2025-05-31' }, {}, 'not on 2025-06-01.'],
    ['not yet', { from: '2025-06-02' }, { signingTime: null }, 'not on 2025-06-01.'],
    ['when it signed', { from: '2024-05-02' }, {}, 'not on 2024-05-01, when it signed.'],
  ])('a signer that is not valid %s: not verified', (_when, period, sod, sentence) => {
    const answer = verify({ by: makeSigner(KIND, authority, period), sod });
    expect([answer.verdict, failures(answer)]).toEqual(['not_verified', ['signer_validity']]);
    expect(answer.reason?.sentence).toContain(sentence);
    expect(passes(answer, 'signature')).toBe(true);
  });

  it('an expired state: not verified, and verified as of when it was valid', () => {
    const expired = makeAuthority(KIND, { until: '2025-01-01' });
    const question = { by: makeSigner(KIND, expired), trusted: [readCertificate(expired.certificate)] };
    expect(failures(verify(question))).toEqual(['issuer_validity']);
    expect(verify({ ...question, at: new Date('2024-12-31') }).authentic).toBe(true);
  });

  it.each([
    ['that may only encrypt', { usage: [5, 0x20] }],
    ['for master lists (2.23.136.1.1.3)', { purpose: '2.23.136.1.1.3' }],
  ])('a signer %s: not verified', (_kind, options) => {
    expect(failures(verify({ by: makeSigner(KIND, authority, options) }))).toEqual(['signer_purpose']);
  });

  it('a signer whose certificate says nothing of its use may sign', () => {
    expect(verify({ by: makeSigner(KIND, authority, { usage: null }) }).authentic).toBe(true);
  });

  it('a trusted certificate that is no authority certifies nobody', () => {
    const plain = makeSigner(KIND, authority);
    const answer = verify({ by: makeSigner(KIND, plain), trusted: [readCertificate(plain.certificate)] });
    expect(failures(answer)).toEqual(['issuer_purpose']);
  });

  describe('revocation', () => {
    const revocation = (...lists: Buffer[]) => {
      const answer = verify({ revocationLists: lists.map((list) => readRevocationList(list)) });
      return { ...answer, step: answer.steps.find(({ code }) => code === 'revocation') };
    };

    it('a revoked signer: not verified', () => {
      const { verdict, step } = revocation(makeRevocationList(authority, [5, 0xa7]));
      expect(verdict).toBe('not_verified');
      expect(step?.sentence).toBe('The state revoked the certificate of the signer on 2024-09-01.');
    });

    it('an empty list revokes nobody', () => {
      expect(revocation(makeRevocationList(authority, [])).authentic).toBe(true);
    });

    it('a list that is out of date says who is revoked, but not who is not', () => {
      const old = { from: '2024-01-01', until: '2024-12-01' };
      expect(revocation(makeRevocationList(authority, [], old)).step?.sentence).toContain('out of date');
      expect(revocation(makeRevocationList(authority, [0xa7], old)).step?.sentence).toContain('revoked');
    });

    it('a list that another key signed is not believed', () => {
      const forger = { ...makeAuthority(KIND), keyIdentifier: authority.keyIdentifier, name: authority.name };
      const { verdict, step } = revocation(makeRevocationList(forger, [0xa7]));
      expect([verdict, step?.sentence]).toEqual([
        'not_verified',
        'The revocation list of the state is not signed by it.',
      ]);
    });

    it('without a list, or with that of another state, it is a remark', () => {
      const other = makeAuthority(KIND, { names: [['2.5.4.6', Buffer.from('\x13\x02XX')]] });
      for (const lists of [[], [makeRevocationList(other, [0xa7])]]) {
        const { authentic, step } = revocation(...lists);
        expect([authentic, step?.passes, step?.weight]).toEqual([true, false, 'remark']);
      }
    });
  });

  it('China’s content type is read; another is no list of data groups', () => {
    expect(verify({ sod: { contentType: '1.2.840.113549.1.7.1' } }).authentic).toBe(true);
    expect(() => verify({ sod: { contentType: '1.2.840.113549.1.7.5' } })).toThrow(
      expect.objectContaining({ code: 'chip_file_invalid' }),
    );
  });

  it('readChip gives what it was given, and null for the rest', async () => {
    const sod = makeSod(signer, DATA_GROUPS);
    const trusted = [readCertificate(authority.certificate)];
    const chip = await readChip({ dg1, dg2, sod, trusted, at: AT });
    expect([chip.zone?.format, chip.portrait?.bytes, chip.authenticity?.authentic]).toEqual([
      'TD3',
      IMAGE,
      true,
    ]);
    expect(await readChip({ dg1 })).toEqual({ zone: chip.zone, portrait: null, authenticity: null });
    expect((await readChip({ dg2, sod })).authenticity).toMatchObject({
      verdict: 'not_verified',
      reason: { code: 'issuer_known' },
    });
  });
});
