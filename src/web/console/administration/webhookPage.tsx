// One address for events: tried, switched off and on, given another secret; what became of each event, and sending again.

import { useInfiniteQuery, useMutation, useQuery } from '@tanstack/react-query';
import { type ReactElement, useState } from 'react';
import { Button } from 'react-aria-components';
import { Link, useLocation, useSearchParams } from 'wouter';
import type { WebhookDelivery, WebhookEndpoint, WebhookEndpointWithSecret } from '../../../client/index.js';
import { whilePresent } from '../live/presence.js';
import { momentOf } from '../moments.js';
import { api, body, sentenceOf } from '../server.js';
import { Awaited } from '../shell/awaited.js';
import { Confirm } from '../shell/confirm.js';
import { Earlier } from '../shell/earlier.js';
import { Notice } from '../shell/notice.js';
import { Skeleton } from '../shell/skeleton.js';
import { Typed } from '../shell/typed.js';
import { faultOf, type NumberRule, PLAIN, read } from '../typedNumber.js';
import { renewWebhooks, SecretOnce, WebhookState } from './webhooks.js';

/** Until it is asked again what became of what was sent, ms. */
const SOON = 3000;

export function WebhookPage({ id }: { id: string }): ReactElement {
  const [secret, setSecret] = useState<WebhookEndpointWithSecret>();
  const { data: one, error } = useQuery({
    queryKey: ['webhooks', id],
    queryFn: ({ signal }) => body(api.GET('/v1/webhooks/{id}', { params: { path: { id } }, signal })),
    refetchInterval: whilePresent(SOON),
  });
  if (!one) return <Awaited error={error} lines={8} />;
  return (
    <div className="stack">
      <header>
        <p className="small">
          <Link href="/administration/webhooks">Webhooks</Link>
        </p>
        <h2 data-title={new URL(one.url).host}>{one.url}</h2>
        <p className="soft">
          {one.description && `${one.description}. `}Is told of{' '}
          {one.types === null ? 'everything' : one.types.join(', ')}. <WebhookState of={one} />
        </p>
      </header>
      <Deeds one={one} onSecret={setSecret} />
      {secret && <SecretOnce of={secret} />}
      <Deliveries id={id} isActive={one.state === 'active'} />
    </div>
  );
}

interface DeedsProps {
  readonly one: WebhookEndpoint;
  readonly onSecret: (made: WebhookEndpointWithSecret) => void;
}

const HOUR = 3_600_000;
/** Events are kept for 30 days. */
const HOURS: NumberRule = {
  ...{ label: 'Of the last so many hours', unit: PLAIN },
  ...{ from: 1, to: 720, isWhole: true },
};

function Deeds({ one: { id, url, state }, onSecret }: DeedsProps): ReactElement {
  const [, go] = useLocation();
  const [hours, setHours] = useState('24');
  const wanted = read(hours, HOURS);
  const params = { path: { id } };
  const test = useMutation({
    mutationFn: () => api.POST('/v1/webhooks/{id}/test', { params }),
    onSuccess: renewWebhooks,
  });
  const turn = useMutation({
    mutationFn: (state: 'active' | 'disabled') => api.PATCH('/v1/webhooks/{id}', { params, body: { state } }),
    onSuccess: renewWebhooks,
  });
  const error = test.error ?? turn.error;
  return (
    <div className="stack">
      <div className="deed">
        {state === 'active' ? (
          <>
            <Button className="button" isDisabled={test.isPending} onPress={() => test.mutate()}>
              Send a test
            </Button>
            <Confirm
              action="Switch off"
              title="Send nothing there any more?"
              onConfirmed={() => turn.mutateAsync('disabled')}
            >
              <p>
                What waits to be sent is dropped. Switched on again, it can be sent what happened meanwhile,
                for 30 days.
              </p>
            </Confirm>
            <Confirm
              action="Send again"
              title="Send everything again since then?"
              onOpen={() => setHours('24')}
              isReady={'value' in wanted}
              onConfirmed={async () => {
                if ('fault' in wanted) return;
                const since = new Date(Date.now() - wanted.value * HOUR).toISOString();
                await api.POST('/v1/webhooks/{id}/replay', { params, body: { since } });
                await renewWebhooks();
              }}
            >
              <Typed label={HOURS.label} text={hours} fault={faultOf(wanted)} onChange={setHours} />
              <p>Your receiver may have some of them already: it tells them apart by their identifier.</p>
            </Confirm>
          </>
        ) : (
          <Button className="button" isDisabled={turn.isPending} onPress={() => turn.mutate('active')}>
            Switch on
          </Button>
        )}
        <Confirm
          action="New secret"
          title="Sign with a new secret?"
          onConfirmed={async () => {
            onSecret(await body(api.POST('/v1/webhooks/{id}/rotate-secret', { params, body: {} })));
            await renewWebhooks();
          }}
        >
          <p>For a day each event is signed with both: time to give your receiver the new one.</p>
        </Confirm>
        <Confirm
          action="Remove"
          title={`Remove ${url}?`}
          isBad
          onConfirmed={async () => {
            await api.DELETE('/v1/webhooks/{id}', { params });
            await renewWebhooks();
            go('/administration/webhooks');
          }}
        >
          <p>With all that is known of what was sent there. Entered anew, it has another secret.</p>
        </Confirm>
      </div>
      {error && <Notice kind="bad">{sentenceOf(error)}</Notice>}
      {test.isSuccess && (
        <p className="soft small" role="status">
          A test is on its way: below is what becomes of it.
        </p>
      )}
    </div>
  );
}

