// The rules of a policy as fields, each with what it means.

import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { PolicyDocument } from '../../../client/index.js';

interface PolicyFormProps {
  readonly document: PolicyDocument;
  readonly onChange: (document: PolicyDocument) => void;
}

export function PolicyForm({ document, onChange }: PolicyFormProps): ReactElement {
  const change = (part: Partial<PolicyDocument>): void => onChange({ ...document, ...part });
  const { authentication, duplicates, lists } = document;
  return (
    <div className="policy-form">
      <fieldset>
        <legend>Selfie against document</legend>
        <label className="field">
          <span className="small">A document must show</span>
          <select
            value={document.requires}
            onChange={({ target }) => change({ requires: target.value as PolicyDocument['requires'] })}
          >
            <option value="portrait">a portrait, of any kind</option>
            <option value="page">a page of an identity document</option>
            <option value="data">a page whose data were read and checked</option>
          </select>
        </label>
        <OneIn
          label="Approve where strangers match at most: 1 in"
          rate={document.approveFmr}
          onChange={(approveFmr) => change({ approveFmr })}
        />
        <Amount
          label="Reject where the LLR (natural logarithm) is below"
          value={document.rejectLlr}
          onChange={(rejectLlr) => change({ rejectLlr })}
        />
        <Amount
          label="Applicants believed to be who they say, %"
          value={100 * document.prior}
          onChange={(hundredths) => change({ prior: hundredths / 100 })}
        />
      </fieldset>
      <fieldset>
        <legend>Logins</legend>
        <OneIn
          label="Pass where strangers match at most: 1 in"
          rate={authentication.passFmr}
          onChange={(passFmr) => change({ authentication: { ...authentication, passFmr } })}
        />
        <Amount
          label="Block where the LLR is below"
          value={authentication.blockLlr}
          onChange={(blockLlr) => change({ authentication: { ...authentication, blockLlr } })}
        />
      </fieldset>
      <fieldset>
        <legend>The same face elsewhere</legend>
        <OneIn
          label="A new customer may wrongly be said to be known: 1 in"
          rate={duplicates.fpir}
          onChange={(fpir) => change({ duplicates: { ...duplicates, fpir } })}
        />
        <Effect
          label="Where the face is another customer’s"
          value={duplicates.effect}
          onChange={(effect) => change({ duplicates: { ...duplicates, effect } })}
        />
        <OneIn
          label="Somebody on no list may wrongly be found on one: 1 in"
          rate={lists.fpir}
          onChange={(fpir) => change({ lists: { fpir } })}
        />
      </fieldset>
      {VELOCITIES.map(([kind, legend]) => (
        <VelocityFields
          key={kind}
          legend={legend}
          value={document.velocity[kind]}
          onChange={(limit) => {
            const { [kind]: _, ...others } = document.velocity;
            change({ velocity: limit ? { ...others, [kind]: limit } : others });
          }}
        />
      ))}
      <Floors floors={document.quality} onChange={(quality) => change({ quality })} />
    </div>
  );
}

type Kind = keyof PolicyDocument['velocity'];
type Limit = NonNullable<PolicyDocument['velocity'][Kind]>;

const VELOCITIES: readonly (readonly [Kind, string])[] = [
  ['customer', 'Tries of one customer'],
  ['device', 'Tries from one device'],
  ['document', 'Tries with one document'],
  ['face', 'Tries of one face'],
];
/** Of a limit that is switched on. */
const BEGINNING: Limit = { tries: 10, hours: 24, effect: 'review' };

interface VelocityProps {
  readonly legend: string;
  readonly value: Limit | undefined;
  readonly onChange: (limit: Limit | undefined) => void;
}

const VelocityFields = ({ legend, value, onChange }: VelocityProps): ReactElement => (
  <fieldset>
    <legend>{legend}</legend>
    <label className="row small">
      <input
        type="checkbox"
        checked={value !== undefined}
        onChange={({ target }) => onChange(target.checked ? BEGINNING : undefined)}
      />
      Are counted
    </label>
    {value && (
      <>
        <Amount
          label="So many are ordinary"
          value={value.tries}
          onChange={(tries) => onChange({ ...value, tries })}
        />
        <Amount
          label="Within hours"
          value={value.hours}
          onChange={(hours) => onChange({ ...value, hours })}
        />
        <Effect
          label="Where there are more"
          value={value.effect}
          onChange={(effect) => onChange({ ...value, effect })}
        />
      </>
    )}
  </fieldset>
);

interface FloorsProps {
  readonly floors: PolicyDocument['quality'];
  readonly onChange: (floors: PolicyDocument['quality']) => void;
}

function Floors({ floors, onChange }: FloorsProps): ReactElement {
  const entries = Object.entries(floors);
  const replace = (at: number, entry: [string, number] | null): void =>
    onChange(Object.fromEntries(entries.flatMap((one, i) => (i !== at ? [one] : entry ? [entry] : []))));
  return (
    <fieldset>
      <legend>Quality floors</legend>
      <p className="soft small">
        A picture below is taken again, e.g. <code>selfie.Sharpness</code> below 40 of 100 (ISO/IEC 29794-5).
      </p>
      {entries.map(([component, floor], i) => (
        <div key={i} className="row">
          <label className="field">
            <span className="small">Component</span>
            <input value={component} onChange={({ target }) => replace(i, [target.value.trim(), floor])} />
          </label>
          <Amount label="Floor" value={floor} onChange={(next) => replace(i, [component, next])} />
          <Button className="button" onPress={() => replace(i, null)}>
            Take it away
          </Button>
        </div>
      ))}
      <Button className="button" onPress={() => onChange({ ...floors, 'selfie.Sharpness': 40 })}>
        Add a floor
      </Button>
    </fieldset>
  );
}

interface FieldProps<T> {
  readonly label: string;
  readonly value: T;
  readonly onChange: (value: T) => void;
}

const Amount = ({ label, value, onChange }: FieldProps<number>): ReactElement => (
  <label className="field">
    <span className="small">{label}</span>
    <input
      type="number"
      step="any"
      value={Number(value.toPrecision(12))}
      onChange={({ target }) => Number.isFinite(target.valueAsNumber) && onChange(target.valueAsNumber)}
    />
  </label>
);

/** A rate as people say it: 1 in so many. */
const OneIn = ({
  label,
  rate,
  onChange,
}: {
  label: string;
  rate: number;
  onChange: (rate: number) => void;
}): ReactElement => (
  <Amount label={label} value={1 / rate} onChange={(times) => times > 0 && onChange(1 / times)} />
);

const Effect = ({ label, value, onChange }: FieldProps<'review' | 'note'>): ReactElement => (
  <label className="field">
    <span className="small">{label}</span>
    <select value={value} onChange={({ target }) => onChange(target.value as 'review' | 'note')}>
      <option value="review">a person looks before anything is approved</option>
      <option value="note">it is noted</option>
    </select>
  </label>
);
