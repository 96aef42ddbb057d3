// For tests: customers with phones before the real service. The camera is Chromium's own fake one, which shows one picture
// for ever.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContext, Page } from 'playwright-core';
import sharp from 'sharp';
import { expect } from 'vitest';
import { call, sharedService } from '../../service/service.fixture.js';
import type { Disturbance } from '../../workbench/specimens/scene/index.js';
import { openBrowser } from '../browser.fixture.js';
import { HELD, samplePhotograph, specimen } from './seeing/seeing.fixture.js';

const PHONE = { width: 390, height: 844 };

/** What the camera shows: a woman who holds her phone as asked, two people, nobody, documents on a table. */
const SCENES = {
  face: async () => wide(await cut(await samplePhotograph(3), 947, 17, 480, 640)),
  two: async () => wide(await cut(await samplePhotograph(3), 520, 0, 1120, 840)),
  nobody: () =>
    wide(
      sharp({ create: { width: 640, height: 480, channels: 3, background: '#8a8f92' } })
        .jpeg()
        .toBuffer(),
    ),
  passport: async () => wide((await specimen('TD3', 2, ASKED)).bytes),
  card: async () => wide((await specimen('TD1-front', 2, ASKED)).bytes),
  slanted: async () =>
    wide((await specimen('TD3', 2, { ...ASKED, tilt: [44, 45], size: [0.5, 0.55] })).bytes),
} as const;
export type Scene = keyof typeof SCENES;
export const ASKED: Disturbance = { ...HELD, size: [0.6, 0.8], tilt: [0, 20], turn: [-8, 8] };

const cut = (photo: Buffer, left: number, top: number, width: number, height: number): Promise<Buffer> =>
  sharp(photo).extract({ left, top, width, height }).jpeg({ quality: 95 }).toBuffer();

/** As the camera gives it: 4 : 3, with a wall to both sides of what is higher than wide. */
const wide = async (photo: Uint8Array | Promise<Buffer>): Promise<Buffer> =>
  sharp(await photo)
    .resize(1600, 1200, { fit: 'contain', background: '#9aa0a3' })
    .jpeg({ quality: 92 })
    .toBuffer();

/**
 * One picture as a clip (YUV4MPEG2: planes of Y, Cb, Cr as in JPEG, the latter two at half the size). Of a clip of JPEGs
 * Chromium decodes 30 a second, which leaves little of two cores to what looks at them; of this one it takes ten.
 */
async function asClip(picture: Buffer): Promise<Buffer> {
  const { data, info } = await sharp(picture).raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  const half = await sharp(picture)
    .resize(width / 2, height / 2)
    .raw()
    .toBuffer();
  const plane = (of: Buffer, [base, ...weights]: readonly number[]) =>
    Uint8Array.from({ length: of.length / 3 }, (_, i) =>
      Math.round(base! + weights.reduce((sum, weight, c) => sum + weight * of[3 * i + c]!, 0)),
    );
  return Buffer.concat([
    Buffer.from(`YUV4MPEG2 W${width} H${height} F10:1 Ip A1:1 C420jpeg\nFRAME\n`),
    // ITU-T H.273, matrix coefficients 6 (BT.601), narrow range: what Chromium takes a camera's planes for.
    plane(data, [16, 0.257, 0.504, 0.098]),
    plane(half, [128, -0.148, -0.291, 0.439]),
    plane(half, [128, 0.439, -0.368, -0.071]),
  ]);
}

/** A service, a tenant of it, and phones. */
export async function openCapturing() {
  const service = await sharedService();
  const tenant = await service.newTenant();
  const folder = await mkdtemp(join(tmpdir(), 'likeness-camera-'));
  const browsers = new Map<Scene, Promise<Browser>>();
  const camera = (scene: Scene): Promise<Browser> => {
    const opened = browsers.get(scene) ?? open(scene);
    browsers.set(scene, opened);
    return opened;
  };
  return {
    ...{ service, tenant, camera },
    /** A browser of whoever holds the phone, whose camera shows the scene. */
    phone: async (locale: string, scene: Scene = 'nobody', viewport = PHONE): Promise<BrowserContext> =>
      (await camera(scene)).newContext({
        ...{ locale, viewport, permissions: ['camera'], hasTouch: true, isMobile: true },
      }),
    /** A link for two tries. */
    async link(customer: string): Promise<{ readonly id: string; readonly path: string }> {
      const { body } = await call(service, 'POST', '/v1/sessions', {
        key: tenant.key,
        body: { customer, tries: 2 },
      });
      const { pathname, hash } = new URL(body.url);
      return { id: body.id, path: pathname + hash };
    },
    sessionOf: async (id: string) =>
      (await call(service, 'GET', `/v1/sessions/${id}`, { key: tenant.key })).body,
    verificationOf: async (id: string) =>
      (await call(service, 'GET', `/v1/verifications/${id}`, { key: tenant.key })).body,
    async close(): Promise<void> {
      for (const browser of browsers.values()) await (await browser).close();
      await rm(folder, { recursive: true });
    },
  };

  async function open(scene: Scene): Promise<Browser> {
    const clip = join(folder, `${scene}.y4m`);
    await writeFile(clip, await asClip(await SCENES[scene]()));
    return openBrowser(service, [
      '--use-fake-device-for-media-stream',
      '--use-fake-ui-for-media-stream',
      `--use-file-for-fake-video-capture=${clip}`,
    ]);
  }
}
export type Capturing = Awaited<ReturnType<typeof openCapturing>>;

export const choose = (page: Page, bytes: Buffer): Promise<void> =>
  page.locator('input[type=file]').setInputFiles({ name: 'page.jpg', mimeType: 'image/jpeg', buffer: bytes });

export const press = (page: Page, name: string): Promise<void> => page.getByRole('button', { name }).click();
/** Consent, and a selfie that is chosen. */
export async function agreeWithSelfie(page: Page, selfie: Buffer): Promise<void> {
  await press(page, 'I agree: begin');
  await choose(page, selfie);
  await press(page, 'Use this picture');
}
/** Then a passport's page, which is not sent yet. */
export async function choosePassport(page: Page, picture: Buffer): Promise<void> {
  await press(page, 'Passport');
  await choose(page, picture);
}
export const heading = (page: Page, name: string): Promise<void> =>
  page.getByRole('heading', { name, exact: true }).waitFor();
/** Nothing has to be scrolled aside. */
export const fits = async (page: Page): Promise<void> =>
  expect(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth)).toBe(0);
/** What the page says over the camera's picture. */
export const said = (page: Page, text: string): Promise<void> =>
  page.locator('.cue', { hasText: text }).waitFor();
