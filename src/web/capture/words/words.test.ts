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

  it.each(codes.filter((code) => code !== 'en'))(
    'says in %s, in its own words, what to do before the camera',
    (code) => {
      const { cues, how, kinds } = LANGUAGES[code];
      const ours = Object.values(cues).concat(Object.values(how), kinds.card.name);
      const english = new Set(Object.values(LANGUAGES.en.cues).concat(Object.values(LANGUAGES.en.how)));
      for (const text of ours) expect(english).not.toContain(text);
      for (const said of Object.values(LANGUAGES[code].kept)) expect(said('SPAN')).toContain('SPAN');
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
