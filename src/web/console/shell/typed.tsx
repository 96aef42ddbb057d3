// A field for a number: what is typed stays as it is typed, and what is wrong with it is said beside it.

import { type ReactElement, useId } from 'react';

interface TypedProps {
  readonly label: string;
  readonly text: string;
  readonly fault: string | undefined;
  readonly onChange: (text: string) => void;
}

export function Typed({ label, ...typed }: TypedProps): ReactElement {
  const id = useId();
  return (
    <div className="field">
      <label className="small" htmlFor={id}>
        {label}
      </label>
      <TypedInput id={id} {...typed} />
    </div>
  );
}

interface TypedInputProps extends Omit<TypedProps, 'label'> {
  /** What its label is for. */
  readonly id: string;
  readonly isReadOnly?: boolean;
}

/** The same, where its label stands elsewhere. */
export const TypedInput = ({ id, text, fault, isReadOnly, onChange }: TypedInputProps): ReactElement => (
  <>
    <input
      id={id}
      inputMode="decimal"
      autoComplete="off"
      readOnly={isReadOnly}
      value={text}
      aria-invalid={fault !== undefined}
      aria-describedby={fault === undefined ? undefined : `${id}-fault`}
      onChange={({ target }) => onChange(target.value)}
    />
    <Fault id={`${id}-fault`} fault={fault} />
  </>
);

export const Fault = ({ id, fault }: { id: string; fault: string | undefined }): ReactElement | null =>
  fault === undefined ? null : (
    <span id={id} className="small fault">
      {fault}
    </span>
  );
