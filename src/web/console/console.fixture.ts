// For tests: the console before the whole service, in the browsers of people who have signed in.

import type { Browser, BrowserContext } from 'playwright-core';
import {
  call,
  openTestService,
  type Reply,
  sharedService,
  type TestService,
  type TestTenant,
} from '../../service/service.fixture.js';
import { openBrowser, signedInContext } from '../browser.fixture.js';

type Request = Parameters<typeof call> extends [unknown, ...infer Rest] ? Rest : never;

export interface TestConsole {
  readonly service: TestService;
  readonly tenant: TestTenant;
  readonly browser: Browser;
  /** The browser of somebody new, of this role, who has signed in. */
  readonly signedIn: (...role: Parameters<TestTenant['signedIn']>) => Promise<BrowserContext>;
  /** One request beside the pages. */
  readonly call: (...request: Request) => Promise<Reply>;
  readonly close: () => Promise<void>;
}

/** @param isAlone with a service of its own, where a test changes what all tenants have, or invents people without a key */
export async function openConsole({ isAlone = false } = {}): Promise<TestConsole> {
  const service = await (isAlone ? openTestService() : sharedService());
  const tenant = await service.newTenant();
  const browser = await openBrowser(service);
  return {
    ...{ service, tenant, browser },
    signedIn: async (role) => signedInContext(browser, await tenant.signedIn(role)),
    call: (...request) => call(service, ...request),
    close: async () => {
      await browser.close();
      if (!isAlone) return;
      await service.close();
      await service.database.close();
    },
  };
}
