// The capture page on a phone with a camera, before the real service: a customer captures, the service decides. The
// camera is Chromium's own fake one, which shows a photograph.

import { statSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from '../../service/pages/index.js';
import {
  call,
  photographs,
  sharedService,
  type TestService,
  type TestTenant,
} from '../../service/service.fixture.js';
import { axeFaults, browserMissing, openBrowser, photograph, visit } from '../browser.fixture.js';

if (browserMissing) console.warn(`the capture page is not looked at: ${browserMissing}`);

const PHONE = { width: 390, height: 844 };
/** Of what a phone must load before it can be used, gzipped, bytes. */
const BUDGET = 150_000;

let service: TestService;
let tenant: TestTenant;
let browser: Browser;
let folder: string;
let pictures: Awaited<ReturnType<typeof photographs>>;

beforeAll(async () => {
  if (browserMissing) return;
  folder = await mkdtemp(join(tmpdir(), 'likeness-camera-'));
  pictures = await photographs();
  const clip = join(folder, 'clip.mjpeg');
  await writeFile(clip, await sharp(pictures.second).resize(720, 720).jpeg().toBuffer());
  service = await sharedService();
  tenant = await service.newTenant();
  browser = await openBrowser(service, [
    '--use-fake-device-for-media-stream',
    '--use-fake-ui-for-media-stream',
    `--use-file-for-fake-video-capture=${clip}`,
  ]);
});
afterAll(async () => {
  await browser?.close();
  if (folder) await rm(folder, { recursive: true });
});

interface Linked {
  readonly id: string;
  readonly path: string;
}

async function link(customer: string): Promise<Linked> {
  const { body } = await call(service, 'POST', '/v1/sessions', {
    key: tenant.key,
    body: { customer, tries: 2 },
  });
  const { pathname, hash } = new URL(body.url);
  return { id: body.id, path: pathname + hash };
}

const sessionOf = async (id: string) =>
  (await call(service, 'GET', `/v1/sessions/${id}`, { key: tenant.key })).body;

const phone = (locale: string): Promise<BrowserContext> =>
  browser.newContext({ locale, viewport: PHONE, permissions: ['camera'], hasTouch: true, isMobile: true });

const choose = (page: Page, bytes: Buffer): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name: 'page.jpg', mimeType: 'image/jpeg', buffer: bytes });

describe.skipIf(browserMissing)('the capture page', () => {
  it('takes a customer from the link to the decision, and tells of no score', async () => {
    const { id, path } = await link('berta-1');
    const { page, offences } = await visit(await phone('en-GB'), path);
    const loaded: string[] = [];
    page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
    await page.reload();
    await page.getByRole('heading', { name: 'Confirm that it is you' }).waitFor();
    expect(page.url()).not.toContain('#');
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'capture-welcome');
    await page.getByRole('button', { name: 'I agree: begin' }).click();
    await page.getByRole('heading', { name: 'Your face' }).waitFor();
    const shutter = page.getByRole('button', { name: 'Take the picture' });
    await expect.poll(() => shutter.isEnabled()).toBe(true);
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'capture-face');
    await shutter.click();
    await page.getByRole('img', { name: 'The picture that you took' }).waitFor();
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await page.getByRole('heading', { name: 'Your document' }).waitFor();
    await photograph(page, 'capture-document');
    await choose(page, pictures.first);
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await page.getByRole('heading', { name: 'Thank you' }).waitFor();
    expect(await page.locator('main').innerText()).not.toMatch(/score|approve|reject|\d{2}/i);
    expect(await sessionOf(id)).toMatchObject({ state: 'completed', verification: expect.any(String) });
    expect(offences).toEqual([]);
    expect(sizeOf(loaded)).toBeLessThan(BUDGET);
  });

  it('says in the customer’s language what to do better, and knows when there is no try left', async () => {
    const { id, path } = await link('berta-2');
    const { page, offences } = await visit(await phone('ar-EG'), path);
    const empty = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    for (const [attempt, next] of [
      [0, 'مرة أخرى من فضلك'],
      [1, 'لم تنجح العملية'],
    ] as const) {
      await page.getByRole('button', { name: attempt === 0 ? 'أوافق: ابدأ' : 'حاول مرة أخرى' }).click();
      for (const heading of ['وجهك', 'وثيقتك']) {
        await page.getByRole('heading', { name: heading, exact: true }).waitFor();
        await choose(page, empty);
        await page.getByRole('button', { name: 'استخدم هذه الصورة' }).click();
      }
      await page.getByRole('heading', { name: next }).waitFor();
      expect(await axeFaults(page)).toEqual([]);
      if (attempt > 0) continue;
      await page.getByText('أظهر وجهك كاملاً ومكشوفاً وفي ضوء جيد.').waitFor();
      expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
      await photograph(page, 'capture-again-arabic');
    }
    expect(await sessionOf(id)).toMatchObject({ state: 'failed' });
    expect(offences).toEqual([]);
  });

  it('says of a link that serves no more just that', async () => {
    const { page } = await visit(await phone('fr'), '/capture#lc_none_none');
    await page.getByRole('heading', { name: 'Ce lien ne sert plus' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('blames neither link nor pictures where the service is away, and has the try still', async () => {
    const { path } = await link('berta-4');
    const context = await phone('en');
    const { page } = await visit(context, path);
    await page.getByRole('button', { name: 'I agree: begin' }).click();
    await choose(page, pictures.second);
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await page.getByRole('heading', { name: 'Your document' }).waitFor();
    await choose(page, pictures.first);
    await page.route('**/v1/capture', (route) => route.abort());
    await page.getByRole('button', { name: 'Use this picture' }).click();
    await page.getByRole('heading', { name: 'No connection' }).waitFor();
    await page.unroute('**/v1/capture');
    await page.getByRole('button', { name: 'Try again' }).click();
    await page.getByText('You have 2 tries.').waitFor();
  });

  it('lets a customer choose a picture where the camera may not be used', async () => {
    const { path } = await link('berta-3');
    const context = await browser.newContext({ locale: 'es', viewport: PHONE });
    await context.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    const { page, offences } = await visit(context, path);
    await page.getByRole('button', { name: 'Acepto: empezar' }).click();
    await page.getByText('No se permite usar la cámara.').waitFor();
    await choose(page, pictures.second);
    await page.getByRole('button', { name: 'Usar esta foto' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });
});

/** Of scripts and styles, as they lie compressed beside themselves. */
function sizeOf(paths: readonly string[]): number {
  const files = paths.filter((path) => /^\/assets\/.*\.(js|css)$/.test(path));
  expect(files.length).toBeGreaterThan(1);
  return files.reduce((sum, path) => sum + statSync(`${builtPages()}${path}.gz`).size, 0);
}
