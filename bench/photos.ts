// The photographs of the benchmark: 720p JPEGs of one person each, cut from the samples of @vladmandic/face-api.

import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import sharp from 'sharp';

const samples = join(
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/face-api'))),
  'demo',
);

/** Centre of the person's face in the sample, in pixels. */
const SELFIE = { file: 'sample3.jpg', x: 1590, y: 420 } as const;
const DOCUMENT = { file: 'sample6.jpg', x: 340, y: 590 } as const;

/** A selfie and a document, both 1280 × 720, quality 90. */
export async function benchPhotos(): Promise<{ selfie: Uint8Array; document: Uint8Array }> {
  const [selfie, document] = await Promise.all([portrait(SELFIE), portrait(DOCUMENT)]);
  return { selfie, document };
}

async function portrait({ file, x, y }: { file: string; x: number; y: number }): Promise<Uint8Array> {
  const [width, height] = [640, 360];
  const image = sharp(join(samples, file));
  const size = await image.metadata();
  const left = Math.min(Math.max(0, x - width / 2), size.width - width);
  const top = Math.min(Math.max(0, y - height / 2), size.height - height);
  return image
    .extract({ left, top, width, height })
    .resize(1280, 720, { kernel: 'cubic' })
    .jpeg({ quality: 90 })
    .toBuffer();
}
