// Numbers as people type them: in which unit, within which limits, and what is wrong with what was typed.

export interface Limits {
  readonly from?: number;
  readonly over?: number;
  readonly to?: number;
  readonly under?: number;
  readonly isWhole?: boolean;
}

export interface Unit {
  readonly shown: (value: number) => number;
  readonly meant: (shown: number) => number;
}

export const PLAIN: Unit = { shown: (value) => value, meant: (shown) => shown };
/** A rate as people say it: 1 in so many. */
export const ONE_IN: Unit = { shown: (rate) => 1 / rate, meant: (times) => 1 / times };
export const PERCENT: Unit = { shown: (share) => 100 * share, meant: (hundredths) => hundredths / 100 };

export interface NumberRule extends Limits {
  readonly label: string;
  readonly unit: Unit;
}

/** Twelve digits: what is typed in a unit, and read again, is the same. */
export const textOf = (value: number, { unit }: NumberRule): string =>
  String(Number(unit.shown(value).toPrecision(12)));

export type Read = { readonly value: number } | { readonly fault: string };

export const faultOf = (found: Read): string | undefined => ('fault' in found ? found.fault : undefined);

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
