// How long what is kept: a table of purposes, changed as a whole with a note.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Retention as Setting } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { TypedInput } from '../shell/typed.js';
import { faultOf, PLAIN, read } from '../typedNumber.js';

export function Retention(): ReactElement {
  const { data, error } = useQuery({
    queryKey: ['retention'],
    queryFn: () => body(api.GET('/v1/retention')),
  });
  const { data: me } = useMe();
  if (!data || !me) return <Awaited error={error} lines={12} />;
  return (
    <section className="stack">
      <p className="soft">
        {data.version === 0
          ? 'These are the periods that Likeness comes with. They are a beginning, and no legal advice.'
          : `Version ${data.version}, set ${momentOf(data.createdAt!)}: ${data.note}`}
      </p>
      <Periods key={data.version} setting={data} mayChange={may(me, 'retention.write')} />
    </section>
  );
}

function Periods({ setting, mayChange }: { setting: Setting; mayChange: boolean }): ReactElement {
  const [typed, setTyped] = useState<Readonly<Record<string, string>>>({});
  const [note, setNote] = useState('');
  const periods = setting.purposes.map((purpose) => periodOf(setting, purpose, typed[purpose.name]));
  const changed = periods.filter(({ days, before }) => days !== before);
  const isRight = periods.every(({ fault }) => fault === undefined);
  const shorter = changed.filter(({ days, before }) => days !== undefined && days < before);
  const change = useMutation({
    mutationFn: () =>
      api.PUT('/v1/retention', {
        body: {
          version: setting.version,
          days: Object.fromEntries(changed.map(({ name, days }) => [name, days!])),
          note: note.trim(),
        },
      }),
    onSuccess: () => queries.invalidateQueries({ queryKey: ['retention'] }),
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    change.mutate();
  };
  return (
    <form className="stack" onSubmit={submit}>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">What is kept</th>
              <th scope="col">Days</th>
              <th scope="col">Usually</th>
            </tr>
          </thead>
          <tbody>
            {periods.map(({ name, about, usual, text, fault }) => (
              <tr key={name}>
                <td>
                  <label htmlFor={`days-${name}`}>{about}</label>
                </td>
                <td className="days field">
                  <TypedInput
                    id={`days-${name}`}
                    isReadOnly={!mayChange}
                    {...{ text, fault }}
                    onChange={(text) => setTyped({ ...typed, [name]: text })}
                  />
                </td>
                <td className="figures soft">{usual}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {mayChange && changed.length > 0 && (
        <div className="panel stack">
          {shorter.length > 0 && (
            <Notice kind="warn">
              {shorter.length === 1 ? 'One period becomes' : `${shorter.length} periods become`} shorter: the
              next daily run deletes what is older, except where a hold keeps it. What was deleted does not
              come back.
            </Notice>
          )}
          <label className="field">
            <span>Why (goes into the log)</span>
            <textarea
              rows={2}
              maxLength={2000}
              value={note}
              onChange={({ target }) => setNote(target.value)}
            />
          </label>
          <div className="row">
            <Button
              type="submit"
              className="button button-accent"
              isDisabled={!isRight || note.trim() === '' || change.isPending}
            >
              Keep to these periods
            </Button>
            <Button className="button" onPress={() => setTyped({})}>
              Leave them as they were
            </Button>
          </div>
        </div>
      )}
      {change.error && <Notice kind="bad">{sentenceOf(change.error)}</Notice>}
    </form>
  );
}

interface Period {
  readonly name: string;
  readonly about: string;
  readonly usual: number;
  /** As it stands in its field, and what is wrong with it. */
  readonly text: string;
  readonly fault: string | undefined;
  /** As typed; undefined where it is no period. */
  readonly days: number | undefined;
  readonly before: number;
}

function periodOf(
  { days }: Setting,
  { name, about, usual, most }: Setting['purposes'][number],
  typed: string | undefined,
): Period {
  const before = (days as Record<string, number>)[name]!;
  const text = typed ?? String(before);
  const found = read(text, { label: about, unit: PLAIN, from: 1, to: most, isWhole: true });
  return {
    ...{ name, about, usual, text, before },
    ...{ fault: faultOf(found), days: 'value' in found ? found.value : undefined },
  };
}
