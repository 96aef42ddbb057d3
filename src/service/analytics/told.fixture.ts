// For tests: five weeks of invented decisions, and what is told of them.

import { expect } from 'vitest';
import { call, openTestService, type TestTenant } from '../service.fixture.js';
import { type Decided, insertDecided, insertLooked, type Looked } from './analytics.fixture.js';

/** A Monday. */
const FROM = '2026-03-02T00:00:00Z';
const TO = '2026-04-06T00:00:00Z';

export const TOO_FEW = {
  tooFew: 'These are fewer than five people. Of so few nothing is told: one might be known by the others.',
};
export const LEAVES_OUT_FEW = {
  tooFew:
    'These figures, taken from others that are told, would leave those of fewer than five people. Look without a part of the filter.',
};

/** A moment of these weeks. */
export const after = (days: number, minutes = 0): string =>
  new Date(Date.parse(FROM) + days * 86_400_000 + minutes * 60_000).toISOString();
export const times = <T>(count: number, of: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => of(i));

/** With a service of its own: no key opens what invented people have sealed. */
export async function openTold() {
  const service = await openTestService();
  return {
    service,
    async tenantWith(rows: readonly Decided[], looked: readonly Looked[] = []): Promise<TestTenant> {
      const tenant = await service.newTenant();
      await insertDecided(service.database, tenant.id, rows);
      if (looked.length > 0) await insertLooked(service.database, tenant.id, looked);
      return tenant;
    },
    async ask({ key }: TestTenant, query = '', path = '/v1/analytics') {
      const { status, body } = await call(service, 'GET', `${path}?from=${FROM}&to=${TO}${query}`, { key });
      expect(status).toBe(200);
      return body;
    },
    async close(): Promise<void> {
      await service.close();
      await service.database.close();
    },
  };
}
