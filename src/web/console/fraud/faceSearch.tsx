// Who is this? A picture searched for among customers and on lists; that nobody is found is an answer too.

import { useMutation } from '@tanstack/react-query';
import { type ReactElement, type ReactNode, useEffect, useState } from 'react';
import { Link } from 'wouter';
import { oneIn, whole } from '../figures.js';
import { pictureBody } from '../pictureBody.js';
import { api, body, may, sentenceOf, useMe } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { CustomerLink } from './words.js';

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
          rows={search.data.customers.candidates.map(({ customer, score }) => ({
            key: customer,
            who: <CustomerLink id={customer} />,
            score,
          }))}
        />
      )}
      {search.data?.lists && (
        <Answer
          title="On lists"
          claim={search.data.lists.claim}
          rows={search.data.lists.candidates.map(({ list, name, entry, score }) => ({
            key: entry,
            who: <Link href={`/fraud/lists/${list}`}>{name}</Link>,
            score,
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
  readonly rows: readonly { readonly key: string; readonly who: ReactNode; readonly score: number }[];
}

const Answer = ({ title, claim, rows }: AnswerProps): ReactElement => (
  <section className="panel stack" role="status">
    <h2>{title}</h2>
    {rows.length === 0 ? (
      <p>Nobody of {whole(claim.gallerySize)}. Somebody who is there may be missed.</p>
    ) : (
      <div className="scroll">
        <table className="table">
          <thead>
            <tr>
              <th scope="col">Who</th>
              <th scope="col">Score</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(({ key, who, score }) => (
              <tr key={key}>
                <td>{who}</td>
                <td className="figures">{score.toFixed(3)}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    )}
    <p className="soft small">
      Of people who are not there, {oneIn(claim.fpir)} is wrongly found, at a score of{' '}
      {claim.threshold.toFixed(3)} and more among {whole(claim.gallerySize)}
      {claim.supported ? '.' : '; that is extrapolated beyond what the calibration’s data carry.'}
    </p>
  </section>
);
