// The fields of a policy's form: what is typed stays as it is typed, and what is wrong with it is said beside it.

import { type ReactElement, useId } from 'react';
import { ruleOf } from './numbers.js';

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

export interface NumbersProps {
  /** What is typed at a path. */
  readonly typedAt: (path: string) => string;
  readonly faults: ReadonlyMap<string, string>;
  readonly onType: (path: string, text: string) => void;
}

/** The number that stands at this path of the document. */
export const NumberField = ({
  path,
  typedAt,
  faults,
  onType,
}: NumbersProps & { readonly path: string }): ReactElement => (
  <Typed
    label={ruleOf(path).label}
    text={typedAt(path)}
    fault={faults.get(path)}
    onChange={(text) => onType(path, text)}
  />
);

interface EffectProps {
  readonly label: string;
  readonly value: 'review' | 'note';
  readonly onChange: (value: 'review' | 'note') => void;
}

export const Effect = ({ label, value, onChange }: EffectProps): ReactElement => (
  <label className="field">
    <span className="small">{label}</span>
    <select value={value} onChange={({ target }) => onChange(target.value as 'review' | 'note')}>
      <option value="review">a person looks before approval</option>
      <option value="note">it is noted</option>
    </select>
  </label>
);
