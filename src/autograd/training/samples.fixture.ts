// Samples for tests of loading: each tells its number, its randomness and how many were loaded before it.

import { LikenessError } from '../../errors.js';
import type { OpenSamples } from './loading.js';

export interface SamplesData {
  /** One counter, of samples loaded by all threads. */
  readonly loaded: SharedArrayBuffer;
  /** What to do at this sample. */
  readonly at?: { readonly index: number; readonly what: 'throw' | 'refuse' | 'give too much' | 'exit' };
}

export const openSamples: OpenSamples<SamplesData> = ({ loaded, at }) => {
  const counter = new Int32Array(loaded);
  return async (index, random) => {
    Atomics.add(counter, 0, 1);
    if (index === at?.index) {
      if (at.what === 'throw') throw new Error('no such picture');
      if (at.what === 'refuse') throw new LikenessError('image_corrupt', 'the picture is damaged');
      if (at.what === 'exit') process.exit(3);
      return { x: [index, random(), 0], label: index };
    }
    // Now and then later samples are ready before earlier ones.
    if (index % 3 === 0) await new Promise((resolve) => setTimeout(resolve, 1));
    return { x: [index, random()], label: index };
  };
};
