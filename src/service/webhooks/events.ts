// An event is written, and its deliveries asked for, in the very transaction in which it happens: no event is sent of
// what was taken back, and none is missed.

import { sql } from 'kysely';
import { Value } from 'typebox/value';
import { v7 as uuidv7 } from 'uuid';
import { LikenessError } from '../../errors.js';
import type { Jobs } from '../jobs/index.js';
import type { Transacting } from '../storage/index.js';
import { addDelivery } from './deliveries.js';
import { EVENT_TYPES, type EventData, type EventType } from './eventTypes.js';

export interface Events {
  /**
   * Tells the tenant of the transaction. Comes after the entry in the log, if there is one: locks are taken in one order.
   * @returns the event's identifier, UUID
   * @throws `internal` where the data have a field that the type does not know: nothing leaves by oversight
   */
  emit<Type extends EventType>(transaction: Transacting, type: Type, data: EventData<Type>): Promise<string>;
}

export const openEvents = (jobs: Jobs): Events => ({
  async emit(transaction, type, data) {
    const event = makeEvent(type, data);
    const endpoints = await transaction
      .with('kept', (db) => db.insertInto('webhook_events').values(event))
      .selectFrom('webhook_endpoints')
      .select(['id', 'tenant'])
      .where('state', '=', 'active')
      .where(sql<boolean>`(event_types is null or ${type} = any(event_types))`)
      // Else one that is removed meanwhile would fail the transaction that tells of something else.
      .forKeyShare('webhook_endpoints')
      .execute();
    for (const { id: endpoint, tenant } of endpoints)
      await addDelivery(transaction, jobs, { tenant, event: event.id, endpoint });
    return event.id;
  },
});

/** Sends an event to one endpoint alone, whatever types it takes. @returns the delivery's identifier */
export async function sendTest(transaction: Transacting, jobs: Jobs, endpoint: string): Promise<string> {
  const event = makeEvent('webhook.test', { endpoint });
  const { tenant } = await transaction
    .insertInto('webhook_events')
    .values(event)
    .returning('tenant')
    .executeTakeFirstOrThrow();
  return addDelivery(transaction, jobs, { tenant, event: event.id, endpoint });
}

function makeEvent<Type extends EventType>(type: Type, data: EventData<Type>) {
  if (!Value.Check(EVENT_TYPES[type].data, data))
    throw new LikenessError('internal', `the data of an event do not have the form of ${type}`);
  return { id: uuidv7(), type, data: JSON.stringify(data), created_at: new Date() };
}
