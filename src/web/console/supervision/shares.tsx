// How many cases have a known answer, and how many get a second look though nothing asks for it.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { api, body, queries, sentenceOf } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { Typed } from '../shell/typed.js';
import { faultOf, type NumberRule, PERCENT, type Read, read, textOf } from '../typedNumber.js';

const KEY = ['cases', 'settings'];

interface Settings {
  readonly seedShare: number;
  readonly secondLookShare: number;
}

/** The service's own limits. */
const RULES = {
  seedShare: { label: 'Of all cases, with a known answer, %', unit: PERCENT, from: 0, to: 50 },
  secondLookShare: {
    ...{ label: 'Of the others, with a second look by chance, %', unit: PERCENT, from: 0, to: 100 },
  },
} as const satisfies Record<keyof Settings, NumberRule>;

export function Shares(): ReactElement {
  const { data, error } = useQuery({
    queryKey: KEY,
    queryFn: () => body(api.GET('/v1/cases/settings')),
  });
  return data ? <Form settings={data} /> : <Awaited error={error} lines={3} />;
}

/** What was typed, or what stands. */
const shareOf = (typed: string | undefined, before: number, rule: NumberRule): Read =>
  typed === undefined || typed.trim() === textOf(before, rule) ? { value: before } : read(typed, rule);

function Form({ settings }: { settings: Settings }): ReactElement {
  const [typed, setTyped] = useState<Partial<Record<keyof Settings, string>>>({});
  const seeds = shareOf(typed.seedShare, settings.seedShare, RULES.seedShare);
  const looks = shareOf(typed.secondLookShare, settings.secondLookShare, RULES.secondLookShare);
  const wanted =
    'value' in seeds && 'value' in looks ? { seedShare: seeds.value, secondLookShare: looks.value } : null;
  const isSame =
    wanted?.seedShare === settings.seedShare && wanted.secondLookShare === settings.secondLookShare;
  const set = useMutation({
    mutationFn: (to: Settings) => body(api.PUT('/v1/cases/settings', { body: to })),
    onSuccess: (now) => {
      queries.setQueryData(KEY, now);
      setTyped({});
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    if (wanted) set.mutate(wanted);
  };
  const field = (name: keyof Settings, found: Read) => ({
    label: RULES[name].label,
    text: typed[name] ?? textOf(settings[name], RULES[name]),
    fault: faultOf(found),
    onChange: (text: string) => setTyped({ ...typed, [name]: text }),
  });
  return (
    <form className="panel stack" onSubmit={submit}>
      <h2>Shares</h2>
      <div className="fields">
        <Typed {...field('seedShare', seeds)} />
        <Typed {...field('secondLookShare', looks)} />
      </div>
      <p className="soft small">
        Of a hundred cases with a known answer and no error the rate may still be 3.6 %: the 95 % interval
        needs numbers. Without second looks by chance agreement is known of disputed cases alone.
      </p>
      {set.error && <Notice kind="bad">{sentenceOf(set.error)}</Notice>}
      <div className="row">
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={!wanted || isSame || set.isPending}
        >
          Keep to these shares
        </Button>
        <span className="soft small" role="status">
          {set.isSuccess && isSame && 'It is so from the next case on.'}
        </span>
      </div>
    </form>
  );
}
