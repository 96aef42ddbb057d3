// The capture page on a phone with a camera, before the real service: a customer captures, the service decides.

import { statSync } from 'node:fs';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { builtPages } from '../../service/pages/index.js';
import { call, form, photographs } from '../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, signedInContext, visit } from '../browser.fixture.js';
import {
  ASKED,
  agreeWithSelfie,
  type Capturing,
  choose,
  choosePassport,
  fits,
  heading,
  openCapturing,
  press,
} from './capture.fixture.js';
import { specimen } from './seeing/seeing.fixture.js';
import { CONSENTED } from './words/index.js';

if (browserMissing) console.warn(`the capture page is not looked at: ${browserMissing}`);

/** The smallest that WCAG 2.2, 1.4.10 asks for. */
const SMALL = { width: 320, height: 568 };
/** Of what a phone must load before it can be used, gzipped, bytes. */
const BUDGET = 150_000;
/** With what finds the face and the page, as it goes over the line. */
const WHOLE_BUDGET = 2_000_000;

let capturing: Capturing;
let pictures: Awaited<ReturnType<typeof photographs>>;
beforeAll(async () => {
  if (browserMissing) return;
  capturing = await openCapturing();
  pictures = await photographs();
});
afterAll(() => capturing?.close());

interface Hint {
  readonly about: string;
  readonly code: string;
}

declare global {
  var looks: number | undefined;
}

/** In the page: what its worker has said so far of what it saw. */
function countLooks(): void {
  const { Worker: Own } = globalThis;
  globalThis.Worker = class extends Own {
    constructor(script: string | URL, options?: WorkerOptions) {
      super(script, options);
      this.addEventListener('message', () => {
        globalThis.looks = (globalThis.looks ?? 0) + 1;
      });
    }
  };
}

