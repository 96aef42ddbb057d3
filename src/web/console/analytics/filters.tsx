// Which decisions are looked at, over how long, and the same decisions as a file.

import { type ReactElement, useEffect, useId, useState } from 'react';
import { Button } from 'react-aria-components';
import { FILTERS, type FilterName, isNarrowed, type Looked, PERIODS, queryOf, unnarrowed } from './period.js';

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
  const { days, step, filter } = looked;
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
            value={filter[name] ?? ''}
            onChange={(value) => onChange({ [name]: value })}
          />
        ))}
        <Export looked={looked} />
      </search>
      <All looked={looked} onChange={onChange} />
    </>
  );
}

/** Says by what decisions are told apart, also on paper and where there is no field for it; and takes it away. */
export function All({ looked, onChange }: FiltersProps): ReactElement | null {
  if (!isNarrowed(looked)) return null;
  const parts = FILTERS.flatMap((name) =>
    looked.filter[name] === undefined ? [] : [`${LABELS[name].toLowerCase()} ${looked.filter[name]}`],
  );
  return (
    <p className="row small narrowed">
      <span>Of {parts.join(', ')} alone.</span>
      <Button className="button button-small unprinted" onPress={() => onChange(unnarrowed)}>
        Look at all
      </Button>
    </p>
  );
}

interface FilterProps {
  readonly name: FilterName;
  readonly value: string;
  readonly onChange: (value: string) => void;
}

function Filter({ name, value, onChange }: FilterProps): ReactElement {
  const choices = CHOICES[name];
  const id = useId();
  const [text, setText] = useState(value);
  // It may have been changed elsewhere: by the button that takes all filters away, or by going back.
  useEffect(() => setText(value), [value]);
  return (
    <div className="field narrow">
      <label className="small soft" htmlFor={id}>
        {LABELS[name]}
      </label>
      {choices ? (
        <select id={id} value={value} onChange={({ target }) => onChange(target.value)}>
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
          onChange={({ target }) => setText(target.value)}
          onBlur={() => text.trim() !== value && onChange(text.trim())}
          onKeyDown={({ key }) => key === 'Enter' && onChange(text.trim())}
        />
      )}
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
