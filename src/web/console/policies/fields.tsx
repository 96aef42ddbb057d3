// The fields of a policy's form.

import type { ReactElement } from 'react';
import { Typed } from '../shell/typed.js';
import { ruleOf } from './numbers.js';

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