describe.skipIf(browserMissing)('the capture page', () => {
  it('takes a customer from the link to the decision: the shutter falls by itself on a face', async () => {
    const { id, path } = await capturing.link('berta-1');
    const phone = await capturing.phone('en-GB', 'face');
    await phone.addInitScript(countLooks);
    const { page, offences } = await visit(phone, path);
    const loaded: string[] = [];
    page.on('response', (response) => loaded.push(new URL(response.url()).pathname));
    await page.reload();
    await heading(page, 'Confirm that it is you');
    expect(page.url()).not.toContain('#');
    await page.getByText('pictures after 5 years').waitFor();
    await page.getByText('pictures after 180 days').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'capture-welcome');
    expect(sizeOf(loaded)).toBeLessThan(BUDGET);
    await press(page, 'I agree: begin');
    await heading(page, 'Your face');
    // Not before it was seen that all frames are the same, which on a slow machine is after the picture.
    await page.getByRole('checkbox').uncheck();
    await page.waitForFunction(() => (globalThis.looks ?? 0) > 9);
    await page.getByRole('checkbox').check();
    await page.getByRole('img', { name: 'The picture that you took' }).waitFor();
    await photograph(page, 'capture-taken');
    await press(page, 'Use this picture');
    await heading(page, 'Your document');
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'capture-which');
    await choosePassport(page, pictures.first);
    await press(page, 'Use this picture');
    await heading(page, 'Thank you');
    expect(await page.locator('main').innerText()).not.toMatch(/score|approve|reject|\d{2}/i);
    const session = await capturing.sessionOf(id);
    expect(session).toMatchObject({ state: 'completed', verification: expect.any(String) });
    expect(session.consent).toMatchObject({ language: 'en', text: CONSENTED.en, retention: 0 });
    const { hints } = await capturing.verificationOf(session.verification);
    expect(hints.map(({ about, code }: Hint) => `${about}:${code}`)).toEqual(
      expect.arrayContaining(['selfie:camera_name', 'selfie:frames_repeat', 'document:chosen_file']),
    );
    expect(offences).toEqual([]);
    expect(wholeSizeOf(loaded)).toBeLessThan(WHOLE_BUDGET);
  });

  it('says in the customer’s language what to do better, and knows when there is no try left', async () => {
    const { id, path } = await capturing.link('berta-2');
    const { page, offences } = await visit(await capturing.phone('ar-EG', 'nobody', SMALL), path);
    const empty = await sharp({ create: { width: 640, height: 480, channels: 3, background: '#888' } })
      .jpeg()
      .toBuffer();
    for (const [attempt, next] of [
      [0, 'مرة أخرى من فضلك'],
      [1, 'لم تنجح العملية'],
    ] as const) {
      await page.getByRole('button', { name: attempt === 0 ? 'أوافق: ابدأ' : 'حاول مرة أخرى' }).click();
      for (const name of ['وجهك', 'وثيقتك']) {
        await heading(page, name);
        await fits(page);
        if (name === 'وثيقتك') await press(page, 'جواز سفر');
        await choose(page, empty);
        await page.getByRole('button', { name: 'استخدم هذه الصورة' }).click();
      }
      await page.getByRole('heading', { name: next }).waitFor();
      expect(await axeFaults(page)).toEqual([]);
      await fits(page);
      if (attempt > 0) continue;
      await page.getByText('أظهر وجهك كاملاً ومكشوفاً وفي ضوء جيد.').waitFor();
      expect(await page.evaluate(() => document.documentElement.dir)).toBe('rtl');
      await photograph(page, 'capture-again-arabic');
    }
    const { state, consent } = await capturing.sessionOf(id);
    expect([state, consent.language, consent.text]).toEqual(['failed', 'ar', CONSENTED.ar]);
    expect(offences).toEqual([]);
  });

  it('says of a link that serves no more just that', async () => {
    const { page } = await visit(await capturing.phone('fr'), '/capture#lc_none_none');
    await page.getByRole('heading', { name: 'Ce lien ne sert plus' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
  });

  it('sends again over a line that breaks, and keeps pictures that did not get through', async () => {
    const { id, path } = await capturing.link('berta-4');
    const { page } = await visit(await capturing.phone('en'), path);
    await agreeWithSelfie(page, pictures.second);
    await choosePassport(page, pictures.first);
    await page.route('**/v1/capture', (route) => route.abort());
    await press(page, 'Use this picture');
    await page.getByText('The line broke.').waitFor();
    await heading(page, 'No connection');
    await page.getByText('They are still here').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect((await capturing.sessionOf(id)).triesLeft).toBe(2);
    // This time it arrives, and the answer is lost.
    await page.unroute('**/v1/capture');
    let lost = 0;
    await page.route('**/v1/capture', async (route) => {
      if (route.request().method() !== 'POST' || lost++ > 0) return route.continue();
      await route.fetch({ url: `${capturing.service.address}/v1/capture` });
      await route.abort();
    });
    await press(page, 'Try again');
    await heading(page, 'Thank you');
    expect(await capturing.sessionOf(id)).toMatchObject({ state: 'completed', triesLeft: 1 });
  });

  it('waits for what comes of pictures that arrived, and sends none again but what the service gave back', async () => {
    const { id, path } = await capturing.link('berta-5');
    const { page } = await visit(await capturing.phone('en'), path);
    await agreeWithSelfie(page, pictures.second);
    await choosePassport(page, pictures.first);
    let [isTaken, arrives] = [false, false];
    await page.route('**/v1/capture', async (route) => {
      const url = `${capturing.service.address}/v1/capture`;
      if (route.request().method() === 'POST') {
        isTaken = true;
        if (arrives) await route.fetch({ url });
        return route.fulfill({ status: 502, body: 'a proxy has lost it' });
      }
      if (!isTaken) return route.continue();
      // It is still being worked on as it is looked at first.
      isTaken = false;
      const seen = { ...(await (await fetch(url, { headers: route.request().headers() })).json()) };
      return route.fulfill({ json: { ...seen, state: 'open', triesLeft: 1, nonce: 'of the next' } });
    });
    await press(page, 'Use this picture');
    await page.getByText('They are still here').waitFor();
    expect((await capturing.sessionOf(id)).triesLeft).toBe(2);
    arrives = true;
    await press(page, 'Try again');
    await heading(page, 'Thank you');
    expect(await capturing.sessionOf(id)).toMatchObject({ state: 'completed', triesLeft: 1 });
  });

  it('waits for a slow line as long as it takes, and sends less over one that broke', async () => {
    const { path } = await capturing.link('berta-6');
    const context = await capturing.phone('en');
    await context.addInitScript(holdFirstSend);
    const { page } = await visit(context, path);
    const sends = (): Promise<Sends> =>
      page.evaluate(() => (globalThis as unknown as { sends: Sends }).sends);
    await press(page, 'I agree: begin');
    const picture = await grainy();
    expect(picture.length).toBeGreaterThan(1_500_000);
    await choose(page, picture);
    await press(page, 'Use this picture');
    await choosePassport(page, picture);
    await page.clock.install();
    await press(page, 'Use this picture');
    await page.waitForFunction(() => (globalThis as unknown as { sends: Sends }).sends.bytes.length > 0);
    const [first] = (await sends()).bytes;
    expect(first).toBeLessThan(2 * 1_500_000);
    // At 128 kbit/s, and the time in which the service works on it.
    const needed = (first! / 16_000 + 120) * 1000;
    await page.clock.fastForward(needed - 5000);
    expect((await sends()).isGivenUp).toBe(false);
    await page.clock.fastForward(10_000);
    expect((await sends()).isGivenUp).toBe(true);
    await heading(page, 'Once more, please');
    const [, second] = (await sends()).bytes;
    expect(second).toBeLessThan(0.8 * first!);
  });

  it('lets a customer take another document than they chose first', async () => {
    const { id, path } = await capturing.link('berta-7');
    const { page, offences } = await visit(await capturing.phone('en'), path);
    await agreeWithSelfie(page, pictures.second);
    await press(page, 'Identity card');
    await press(page, 'Another document');
    await press(page, 'Identity card');
    await choose(page, pictures.first);
    await press(page, 'Use this picture');
    await heading(page, 'The other side');
    expect(await axeFaults(page)).toEqual([]);
    await press(page, 'Another document');
    await choosePassport(page, pictures.first);
    await press(page, 'Use this picture');
    await heading(page, 'Thank you');
    expect(await capturing.sessionOf(id)).toMatchObject({ state: 'completed', triesLeft: 1 });
    expect(offences).toEqual([]);
  });

  it('begins anew where another link is opened in the same tab', async () => {
    const [one, other] = [await capturing.link('berta-8'), await capturing.link('berta-9')];
    const { page, offences } = await visit(await capturing.phone('en'), one.path);
    await press(page, 'I agree: begin');
    await heading(page, 'Your face');
    await page.evaluate((hash) => {
      location.hash = hash;
    }, other.path.split('#')[1]!);
    await heading(page, 'Confirm that it is you');
    expect(page.url()).not.toContain('#');
    expect((await capturing.sessionOf(other.id)).openedAt).not.toBeNull();
    expect(offences).toEqual([]);
  });

  it('tells whoever decides the case what the browser said, and that it can be made up', async () => {
    const { body: made } = await call(capturing.service, 'POST', '/v1/sessions', {
      key: capturing.tenant.key,
      body: {},
    });
    const { body: seen } = await call(capturing.service, 'GET', '/v1/capture', { key: made.token });
    // The same side twice has no zone: that is for a person to look at.
    const front = Buffer.from((await specimen('TD1-front', 2, ASKED)).bytes);
    const files = { selfie: pictures.second, document: front, document_back: front };
    const fields = { nonce: seen.nonce, hints: 'selfie:camera_name,document:frames_repeat' };
    await call(capturing.service, 'POST', '/v1/capture', { key: made.token, body: form(files, fields) });
    const { verification } = await capturing.sessionOf(made.id);
    const { id } = (await capturing.verificationOf(verification)).case;
    const reviewer = await signedInContext(
      await capturing.camera('nobody'),
      await capturing.tenant.signedIn('reviewer'),
    );
    const { page, offences } = await visit(reviewer, `/console/cases/${id}`);
    await page.getByRole('heading', { name: 'Hints from the customer’s browser' }).waitFor();
    await page.getByText('Selfie: The camera has a name that programs give').waitFor();
    await page.getByText('Document: Frames of the camera were the same').waitFor();
    await page.getByText('which can be made to say anything').waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });

  it('lets a customer choose a picture where the camera may not be used', async () => {
    const { path } = await capturing.link('berta-3');
    const context = await (await capturing.camera('nobody')).newContext({
      locale: 'es',
      viewport: { width: 390, height: 844 },
    });
    await context.addInitScript(() => {
      navigator.mediaDevices.getUserMedia = () => Promise.reject(new DOMException('', 'NotAllowedError'));
    });
    const { page, offences } = await visit(context, path);
    await page.getByRole('button', { name: 'Acepto: empezar' }).click();
    await page.getByText('No se permite usar la cámara.').waitFor();
    // With it a phone would open the camera that may not be used.
    expect(await page.locator('input[type=file]').getAttribute('capture')).toBeNull();
    await choose(page, pictures.second);
    await page.getByRole('button', { name: 'Usar esta foto' }).waitFor();
    expect(await axeFaults(page)).toEqual([]);
    expect(offences).toEqual([]);
  });
});

