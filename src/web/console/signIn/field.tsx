// A line of text to fill in, with its name above it.

import type { ReactElement } from 'react';
import { Input, Label, TextField } from 'react-aria-components';

interface FieldProps {
  readonly label: string;
  readonly value: string;
  readonly onChange: (value: string) => void;
  readonly type?: 'text' | 'email' | 'password';
  readonly autoComplete?: string;
}

export const Field = ({ label, ...text }: FieldProps): ReactElement => (
  <TextField className="field" isRequired {...text}>
    <Label>{label}</Label>
    <Input />
  </TextField>
);
