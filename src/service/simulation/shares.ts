// Shares of decisions, with intervals that know that one person may have tried often.

import { shareBySubject } from '../../trials/index.js';

/** A share of the decisions looked at. */
export interface Share {
  readonly count: number;
  readonly share: number;
  /** 95 %, by subjects. */
  readonly interval: readonly [number, number];
}

/** @param of at least one. @returns what share of them is such, and how many subjects there are */
export function sharesOf<T extends { readonly subject: string }>(of: readonly T[]) {
  const numbers = new Map<string, number>();
  const subjects = Int32Array.from(of, ({ subject }) => {
    const number = numbers.get(subject) ?? numbers.size;
    numbers.set(subject, number);
    return number;
  });
  return {
    subjects: numbers.size,
    share(isOne: (item: T) => boolean): Share {
      const one = Uint8Array.from(of, (item) => (isOne(item) ? 1 : 0));
      const { rate, lower, upper } = shareBySubject(subjects, one);
      return { count: one.reduce((sum, each) => sum + each, 0), share: rate, interval: [lower, upper] };
    },
  };
}
