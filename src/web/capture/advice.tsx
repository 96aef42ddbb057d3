// What to do better, in the customer's own language; never how well it went.

import type { ReactElement } from 'react';
import type { Words } from './words/index.js';

interface AdviceProps {
  readonly advice: readonly { readonly code: string; readonly message: string }[];
  readonly words: Words;
  readonly tries: number;
  readonly onAgain: () => void;
}

export function Advice({ advice, words, tries, onAgain }: AdviceProps): ReactElement {
  const said = [
    ...new Set(advice.map(({ code }) => words.advice[code]).filter((text) => text !== undefined)),
  ];
  return (
    <>
      <div role="status">
        <ul className="advice">
          {(said.length > 0 ? said : [words.adviceOtherwise]).map((text) => (
            <li key={text}>{text}</li>
          ))}
        </ul>
      </div>
      <p className="soft small">{words.tries(tries)}</p>
      <button type="button" className="button button-accent" onClick={onAgain}>
        {words.again}
      </button>
    </>
  );
}
