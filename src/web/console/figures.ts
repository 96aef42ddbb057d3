// Figures as people read them: never more digits than are meant.

/** `12.3 %`, `0.042 %`: a share with two or three digits that count. */
export function percent(share: number): string {
  const hundredths = share * 100;
  if (hundredths === 0 || Math.abs(hundredths) >= 99.95) return `${hundredths.toFixed(0)} %`;
  return `${Number(hundredths.toPrecision(Math.abs(hundredths) >= 1 ? 3 : 2))} %`;
}

/** `(1.2 % – 3.4 %)`: an interval of shares. */
export const between = ([low, high]: readonly number[]): string =>
  `(${percent(low ?? 0)} – ${percent(high ?? 0)})`;

/** A rate too rare for per cent: `1 in 20,000`. */
export function oneIn(rate: number): string {
  if (rate <= 0) return 'none';
  const times = 1 / rate;
  return `1 in ${Number(times.toPrecision(times >= 10 ? 2 : 3)).toLocaleString('en')}`;
}

export const whole = (count: number): string => count.toLocaleString('en');

/** Enough of a digest to tell it from another at a glance. */
export const shortDigest = (digest: string): string => digest.slice(0, 12);
