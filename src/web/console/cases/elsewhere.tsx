// Where else this face, or this customer, is known: asked for, since each of these looks is logged.

import { useMutation } from '@tanstack/react-query';
import type { ReactElement } from 'react';
import { Button } from 'react-aria-components';
import type { CaseDetail } from '../../../client/index.js';
import { Alike, CustomerLink } from '../fraud/words.js';
import { pictureBody } from '../pictureBody.js';
import { api, body, may, sentenceOf, useMe } from '../server.js';
import { Notice } from '../shell/notice.js';
import { nameOf } from './words.js';

interface Shown {
  readonly one: CaseDetail;
}

export function Elsewhere({ one }: Shown): ReactElement | null {
  const { data: me } = useMe();
  if (!me || !may(me, 'links.read')) return null;
  // Whom the model holds for alike is what the model says.
  if (!one.comparison)
    return <p className="soft small">Where else the face is known is left out with what the model says.</p>;
  return (
    <section className="panel stack">
      <h2>Elsewhere</h2>
      <LookAlikes one={one} />
      {one.customer !== null && <Links customer={one.customer} />}
    </section>
  );
}

function LookAlikes({ one }: Shown): ReactElement {
  const selfie = one.pictures.find(({ part, isKept }) => part === 'selfie' && isKept);
  const search = useMutation({
    mutationFn: async () => {
      const params = { path: { id: one.verification, part: 'selfie' as const } };
      const { data } = await api.GET('/v1/verifications/{id}/pictures/{part}', { params, parseAs: 'blob' });
      const picture = await pictureBody(data as Blob);
      return body(api.POST('/v1/identifications', { body: { picture } }));
    },
  });
  const found = search.data?.candidates.filter(({ customer }) => customer !== one.customer) ?? [];
  return (
    <>
      <Button className="button" isDisabled={!selfie || search.isPending} onPress={() => search.mutate()}>
        {search.isPending ? 'Searching …' : 'Who looks like this selfie?'}
      </Button>
      {!selfie && <p className="soft small">The selfie is kept no more.</p>}
      {search.error && <Notice kind="bad">{sentenceOf(search.error)}</Notice>}
      {search.data && found.length === 0 && (
        <p className="small">
          Nobody else among {search.data.claim.gallerySize.toLocaleString('en')} references. Somebody who is
          among them may be missed.
        </p>
      )}
      {found.length > 0 && (
        <ul className="plain stack small">
          {found.map(({ customer, score, alikeness, byChance }) => (
            <li key={customer}>
              <CustomerLink id={customer} />: <Alike score={score} alikeness={alikeness} />
              <br />
              <span className="soft">{byChance.sentence}</span>
            </li>
          ))}
        </ul>
      )}
    </>
  );
}

function Links({ customer }: { customer: string }): ReactElement {
  const look = useMutation({
    mutationFn: () => body(api.GET('/v1/customers/{id}/links', { params: { path: { id: customer } } })),
  });
  const names = new Map(look.data?.nodes.map(({ id, name }) => [id, name]));
  return (
    <>
      <Button className="button" isDisabled={look.isPending} onPress={() => look.mutate()}>
        Whom does {customer} share a face, device or document with?
      </Button>
      {look.error && <Notice kind="bad">{sentenceOf(look.error)}</Notice>}
      {look.data && (
        <p className="small">
          {look.data.edges.length === 0 ? 'With nobody.' : 'Drawn, and settled, at'}{' '}
          <CustomerLink id={customer} />
        </p>
      )}
      {look.data && look.data.edges.length > 0 && (
        <ul className="plain small">
          {look.data.edges.map(({ from, to, kind, score, alikeness }) => (
            <li key={`${from} ${to} ${kind}`}>
              <span className="tag">{nameOf(kind)}</span> {names.get(from)} – {names.get(to)}
              {score !== null && (
                <>
                  : <Alike score={score} alikeness={alikeness} />
                </>
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
