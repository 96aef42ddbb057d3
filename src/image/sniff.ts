// What a file is, by its first bytes. Only seven formats ever reach the codec; the others are named, so that the
// sender learns what was wrong. Nothing here trusts a file name or a media type.

import type { PictureSource } from './picture.js';

export type PictureFormat = PictureSource['format'];

/** A format we decode, or the name of what it seems to be instead. */
export type Sniffed =
  | { readonly format: PictureFormat }
  | { readonly format: null; readonly seems: string; readonly hint?: string };

/** Looks at the first kilobyte at most. */
export function sniff(bytes: Uint8Array): Sniffed {
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.byteLength, 1024));
  for (const [format, pattern] of FORMATS) if (matches(head, pattern)) return { format };
  const container = isoContainer(head);
  if (container) return container;
  for (const [seems, pattern] of STRANGERS) if (matches(head, pattern)) return { format: null, seems };
  return { format: null, ...markup(head) };
}

/** Bytes as Latin-1 text, from the start of the file; `.` stands for any byte. */
type Pattern = string;

const FORMATS: readonly (readonly [PictureFormat, Pattern])[] = [
  ['jpeg', '\xff\xd8\xff'],
  ['png', '\x89PNG\r\n\x1a\n'],
  ['gif', 'GIF87a'],
  ['gif', 'GIF89a'],
  ['webp', 'RIFF....WEBP'],
  ['tiff', 'II*\0'],
  ['tiff', 'MM\0*'],
  ['tiff', 'II+\0\x08\0\0\0'],
  ['tiff', 'MM\0+\0\x08\0\0'],
  ['jp2', '\0\0\0\x0cjP  \r\n\x87\n'],
  ['jp2', '\xff\x4f\xff\x51'],
];

const STRANGERS: readonly (readonly [string, Pattern])[] = [
  ['a PDF', '%PDF-'],
  ['a BMP', 'BM....\0\0\0\0'],
  ['a JPEG XL', '\xff\x0a'],
  ['a JPEG XL', '\0\0\0\x0cJXL \r\n\x87\n'],
  ['a JPEG XR', 'II\xbc\x01'],
  ['a Photoshop document', '8BPS'],
  ['an OpenEXR picture', 'v/1\x01'],
  ['a Radiance picture', '#?RADIANCE'],
  ['a Windows icon', '\0\0\x01\0'],
  ['a DDS texture', 'DDS '],
  ['a Fujifilm raw photograph', 'FUJIFILMCCD-RAW'],
  ['an Olympus raw photograph', 'IIRO'],
  ['a Panasonic raw photograph', 'IIU\0'],
  ['a ZIP archive or an Office document', 'PK\x03\x04'],
  ['an empty ZIP archive', 'PK\x05\x06'],
  ['a RAR archive', 'Rar!\x1a\x07'],
  ['a 7z archive', '7z\xbc\xaf\x27\x1c'],
  ['a gzip archive', '\x1f\x8b'],
  ['an old Office document', '\xd0\xcf\x11\xe0'],
  ['an AVI video', 'RIFF....AVI '],
  ['a WAV recording', 'RIFF....WAVE'],
  ['a Matroska or WebM video', '\x1a\x45\xdf\xa3'],
  ['an MPEG video', '\0\0\x01\xba'],
  ['an Ogg recording', 'OggS'],
  ['an MP3 recording', 'ID3'],
  ['a program', '\x7fELF'],
  ['a program', 'MZ'],
  ['PostScript', '%!PS'],
];

function matches(head: Buffer, pattern: Pattern): boolean {
  if (head.length < pattern.length) return false;
  for (let i = 0; i < pattern.length; i++) {
    if (pattern[i] !== '.' && head[i] !== pattern.charCodeAt(i)) return false;
  }
  return true;
}

/** Files of the ISO base media format (ISO/IEC 14496-12) say what they are in their brands. */
function isoContainer(head: Buffer): Sniffed | undefined {
  if (head.length < 12 || head.toString('latin1', 4, 8) !== 'ftyp') return undefined;
  const end = Math.min(head.readUInt32BE(0), head.length);
  const brands = [head.toString('latin1', 8, 12)];
  for (let at = 16; at + 4 <= end; at += 4) brands.push(head.toString('latin1', at, at + 4));
  const has = (...wanted: string[]) => wanted.some((brand) => brands.includes(brand));
  if (has('avif', 'avis')) return { format: 'avif' };
  if (has('heic', 'heix', 'heim', 'heis', 'hevc', 'hevx', 'mif1', 'msf1')) {
    return { format: null, seems: 'a HEIC (HEIF with HEVC)', hint: HEIC_HINT };
  }
  return { format: null, seems: has('crx ') ? 'a Canon raw photograph' : 'an MP4 or QuickTime video' };
}

const HEIC_HINT = 'Send a JPEG; an iPhone makes them with Settings › Camera › Formats › Most Compatible.';

function markup(head: Buffer): { seems: string } {
  const text = head
    .toString('utf8')
    .replace(/^\ufeff/, '')
    .trimStart()
    .toLowerCase();
  if (text.includes('<svg')) return { seems: 'an SVG drawing' };
  if (/<(!doctype html|html|head|body)/.test(text)) return { seems: 'an HTML page' };
  if (text.startsWith('<?xml')) return { seems: 'an XML document' };
  if (text.startsWith('data:image/')) return { seems: 'a data: URL instead of the bytes it stands for' };
  if (/^\/9j\/|^ivborw0kggo|^uklgr/.test(text))
    return { seems: 'Base64 text instead of the bytes it stands for' };
  if (/^[{[]/.test(text)) return { seems: 'JSON' };
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what tells text from data
  return { seems: /[\0-\x08\x0e-\x1f\ufffd]/.test(text.slice(0, -1)) ? 'unknown data' : 'plain text' };
}
