// The numbers of a policy as people type them: in which unit, within which limits. The limits are the service's own; a
// test holds them against it.

import type { PolicyDocument } from '../../../client/index.js';

export interface Limits {
  readonly from?: number;
  readonly over?: number;
  readonly to?: number;
  readonly under?: number;
  readonly isWhole?: boolean;
}

interface Unit {
  readonly shown: (value: number) => number;
  readonly meant: (shown: number) => number;
}

const PLAIN: Unit = { shown: (value) => value, meant: (shown) => shown };
/** A rate as people say it: 1 in so many. */
const ONE_IN: Unit = { shown: (rate) => 1 / rate, meant: (times) => 1 / times };
const PERCENT: Unit = { shown: (share) => 100 * share, meant: (hundredths) => hundredths / 100 };

export interface NumberRule extends Limits {
  readonly label: string;
  readonly unit: Unit;
}

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

/** Twelve digits: what is typed in a unit, and read again, is the same. */
export const textOf = (value: number, { unit }: NumberRule): string =>
  String(Number(unit.shown(value).toPrecision(12)));

export type Read = { readonly value: number } | { readonly fault: string };

/** What somebody typed, or what is wrong with it. */
export function read(text: string, rule: NumberRule): Read {
  const typed = text.trim();
  if (typed === '') return { fault: 'A number is missing.' };
  // `Number` would take hexadecimal digits as well.
  if (!/^[+-]?(\d+\.?\d*|\.\d+)(e[+-]?\d+)?$/i.test(typed))
    return { fault: 'This is no number: write it like 10000 or 0.5.' };
  const number = Number(typed);
  const { from = -Infinity, over = -Infinity, to = Infinity, under = Infinity, isWhole = false } = rule;
  if (isWhole && !Number.isInteger(number)) return { fault: 'It must be a whole number.' };
  const isWithin = number >= from && number > over && number <= to && number < under;
  return isWithin && Number.isFinite(number)
    ? { value: rule.unit.meant(number) }
    : { fault: `It must be ${inWords(rule)}.` };
}

function inWords({ from, over, to, under }: Limits): string {
  const plain = (limit: number): string => limit.toLocaleString('en');
  const low =
    from !== undefined ? `${plain(from)} or more` : over !== undefined ? `more than ${plain(over)}` : '';
  const high =
    to !== undefined ? `${plain(to)} at most` : under !== undefined ? `less than ${plain(under)}` : '';
  return [low, high].filter((part) => part !== '').join(', and ');
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
