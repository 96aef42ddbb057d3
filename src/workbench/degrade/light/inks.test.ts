import { expect, test } from 'vitest';
import { separate } from './inks.js';

/** Skin light and dark, hair, a blue jacket, greys. */
const COLOURS = [
  [0.61, 0.38, 0.28],
  [0.2, 0.1, 0.07],
  [0.05, 0.03, 0.02],
  [0.1, 0.15, 0.35],
  [0.8, 0.8, 0.8],
  [0.2, 0.2, 0.2],
];

const SOLIDS = [
  [0.02, 0.36, 0.72],
  [0.62, 0.03, 0.21],
  [0.92, 0.8, 0.03],
  [0.02, 0.02, 0.02],
];

test('what is separated has its colour again when inks lie over one another by chance (Neugebauer, Demichel)', () => {
  const coverage = Array.from({ length: 4 }, () => new Float32Array(COLOURS.length));
  separate(Float32Array.from(COLOURS.flat()), coverage);
  COLOURS.forEach((colour, i) => {
    const a = coverage.map((ink) => ink[i]!);
    // All sixteen overprints, each with the probability that just these inks meet.
    const seen = [0, 0, 0];
    for (let which = 0; which < 16; which++) {
      let probability = 1;
      const light = [1, 1, 1];
      for (let ink = 0; ink < 4; ink++) {
        const printed = (which >> ink) & 1;
        probability *= printed ? a[ink]! : 1 - a[ink]!;
        if (printed) for (let c = 0; c < 3; c++) light[c]! *= SOLIDS[ink]![c]!;
      }
      for (let c = 0; c < 3; c++) seen[c]! += probability * light[c]!;
    }
    for (let c = 0; c < 3; c++) expect(Math.abs(seen[c]! - colour[c]!)).toBeLessThan(0.02);
  });
});

test('paper gets no ink, and black is printed with black', () => {
  const coverage = Array.from({ length: 4 }, () => new Float32Array(2));
  separate(Float32Array.from([1, 1, 1, 0, 0, 0]), coverage);
  expect(coverage.map((ink) => ink[0])).toEqual([0, 0, 0, 0]);
  expect(coverage[3]![1]).toBeGreaterThan(0.5);
});
