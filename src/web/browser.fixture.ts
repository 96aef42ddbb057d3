// For tests: the pages in a real browser, before the whole service. What a page must never do, no page does here: ask
// anybody else, break its policy, or complain.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { type Browser, type BrowserContext, type ConsoleMessage, chromium, type Page } from 'playwright-core';
import sharp from 'sharp';
import { onTestFinished } from 'vitest';
import { PUBLIC_URL, type TestService } from '../service/service.fixture.js';

/** Why there is no browser; undefined where there is one. */
export const browserMissing: string | undefined = process.env.LIKENESS_CHROMIUM
  ? undefined
  : 'no Chromium was found: install Debian’s `chromium`, or say where one is by LIKENESS_CHROMIUM';

/** A browser that finds the service where its pages are told that they are. */
export const openBrowser = (service: TestService, flags: readonly string[] = []): Promise<Browser> =>
  chromium.launch({
    executablePath: process.env.LIKENESS_CHROMIUM!,
    args: [
      `--host-resolver-rules=MAP ${new URL(PUBLIC_URL).host} ${new URL(service.address).host}`,
      // Root's, in a container.
      '--no-sandbox',
      ...flags,
    ],
  });

export interface Visit {
  readonly page: Page;
  /** What the page did that it must not do. */
  readonly offences: readonly string[];
}

/** A page that is open until the test has ended: one that is left open goes on looking, listening and drawing. */
export async function visit(context: BrowserContext, path: string): Promise<Visit> {
  const page = await context.newPage();
  onTestFinished(() => page.close());
  return attended(page, path);
}

/** A page that its test closes itself. */
export async function attended(page: Page, path: string): Promise<Visit> {
  const offences: string[] = [];
  page.on('console', (message: ConsoleMessage) => {
    // A refusal by the service is part of what is tested.
    if (message.type() === 'error' && !/status of 4\d\d/.test(message.text())) offences.push(message.text());
  });
  page.on('pageerror', (error) => offences.push(String(error)));
  page.on('request', (request) => {
    const url = new URL(request.url());
    if (/^https?:$/.test(url.protocol) && url.origin !== PUBLIC_URL) offences.push(`asked ${url.origin}`);
  });
  await page.goto(`${PUBLIC_URL}${path}`);
  return { page, offences };
}

/** Of somebody who has signed in, as `TestTenant.signedIn` gives the cookie. */
export async function signedInContext(browser: Browser, cookie: string): Promise<BrowserContext> {
  const context = await browser.newContext();
  const [name, value] = cookie.split('=') as [string, string];
  await context.addCookies([{ name, value, url: PUBLIC_URL, httpOnly: true, sameSite: 'Strict' }]);
  return context;
}

/** Has the page's browser make passkeys and show them, as with somebody's finger on it. */
export async function withAuthenticator(page: Page): Promise<void> {
  const devtools = await page.context().newCDPSession(page);
  await devtools.send('WebAuthn.enable');
  await devtools.send('WebAuthn.addVirtualAuthenticator', {
    options: {
      ...{ protocol: 'ctap2', transport: 'internal', hasResidentKey: true },
      ...{ hasUserVerification: true, isUserVerified: true, automaticPresenceSimulation: true },
    },
  });
}

const axe = createRequire(import.meta.url).resolve('axe-core/axe.min.js');

/** What axe finds serious or critical, a line each (WCAG 2.2, A and AA). */
export async function axeFaults(page: Page): Promise<string[]> {
  // What is on its way from one colour to another has neither: what has begun is ended, and nothing else begins.
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await page.evaluate(() => {
    for (const one of document.getAnimations()) if (one instanceof CSSTransition) one.finish();
  });
  await page.evaluate(await readAxe());
  const found = (await page.evaluate(
    'axe.run({ runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"] })',
  )) as { violations: { id: string; impact: string; nodes: { target: string[] }[] }[] };
  return found.violations
    .filter(({ impact }) => impact === 'serious' || impact === 'critical')
    .flatMap(({ id, nodes }) => nodes.map(({ target }) => `${id}: ${target.join(' ')}`));
}

let source: Promise<string> | undefined;
const readAxe = (): Promise<string> => {
  source ??= readFile(axe, 'utf8');
  return source;
};

const SIZES = { desktop: { width: 1280, height: 860 }, phone: { width: 390, height: 844 } } as const;

/** For `npm run docs:pages`: the page as it stands, large and small, light and dark. */
export async function photograph(page: Page, name: string): Promise<void> {
  const folder = process.env.LIKENESS_PAGES;
  if (!folder) return;
  const before = page.viewportSize();
  for (const [size, viewport] of Object.entries(SIZES))
    for (const colorScheme of ['light', 'dark'] as const) {
      await page.setViewportSize(viewport);
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      const picture = await page.screenshot({ fullPage: true });
      // As few bytes as can be seen: there are many of them, and they lie in the repository.
      await sharp(picture)
        .png({ palette: true, effort: 10 })
        .toFile(`${folder}/${name}-${size}-${colorScheme}.png`);
    }
  if (before) await page.setViewportSize(before);
}
