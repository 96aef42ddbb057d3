// Has the model that is tried decide: with a reason, by its digest; what is missing yet the service names.

import { type ReactElement, useState } from 'react';
import type { ModelOnTrial } from '../../../client/index.js';
import { api } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { changed } from './asked.js';

export function Promotion({ shadow: { name, digest } }: { shadow: ModelOnTrial }): ReactElement {
  const [failures, setFailures] = useState(0);
  const [least, setLeast] = useState(500);
  return (
    <Confirm
      action="Promote"
      title={`Let ${name} decide?`}
      reason="Why, and upon which report (goes into the log)"
      onConfirmed={async (reason) => {
        await api.POST('/v1/models/promote', { body: { digest, reason, failures, least } });
        await changed();
      }}
    >
      <p>
        It decides for all tenants, in each process from its next start on; until then both decide, each by
        its own templates. It must be calibrated, have scored enough decisions, and have a template of every
        customer and every face on a list. Otherwise nothing is changed.
      </p>
      <p>
        <strong>Back again:</strong> try the former model and promote it. Its templates are kept for as long
        as your retention says (30 days unless changed), so that it needs no new pictures.
      </p>
      <div className="row">
        <Amount label="Decisions that it must have scored" least={1} value={least} onChange={setLeast} />
        <Amount label="Pictures it may make nothing of" least={0} value={failures} onChange={setFailures} />
      </div>
    </Confirm>
  );
}

interface AmountProps {
  readonly label: string;
  readonly least: number;
  readonly value: number;
  readonly onChange: (value: number) => void;
}

const Amount = ({ label, least, value, onChange }: AmountProps): ReactElement => (
  <label className="field">
    <span className="small">{label}</span>
    <input
      type="number"
      min={least}
      step={1}
      value={value}
      onChange={({ target }) => onChange(Math.max(least, Math.trunc(target.valueAsNumber) || 0))}
    />
  </label>
);
