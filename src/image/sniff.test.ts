import { expect, it } from 'vitest';
import { sniff } from './sniff.js';

function of(start: string, length = 64): Uint8Array {
  return Buffer.concat([Buffer.from(start, 'latin1'), Buffer.alloc(Math.max(0, length - start.length), 1)]);
}

it.each([
  ['jpeg', '\xff\xd8\xff\xe0'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF89a'],
  ['gif', 'GIF87a'],
  ['webp', 'RIFF\x10\0\0\0WEBPVP8 '],
  ['tiff', 'II*\0\x08\0\0\0'],
  ['tiff', 'MM\0*\0\0\0\x08'],
  ['avif', '\0\0\0\x1cftypavif\0\0\0\0avifmif1miaf'],
  ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['jp2', '\xff\x4f\xff\x51\0\x2f'],
  ['avif', '\0\0\0\x1cftypmif1\0\0\0\0mif1avifmiaf'],
])('recognises %s', (format, start) => {
  expect(sniff(of(start)).format).toBe(format);
});

it.each([
  ['a PDF', '%PDF-1.7\n'],
  ['a BMP', 'BM\x36\x30\0\0\0\0\0\0\x36'],
  ['a HEIC (HEIF with HEVC)', '\0\0\0\x18ftypheic\0\0\0\0mif1heic'],
  ['a HEIC (HEIF with HEVC)', '\0\0\0\x18ftypmif1\0\0\0\0mif1heic'],
  ['an MP4 or QuickTime video', '\0\0\0\x18ftypisom\0\0\0\0isommp42'],
  ['an MP4 or QuickTime video', '\0\0\0\x14ftypqt  \0\0\0\0qt  '],
  ['a Canon raw photograph', '\0\0\0\x18ftypcrx \0\0\0\x01crx isom'],
  ['a JPEG XL', '\xff\x0a\xfa'],
  ['a Photoshop document', '8BPS\0\x01'],
  ['a ZIP archive or an Office document', 'PK\x03\x04\x14'],
  ['a gzip archive', '\x1f\x8b\x08'],
  ['a Matroska or WebM video', '\x1a\x45\xdf\xa3'],
  ['an AVI video', 'RIFF\x10\0\0\0AVI LIST'],
  ['a program', '\x7fELF'],
])('names %s', (seems, start) => {
  expect(sniff(of(start))).toMatchObject({ format: null, seems });
});

it.each([
  ['an SVG drawing', '<svg xmlns="http://www.w3.org/2000/svg"/>'],
  ['an SVG drawing', '<?xml version="1.0"?>\n<!-- drawn -->\n<SVG>'],
  ['an SVG drawing', '\ufeff  <svg>'],
  ['an HTML page', '<!DOCTYPE html><html><body>413 Request Entity Too Large'],
  ['an XML document', '<?xml version="1.0"?><Error><Code>AccessDenied</Code></Error>'],
  ['JSON', '{"error":"not found"}'],
  ['Base64 text instead of the bytes it stands for', '/9j/4AAQSkZJRgABAQAAAQABAAD'],
  ['a data: URL instead of the bytes it stands for', 'data:image/jpeg;base64,/9j/4AAQ'],
  ['plain text', 'Grüße aus Wien'],
  ['plain text', '404'],
  ['unknown data', '\0\0\0\0\0\0\0'],
])('names %s among texts: %s', (seems, text) => {
  expect(sniff(Buffer.from(text))).toMatchObject({ format: null, seems });
});

it('tells the owner of an iPhone how to make JPEGs', () => {
  expect(sniff(of('\0\0\0\x18ftypheic\0\0\0\0mif1heic'))).toMatchObject({
    hint: expect.stringContaining('Most Compatible'),
  });
});

it('says something of any number of bytes', () => {
  for (let length = 0; length < 40; length++) {
    expect(sniff(new Uint8Array(length).fill(0xff))).toBeDefined();
    expect(sniff(Buffer.from('\0\0\0\x18ftypheic\0\0\0\0mif1heicRIFF').subarray(0, length))).toBeDefined();
  }
});
