// The queue: what waits, the most urgent first, and whoever works takes the next.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useEffect, useId, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import { useLocation } from 'wouter';
import type { Case } from '../../../client/index.js';
import { whilePresent } from '../live/presence.js';
import { ageOf } from '../moments.js';
import { api, body, may, sentenceOf, useMe } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Fault } from '../shell/typed.js';
import { BlindChoice, useBlind } from './blind.js';
import { type CaseFilter, useCaseFilter } from './filter.js';
import { Rows } from './rows.js';
import { useWaiting } from './waiting.js';
import { STATES } from './words.js';

export function Queue(): ReactElement {
  const { filter, reason, change } = useCaseFilter();
  const [blind, setBlind] = useBlind();
  const { data: me } = useMe();
  return (
    <div className="stack">
      <div className="row spread">
        <h1>Cases</h1>
        {me && may(me, 'cases.work') && <Take blind={blind} />}
      </div>
      <Counts />
      <Filters filter={filter} reason={reason} onChange={change} />
      <BlindChoice blind={blind} onBlind={setBlind} />
      <Found key={JSON.stringify([filter, blind])} filter={filter} blind={blind} />
    </div>
  );
}

function Found({ filter, blind }: { filter: CaseFilter; blind: boolean }): ReactElement {
  const { cases, error, hasMore, isLoadingMore, isOutdated, more, renew } = useWaiting(filter, blind);
  return (
    <>
      {error !== null && error !== undefined && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {isOutdated && (
        <div className="row" role="status">
          <span>The queue has changed since.</span>
          <Button
            className="button"
            onPress={() => {
              renew();
              scrollTo({ top: 0 });
            }}
          >
            Show it as it is now
          </Button>
        </div>
      )}
      {!cases && !error && <Skeleton lines={10} />}
      {cases?.length === 0 && <Empty isFiltered={Object.keys(filter).length > 0} />}
      {cases && cases.length > 0 && (
        <Rows cases={cases} hasMore={hasMore} onEnd={() => hasMore && !isLoadingMore && more()} />
      )}
      {hasMore && (
        <Button className="button" isDisabled={isLoadingMore} onPress={more}>
          {isLoadingMore ? 'More are on their way …' : 'More'}
        </Button>
      )}
    </>
  );
}

function Take({ blind }: { blind: boolean }): ReactElement {
  const [, go] = useLocation();
  const params = blind ? { query: { blind } } : {};
  const take = useMutation({
    // Without content where nothing waits.
    mutationFn: async () => ((await api.POST('/v1/cases/take', { params })).data as Case | undefined) ?? null,
    onSuccess: (given) => given && go(`/cases/${given.id}`),
  });
  return (
    <div className="row">
      <span className="soft" role="status">
        {take.data === null && 'Nothing waits for you.'}
      </span>
      {take.error && <Notice kind="bad">{sentenceOf(take.error)}</Notice>}
      <Button className="button button-accent" isDisabled={take.isPending} onPress={() => take.mutate()}>
        Take the next case
      </Button>
    </div>
  );
}

function Counts(): ReactElement {
  const { data } = useQuery({
    queryKey: ['cases', 'counts'],
    queryFn: () => body(api.GET('/v1/cases/counts')),
    refetchInterval: whilePresent(60_000),
  });
  const shown: readonly (readonly [string, string | number])[] = [
    ['Open', data?.open ?? '–'],
    ['Yours', data?.mine ?? '–'],
    ['With others', data?.others ?? '–'],
    ['For a second look', data?.awaitingSecond ?? '–'],
    ['Decided today', data?.decidedToday ?? '–'],
    ['The oldest waits', data?.oldestOpenedAt ? ageOf(data.oldestOpenedAt) : '–'],
  ];
  return (
    <dl className="figures-row">
      {shown.map(([name, value]) => (
        <div key={name}>
          <dt className="soft small">{name}</dt>
          <dd className="figures">{value.toLocaleString('en')}</dd>
        </div>
      ))}
    </dl>
  );
}

interface FiltersProps {
  readonly filter: CaseFilter;
  readonly reason: string;
  readonly onChange: (part: Readonly<Record<string, string>>) => void;
}

function Filters({ filter, reason, onChange }: FiltersProps): ReactElement {
  return (
    <search className="row filters">
      <Choice
        label="State"
        value={filter.state ?? ''}
        options={{ '': 'Undecided', ...STATES }}
        onChange={(state) => onChange({ state })}
      />
      <Choice
        label="Whose"
        value={filter.assignee ?? ''}
        options={{ '': 'Anybody’s', me: 'Mine', none: 'Nobody’s' }}
        onChange={(assignee) => onChange({ assignee })}
      />
      <Choice
        label="Order"
        value={filter.order ?? ''}
        options={{ '': 'As they are to be taken', latest: 'The latest first' }}
        onChange={(order) => onChange({ order })}
      />
      <Text
        label="Reason"
        value={reason}
        placeholder="e.g. face_on_list"
        fault={reason !== '' && filter.reason === undefined ? NO_REASON : undefined}
        onChange={(reason) => onChange({ reason: reason.replaceAll(' ', '_') })}
      />
      <Text
        label="Customer"
        value={filter.customer ?? ''}
        placeholder="your own name of them"
        onChange={(customer) => onChange({ customer })}
      />
    </search>
  );
}

interface ChoiceProps {
  readonly label: string;
  readonly value: string;
  readonly options: Readonly<Record<string, string>>;
  readonly onChange: (value: string) => void;
}

const Choice = ({ label, value, options, onChange }: ChoiceProps): ReactElement => (
  <label className="field">
    <span className="small soft">{label}</span>
    <select value={value} onChange={({ target }) => onChange(target.value)}>
      {Object.entries(options).map(([value, name]) => (
        <option key={value} value={value}>
          {name}
        </option>
      ))}
    </select>
  </label>
);

const NO_REASON =
  'No reason is called so: write it as face_on_list. Until then cases of every reason are shown.';

/** Between the last letter and the question, ms. */
const PAUSE = 150;

function Text({
  label,
  value,
  placeholder,
  fault,
  onChange,
}: Omit<ChoiceProps, 'options'> & { placeholder: string; fault?: string | undefined }): ReactElement {
  const id = useId();
  const [text, setText] = useState(value);
  const asked = useRef(value);
  const ask = useRef(onChange);
  ask.current = onChange;
  useEffect(() => {
    // From the address, and not from these very keys.
    if (value !== asked.current) setText(value);
    asked.current = value;
  }, [value]);
  useEffect(() => {
    const pause = setTimeout(() => {
      if (text.trim() === asked.current) return;
      asked.current = text.trim();
      ask.current(text.trim());
    }, PAUSE);
    return () => clearTimeout(pause);
  }, [text]);
  return (
    <div className="field">
      <label className="small soft" htmlFor={id}>
        {label}
      </label>
      <input
        id={id}
        value={text}
        placeholder={placeholder}
        aria-invalid={fault !== undefined}
        aria-describedby={fault === undefined ? undefined : `${id}-fault`}
        onChange={({ target }) => setText(target.value)}
      />
      <Fault id={`${id}-fault`} fault={fault} />
    </div>
  );
}

const Empty = ({ isFiltered }: { isFiltered: boolean }): ReactElement => (
  <div className="panel stack">
    <h2>{isFiltered ? 'No case is like that' : 'Nothing waits'}</h2>
    <p className="soft">
      {isFiltered
        ? 'Take a filter away to see more.'
        : 'A case is opened when the model is unsure, a rule wants a person to look, or a face was found elsewhere. It appears here by itself.'}
    </p>
  </div>
);
