// src/client is typed by what the service says of itself: written by this test (`npm run client:types`), and held against
// the service.

import { expect, it } from 'vitest';
import { apiTypes } from '../../scripts/apiTypes.js';
import { call, sharedService } from './service.fixture.js';

it('the client’s types are those of the service’s description', async () => {
  const { body } = await call(await sharedService(), 'GET', '/openapi.json');
  await expect(await apiTypes(body)).toMatchFileSnapshot('../client/api.ts');
});
