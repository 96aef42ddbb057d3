// Which decisions are looked at, over how long, and the same decisions as a file.

import { type ReactElement, useEffect, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { Fault } from '../shell/typed.js';
import { FILTERS, type FilterName, type Refusal } from './filter.js';
import { type Looked, PERIODS, queryOf, unnarrowed } from './period.js';

interface FiltersProps {
  readonly looked: Looked;
  readonly onChange: (part: Readonly<Record<string, string>>) => void;
}

const CHOICES: Readonly<Partial<Record<FilterName, readonly (readonly [string, string])[]>>> = {
  kind: [
    ['', 'All'],
    ['proofing', 'Against a document'],
    ['authentication', 'Logins'],
  ],
  channel: [
    ['', 'All'],
    ['capture', 'Capture page'],
    ['api', 'API'],
  ],
};

const LABELS: Readonly<Record<FilterName, string>> = {
  kind: 'Kind',
  channel: 'Channel',
  documentType: 'Document type',
  issuingState: 'Issuing state',
  device: 'Device',
  model: 'Model',
  policyVersion: 'Policy version',
};

export function Filters({ looked, onChange }: FiltersProps): ReactElement {
  const { days, step, filter, refused } = looked;
  return (
    <>
      <search className="row filters unprinted">
        <label className="field">
          <span className="small soft">The last</span>
          <select value={days} onChange={({ target }) => onChange({ days: target.value, step: '' })}>
            {PERIODS.map((one) => (
              <option key={one} value={one}>
                {one} days
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="small soft">By</span>
          <select value={step} onChange={({ target }) => onChange({ step: target.value })}>
            {['day', 'week', 'month'].map((one) => (
              <option key={one}>{one}</option>
            ))}
          </select>
        </label>
        {FILTERS.map((name) => (
          <Filter
            key={name}
            name={name}
            value={String(filter[name] ?? refused[name]?.text ?? '')}
            refusal={refused[name]}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
        <Export looked={looked} />
      </search>
      <All looked={looked} onChange={onChange} />
    </>
  );
}

/**
 * Says by what decisions are told apart, and by what they are not though it was asked for; also on paper and where there is
 * no field for it; and takes it away.
 */
export function All({ looked: { filter, refused }, onChange }: FiltersProps): ReactElement | null {
  const parts = FILTERS.flatMap((name) =>
    filter[name] === undefined ? [] : [`${LABELS[name].toLowerCase()} ${filter[name]}`],
  );
  const leftOut = FILTERS.flatMap((name) => {
    const refusal = refused[name];
    return refusal ? [`${LABELS[name]} “${refusal.text}” is left out. ${refusal.fault}`] : [];
  });
  if (parts.length + leftOut.length === 0) return null;
  return (
    <p className="row small narrowed">
      <span>
        {parts.length === 0 ? 'Of all decisions.' : `Of ${parts.join(', ')} alone.`} {leftOut.join(' ')}
      </span>
      <Button className="button button-small unprinted" onPress={() => onChange(unnarrowed)}>
        Look at all
      </Button>
    </p>
  );
}

interface FilterProps {
  readonly name: FilterName;
  readonly value: string;
  readonly refusal: Refusal | undefined;
  readonly onChange: (value: string) => void;
}

function Filter({ name, value, refusal, onChange }: FilterProps): ReactElement {
  const choices = CHOICES[name];
  const id = useId();
  const told = { 'aria-invalid': refusal !== undefined, 'aria-describedby': refusal && `${id}-fault` };
  const [text, setText] = useState(value);
  // It may have been changed elsewhere: by the button that takes all filters away, or by going back.
  useEffect(() => setText(value), [value]);
  return (
    <div className="field narrow">
      <label className="small soft" htmlFor={id}>
        {LABELS[name]}
      </label>
      {choices ? (
        <select id={id} value={value} {...told} onChange={({ target }) => onChange(target.value)}>
          {refusal && <option value={value}>{value}</option>}
          {choices.map(([one, label]) => (
            <option key={one} value={one}>
              {label}
            </option>
          ))}
        </select>
      ) : (
        <input
          id={id}
          value={text}
          {...told}
          onChange={({ target }) => setText(target.value)}
          onBlur={() => text.trim() !== value && onChange(text.trim())}
          onKeyDown={({ key }) => key === 'Enter' && onChange(text.trim())}
        />
      )}
      <Fault id={`${id}-fault`} fault={refusal?.fault} />
    </div>
  );
}

function Export({ looked }: { looked: Looked }): ReactElement {
  const address = (format: string): string =>
    `/v1/analytics/export?${new URLSearchParams(
      Object.entries({ ...queryOf(looked), format }).map(([name, value]) => [name, String(value)]),
    )}`;
  return (
    <div className="field">
      <span className="small soft">These decisions, a row each</span>
      <div className="row">
        <a className="button" href={address('csv')} download>
          CSV
        </a>
        <a className="button" href={address('parquet')} download>
          Parquet
        </a>
      </div>
    </div>
  );
}
