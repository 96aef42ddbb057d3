// What a customer agreed to before the camera: in which language, to which words, and to which periods of retention. The
// service knows no words: whoever showed them says which they were, and the service notes when it was told.

import { Type } from '@fastify/type-provider-typebox';
import { LikenessError } from '../../errors.js';
import { currentPeriods, type Periods, periodsOf } from '../retention/index.js';
import type { Transacting } from '../storage/index.js';

export interface Consent {
  /** BCP 47: `en`. */
  readonly language: string;
  /** Digest of the words, in hex. */
  readonly text: string;
  /** Version of the retention whose periods were shown. */
  readonly retention: number;
}

/** As a capture page sends it. */
export const WrittenConsent = Type.String({
  maxLength: 120,
  pattern: '^[A-Za-z]{2,3}(?:-[A-Za-z0-9]{1,8}){0,3}:[0-9a-f]{16,64}:[0-9]{1,9}$',
  description:
    'What the customer agreed to: `language:text:retention`. The language (BCP 47); a digest in hex by which the words are known again; `kept.version` of the periods that were shown. Absent where consent was asked for elsewhere.',
  examples: ['en:92f3a1c04be57d68:0'],
});

/** @param written as {@link WrittenConsent} has it */
export function readConsent(written: string): Consent {
  const [language, text, retention] = written.split(':') as [string, string, string];
  return { language, text, retention: Number(retention) };
}

/**
 * What is logged of it: with the periods that were shown, so that nothing else is needed to know them.
 * @throws `request_invalid` where there is no such version
 */
export async function consentDetails(transaction: Transacting, written: string) {
  const consent = readConsent(written);
  const days = await periodsOf(transaction, consent.retention);
  if (!days)
    throw new LikenessError('request_invalid', `there is no version ${consent.retention} of the retention`);
  return { ...consent, kept: keptOf(days) };
}

/** What a customer is told of how long what they send is kept, in days. */
export const keptOf = (days: Periods) => ({
  pictures: {
    accepted: Math.max(days.approvedPictures, days.reviewedPictures),
    rejected: days.rejectedPictures,
    again: days.recapturedPictures,
    authentication: days.authenticationPictures,
  },
  templates: days.templates,
  reports: days.reports,
});

/** The same as it is set now, with the version by which it is known again. */
export async function keptNow(transaction: Transacting) {
  const { version, days } = await currentPeriods(transaction);
  return { version, ...keptOf(days) };
}
