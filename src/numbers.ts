// How numbers are written in answers. On the ground, beside errors.ts: a decision says them in sentences, and commands
// that must not load a decision's engine for `--help` say them too.

/** A limit of an interval may come out as 1e-63: less than a pair among all pairs of people who live is none. */
const NOTHING = 1e-20;

/** A rate as people write it: `1e-4`, `2.3e-5`, but `5 %` where that is plainer. */
export function rate(value: number): string {
  if (value < NOTHING) return '0';
  if (value >= 0.01) return `${Number((100 * value).toPrecision(2))} %`;
  return value.toExponential(1).replace('.0e', 'e');
}

/** A number with its sign, to so many decimals. */
export const signed = (value: number, decimals: number): string =>
  `${value < 0 ? '−' : '+'}${Math.abs(value).toFixed(decimals)}`;

/** A whole number with its thousands set apart. */
export const count = (value: number): string => Math.round(value).toLocaleString('en-US');

/** Hundredths are enough for places in a picture and for milliseconds. */
export const hundredths = (value: number): number => Math.round(100 * value) / 100;
