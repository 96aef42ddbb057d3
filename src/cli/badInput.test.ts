// What goes wrong has a stable code, exit code 2, one JSON document on stdout, and never a stack trace.

import { execFileSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ERRORS, type ErrorCode } from '../errors.js';
import { run } from './program.js';
import { memoryTerminal } from './terminal.js';

const HOME = join(tmpdir(), 'likeness-test-home');
const folder = mkdtempSync(join(tmpdir(), 'likeness-bad-'));
const at = (name: string): string => join(folder, name);
afterAll(() => rmSync(folder, { recursive: true }));

const colour = (background: string) =>
  sharp({ create: { width: 64, height: 64, channels: 3, background } })
    .png()
    .toBuffer();

beforeAll(async () => {
  const noise = sharp({
    create: {
      width: 256,
      height: 256,
      channels: 3,
      noise: { type: 'gaussian', mean: 128, sigma: 40 },
      background: '#000',
    },
  });
  const [jpeg, png, red, blue] = await Promise.all([
    noise.clone().jpeg().toBuffer(),
    noise.clone().png().toBuffer(),
    colour('#f00'),
    colour('#00f'),
  ]);
  writeFileSync(at('good.jpg'), jpeg);
  mkdirSync(at('folder'));
  writeFileSync(at('locked.jpg'), jpeg);
  chmodSync(at('locked.jpg'), 0);
  execFileSync('mkfifo', [at('pipe.jpg')]);
  writeFileSync(at('empty.jpg'), '');
  writeFileSync(at('huge.jpg'), jpeg);
  truncateSync(at('huge.jpg'), 33 * 2 ** 20);
  writeFileSync(at('text.jpg'), 'This is my passport.');
  writeFileSync(at('page.jpg'), '<!DOCTYPE html><html><body>404 Not Found</body></html>');
  writeFileSync(at('scan.pdf'), '%PDF-1.7\n1 0 obj\n<<>>\nendobj\n');
  writeFileSync(at('drawing.svg'), '<svg xmlns="http://www.w3.org/2000/svg" width="9999" height="9999"/>');
  writeFileSync(
    at('iphone.heic'),
    Buffer.from('\0\0\0\x18ftypheic\0\0\0\0heicmif1'.padEnd(200, '\0'), 'latin1'),
  );
  writeFileSync(at('archive.zip'), Buffer.from('PK\x03\x04'.padEnd(200, '\0'), 'latin1'));
  writeFileSync(at('base64.jpg'), jpeg.toString('base64'));
  writeFileSync(at('random.jpg'), Buffer.from(Array.from({ length: 5000 }, (_, i) => (i * 7919 + 13) % 251)));
  writeFileSync(at('half.jpg'), jpeg.subarray(0, jpeg.length / 2));
  writeFileSync(at('half.png'), png.subarray(0, png.length / 2));
  writeFileSync(at('flipped.png'), flipped(png, png.length / 2));
  writeFileSync(
    at('hollow.jpg'),
    Buffer.concat([jpeg.subarray(0, 20), Buffer.alloc(500, 7), Buffer.from([0xff, 0xd9])]),
  );
  const frames = sharp([red, blue], { join: { animated: true } });
  writeFileSync(at('animated.gif'), await frames.clone().gif().toBuffer());
  writeFileSync(at('animated.webp'), await frames.clone().webp().toBuffer());
  writeFileSync(at('animated.png'), withChunk(red, 'acTL', [0, 0, 0, 2, 0, 0, 0, 0]));
  writeFileSync(at('bomb.png'), declaring(red, 60_000, 60_000));
  writeFileSync(at('dot.png'), await sharp(red).resize(1, 1).png().toBuffer());
});

