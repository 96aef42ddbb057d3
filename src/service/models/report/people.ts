// Shares whose intervals know that one person may have tried often.

import { shareBySubject } from '../../../trials/index.js';

export interface Share {
  readonly count: number;
  readonly share: number;
  /** 95 %, by subjects. */
  readonly interval: readonly [number, number];
}

/** Numbers from 0 for names: equal ones for equal names. */
export function numbered(names: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(names, (name) => {
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/** @param rows at least one */
export function sharesOf<Row extends { readonly subject: string }>(
  rows: readonly Row[],
): (isOne: (row: Row) => boolean) => Share {
  const subjects = numbered(rows.map(({ subject }) => subject));
  return (isOne) => {
    const one = Uint8Array.from(rows, (row) => Number(isOne(row)));
    const { rate, lower, upper } = shareBySubject(subjects, one);
    return { count: one.reduce((sum, each) => sum + each, 0), share: rate, interval: [lower, upper] };
  };
}
