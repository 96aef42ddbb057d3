// What will be asked of the customer, and what they agree to: with how long it is kept, as the tenant has set it.

import { type ReactElement, useEffect } from 'react';
import type { Capture } from '../../client/index.js';
import { lasting } from './lasting.js';
import { CONSENTED, type Language, type Words } from './words/index.js';

interface WelcomeProps {
  readonly words: Words;
  readonly language: Language;
  readonly standing: Capture;
  /** @param consent what was agreed to: as POST /v1/capture takes it */
  readonly onBegin: (consent: string) => void;
}

export function Welcome({ words, language, standing, onBegin }: WelcomeProps): ReactElement {
  const { purpose, kept, triesLeft } = standing;
  const isProofing = purpose === 'proofing';
  const consent = `${language}:${CONSENTED[language]}:${kept.version}`;
  const span = (days: number): string => lasting(days, language);
  // While somebody reads, what finds their face is on its way.
  useEffect(() => {
    void import('./seeing/eye.js').then(({ fetchAhead }) => fetchAhead('selfie')).catch(() => undefined);
  }, []);
  return (
    <>
      <p>{isProofing ? words.whatProofing : words.whatAuthentication}</p>
      <div className="notice stack">
        <p>{words.consent}</p>
        <ul className="kept">
          {isProofing ? (
            <>
              <li>{words.kept.accepted(span(kept.pictures.accepted))}</li>
              <li>{words.kept.rejected(span(kept.pictures.rejected))}</li>
              <li>{words.kept.again(span(kept.pictures.again))}</li>
            </>
          ) : (
            <li>{words.kept.authentication(span(kept.pictures.authentication))}</li>
          )}
          <li>{words.kept.templates(span(kept.templates))}</li>
          <li>{words.kept.reports(span(kept.reports))}</li>
        </ul>
        <p>{words.rights}</p>
      </div>
      <p className="soft small">{words.tries(triesLeft)}</p>
      <button type="button" className="button button-accent" onClick={() => onBegin(consent)}>
        {words.begin}
      </button>
    </>
  );
}
