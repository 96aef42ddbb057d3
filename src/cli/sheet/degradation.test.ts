// What the sheet says of a degradation, in the lettering that drawings have.

import { expect, test } from 'vitest';
import { textPath, textWidth } from '../../image/glyphs.js';
import { EFFECTS } from '../../workbench/degrade/effects.js';
import { drawable } from './degradation.js';

test('units are written out', () => {
  expect(drawable('spread 5 µm')).toBe('spread 5 micrometres');
  expect(drawable('scratches 6 1/cm²')).toBe('scratches 6 per square cm');
  expect(drawable('variance d²/16: σ = d/4')).toBe('variance d^2/16: sigma = d/4');
});

test('no letter of any effect becomes a box', () => {
  // A letter of which drawings know nothing is drawn as the box that stands for the private one.
  const isBox = (letter: string) =>
    textWidth(letter, 12) === textWidth('\ue000', 12) &&
    textPath(letter, 0, 0, 12) === textPath('\ue000', 0, 0, 12);
  const said = [...EFFECTS.values()].flatMap(({ models, source, quantities }) => [
    ...[models, source],
    ...Object.values(quantities).map(({ unit }) => unit),
  ]);
  // The minus sign is seen to where lines are drawn.
  const letters = new Set(said.map(drawable).join('').replaceAll('−', '–'));
  expect([...letters].filter(isBox)).toEqual([]);
});
