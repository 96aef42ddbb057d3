// How long what is kept: a table of purposes, changed as a whole with a note.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Retention as Setting } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';

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
  const [days, setDays] = useState<Readonly<Record<string, number>>>(setting.days);
  const [note, setNote] = useState('');
  const changed = setting.purposes.filter(({ name }) => days[name] !== daysOf(setting, name));
  const shorter = changed.filter(({ name }) => days[name]! < daysOf(setting, name));
  const change = useMutation({
    mutationFn: () =>
      api.PUT('/v1/retention', {
        body: {
          version: setting.version,
          days: Object.fromEntries(changed.map(({ name }) => [name, days[name]!])),
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
            {setting.purposes.map(({ name, about, usual, most }) => (
              <tr key={name}>
                <td>
                  <label htmlFor={`days-${name}`}>{about}</label>
                </td>
                <td className="days field">
                  <input
                    id={`days-${name}`}
                    type="number"
                    min={1}
                    max={most}
                    required
                    readOnly={!mayChange}
                    value={days[name]}
                    onChange={({ target }) => setDays({ ...days, [name]: target.valueAsNumber })}
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
              isDisabled={note.trim() === '' || change.isPending}
            >
              Keep to these periods
            </Button>
            <Button className="button" onPress={() => setDays(setting.days)}>
              Leave them as they were
            </Button>
          </div>
        </div>
      )}
      {change.error && <Notice kind="bad">{sentenceOf(change.error)}</Notice>}
    </form>
  );
}

const daysOf = ({ days }: Setting, name: string): number => (days as Record<string, number>)[name]!;