const STATES: Readonly<Record<WebhookDelivery['state'], string>> = {
  pending: 'on its way',
  delivered: 'arrived',
  dead: 'given up',
};
const TAGS: Readonly<Record<WebhookDelivery['state'], string>> = {
  pending: '',
  delivered: 'tag-good',
  dead: 'tag-bad',
};
function Deliveries({ id, isActive }: { id: string; isActive: boolean }): ReactElement {
  const [search, setSearch] = useSearchParams();
  const state = (Object.keys(STATES) as WebhookDelivery['state'][]).find(
    (one) => one === search.get('state'),
  );
  const found = useInfiniteQuery({
    queryKey: ['webhooks', id, 'deliveries', state],
    initialPageParam: '',
    queryFn: ({ pageParam, signal }) => {
      const query = { ...(state && { state }), ...(pageParam && { cursor: pageParam }) };
      return body(api.GET('/v1/webhooks/{id}/deliveries', { params: { path: { id }, query }, signal }));
    },
    getNextPageParam: ({ next }) => next,
    refetchInterval: whilePresent(SOON),
  });
  const again = useMutation({
    mutationFn: (delivery: string) =>
      api.POST('/v1/webhooks/deliveries/{id}/redeliver', { params: { path: { id: delivery } } }),
    onSuccess: renewWebhooks,
  });
  const deliveries = found.data?.pages.flatMap(({ items }) => items) ?? [];
  return (
    <section className="stack">
      <h2>What was sent</h2>
      <label className="field period">
        <span className="small soft">Which</span>
        <select
          value={state ?? ''}
          onChange={({ target }) =>
            setSearch(target.value === '' ? {} : { state: target.value }, { replace: true })
          }
        >
          <option value="">All</option>
          {Object.entries(STATES).map(([value, text]) => (
            <option key={value} value={value}>
              {text}
            </option>
          ))}
        </select>
      </label>
      {(found.error ?? again.error) && <Notice kind="bad">{sentenceOf(found.error ?? again.error)}</Notice>}
      {found.isPending && <Skeleton lines={4} />}
      {found.data && deliveries.length === 0 && (
        <p className="soft">Nothing{state ? ' like that' : ' yet'}. A test can be sent at any time.</p>
      )}
      {deliveries.length > 0 && (
        <div className="scroll">
          <table className="table">
            <thead>
              <tr>
                <th scope="col">When</th>
                <th scope="col">Event</th>
                <th scope="col">State</th>
                <th scope="col">Tries</th>
                <th scope="col">Answer</th>
                <th scope="col">To do</th>
              </tr>
            </thead>
            <tbody>
              {deliveries.map((one) => (
                <tr key={one.id}>
                  <td className="moment">{momentOf(one.createdAt)}</td>
                  <td>
                    {one.type}
                    <br />
                    <code className="soft small">{one.event}</code>
                  </td>
                  <td>
                    <span className={`tag ${TAGS[one.state]}`}>{STATES[one.state]}</span>
                    {one.nextAt && <p className="soft small">again {momentOf(one.nextAt)}</p>}
                  </td>
                  <td className="figures">{one.attempts}</td>
                  <td>{one.status ?? one.fault ?? '–'}</td>
                  <td>
                    {isActive && one.state !== 'pending' && (
                      <Button
                        className="button button-small"
                        isDisabled={again.isPending}
                        onPress={() => again.mutate(one.id)}
                      >
                        Send again
                      </Button>
                    )}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
      <Earlier pages={found} />
    </section>
  );
}
