// Passive authentication (ICAO Doc 9303-11, 5.1; 9303-12): that data groups are what was signed, by whom, and that
// whoever signed was certified by a state that is trusted. It says nothing of whether the chip is a copy.

import { createHash } from 'node:crypto';
import { type Authenticity, judge, type Step } from './authenticity.js';
import { type ChipCertificate, isSameName, type RevocationList } from './certificates.js';
import { openChipFile } from './files.js';
import { readSecurityObject, type SecurityObject } from './securityObject.js';
import { checkSignature, type SignatureCheck } from './signatures.js';
import { hasItsDigest } from './signedMessage.js';

export interface SecurityQuestion {
  /** EF.SOD. */
  readonly sod: Uint8Array;
  /** Elementary files by the number of their data group. */
  readonly dataGroups: Readonly<Record<number, Uint8Array>>;
  /** CSCA certificates that are trusted; `readTrustFile` reads them. */
  readonly trusted: readonly ChipCertificate[];
  /** Document signers, for chips that do not carry theirs. */
  readonly signers?: readonly ChipCertificate[];
  readonly revocationLists?: readonly RevocationList[];
  /** As of when certificates must be valid; now. */
  readonly at?: Date;
}

/**
 * Verifies EF.SOD and the data groups against it.
 *
 * @throws LikenessError `chip_file_unknown`, `chip_file_truncated`, `chip_file_invalid` where EF.SOD or a data group
 *   cannot be read at all; all else is a step of the answer
 */
export function verifySecurityObject(question: SecurityQuestion): Authenticity {
  const sod = readSecurityObject(question.sod);
  const at = question.at ?? new Date();
  const { message } = sod;
  const steps: Step[] = [...checkDataGroups(sod, question.dataGroups), ...checkMessage(sod)];
  const known = [...message.certificates, ...(question.signers ?? [])];
  const signer = known.find((certificate) => message.signer.isNamedBy(certificate));
  steps.push(
    step('signer_found', signer !== undefined, 'doubt', {
      yes: `The signer is ${signer?.subject}.`,
      no: `The certificate of the signer, ${message.signer.name}, is neither in EF.SOD nor given.`,
    }),
  );
  if (!signer) return judge(steps, null);
  const signature = message.signer.check(signer);
  steps.push(signatureStep('signature', signature, 'The signature of EF.SOD'));
  steps.push(...checkSigner(signer, message.signer.attributes?.signingTime ?? null, at));
  const { steps: more, signature: certified } = checkIssuer(signer, question, at);
  steps.push(...more, checkStrength(sod, [signature, certified]));
  return judge(steps, { subject: signer.subject, issuer: signer.issuer });
}

function step(
  code: Step['code'],
  passes: boolean,
  weight: Step['weight'],
  sentences: { readonly yes: string; readonly no: string },
): Step {
  return { code, passes, weight, sentence: passes ? sentences.yes : sentences.no };
}

function signatureStep(code: Step['code'], check: SignatureCheck, of: string): Step {
  if ('unsupported' in check) {
    return {
      code,
      passes: false,
      weight: 'doubt',
      sentence: `${of} cannot be checked: ${check.unsupported}.`,
    };
  }
  return step(code, check.fits, 'forgery', { yes: `${of} fits.`, no: `${of} does not fit.` });
}

function checkDataGroups(sod: SecurityObject, files: SecurityQuestion['dataGroups']): Step[] {
  const groups = Object.keys(files).map(Number);
  const given = step('data_group_given', groups.length > 0, 'doubt', {
    yes: `Data groups were given: ${groups.join(', ')}.`,
    no: 'No data group was given: whatever was signed, nothing was compared with it.',
  });
  return [given, ...groups.map((group) => checkDataGroup(sod, group, files[group]))];
}

function checkDataGroup(
  { digest, digestIdentifier, digests }: SecurityObject,
  group: number,
  file: Uint8Array,
): Step {
  const code = 'data_group_unchanged';
  const name = `Data group ${group}`;
  const { whole } = openChipFile(file, `dg${group}`);
  const expected = digests.get(group);
  if (!expected) {
    return {
      ...{ code, passes: false, weight: 'forgery', dataGroup: group },
      sentence: `${name} was never signed: EF.SOD does not list it.`,
    };
  }
  if (!digest) {
    return {
      ...{ code, passes: false, weight: 'doubt', dataGroup: group },
      sentence: `${name} cannot be compared: the digest ${digestIdentifier} is not known, or long broken.`,
    };
  }
  const passes = createHash(digest).update(whole).digest().equals(expected);
  const sentences = { yes: `${name} is what was signed.`, no: `${name} is not what was signed.` };
  return { ...step(code, passes, 'forgery', sentences), dataGroup: group };
}

function checkMessage({ message }: SecurityObject): Step[] {
  const { attributes, digest } = message.signer;
  if (attributes && !digest) {
    const sentence = 'The digest of EF.SOD is not known, or long broken.';
    return [{ code: 'message_digest', passes: false, weight: 'doubt', sentence }];
  }
  return [
    step('content_type', attributes?.contentType === message.contentType, 'forgery', {
      yes: 'The signed attributes name the type of what was signed.',
      no: 'The signed attributes are missing, or name another type than what they stand for.',
    }),
    step('message_digest', hasItsDigest(message), 'forgery', {
      yes: 'The list of data groups has the digest that was signed.',
      no: attributes?.messageDigest
        ? 'The list of data groups is not the one whose digest was signed.'
        : 'No digest of the list of data groups was signed.',
    }),
  ];
}

