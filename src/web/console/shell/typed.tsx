// A field for a number: what is typed stays as it is typed, and what is wrong with it is said beside it.

import { type ReactElement, useId } from 'react';

interface TypedProps {
  readonly label: string;
  readonly text: string;
  readonly fault: string | undefined;
  readonly onChange: (text: string) => void;
}

export function Typed({ label, text, fault, onChange }: TypedProps): ReactElement {
  const id = useId();
  return (
    <label className="field">
      <span className="small">{label}</span>
      <input
        inputMode="decimal"
        autoComplete="off"
        value={text}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : id}
        onChange={({ target }) => onChange(target.value)}
      />
      <Fault id={id} fault={fault} />
    </label>
  );
}

export const Fault = ({ id, fault }: { id: string; fault: string | undefined }): ReactElement | null =>
  fault === undefined ? null : (
    <span id={id} className="small fault">
      {fault}
    </span>
  );
