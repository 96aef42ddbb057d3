// Who is this? A picture searched for among customers and on lists; that nobody is found is an answer too.

import { useMutation } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import type { Alikeness, ByChance } from '../../../client/index.js';
import { oneIn, whole } from '../figures.js';
import { pictureBody } from '../pictureBody.js';
import { api, body, may, sentenceOf, useMe } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Alike, CustomerLink } from './words.js';

export function FaceSearch(): ReactElement {
  const { data: me } = useMe();
  const [file, setFile] = useState<File>();
  const mayReadLists = me !== null && me !== undefined && may(me, 'lists.read');
  const search = useMutation({
    mutationFn: async (chosen: File) => {
      const picture = await pictureBody(chosen);
      const customers = await body(api.POST('/v1/identifications', { body: { picture } }));
      const lists = mayReadLists ? await body(api.POST('/v1/lists/search', { body: { picture } })) : null;
      return { customers, lists };
    },
  });
  return (
    <div className="stack">
      <p className="soft">
        A picture with one face, from the police, a branch, another bank. It is not kept; that you asked is
        logged.
      </p>
      <label className="field period">
        <span className="small">The picture</span>
        <input
          type="file"
          accept="image/*"
          onChange={({ target }) => {
            const [chosen] = target.files ?? [];
            setFile(chosen);
            if (chosen) search.mutate(chosen);
          }}
        />
      </label>
      {file && <Chosen file={file} />}
      {search.isPending && <Skeleton lines={4} />}
      {search.error && <Notice kind="bad">{sentenceOf(search.error)}</Notice>}
      {search.data && (
        <Answer
          title="Among customers"
          claim={search.data.customers.claim}
          rows={search.data.customers.candidates.map(({ customer, ...alike }) => ({
            ...{ key: customer, who: <CustomerLink id={customer} /> },
            ...alike,
          }))}
        />
      )}
      {search.data?.lists && (
        <Answer
          title="On lists"
          claim={search.data.lists.claim}
          rows={search.data.lists.candidates.map(({ list, name, entry, ...alike }) => ({
            ...{ key: entry, who: <Link href={`/fraud/lists/${list}`}>{name}</Link> },
            ...alike,
          }))}
        />
      )}
    </div>
  );
}

function Chosen({ file }: { file: File }): ReactElement | null {
  const [address, setAddress] = useState<string>();
  useEffect(() => {
    const made = URL.createObjectURL(file);
    setAddress(made);
    return () => URL.revokeObjectURL(made);
  }, [file]);
  return address === undefined ? null : (
    <img className="listed" src={address} alt="The face that was chosen" />
  );
}

interface AnswerProps {
  readonly title: string;
  readonly claim: {
    readonly fpir: number;
    readonly gallerySize: number;
    readonly threshold: number;
    readonly supported: boolean;
  };
  readonly rows: readonly {
    readonly key: string;
    readonly who: ReactNode;
    readonly score: number;
    readonly alikeness: Alikeness;
    readonly byChance: ByChance;
  }[];
}

const Answer = ({ title, claim, rows }: AnswerProps): ReactElement => (
  <section className="panel stack" role="status">
    <h2>{title}</h2>
    {rows.length === 0 ? (
      <p>Nobody among {facesOf(claim.gallerySize)}. Somebody who is there may be missed.</p>
    ) : (
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">How alike</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, who, score, alikeness, byChance }) => (
              <tr key={key}>
                <td className="moment">{who}</td>
                <td className="wide">
                  <Alike score={score} alikeness={alikeness} />
                  <br />
                  <span className="soft small">{byChance.sentence}</span>
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    <p className="soft small">
      Everybody is shown whose score is {claim.threshold.toFixed(3)} or more: so {oneIn(claim.fpir)} of those
      who are not there is wrongly found among {facesOf(claim.gallerySize)}
      {claim.supported ? '.' : '; that is extrapolated beyond what the calibration’s data carry.'}
    </p>
  </section>
);

const facesOf = (size: number): string => `${whole(size)} ${size === 1 ? 'face' : 'faces'}`;
