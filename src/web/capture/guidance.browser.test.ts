// What the capture page sees and says of what is before the camera, and when it takes the picture by itself.

import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { call, photographs } from '../../service/service.fixture.js';
import { axeFaults, browserMissing, photograph, visit } from '../browser.fixture.js';
import {
  ASKED,
  agreeWithSelfie,
  type Capturing,
  choose,
  heading,
  openCapturing,
  press,
  said,
} from './capture.fixture.js';
import { specimen } from './seeing/seeing.fixture.js';

let capturing: Capturing;
let pictures: Awaited<ReturnType<typeof photographs>>;
beforeAll(async () => {
  if (browserMissing) return;
  capturing = await openCapturing();
  pictures = await photographs();
});
afterAll(() => capturing?.close());

describe.skipIf(browserMissing)('the capture page’s guidance', () => {
  it('takes no picture by itself where nobody is, and says so; the button takes one all the same', async () => {
    const { path } = await capturing.link('berta-5');
    const { page, offences } = await visit(await capturing.phone('en', 'nobody'), path);
    await press(page, 'I agree: begin');
    await said(page, 'No face is seen yet');
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'capture-nobody');
    await page.waitForTimeout(2500);
    await page.getByRole('status').filter({ hasText: 'No face is seen yet' }).waitFor();
    await press(page, 'Take the picture');
    await page.getByRole('img', { name: 'The picture that you took' }).waitFor();
    expect(offences).toEqual([]);
  });

  it('takes none by itself of two people', async () => {
    const { path } = await capturing.link('berta-6');
    const { page } = await visit(await capturing.phone('en', 'two'), path);
    await press(page, 'I agree: begin');
    await said(page, 'Only one person, please');
    await page.waitForTimeout(2000);
    await said(page, 'Only one person, please');
    await photograph(page, 'capture-two');
  });

  it('waits for the button where somebody turns the shutter’s own will off', async () => {
    const { path } = await capturing.link('berta-7');
    const { page } = await visit(await capturing.phone('en', 'face'), path);
    await press(page, 'I agree: begin');
    await page.getByRole('checkbox').uncheck();
    await said(page, 'Good. Hold still');
    await page.waitForTimeout(1500);
    await said(page, 'Good. Hold still');
    expect(await axeFaults(page)).toEqual([]);
    await photograph(page, 'capture-face');
  });

  it.each([
    ['takes no black picture where the browser has no frame at hand for a moment', 3],
    ['says so where the camera gives no frame at all', Number.MAX_SAFE_INTEGER],
  ])('%s', async (_, most) => {
    const { path } = await capturing.link(`berta-${most}`);
    const phone = await capturing.phone('en', 'nobody');
    // As WebKit does now and then: nothing is drawn, and nothing is said.
    await phone.addInitScript((most) => {
      const { drawImage } = CanvasRenderingContext2D.prototype;
      let missed = 0;
      CanvasRenderingContext2D.prototype.drawImage = function (...given: unknown[]) {
        if (given[0] instanceof HTMLVideoElement && given.length === 3 && missed++ < most) return;
        Reflect.apply(drawImage, this, given);
      };
    }, most);
    const { page } = await visit(phone, path);
    await press(page, 'I agree: begin');
    await press(page, 'Take the picture');
    const taken = page.getByRole('img', { name: 'The picture that you took' });
    if (most > 60) {
      await page.getByText('Another app uses the camera').waitFor();
      expect(await taken.count()).toBe(0);
      return;
    }
    await taken.waitFor();
    const grey = await taken.evaluate(async (img: HTMLImageElement) => {
      await img.decode();
      const context = new OffscreenCanvas(1, 1).getContext('2d')!;
      context.drawImage(img, 0, 0, 1, 1);
      return context.getImageData(0, 0, 1, 1).data[0]!;
    });
    // The wall that this camera shows.
    expect(grey).toBeGreaterThan(100);
  });

  it('finds a card, draws its outline, takes it by itself, and asks for its other side', async () => {
    const { id, path } = await capturing.link('berta-8');
    const { page, offences } = await visit(await capturing.phone('en', 'card'), path);
    await agreeWithSelfie(page, pictures.second);
    await press(page, 'Identity card');
    const outline = page.locator('.found');
    await outline.waitFor();
    const points = (await outline.getAttribute('points'))!
      .split(' ')
      .map((point) => point.split(',').map(Number));
    const photo = await specimen('TD1-front', 2, ASKED);
    for (const [i, { x, y }] of photo.corners.entries()) {
      expect(Math.abs(points[i]![0]! / 1000 - x / photo.width)).toBeLessThan(0.02);
      expect(Math.abs(points[i]![1]! / 750 - y / photo.height)).toBeLessThan(0.02);
    }
    await page.getByRole('img', { name: 'The picture that you took' }).waitFor();
    await press(page, 'Use this picture');
    await heading(page, 'The other side');
    await said(page, 'Turn the card over');
    await photograph(page, 'capture-back');
    await page.waitForTimeout(1500);
    await said(page, 'Turn the card over');
    await choose(page, Buffer.from((await specimen('TD1-back', 2, ASKED)).bytes));
    await press(page, 'Use this picture');
    await heading(page, 'Thank you');
    const { verification } = await capturing.sessionOf(id);
    const back = await call(
      capturing.service,
      'GET',
      `/v1/verifications/${verification}/pictures/document_back`,
      {
        key: capturing.tenant.key,
      },
    );
    expect(back.status).toBe(200);
    expect((await capturing.verificationOf(verification)).report.document.mrz).toMatchObject({
      on: 'back',
      status: 'read',
    });
    expect(offences).toEqual([]);
  });

  it.each([
    ['passport', 'Good. Hold still', 'capture-document'],
    ['slanted', 'Hold the phone straight above the document', 'capture-slanted'],
    ['nobody', 'No document is seen yet', 'capture-no-document'],
  ] as const)('of a %s on the table it says: %s', async (scene, text, name) => {
    const { path } = await capturing.link(`berta-${scene}`);
    const { page } = await visit(await capturing.phone('en', scene), path);
    await agreeWithSelfie(page, pictures.second);
    await press(page, 'Passport');
    await page.getByRole('checkbox').uncheck();
    await said(page, text);
    await photograph(page, name);
  });

  it('is of use where the detectors never arrive', async () => {
    const { path } = await capturing.link('berta-9');
    const { page } = await visit(await capturing.phone('fr', 'face'), path);
    await page.route('**/*.wasm', (route) => route.abort());
    await page.context().clearCookies();
    await press(page, 'J’accepte : commencer');
    await press(page, 'Prendre la photo');
    await page.getByRole('img', { name: 'La photo que vous avez prise' }).waitFor();
  });
});
