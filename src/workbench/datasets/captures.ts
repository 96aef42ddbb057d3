// Which pictures show one capture: copies, and pictures made from another as `likeness data degrade` does.

import type { DigestedPicture } from './imageFolder.js';

/** A picture, and what it was made from where a data set says so. */
export type DerivedPicture = Pick<DigestedPicture, 'sha256'> & { readonly derivedFrom?: string | null };

/**
 * Captures numbered from 0 in the order in which the pictures show them. Two pictures have one number if their bytes
 * are the same, one was made from the other, or both from a third, at any number of removes and whether that third
 * is in the data set or not.
 */
export function numberCaptures(pictures: readonly DerivedPicture[]): Int32Array {
  const parents = new Map<string, string>();
  const rootOf = (sha256: string): string => {
    let root = sha256;
    for (let next = parents.get(root); next !== undefined; next = parents.get(root)) root = next;
    return root;
  };
  for (const { sha256, derivedFrom } of pictures) {
    if (!derivedFrom) continue;
    const [own, origin] = [rootOf(sha256), rootOf(derivedFrom)];
    if (own !== origin) parents.set(own, origin);
  }
  const numbers = new Map<string, number>();
  return Int32Array.from(pictures, ({ sha256 }) => {
    const root = rootOf(sha256);
    const number = numbers.get(root) ?? numbers.size;
    numbers.set(root, number);
    return number;
  });
}