interface Sends {
  /** Of the pictures of each. */
  readonly bytes: number[];
  /** Whether the page waits for the first no longer. */
  isGivenUp: boolean;
}

/** In the page: the line carries nothing of the first try, and everything from then on. */
function holdFirstSend(): void {
  const sends: Sends = { bytes: [], isGivenUp: false };
  const send = globalThis.fetch;
  const held = async (request: Request): Promise<Response> => {
    if (request.method !== 'POST') return send(request);
    const parts = [...(await request.clone().formData()).values()];
    sends.bytes.push(parts.reduce((sum, part) => sum + (typeof part === 'string' ? 0 : part.size), 0));
    if (sends.bytes.length > 1) return send(request);
    return new Promise((_, reject) => {
      request.signal.addEventListener('abort', () => {
        sends.isGivenUp = true;
        reject(request.signal.reason);
      });
    });
  };
  Object.assign(globalThis, { sends, fetch: held });
}

/** With the noise of a phone's sensor: several megabytes, at a third of its pixels. */
async function grainy(): Promise<Buffer> {
  const noise = { type: 'gaussian', mean: 128, sigma: 20 } as const;
  return sharp({ create: { width: 2400, height: 1800, channels: 3, background: '#888', noise } })
    .jpeg({ quality: 97 })
    .toBuffer();
}

/** Of scripts and styles, as they lie compressed beside themselves. */
function sizeOf(paths: readonly string[]): number {
  const files = paths.filter((path) => /^\/assets\/.*\.(js|css)$/.test(path));
  expect(files.length).toBeGreaterThan(1);
  return files.reduce((sum, path) => sum + statSync(`${builtPages()}${path}.gz`).size, 0);
}

/** Of all that was loaded, as browsers that know Brotli get it. */
const wholeSizeOf = (paths: readonly string[]): number =>
  [...new Set(paths)]
    .filter((path) => path.startsWith('/assets/'))
    .reduce((sum, path) => sum + statSync(`${builtPages()}${path}.br`).size, 0);
