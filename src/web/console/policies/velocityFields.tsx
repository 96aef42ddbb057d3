// How many tries of one kind are ordinary, and what happens where there are more; or that they are not counted.

import type { ReactElement } from 'react';
import type { PolicyDocument } from '../../../client/index.js';
import { Effect, NumberField, type NumbersProps } from './fields.js';
import { TRIES } from './numbers.js';

export type Kind = keyof PolicyDocument['velocity'];
export type Limit = NonNullable<PolicyDocument['velocity'][Kind]>;

export const VELOCITIES: readonly (readonly [Kind, string])[] = [
  ['customer', 'Tries of one customer'],
  ['device', 'Tries from one device'],
  ['document', 'Tries with one document'],
  ['face', 'Tries of one face'],
];
/** Of a limit that is switched on. */
const BEGINNING: Limit = { tries: 10, hours: 24, effect: 'review' };

interface VelocityProps {
  readonly kind: Kind;
  readonly legend: string;
  readonly limit: Limit | undefined;
  readonly numbers: NumbersProps;
  readonly onChange: (limit: Limit | undefined) => void;
}

export const VelocityFields = ({ kind, legend, limit, numbers, onChange }: VelocityProps): ReactElement => (
  <fieldset>
    <legend>{legend}</legend>
    <label className="row small">
      <input
        type="checkbox"
        checked={limit !== undefined}
        onChange={({ target }) => onChange(target.checked ? BEGINNING : undefined)}
      />
      Are counted
    </label>
    {limit && (
      <>
        {Object.keys(TRIES).map((part) => (
          <NumberField key={part} path={`velocity.${kind}.${part}`} {...numbers} />
        ))}
        <Effect
          label="Where there are more"
          value={limit.effect}
          onChange={(effect) => onChange({ ...limit, effect })}
        />
      </>
    )}
  </fieldset>
);
