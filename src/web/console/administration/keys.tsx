// Keys for programs: which there are, what they may, and when they were used; rotated and revoked.

import { useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import type { ApiKey, NewApiKey } from '../../../client/index.js';
import { momentOf } from '../moments.js';
import { api, body, queries } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { NewKey } from './newKey.js';
import { Once } from './once.js';

const renew = (): Promise<unknown> => queries.invalidateQueries({ queryKey: ['keys'] });

export function Keys(): ReactElement {
  const [made, setMade] = useState<NewApiKey>();
  const { data, error } = useQuery({
    queryKey: ['keys'],
    queryFn: async ({ signal }) => (await body(api.GET('/v1/keys', { signal }))).items,
  });
  if (!data) return <Awaited error={error} lines={8} />;
  const take = (key: NewApiKey): void => {
    setMade(key);
    void renew();
  };
  return (
    <div className="stack">
      <NewKey onMade={take} />
      {made && (
        <Once key={made.key.id} label={`The key ${made.key.name}`} text={made.text}>
          It goes into the secrets of the program that uses it. Likeness keeps no copy of it: if it is lost,
          revoke it and make another.
        </Once>
      )}
      {data.length === 0 ? (
        <p className="soft">There is no key yet: no program may ask anything.</p>
      ) : (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">Key</th>
                <th scope="col">May</th>
                <th scope="col">Made</th>
                <th scope="col">Used last</th>
                <th scope="col">Good until</th>
                <th scope="col">To do</th>
              </tr>
            </thead>
            <tbody>
              {data.toSorted(latestFirst).map((key) => (
                <tr key={key.id}>
                  <td>
                    {key.name}
                    <br />
                    <code className="soft small">{key.id}</code>
                  </td>
                  <td>
                    <Scopes scopes={key.scopes} />
                  </td>
                  <td className="moment">{momentOf(key.createdAt)}</td>
                  <td className="moment">{key.lastUsedOn ?? 'never'}</td>
                  <td>
                    <Standing of={key} />
                  </td>
                  <td>{isGood(key) && <Deeds of={key} onMade={take} />}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
}

const isGood = ({ revokedAt, expiresAt }: ApiKey): boolean =>
  !revokedAt && (!expiresAt || Date.parse(expiresAt) > Date.now());

/** Those that serve first. */
const latestFirst = (one: ApiKey, other: ApiKey): number =>
  Number(isGood(other)) - Number(isGood(one)) || other.createdAt.localeCompare(one.createdAt);

/** So many are told at once; more are unfolded. */
const FEW = 3;

const Scopes = ({ scopes }: Pick<ApiKey, 'scopes'>): ReactElement => {
  const all = scopes.map((scope) => (
    <code key={scope} className="tag">
      {scope}
    </code>
  ));
  if (all.length <= FEW) return <div className="row">{all}</div>;
  return (
    <details>
      <summary>{all.length} scopes</summary>
      <div className="row">{all}</div>
    </details>
  );
};

function Standing({ of: { revokedAt, expiresAt, successor } }: { of: ApiKey }): ReactElement {
  if (revokedAt) return <span className="tag tag-bad">revoked {momentOf(revokedAt)}</span>;
  if (expiresAt && Date.parse(expiresAt) <= Date.now()) return <span className="tag">over</span>;
  return (
    <>
      {expiresAt ? momentOf(expiresAt) : 'it is revoked'}
      {successor && (
        <p className="soft small">
          <code>{successor}</code> has taken its place
        </p>
      )}
    </>
  );
}

const OVERLAPS = [
  [0, 'none: at once'],
  [3600, 'an hour'],
  [86_400, 'a day'],
  [7 * 86_400, 'a week'],
] as const;

function Deeds({
  of: { id, name, successor },
  onMade,
}: {
  of: ApiKey;
  onMade: (key: NewApiKey) => void;
}): ReactElement {
  const [overlap, setOverlap] = useState(86_400);
  const params = { path: { id } };
  return (
    <div className="deed">
      {!successor && (
        <Confirm
          action="Rotate"
          of={name}
          onOpen={() => setOverlap(86_400)}
          title={`Put a new key in the place of ${name}?`}
          onConfirmed={async () =>
            onMade(
              await body(api.POST('/v1/keys/{id}/rotate', { params, body: { overlapSeconds: overlap } })),
            )
          }
        >
          <p>The new one has the same name, scopes and lifetime. The old one serves on for a while:</p>
          <label className="field">
            <span className="small">Both serve for</span>
            <select value={overlap} onChange={({ target }) => setOverlap(Number(target.value))}>
              {OVERLAPS.map(([seconds, text]) => (
                <option key={seconds} value={seconds}>
                  {text}
                </option>
              ))}
            </select>
          </label>
        </Confirm>
      )}
      <Confirm
        action="Revoke"
        of={name}
        title={`Revoke ${name}?`}
        isBad
        typed={name}
        onConfirmed={async () => {
          await api.DELETE('/v1/keys/{id}', { params });
          await renew();
        }}
      >
        <p>
          From this moment on it serves no more, nor does any key that it has made. Whatever uses it fails
          until it has another. It cannot be taken back.
        </p>
      </Confirm>
    </div>
  );
}
