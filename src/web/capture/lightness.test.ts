import { describe, expect, it } from 'vitest';
import { lightFault } from './lightness.js';

const frame = (...greys: readonly number[]): Uint8ClampedArray =>
  new Uint8ClampedArray(greys.flatMap((grey) => [grey, grey, grey, 255]));

describe('lightFault', () => {
  it('has nothing to say of a face in good light', () =>
    expect(lightFault(frame(90, 130, 180), 'selfie')).toBeNull());

  it('finds a face too dark, and too bright', () => {
    expect(lightFault(frame(20, 40, 60), 'selfie')).toBe('dark');
    expect(lightFault(frame(230, 240, 220), 'selfie')).toBe('bright');
  });

  it('takes a white page for one, and what is burnt out on it for glare', () => {
    expect(lightFault(frame(...Array(100).fill(235)), 'document')).toBeNull();
    expect(lightFault(frame(...Array(95).fill(200), ...Array(5).fill(255)), 'document')).toBe('glare');
  });

  it('weighs colours as eyes do: green is light, blue is dark (BT.709)', () => {
    expect(lightFault(new Uint8ClampedArray([0, 255, 0, 255]), 'selfie')).toBeNull();
    expect(lightFault(new Uint8ClampedArray([0, 0, 255, 255]), 'selfie')).toBe('dark');
  });
});
