// Why a document is no policy, each fault where it lies.

import type { ReactElement } from 'react';
import { ApiProblem } from '../../../client/index.js';
import { sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';

export function Refused({ error }: { error: Error }): ReactElement {
  if (error instanceof SyntaxError) return <Notice kind="bad">This is no JSON: {error.message}</Notice>;
  const faults = error instanceof ApiProblem ? error.problem?.errors : undefined;
  if (!faults) return <Notice kind="bad">{sentenceOf(error)}</Notice>;
  return (
    <Notice kind="bad">
      <p>This is no policy yet:</p>
      <ul>
        {faults.map(({ pointer, detail }) => (
          <li key={`${pointer} ${detail}`}>
            <code>{placeOf(pointer)}</code>: {inWords(detail)}
          </li>
        ))}
      </ul>
    </Notice>
  );
}

/** `#/body/document/velocity/face` → `velocity.face`. */
function placeOf(pointer: string): string {
  const [, ...parts] = pointer.replace('#/body/', '').split('/');
  return parts.length === 0 ? 'the document' : parts.join('.');
}

/** What people leave out or misspell most, as JSON Schema's own sentences have it; all others are plain enough. */
const SENTENCES: readonly (readonly [RegExp, string])[] = [
  [/^must have required property '([^']+)'.*/, '$1 is missing'],
  [/^must NOT have additional properties: (.+)/, 'there is no such thing as $1'],
];

const inWords = (detail: string): string =>
  SENTENCES.reduce((said, [pattern, sentence]) => said.replace(pattern, sentence), detail);
