// Figures as people read them: never more digits than are meant.

/** `12.3 %`, `0.042 %`: a share with two or three digits that count, or more where it would else read as all or none. */
export const percent = (share: number): string => percentWith(share, 0);

/** @param more digits than a share has usually */
export function percentWith(share: number, more: number): string {
  const hundredths = Number((share * 100).toPrecision(15));
  const size = Math.abs(hundredths);
  const rounded =
    size < 100 ? Number(size.toPrecision((size >= 1 ? 3 : 2) + more)) : Number(size.toFixed(more));
  // 99.96 % is not all: what is missing has the digits that count.
  const shown = rounded === 100 ? 100 + Number((size - 100).toPrecision(1 + more)) : rounded;
  const plain = shown.toLocaleString('en', { maximumSignificantDigits: 15, useGrouping: false });
  return `${hundredths < 0 ? '-' : ''}${plain} %`;
}

/** `(1.2 % – 3.4 %)`: an interval of shares. */
export const between = ([low, high]: readonly number[]): string =>
  `(${percent(low ?? 0)} – ${percent(high ?? 0)})`;

/** A rate too rare for per cent: `1 in 20,000`. */
export const oneIn = (rate: number): string => oneInWith(rate, 0);

/** @param more digits than a rate has usually */
export function oneInWith(rate: number, more: number): string {
  if (rate <= 0) return 'none';
  const times = 1 / rate;
  const shown = Number(times.toPrecision((times >= 10 ? 2 : 3) + more));
  return `1 in ${shown.toLocaleString('en', { maximumFractionDigits: Math.min(20, 3 + more) })}`;
}

export const whole = (count: number): string => count.toLocaleString('en');

/** Enough of a digest to tell it from another at a glance. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);
