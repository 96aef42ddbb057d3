// Numbers by the million are compared as bytes. Vitest alone looks at them one by one, through all that values may be: half
// a second for a table of scores.

import { isTypedArray } from 'node:util/types';
import { expect } from 'vitest';

const bytesOf = ({ buffer, byteOffset, byteLength }: NodeJS.TypedArray): Uint8Array =>
  new Uint8Array(buffer, byteOffset, byteLength);

/** True where all bytes are the same; else undefined: Vitest looks itself, and says where they differ. */
function sameBytes(a: unknown, b: unknown): true | undefined {
  if (!isTypedArray(a) || !isTypedArray(b) || a.constructor !== b.constructor) return undefined;
  return Buffer.compare(bytesOf(a), bytesOf(b)) === 0 || undefined;
}

expect.addEqualityTesters([sameBytes]);
