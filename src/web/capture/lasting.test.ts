import { describe, expect, it } from 'vitest';
import { lasting } from './lasting.js';

describe('lasting', () => {
  it('says years where it is years, leap days or none, and days otherwise', () => {
    expect(lasting(1826, 'en')).toBe('5 years');
    expect(lasting(365, 'en')).toBe('1 year');
    expect(lasting(396, 'en')).toBe('396 days');
    expect(lasting(1, 'en')).toBe('1 day');
    expect(lasting(0, 'en')).toBe('0 days');
  });

  it('has each language’s plural forms', () => {
    expect(lasting(30, 'es')).toBe('30 días');
    expect(lasting(1, 'es')).toBe('1 día');
    expect(lasting(1826, 'fr')).toMatch(/^5\sans$/);
    // Two, few and many differ in Arabic.
    const words = [2, 7, 30].map((days) => lasting(days, 'ar').replace(/[\d٠-٩\s\u200f]/g, ''));
    expect(new Set(words).size).toBe(3);
  });
});
