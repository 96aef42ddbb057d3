// The lists of faces: what they are for, how long they are; and a new one.

import { useMutation, useQuery } from '@tanstack/react-query';
import { type FormEvent, type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation } from 'wouter';
import type { FaceList } from '../../../client/index.js';
import { whole } from '../figures.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, sentenceOf, useMe } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Notice } from '../shell/notice.js';
import { PURPOSES } from './words.js';

export function Lists(): ReactElement {
  const { data: me } = useMe();
  const { data, error } = useQuery({
    queryKey: ['lists'],
    queryFn: async () => (await body(api.GET('/v1/lists'))).items,
  });
  if (!data || !me) return <Awaited error={error} lines={6} />;
  return (
    <div className="stack">
      {data.length === 0 ? (
        <p className="soft">
          There is no list yet. A list holds faces that every new one is searched among: known fraudsters,
          mules, people whom others are mistaken for.
        </p>
      ) : (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">List</th>
                <th scope="col">For</th>
                <th scope="col">Faces</th>
                <th scope="col">Note</th>
                <th scope="col">Since</th>
              </tr>
            </thead>
            <tbody>
              {data.map(({ id, name, purpose, entries, note, createdAt }) => (
                <tr key={id}>
                  <td>
                    <Link href={`/fraud/lists/${id}`}>{name}</Link>
                  </td>
                  <td className="note">{PURPOSES[purpose]}</td>
                  <td className="figures">{whole(entries)}</td>
                  <td className="note">{note}</td>
                  <td className="moment">{momentOf(createdAt)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      {may(me, 'lists.write') && <NewList />}
    </div>
  );
}

function NewList(): ReactElement {
  const [, go] = useLocation();
  const [name, setName] = useState('');
  const [purpose, setPurpose] = useState<FaceList['purpose']>('fraud');
  const [note, setNote] = useState('');
  const make = useMutation({
    mutationFn: () =>
      body(api.POST('/v1/lists', { body: { name: name.trim(), purpose, note: note.trim() } })),
    onSuccess: async ({ id }) => {
      await queries.invalidateQueries({ queryKey: ['lists'] });
      go(`/fraud/lists/${id}`);
    },
  });
  const submit = (event: FormEvent): void => {
    event.preventDefault();
    make.mutate();
  };
  return (
    <form className="panel stack" onSubmit={submit}>
      <h2>A new list</h2>
      <div className="row">
        <label className="field">
          <span className="small">Name</span>
          <input value={name} maxLength={100} onChange={({ target }) => setName(target.value)} />
        </label>
        <label className="field">
          <span className="small">For</span>
          <select value={purpose} onChange={({ target }) => setPurpose(target.value as FaceList['purpose'])}>
            {Object.entries(PURPOSES).map(([value, name]) => (
              <option key={value} value={value}>
                {name}
              </option>
            ))}
          </select>
        </label>
        <label className="field">
          <span className="small">Note</span>
          <input value={note} maxLength={2000} onChange={({ target }) => setNote(target.value)} />
        </label>
      </div>
      {make.error && <Notice kind="bad">{sentenceOf(make.error)}</Notice>}
      <div className="row">
        <Button
          type="submit"
          className="button button-accent"
          isDisabled={name.trim() === '' || make.isPending}
        >
          Make the list
        </Button>
      </div>
    </form>
  );
}
