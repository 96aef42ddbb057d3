// How far the templates have come that a model needs before it may decide.

import { useMutation, useQuery } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { Me, Reembedding as Progress } from '../../../client/index.js';
import { nameOf } from '../cases/words.js';
import { whole } from '../figures.js';
import { whilePresent } from '../live/presence.js';
import { momentOf } from '../moments.js';
import { api, body, may, queries, sentenceOf } from '../server.js';
import { Notice } from '../shell/notice.js';

const KEY = ['models', 'reembedding'];

export function Reembedding({ me }: { me: Me }): ReactElement | null {
  const { data } = useQuery({
    queryKey: KEY,
    queryFn: () => body(api.GET('/v1/models/reembedding')),
    refetchInterval: whilePresent(5_000),
  });
  const ask = useMutation({
    mutationFn: (name: string) => api.POST('/v1/models/reembedding', { body: { name } }),
    onSettled: () => queries.invalidateQueries({ queryKey: KEY }),
  });
  if (!data) return null;
  const { model, asked, stopped, gone } = data;
  return (
    <section className="panel stack" aria-labelledby="templates">
      <h2 id="templates">Templates of {model.name}</h2>
      <p className="soft">
        Templates of two models cannot be compared: before a model decides, it needs its own of every customer
        who is enrolled and of every face on a list.
      </p>
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Of</th>
              <th scope="col">Made</th>
              <th scope="col">To be made</th>
              <th scope="col">It made nothing of</th>
              <th scope="col">Picture kept no more</th>
              <th scope="col">Progress</th>
            </tr>
          </thead>
          <tbody>
            <Row name="Customers" counts={data.customers} />
            <Row name="Faces on lists" counts={data.listed} />
          </tbody>
        </table>
      </div>
      {Object.entries(data.faults).map(([code, count]) => (
        <p key={code} className="small">
          {whole(count)} × {nameOf(code)}
        </p>
      ))}
      {stopped && <Notice kind="bad">Workers cannot go on: {nameOf(stopped)}. They try each minute.</Notice>}
      {gone && gone.length > 0 && (
        <details>
          <summary>{whole(gone.length)} customers must come again</summary>
          <p className="figures">{gone.join(', ')}</p>
        </details>
      )}
      <div className="row">
        <span className="soft small">
          {asked ? `Asked for ${momentOf(asked.at)}` : 'Nobody has asked for it yet.'}
        </span>
        {may(me, 'models.write') && (
          <Button className="button" isDisabled={ask.isPending} onPress={() => ask.mutate(model.digest)}>
            {asked ? 'Try what failed again' : 'Make them'}
          </Button>
        )}
      </div>
      {ask.error && <Notice kind="bad">{sentenceOf(ask.error)}</Notice>}
    </section>
  );
}

function Row({ name, counts }: { name: string; counts: Progress['customers'] }): ReactElement {
  const { done, left, failed, gone } = counts;
  return (
    <tr>
      <th scope="row">{name}</th>
      {[done, left, failed, gone].map((count, i) => (
        <td key={i} className="figures">
          {whole(count)}
        </td>
      ))}
      <td>
        <progress aria-label={`Templates made: ${name}`} max={Math.max(1, done + left)} value={done} />
      </td>
    </tr>
  );
}
