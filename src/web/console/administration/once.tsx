// What is shown here and never again: a link, a key, a secret.

import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Notice } from '../shell/notice.js';

interface OnceProps {
  readonly label: string;
  readonly text: string;
  /** What it lets whoever has it do, and where it belongs. */
  readonly children: string;
}

export function Once({ label, text, children }: OnceProps): ReactElement {
  const [isCopied, setIsCopied] = useState(false);
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setIsCopied(true),
      // A browser may forbid it: the text stands there to be marked.
      () => setIsCopied(false),
    );
  return (
    <Notice kind="good">
      <div className="stack">
        <p>{children}</p>
        <div className="row once">
          <label className="field">
            <span className="small">{label}, shown here and never again</span>
            <input
              className="figures"
              readOnly
              value={text}
              onFocus={({ currentTarget }) => currentTarget.select()}
            />
          </label>
          <Button className="button" onPress={copy}>
            {isCopied ? 'Copied' : 'Copy'}
          </Button>
        </div>
      </div>
    </Notice>
  );
}