function checkSigner(signer: ChipCertificate, signed: Date | null, at: Date): Step[] {
  // Both when it signed, where it says so, and as of now.
  const outside = [...(signed ? [signed] : []), at].find((time) => !isValid(signer, time));
  return [
    step('signer_validity', outside === undefined, 'doubt', {
      yes: `The certificate of the signer is valid, ${period(signer)}.`,
      no: `The certificate of the signer is valid ${period(signer)}, and not on ${day(outside ?? at)}${
        outside === signed ? ', when it signed' : ''
      }.`,
    }),
    // Where a key says nothing of its use it may do anything; an authority or another kind of signer may not do this.
    step(
      'signer_purpose',
      (signer.uses?.has('sign documents') ?? true) && !signer.isAuthority && !signer.isSpecialised,
      'doubt',
      {
        yes: 'The certificate of the signer is for signing documents.',
        no: 'The certificate of the signer is not for signing documents.',
      },
    ),
  ];
}

interface IssuerCheck {
  readonly steps: readonly Step[];
  readonly signature: SignatureCheck | null;
}

function checkIssuer(signer: ChipCertificate, question: SecurityQuestion, at: Date): IssuerCheck {
  const { trusted, revocationLists = [] } = question;
  const tried = trusted
    .filter((candidate) => mayHaveIssued(candidate, signer))
    // Of several certificates for one key, one that is valid.
    .toSorted((a, b) => Number(isValid(b, at)) - Number(isValid(a, at)))
    .map((candidate) => {
      const { algorithm, data, signature } = signer.signed;
      return { candidate, check: checkSignature(candidate.publicKey, algorithm, null, data, signature) };
    });
  const byKey = tried.filter(({ candidate }) => isKeyOf(candidate, signer));
  const issuer = tried.find(({ check }) => check.fits) ?? byKey[0];
  const known = step('issuer_known', issuer !== undefined, 'doubt', {
    yes: `${issuer?.candidate.subject} is trusted.`,
    no:
      trusted.length === 0
        ? `No CSCA certificate was given: whether ${signer.issuer} is a state cannot be said.`
        : `${signer.issuer} is not among the ${trusted.length} trusted certificates.`,
  });
  if (!issuer) return { steps: [known], signature: null };
  const { candidate, check } = issuer;
  const steps = [
    known,
    signatureStep(
      'issuer_signature',
      check,
      'The signature of the state under the certificate of the signer',
    ),
    step('issuer_validity', isValid(candidate, at), 'doubt', {
      yes: `The certificate of the state is valid, ${period(candidate)}.`,
      no: `The certificate of the state is valid ${period(candidate)}, and not on ${day(at)}.`,
    }),
    step(
      'issuer_purpose',
      candidate.isAuthority && (candidate.uses?.has('sign certificates') ?? true),
      'doubt',
      {
        yes: 'The certificate of the state is for certifying signers.',
        no: 'The certificate of the state is not for certifying signers.',
      },
    ),
    checkRevocation(signer, candidate, revocationLists, at),
  ];
  return { steps, signature: check };
}

/** By the key that the signer names, or, where it names none, by the name. */
function mayHaveIssued(candidate: ChipCertificate, signer: ChipCertificate): boolean {
  return isKeyOf(candidate, signer) || isSameName(candidate.subject, signer.issuer);
}

function isKeyOf(candidate: ChipCertificate, signer: ChipCertificate): boolean {
  return signer.authorityKey !== null && candidate.subjectKey === signer.authorityKey;
}

function checkRevocation(
  signer: ChipCertificate,
  issuer: ChipCertificate,
  lists: readonly RevocationList[],
  at: Date,
): Step {
  const of = lists
    .filter((list) =>
      list.authorityKey !== null && issuer.subjectKey !== null
        ? list.authorityKey === issuer.subjectKey
        : isSameName(list.issuer, issuer.subject),
    )
    .toSorted((a, b) => b.from.getTime() - a.from.getTime());
  const genuine = of.filter(({ signed }) => {
    return checkSignature(issuer.publicKey, signed.algorithm, null, signed.data, signed.signature).fits;
  });
  const revocation = (passes: boolean, weight: Step['weight'], sentence: string): Step => {
    return { code: 'revocation', passes, weight, sentence };
  };
  const revoked = genuine
    .map((list) => list.revoked.get(signer.serialNumber))
    .find((since) => since !== undefined);
  if (revoked) {
    return revocation(false, 'doubt', `The state revoked the certificate of the signer on ${day(revoked)}.`);
  }
  const [latest] = genuine;
  if (latest?.until && latest.until < at) {
    return revocation(
      false,
      'doubt',
      `The revocation list of the state is out of date since ${day(latest.until)}.`,
    );
  }
  if (latest) return revocation(true, 'doubt', 'The state has not revoked the certificate of the signer.');
  if (of.length > 0)
    return revocation(false, 'doubt', 'The revocation list of the state is not signed by it.');
  return revocation(
    false,
    'remark',
    'No revocation list of the state was given: whether the signer was revoked is not known.',
  );
}

/** SHA-1 collides since 2017: whoever has something signed could prepare two documents with one digest. */
function checkStrength(sod: SecurityObject, signatures: readonly (SignatureCheck | null)[]): Step {
  const used = [
    sod.digest,
    sod.message.signer.digest,
    ...signatures.map((check) => (check && 'hash' in check ? check.hash : null)),
  ];
  return step('algorithm_strength', !used.includes('sha1'), 'remark', {
    yes: 'No digest is known to be weak.',
    no: 'SHA-1 is used, which is weak.',
  });
}

function isValid({ notBefore, notAfter }: ChipCertificate, at: Date): boolean {
  return notBefore <= at && at <= notAfter;
}

function period({ notBefore, notAfter }: ChipCertificate): string {
  return `from ${day(notBefore)} to ${day(notAfter)}`;
}

function day(date: Date): string {
  return date.toISOString().slice(0, 10);
}
