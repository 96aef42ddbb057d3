// How good pictures must be, beside what is built in: a row for each component that has a floor.

import { type ReactElement, useId } from 'react';
import { Button } from 'react-aria-components';
import { Fault, Typed } from '../shell/typed.js';
import { componentInWords, componentsOf, PICTURES } from './components.js';
import type { FloorRow } from './draft.js';

interface FloorsProps {
  readonly rows: readonly FloorRow[];
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (rows: readonly FloorRow[]) => void;
  readonly onAdd: () => void;
}

export function Floors({ rows, faults, onChange, onAdd }: FloorsProps): ReactElement {
  const replace = (row: FloorRow): void => onChange(rows.map((one) => (one.key === row.key ? row : one)));
  return (
    <fieldset className="floors">
      <legend>Quality floors</legend>
      <p className="soft small">
        A picture of which a component is below its floor, of 100, is taken again (ISO/IEC 29794-5).
      </p>
      {rows.map((row) => (
        <div key={row.key} className="floor">
          <Component
            value={row.component}
            fault={faults.get(`floors.${row.key}.component`)}
            onChange={(component) => replace({ ...row, component })}
          />
          <Typed
            label="Floor"
            text={row.floor}
            fault={faults.get(`floors.${row.key}.floor`)}
            onChange={(floor) => replace({ ...row, floor })}
          />
          <Button
            className="button"
            aria-label={`Take it away: ${row.component === '' ? 'the new floor' : row.component}`}
            onPress={() => onChange(rows.filter(({ key }) => key !== row.key))}
          >
            Take it away
          </Button>
        </div>
      ))}
      <div className="row">
        <Button className="button" onPress={onAdd}>
          Add a floor
        </Button>
      </div>
    </fieldset>
  );
}

interface ComponentProps {
  readonly value: string;
  readonly fault: string | undefined;
  readonly onChange: (value: string) => void;
}

const LEGENDS = { selfie: 'Of the selfie', document: 'Of the document’s portrait' } as const;

function Component({ value, fault, onChange }: ComponentProps): ReactElement {
  const id = useId();
  return (
    <label className="field">
      <span className="small">Component</span>
      <select
        value={value}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : id}
        onChange={({ target }) => onChange(target.value)}
      >
        {value === '' && <option value="">Choose one</option>}
        {PICTURES.map((picture) => (
          <optgroup key={picture} label={LEGENDS[picture]}>
            {componentsOf(picture).map((component) => (
              <option key={component} value={component}>
                {picture}: {componentInWords(component)}
              </option>
            ))}
          </optgroup>
        ))}
      </select>
      <Fault id={id} fault={fault} />
    </label>
  );
}
