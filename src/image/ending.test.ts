import sharp from 'sharp';
import { expect, it } from 'vitest';
import { endsEarly } from './ending.js';
import { jpeg2000Sample } from './jpeg2000/samples.fixture.js';

const FORMATS = ['jpeg', 'png', 'gif', 'webp', 'avif', 'tiff', 'jp2'] as const;

async function file(format: (typeof FORMATS)[number]): Promise<Buffer> {
  if (format === 'jp2') return jpeg2000Sample('sYCC 4:2:0');
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  return sharp({ create: { width: 80, height: 60, channels: 3, background: '#000', noise } })
    .toFormat(format)
    .toBuffer();
}

it.each(FORMATS)('a whole %s is complete, also with bytes after its end', async (format) => {
  const whole = await file(format);
  expect(endsEarly(format, whole)).toBe(false);
  if (format !== 'avif')
    expect(endsEarly(format, Buffer.concat([whole, Buffer.from('appended')]))).toBe(false);
});

it.each(FORMATS)('a %s ends early wherever it is cut', async (format) => {
  const whole = await file(format);
  for (let part = 0.02; part < 1; part += 0.02) {
    const cut = whole.subarray(0, Math.floor(whole.length * part));
    expect(endsEarly(format, cut), `cut at ${part.toFixed(2)}`).toBe(true);
  }
  // A strip of a TIFF may be stored last, or the directory may: the last bytes can be padding.
  const last = format === 'tiff' ? 4 : 1;
  expect(endsEarly(format, whole.subarray(0, -last))).toBe(true);
});

it('walks progressive JPEGs, padded markers and both byte orders of TIFF', async () => {
  const noise = { type: 'gaussian', mean: 128, sigma: 40 } as const;
  const progressive = await sharp({
    create: { width: 80, height: 60, channels: 3, background: '#000', noise },
  })
    .jpeg({ progressive: true })
    .toBuffer();
  expect(endsEarly('jpeg', progressive)).toBe(false);
  expect(endsEarly('jpeg', progressive.subarray(0, -2))).toBe(true);
  const padded = Buffer.concat([progressive.subarray(0, 2), Buffer.of(0xff, 0xff), progressive.subarray(2)]);
  expect(endsEarly('jpeg', padded)).toBe(false);
  const tiled = await sharp(progressive)
    .tiff({ tile: true, bigtiff: true, compression: 'deflate' })
    .toBuffer();
  expect(endsEarly('tiff', tiled)).toBe(false);
  expect(endsEarly('tiff', tiled.subarray(0, tiled.length >> 1))).toBe(true);
  // One strip of 4 bytes at 100, big-endian: StripOffsets and StripByteCounts are shorts.
  const directory = [
    0, 2, 1, 17, 0, 3, 0, 0, 0, 1, 0, 100, 0, 0, 1, 23, 0, 3, 0, 0, 0, 1, 0, 4, 0, 0, 0, 0, 0, 0,
  ];
  const big = Buffer.concat([
    Buffer.from('MM\0*\0\0\0\x08', 'latin1'),
    Buffer.from(directory),
    Buffer.alloc(66),
  ]);
  expect(endsEarly('tiff', big)).toBe(false);
  expect(endsEarly('tiff', big.subarray(0, 103))).toBe(true);
});

it('does not loop on sizes of nothing', () => {
  expect(endsEarly('avif', Buffer.from('\0\0\0\x04ftypavif\0\0\0\0\0\0\0\0', 'latin1'))).toBe(false);
  expect(endsEarly('png', Buffer.alloc(200))).toBe(true);
  expect(endsEarly('tiff', Buffer.from('II*\0\0\0\0\0', 'latin1'))).toBe(true);
});
