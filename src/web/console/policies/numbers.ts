// The numbers of a policy, by where they stand in it. Their limits are the service's own; a test holds them against it.

import type { PolicyDocument } from '../../../client/index.js';
import { type NumberRule, ONE_IN, PERCENT, PLAIN } from '../typedNumber.js';

const LLR = { unit: PLAIN, from: -100, to: 100 };

/** By where they stand in the document. */
export const NUMBERS = {
  approveFmr: { label: 'Approve where strangers match at most: 1 in', unit: ONE_IN, from: 10 },
  rejectLlr: { label: 'Reject where the LLR (natural logarithm) is below', ...LLR },
  prior: { label: 'Applicants believed to be who they say, %', unit: PERCENT, over: 0, under: 100 },
  'authentication.passFmr': { label: 'Pass where strangers match at most: 1 in', unit: ONE_IN, from: 10 },
  'authentication.blockLlr': { label: 'Block where the LLR is below', ...LLR },
  'duplicates.fpir': {
    ...{ label: 'A new customer may wrongly be said to be known: 1 in', unit: ONE_IN, from: 1 },
  },
  'lists.fpir': {
    ...{ label: 'Somebody on no list may wrongly be found on one: 1 in', unit: ONE_IN, from: 1 },
  },
} as const satisfies Record<string, NumberRule>;

/** Of each limit on tries. */
export const TRIES = {
  tries: { label: 'So many are ordinary', unit: PLAIN, from: 1, to: 100_000, isWhole: true },
  hours: { label: 'Within hours', unit: PLAIN, over: 0, to: 8760 },
} as const satisfies Record<string, NumberRule>;

export const FLOOR: NumberRule = { label: 'Floor', unit: PLAIN, from: 0, to: 100, isWhole: true };

/** The rule of the number that stands there. */
export function ruleOf(path: string): NumberRule {
  const [head, , last] = path.split('.');
  if (head === 'velocity') return TRIES[last as keyof typeof TRIES];
  return NUMBERS[path as keyof typeof NUMBERS];
}

/** The number at a path; undefined where the document has none there. */
export function numberAt(document: PolicyDocument, path: string): number | undefined {
  let found: unknown = document;
  for (const part of path.split('.')) found = (found as Record<string, unknown> | undefined)?.[part];
  return found as number | undefined;
}

/** The document with another number at a path that it has. */
export function withNumber(document: PolicyDocument, path: string, value: number): PolicyDocument {
  return placed(document, path.split('.'), value) as PolicyDocument;
}

function placed(whole: object, [head, ...rest]: readonly string[], value: number): object {
  const part = (whole as Record<string, object>)[head!]!;
  return { ...whole, [head!]: rest.length === 0 ? value : placed(part, rest, value) };
}
