// How numbers are written, in one place: rates as `0.50 % (0.31–0.74 %)`, FMRs as `1e-4`, and never more digits than
// the interval carries.

import { type Html, html } from './markup.js';

/** A share with its interval; all in [0, 1]. */
export interface Estimate {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
}

/** A number and its interval, as text. */
export interface Written {
  readonly estimate: string;
  readonly interval: string;
}

/** A limit of an interval may come out as 1e-63: less than a pair among all pairs of people who live is none. */
const NOTHING = 1e-20;

const NBSP = '\u00a0';

/** A rate in per cent: two digits of the interval's width, so `0.50 %` and `(0.31–0.74 %)`. */
export function percent({ rate, lower, upper }: Estimate): Written {
  const decimals = decimalsOf(100 * (upper - lower));
  const [r, l, u] = [rate, lower, upper].map((share) => inPercent(share, decimals));
  return { estimate: `${r}${NBSP}%`, interval: `(${l}–${u}${NBSP}%)` };
}

/** A rate in per cent to as many digits as that of another one, which has an interval. */
export const percentLike = (share: number, { lower, upper }: Estimate): string =>
  `${inPercent(share, decimalsOf(100 * (upper - lower)))}${NBSP}%`;

/** A share without an interval, to two digits: `0.31 %`, `12 %`, `99.8 %`; as an FMR where per cent is too coarse. */
export function share(value: number): string {
  if (value > 0 && value < 1e-7) return fmr(value);
  const digits = value > 0.99 && value < 1 ? 3 : 2;
  return `${value === 1 ? 100 : Number((100 * value).toPrecision(digits))}${NBSP}%`;
}

/** An FMR, FAR or FPIR that was asked for: `1e-4`, `3e-5`, `1.5e-3`; `0` and `1` as they are. */
export function fmr(value: number): string {
  if (value < NOTHING) return '0';
  if (value === 1) return '1';
  return value.toExponential(1).replace('.0e', 'e');
}

/** An FMR that was measured: `1.2e-3` and `(6.8e-4–1.9e-3)`. */
export function fmrWithInterval({ rate, lower, upper }: Estimate): Written {
  const digits = rate > 0 && upper > lower ? log10Floor(rate) - log10Floor(upper - lower) + 2 : 2;
  const write = (value: number) =>
    value < NOTHING || value === 1 ? fmr(value) : value.toExponential(Math.min(4, Math.max(2, digits)) - 1);
  return { estimate: write(rate), interval: `(${write(lower)}–${write(upper)})` };
}

/** Both on one line, for sentences. */
export const sentence = ({ estimate, interval }: Written): string => `${estimate} ${interval}`;

/** Both for a cell of a table: the interval may drop below the estimate, but neither breaks. */
export const cell = ({ estimate, interval }: Written): Html =>
  html`<span class="estimate">${estimate}</span> <span class="interval">${interval}</span>`;

/** A whole number with its thousands set apart. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-GB');

/** A count that was estimated, to three digits. */
export const roughly = (value: number): string => count(Number(value.toPrecision(3)));

/** `1 picture`, `2 pictures`. */
export const counted = (value: number, one: string, many = `${one}s`): string =>
  `${count(value)}${NBSP}${Math.round(value) === 1 ? one : many}`;

/** A comparison score or threshold: five digits, enough to set it by. */
export const score = (value: number): string =>
  minus(
    String(
      Math.abs(value) < 1e5 && Math.abs(value) >= 1e-4 ? value.toPrecision(5) : Number(value.toPrecision(5)),
    ),
  );

/** A number of no particular unit, to so many decimals, with a true minus sign. */
export const decimal = (value: number, decimals: number): string => minus(value.toFixed(decimals));

/** The same with its sign before it. */
export const signed = (value: number, decimals: number): string =>
  `${value > 0 ? '+' : ''}${decimal(value, decimals)}`;

/** A difference of two rates in percentage points: `−4.0 points` and `(−5.6 to −2.4)`. */
export function points(difference: number, lower: number, upper: number): Written {
  const decimals = decimalsOf(100 * (upper - lower));
  const [d, l, u] = [difference, lower, upper].map((value) => signed(100 * value, decimals));
  return { estimate: `${d}${NBSP}points`, interval: `(${l} to ${u})` };
}

/** A p-value: below a thousandth nobody needs its digits. */
export const pValue = (value: number): string =>
  value < 0.001 ? '<\u202f0.001' : String(Number(value.toPrecision(2)));

/** A moment as people write it, in universal time; what is no ISO 8601 stays as it is. */
export function moment(iso: string): string {
  const at = new Date(iso);
  if (Number.isNaN(at.getTime())) return iso;
  const day = `${at.getUTCDate()} ${MONTHS[at.getUTCMonth()]} ${at.getUTCFullYear()}`;
  return `${day}, ${at.toISOString().slice(11, 16)} UTC`;
}

const MONTHS = [
  ...['January', 'February', 'March', 'April', 'May', 'June', 'July'],
  ...['August', 'September', 'October', 'November', 'December'],
];

const inPercent = (share: number, decimals: number): string =>
  share === 0 || share === 1 ? String(100 * share) : (100 * share).toFixed(decimals);

/** Decimals that show two digits of a width. */
const decimalsOf = (width: number): number =>
  width > 0 ? Math.min(5, Math.max(0, 1 - log10Floor(width))) : 2;

const log10Floor = (value: number): number => Math.floor(Math.log10(value));

const minus = (text: string): string => text.replace(/^-(0(\.0+)?$)?/, (_, zero) => zero ?? '−');