/** Everything that a stranger may hand to `verify`: what it is, the arguments, the code. */
const CASES: readonly (readonly [string, readonly string[], ErrorCode])[] = [
  ['a file that is not there', ['missing.jpg', 'good.jpg'], 'file_not_found'],
  ['a document that is not there', ['good.jpg', 'missing.jpg'], 'file_not_found'],
  ['a name with a zero byte', ['zero\0.jpg', 'good.jpg'], 'file_not_found'],
  ['a folder', ['folder', 'good.jpg'], 'file_unreadable'],
  ['a pipe', ['pipe.jpg', 'good.jpg'], 'file_unreadable'],
  ['a file of 33 MiB', ['huge.jpg', 'good.jpg'], 'file_too_large'],
  ['an empty file', ['empty.jpg', 'good.jpg'], 'image_empty'],
  ['plain text', ['text.jpg', 'good.jpg'], 'image_format_unsupported'],
  ['an HTML page', ['page.jpg', 'good.jpg'], 'image_format_unsupported'],
  ['a PDF', ['good.jpg', 'scan.pdf'], 'image_format_unsupported'],
  ['an SVG', ['drawing.svg', 'good.jpg'], 'image_format_unsupported'],
  ['a HEIC', ['iphone.heic', 'good.jpg'], 'image_format_unsupported'],
  ['a ZIP', ['archive.zip', 'good.jpg'], 'image_format_unsupported'],
  ['Base64 text', ['base64.jpg', 'good.jpg'], 'image_format_unsupported'],
  ['random bytes', ['random.jpg', 'good.jpg'], 'image_format_unsupported'],
  ['half a JPEG', ['half.jpg', 'good.jpg'], 'image_truncated'],
  ['half a PNG', ['half.png', 'good.jpg'], 'image_truncated'],
  ['a PNG with a flipped bit', ['flipped.png', 'good.jpg'], 'image_corrupt'],
  ['a JPEG of nonsense', ['hollow.jpg', 'good.jpg'], 'image_corrupt'],
  ['an animated GIF', ['animated.gif', 'good.jpg'], 'image_animated'],
  ['an animated WebP', ['animated.webp', 'good.jpg'], 'image_animated'],
  ['an animated PNG', ['animated.png', 'good.jpg'], 'image_animated'],
  ['a PNG that declares 60,000 × 60,000 pixels', ['bomb.png', 'good.jpg'], 'image_too_many_pixels'],
  ['one pixel', ['dot.png', 'good.jpg'], 'image_too_small'],
  ['no document', ['good.jpg'], 'usage'],
  ['a third picture', ['good.jpg', 'good.jpg', 'good.jpg'], 'usage'],
  ['an unknown option', ['good.jpg', 'good.jpg', '--fmrr', '1e-4'], 'usage'],
  ['an FMR that is no number', ['good.jpg', 'good.jpg', '--fmr', 'low'], 'option_invalid'],
  ['an option without its value', ['good.jpg', 'good.jpg', '--fmr'], 'option_invalid'],
  ['an FMR of one half', ['good.jpg', 'good.jpg', '--fmr', '0.5'], 'policy_invalid'],
  ['a prior of two', ['good.jpg', 'good.jpg', '--prior', '2'], 'policy_invalid'],
  ['an unknown model', ['good.jpg', 'good.jpg', '--model', 'nobody'], 'model_not_found'],
  ['a model that embeds nothing', ['good.jpg', 'good.jpg', '--model', 'facemesh'], 'model_unsuitable'],
  [
    'an output folder that is not there',
    ['good.jpg', 'good.jpg', '--out', 'no/where.png'],
    'output_unwritable',
  ],
];

describe('verify refuses', () => {
  test.each(CASES)('%s', async (_, args, code) => {
    const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
    const paths = args.map((arg) => (/[./]|folder/.test(arg) && !/^[\d.]+$/.test(arg) ? at(arg) : arg));
    expect(await run(['verify', '--model', 'fast', ...paths, '--json'], terminal)).toBe(2);
    const { error } = JSON.parse(terminal.said.out);
    expect(error).toEqual({ code, message: expect.any(String), hint: expect.any(String) });
    expect(error.message).not.toBe('');
    expect(terminal.said.out + terminal.said.err).not.toMatch(/\n\s+at .*:\d+:\d+/);
  });

  test.skipIf(process.getuid?.() === 0)('a file without permission', async () => {
    const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
    expect(await run(['verify', at('locked.jpg'), at('good.jpg'), '--json'], terminal)).toBe(2);
    expect(JSON.parse(terminal.said.out).error.code).toBe('file_unreadable');
  });

  test('a home that cannot be written to', async () => {
    const terminal = memoryTerminal({ LIKENESS_HOME: at('good.jpg') });
    expect(await run(['verify', at('good.jpg'), at('good.jpg'), '--json'], terminal)).toBe(2);
    expect(JSON.parse(terminal.said.out).error.code).toBe('home_unwritable');
  });
});

test('without --json the error goes to stderr, with its hint, and stdout stays empty', async () => {
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME });
  expect(await run(['verify', at('empty.jpg'), at('good.jpg')], terminal)).toBe(2);
  expect(terminal.said.out).toBe('');
  expect(terminal.said.err).toContain('image_empty:');
  expect(terminal.said.err).toContain(ERRORS.image_empty);
});

test('LIKENESS_DEBUG adds the stack trace, on stderr', async () => {
  const terminal = memoryTerminal({ LIKENESS_HOME: HOME, LIKENESS_DEBUG: '1' });
  expect(await run(['verify', at('missing.jpg'), at('good.jpg'), '--json'], terminal)).toBe(2);
  expect(JSON.parse(terminal.said.out).error.code).toBe('file_not_found');
  expect(terminal.said.err).toMatch(/\n\s+at .*:\d+:\d+/);
});

function flipped(bytes: Buffer, position: number): Buffer {
  const copy = Buffer.from(bytes);
  copy[Math.floor(position)]! ^= 0x10;
  return copy;
}

/** The signature and IHDR take up 33 bytes of every PNG. */
const AFTER_HEADER = 33;

function withChunk(png: Buffer, type: string, data: readonly number[]): Buffer {
  return Buffer.concat([
    png.subarray(0, AFTER_HEADER),
    chunk(type, Buffer.from(data)),
    png.subarray(AFTER_HEADER),
  ]);
}

function declaring(png: Buffer, width: number, height: number): Buffer {
  const header = Buffer.from(png.subarray(16, 29));
  header.writeUInt32BE(width, 0);
  header.writeUInt32BE(height, 4);
  return Buffer.concat([png.subarray(0, 8), chunk('IHDR', header), png.subarray(AFTER_HEADER)]);
}

function chunk(type: string, data: Buffer): Buffer {
  const named = Buffer.concat([Buffer.from(type, 'latin1'), data]);
  const length = Buffer.alloc(4);
  length.writeUInt32BE(data.length);
  const sum = Buffer.alloc(4);
  sum.writeUInt32BE(crc32(named));
  return Buffer.concat([length, named, sum]);
}
