// Pictures back into files.

import sharp, { type Sharp } from 'sharp';
import type { Picture } from './picture.js';

/** The picture as a PNG, losslessly. */
export async function encodePng(picture: Picture): Promise<Uint8Array> {
  return toSharp(picture).png().toBuffer();
}

/** The picture as a JPEG of quality 1–100, colours at full resolution from 90 on. */
export async function encodeJpeg(picture: Picture, quality: number): Promise<Uint8Array> {
  const chromaSubsampling = quality >= 90 ? '4:4:4' : '4:2:0';
  return toSharp(picture).jpeg({ quality, chromaSubsampling }).toBuffer();
}

/** The codec's view of the pixels; they are not copied. */
export function toSharp(picture: Picture): Sharp {
  const { data, width, height } = picture;
  return sharp(data, { raw: { width, height, channels: 3 } });
}
