// Samples for a network that is to learn something: stripes in four directions, in noise.

import type { OpenSamples } from './loading.js';

const SIDE = 8;

export const openSamples: OpenSamples = () => (index, random) => {
  const label = index % 4;
  const angle = (label * Math.PI) / 4;
  const phase = 6 * random();
  const x = Float32Array.from({ length: SIDE * SIDE }, (_, i) => {
    const along = Math.cos(angle) * (i % SIDE) + Math.sin(angle) * Math.floor(i / SIDE);
    return Math.sin(1.5 * along + phase) + random();
  });
  return { x, label };
};
