import { describe, expect, it } from 'vitest';
import { firstLanguage, LANGUAGES, type Language } from './index.js';

const codes = Object.keys(LANGUAGES) as Language[];

describe('The capture page', () => {
  it.each(codes)(
    'gives in %s all the advice that it gives in English, and nothing in another’s words',
    (code) => {
      const { advice } = LANGUAGES[code];
      expect(Object.keys(advice)).toEqual(Object.keys(LANGUAGES.en.advice));
      if (code === 'en') return;
      for (const [about, text] of Object.entries(advice)) expect(text).not.toBe(LANGUAGES.en.advice[about]);
    },
  );

  it.each(codes)('shows no score in %s, whatever comes', (code) =>
    expect(JSON.stringify(LANGUAGES[code])).not.toMatch(/score|llr|fmr|\d/i),
  );

  it('speaks the first of the browser’s languages that it knows', () => {
    expect(firstLanguage(['de-CH', 'fr-CH', 'en'])).toBe('fr');
    expect(firstLanguage(['AR-eg'])).toBe('ar');
    expect(firstLanguage(['de', 'constructor'])).toBe('en');
  });
});
