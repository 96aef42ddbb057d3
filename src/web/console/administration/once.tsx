// What is shown here and never again: a link, a key, a secret.

import { type ReactElement, useEffect, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { Notice } from '../shell/notice.js';

interface OnceProps {
  readonly label: string;
  readonly text: string;
  /** What it lets whoever has it do, and where it belongs. */
  readonly children: string;
}

/** Until the dialog that made it has closed and given back the focus, ms. */
const SOON = 100;

export function Once({ label, text, children }: OnceProps): ReactElement {
  const field = useRef<HTMLInputElement>(null);
  const [copied, setCopied] = useState<'not yet' | 'done' | 'refused'>('not yet');
  useEffect(() => {
    const soon = setTimeout(() => {
      field.current?.scrollIntoView({ block: 'center' });
      field.current?.focus();
    }, SOON);
    return () => clearTimeout(soon);
  }, []);
  const copy = (): void =>
    void navigator.clipboard.writeText(text).then(
      () => setCopied('done'),
      () => setCopied('refused'),
    );
  return (
    <Notice kind="good">
      <div className="stack">
        <p>{children}</p>
        <div className="row once">
          <label className="field">
            <span className="small">{label}, shown here and never again</span>
            <input
              ref={field}
              className="figures"
              readOnly
              value={text}
              onFocus={({ currentTarget }) => currentTarget.select()}
            />
          </label>
          <Button className="button" onPress={copy}>
            {copied === 'done' ? 'Copied' : 'Copy'}
          </Button>
        </div>
        {copied === 'refused' && <p>The browser does not let a page copy: mark it, and copy it by hand.</p>}
      </div>
    </Notice>
  );
}
