// A booklet has one page to photograph, a card two sides.

import { type ReactElement, useEffect } from 'react';
import type { What } from './seeing/sight.js';
import type { Words } from './words/index.js';

export type DocumentKind = Extract<What, 'booklet' | 'card'>;

interface WhichProps {
  readonly words: Words;
  readonly onChosen: (kind: DocumentKind) => void;
}

export function WhichDocument({ words, onChosen }: WhichProps): ReactElement {
  // What finds its page is on its way while somebody chooses.
  useEffect(() => {
    void import('./seeing/eye.js').then(({ fetchAhead }) => fetchAhead('booklet')).catch(() => undefined);
  }, []);
  return (
    <div className="stack">
      {(['booklet', 'card'] as const).map((kind) => (
        <button key={kind} type="button" className="button choice" onClick={() => onChosen(kind)}>
          <strong>{words.kinds[kind].name}</strong>
          <span className="soft small">{words.kinds[kind].about}</span>
        </button>
      ))}
    </div>
  );
}
