import { readFileSync } from 'node:fs';
import sharp from 'sharp';
import { expect, it } from 'vitest';
import { isSrgb } from './profile.js';

async function profile(name: string): Promise<Uint8Array> {
  const picture = sharp({ create: { width: 8, height: 8, channels: 3, background: '#888' } });
  const { icc } = await sharp(await picture.png().withIccProfile(name).toBuffer()).metadata();
  return icc!;
}

it('recognises the sRGB that libvips embeds (parametric) and the one of Hewlett-Packard (1024 points)', async () => {
  const { icc } = await sharp(readFileSync('node_modules/@vladmandic/face-api/demo/sample1.jpg')).metadata();
  expect(icc).toHaveLength(3144);
  expect(isSrgb(icc!)).toBe(true);
  expect(isSrgb(await profile('srgb'))).toBe(true);
});

it('is no for Display P3, CMYK and whatever cannot be read', async () => {
  expect(isSrgb(await profile('p3'))).toBe(false);
  expect(isSrgb(new Uint8Array())).toBe(false);
  expect(isSrgb(new Uint8Array(4000))).toBe(false);
  const srgb = await profile('srgb');
  for (let length = 0; length < srgb.length; length += 7) {
    expect(typeof isSrgb(srgb.subarray(0, length))).toBe('boolean');
  }
});

it('is no for sRGB’s primaries with another curve, as in linear profiles', async () => {
  const linear = Buffer.from(await profile('srgb'));
  // Every parametric curve gets the exponent 1 instead of 2.4.
  for (let at = linear.indexOf('para'); at >= 0; at = linear.indexOf('para', at + 4))
    linear.writeInt32BE(65536, at + 12);
  expect(isSrgb(linear)).toBe(false);
});
