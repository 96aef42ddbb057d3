// The rules of a policy as fields, each with what it means.

import type { ReactElement } from 'react';
import type { PolicyDocument } from '../../../client/index.js';
import { type Draft, typedAt, withLimit, withNewFloor, withTyped } from './draft.js';
import { Effect, NumberField } from './fields.js';
import { Floors } from './floors.js';
import { VELOCITIES, VelocityFields } from './velocityFields.js';

interface PolicyFormProps {
  readonly draft: Draft;
  readonly faults: ReadonlyMap<string, string>;
  readonly onChange: (draft: Draft) => void;
}

export function PolicyForm({ draft, faults, onChange }: PolicyFormProps): ReactElement {
  const { document } = draft;
  const choose = (part: Partial<PolicyDocument>): void =>
    onChange({ ...draft, document: { ...document, ...part } });
  const numbers = {
    typedAt: (path: string) => typedAt(draft, path),
    faults,
    onType: (path: string, text: string) => onChange(withTyped(draft, path, text)),
  };
  return (
    <div className="policy-form">
      <fieldset>
        <legend>Selfie against document</legend>
        <label className="field">
          <span className="small">A document must show</span>
          <select
            value={document.requires}
            onChange={({ target }) => choose({ requires: target.value as PolicyDocument['requires'] })}
          >
            <option value="portrait">a portrait, of any kind</option>
            <option value="page">a page of an identity document</option>
            <option value="data">a page whose data were read and checked</option>
          </select>
        </label>
        <NumberField path="approveFmr" {...numbers} />
        <NumberField path="rejectLlr" {...numbers} />
        <NumberField path="prior" {...numbers} />
      </fieldset>
      <fieldset>
        <legend>Logins</legend>
        <NumberField path="authentication.passFmr" {...numbers} />
        <NumberField path="authentication.blockLlr" {...numbers} />
      </fieldset>
      <fieldset>
        <legend>The same face elsewhere</legend>
        <NumberField path="duplicates.fpir" {...numbers} />
        <Effect
          label="Where the face is another customer’s"
          value={document.duplicates.effect}
          onChange={(effect) => choose({ duplicates: { ...document.duplicates, effect } })}
        />
        <NumberField path="lists.fpir" {...numbers} />
      </fieldset>
      {VELOCITIES.map(([kind, legend]) => (
        <VelocityFields
          key={kind}
          kind={kind}
          legend={legend}
          limit={document.velocity[kind]}
          numbers={numbers}
          onChange={(limit) => onChange(withLimit(draft, kind, limit))}
        />
      ))}
      <Floors
        rows={draft.floors}
        faults={faults}
        onChange={(floors) => onChange({ ...draft, floors })}
        onAdd={() => onChange(withNewFloor(draft))}
      />
    </div>
  );
}
