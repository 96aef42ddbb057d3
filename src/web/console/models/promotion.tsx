// Has the model that is tried decide: with a reason, by its digest; what is missing yet the service names.

import { type ReactElement, useState } from 'react';
import type { ModelOnTrial } from '../../../client/index.js';
import { api } from '../server.js';
import { Confirm } from '../shell/confirm.js';
import { Typed } from '../shell/typed.js';
import { faultOf, type NumberRule, PLAIN, type Read, read } from '../typedNumber.js';
import { changed } from './asked.js';

/** The service's own limits. */
const RULES = {
  least: {
    ...{ label: 'Decisions that it must have scored', unit: PLAIN },
    ...{ from: 1, to: 1e9, isWhole: true },
  },
  failures: {
    ...{ label: 'Pictures it may make nothing of', unit: PLAIN },
    ...{ from: 0, to: 1e9, isWhole: true },
  },
} as const satisfies Record<string, NumberRule>;
const USUAL: Readonly<Record<keyof typeof RULES, string>> = { least: '500', failures: '0' };

export function Promotion({ shadow: { name, digest } }: { shadow: ModelOnTrial }): ReactElement {
  const [typed, setTyped] = useState(USUAL);
  const least = read(typed.least, RULES.least);
  const failures = read(typed.failures, RULES.failures);
  const isReady = 'value' in least && 'value' in failures;
  const field = (name: keyof typeof RULES, found: Read) => ({
    ...{ label: RULES[name].label, text: typed[name], fault: faultOf(found) },
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
  });
  return (
    <Confirm
      action="Promote"
      title={`Let ${name} decide?`}
      reason="Why, and upon which report (goes into the log)"
      onOpen={() => setTyped(USUAL)}
      isReady={isReady}
      onConfirmed={async (reason) => {
        if (!isReady) return;
        const amounts = { least: least.value, failures: failures.value };
        await api.POST('/v1/models/promote', { body: { digest, reason, ...amounts } });
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
      <div className="fields">
        <Typed {...field('least', least)} />
        <Typed {...field('failures', failures)} />
      </div>
    </Confirm>
  );
}
