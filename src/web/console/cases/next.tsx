// What this person may do with the case as it stands.

import { useMutation } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import type { CaseDetail } from '../../../client/index.js';
import { api, may, sentenceOf, useMe } from '../server.js';
import { Notice } from '../shell/notice.js';
import { Decide } from './decide.js';
import { NOTHING, Unsent } from './draft.js';
import { OUTCOMES } from './words.js';

interface NextProps {
  readonly one: CaseDetail;
  readonly onChanged: () => unknown;
}

export function Next({ one, onChanged }: NextProps): ReactElement {
  const { data: me } = useMe();
  const [draft, setDraft] = useState(NOTHING);
  const isOpen = one.state !== 'decided' && one.state !== 'closed';
  if (isOpen && one.assignee && one.assignee.id === me?.id)
    return (
      <>
        <Decide one={one} draft={draft} onDraft={setDraft} onSettled={onChanged} />
        <Hand one={one} to="nobody" onHanded={onChanged} />
      </>
    );
  const hasSaid = one.looks.some(({ by }) => by.id === me?.id);
  return (
    <>
      {!hasSaid && <Unsent one={one} draft={draft} />}
      <NotYours one={one} onChanged={onChanged} />
    </>
  );
}

function NotYours({ one, onChanged }: NextProps): ReactElement {
  const { data: me } = useMe();
  if (one.state === 'decided' && one.outcome)
    return <Notice kind="good">Decided: {OUTCOMES[one.outcome].toLowerCase()}.</Notice>;
  if (one.state === 'closed')
    return <Notice kind="warn">The person was erased: there is nothing to decide.</Notice>;
  if (!me || !may(me, 'cases.supervise'))
    return (
      <Notice kind="warn">Whoever takes the next case is given one to decide. This one is only shown.</Notice>
    );
  return <Hand one={one} to={me.id} onHanded={onChanged} />;
}

interface HandProps {
  readonly one: CaseDetail;
  /** The person who is here, or nobody. */
  readonly to: string;
  readonly onHanded: () => unknown;
}

function Hand({ one, to, onHanded }: HandProps): ReactElement {
  const hand = useMutation({
    mutationFn: () => {
      const params = { path: { id: one.id } };
      const { version } = one;
      return to === 'nobody'
        ? api.POST('/v1/cases/{id}/release', { params, body: { version } })
        : api.POST('/v1/cases/{id}/assign', { params, body: { version, person: to } });
    },
    onSettled: onHanded,
  });
  return (
    <>
      <Button
        className={to === 'nobody' ? 'button' : 'button button-accent'}
        isDisabled={hand.isPending}
        onPress={() => hand.mutate()}
      >
        {to === 'nobody' ? 'Give the case back' : 'Take this case'}
      </Button>
      {hand.error && <Notice kind="bad">{sentenceOf(hand.error)}</Notice>}
    </>
  );
}
