import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { WrittenConsent } from '../../../service/captures/consent.js';
import { CONSENTED, consentText } from './consented.js';
import { LANGUAGES, type Language } from './index.js';

const page = readFileSync(new URL('../../../../docs/service/consent.md', import.meta.url), 'utf8');
const kept = new Map(
  [...page.matchAll(/^### `(?<digest>[0-9a-f]+)`.*\n\n```text\n(?<text>[^`]+)```$/gm)].map(({ groups }) => [
    groups!.digest!,
    groups!.text!,
  ]),
);
const digestOf = (text: string): string => createHash('sha256').update(text).digest('hex').slice(0, 16);

describe('What a customer agrees to', () => {
  it.each(Object.keys(LANGUAGES) as Language[])(
    'is known again in %s by the digest of its words',
    (language) => {
      const text = consentText(LANGUAGES[language]);
      expect(CONSENTED[language]).toBe(digestOf(text));
      expect(kept.get(CONSENTED[language])).toBe(text);
    },
  );

  it('is what the service takes, and stays on the page for Compliance as it was', () => {
    const { pattern } = WrittenConsent as unknown as { pattern: string };
    for (const [language, text] of Object.entries(CONSENTED))
      expect(`${language}:${text}:0`).toMatch(new RegExp(pattern));
    for (const [digest, text] of kept) expect(digest).toBe(digestOf(text));
  });
});
