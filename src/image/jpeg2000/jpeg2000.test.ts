import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../../errors.js';
import { decode } from '../decode.js';
import type { DecodedPicture, Picture } from '../picture.js';
import { decodeCodestream, encodeJpeg2000 } from './openjpeg.js';
import {
  box,
  enumerated,
  JPEG_2000_SAMPLES,
  type Jpeg2000Sample,
  jp2,
  jpeg2000Sample,
  profiled,
} from './samples.fixture.js';
import { inspectJpeg2000, unpackJpeg2000 } from './unpack.js';

/** Red, green, blue, white. */
const QUARTERS = [
  [230, 20, 20],
  [20, 200, 30],
  [30, 40, 220],
  [250, 250, 250],
];

/** Their luma by ITU-R BT.601, as Pillow rounds it. */
const GREYS = [83, 127, 58, 250].map((grey) => [grey, grey, grey]);

function corners({ width, height, data }: DecodedPicture): number[][] {
  return [10 / 48, 40 / 48].flatMap((down) =>
    [10 / 64, 50 / 64].map((right) => {
      const at = 3 * (Math.floor(down * height) * width + Math.floor(right * width));
      return [...data.subarray(at, at + 3)];
    }),
  );
}

function furthest(actual: readonly number[][], expected: readonly number[][]): number {
  return Math.max(
    ...actual.flatMap((colour, i) => colour.map((value, c) => Math.abs(value - expected[i][c]))),
  );
}

/** A picture in which nearly every pixel differs from its neighbours. */
function texture(width: number, height: number): Picture {
  const data = Uint8Array.from({ length: 3 * width * height }, (_, i) => (i * i * 31 + (i >> 7) * 13) & 255);
  return { width, height, data };
}

async function codeOf(bytes: Uint8Array): Promise<string> {
  try {
    await decode(bytes, { limits: { pixels: 4e6 } });
    return 'decoded';
  } catch (error) {
    if (error instanceof LikenessError) return error.code;
    throw error;
  }
}

describe('JPEG 2000 by other encoders', () => {
  // Colour differences are rounded twice, layers are lossy.
  const lossless: readonly Jpeg2000Sample[] = [
    'RGB, reversible',
    'RGB in tiles of 20 × 20',
    'grey, 16 bits',
    'grey, 12 bits',
  ];
  it.each(JPEG_2000_SAMPLES.filter((name) => name !== 'RGB with opacity'))('%s', async (name) => {
    const picture = await decode(jpeg2000Sample(name));
    expect(picture.source).toMatchObject({ format: 'jp2', width: 64, height: 48, orientation: 1, scale: 1 });
    const expected = name.startsWith('grey') ? GREYS : QUARTERS;
    expect(furthest(corners(picture), expected)).toBeLessThanOrEqual(lossless.includes(name) ? 0 : 3);
  });

  it('opacity is refused: the codec gives colours alone', async () => {
    await expect(decode(jpeg2000Sample('RGB with opacity'))).rejects.toMatchObject({
      code: 'image_format_unsupported',
      message: 'This is a JPEG 2000 with opacity, which is not read.',
    });
  });
});

describe('what the file says of its colours', () => {
  const { width, height, data } = texture(64, 48);
  const codestream = encodeJpeg2000({ width, height, data });

  it('a codestream that was encoded losslessly is decoded to the very pixels', async () => {
    expect((await decode(await codestream)).data).toEqual(data);
    expect((await decode(jp2(await codestream, enumerated(16)))).data).toEqual(data);
  });

  it('sYCC is converted by the matrix of BT.601: neutral chroma is grey', async () => {
    const neutral = Uint8Array.from({ length: 3 * 64 * 48 }, (_, i) => (i % 3 === 0 ? (i / 3) % 256 : 128));
    const grey = await encodeJpeg2000({ width, height, data: neutral });
    const picture = await decode(jp2(grey, enumerated(18)));
    expect(picture.data).toEqual(neutral.map((_, i) => neutral[i - (i % 3)]));
  });

  it('an ICC profile is applied: Display P3 becomes sRGB', async () => {
    const create = { width, height, channels: 3, background: '#e61414' } as const;
    const wide = await sharp({ create }).withIccProfile('p3').png().toBuffer();
    const own = await sharp(wide, { ignoreIcc: true }).raw().toBuffer();
    expect(own[0]).toBeLessThan(225);
    const profile = (await sharp(wide).metadata()).icc!;
    const file = jp2(await encodeJpeg2000({ width, height, data: own }), profiled(profile));
    expect(furthest([[...(await decode(file)).data.subarray(0, 3)]], [[0xe6, 0x14, 0x14]])).toBeLessThan(3);
  });

  it('a damaged profile: the pixels are whole', async () => {
    expect((await decode(jp2(await codestream, profiled(Buffer.alloc(200, 1))))).width).toBe(64);
  });

  it.each([
    ['image_format_unsupported', 'CMYK', [enumerated(12)]],
    ['image_format_unsupported', 'a palette', [enumerated(16), box('pclr', Buffer.alloc(10))]],
    ['image_format_unsupported', 'a method of JPX', [box('colr', Buffer.from([3, 0, 0]))]],
    [
      'image_format_unsupported',
      'blue before red',
      [enumerated(16), box('cdef', Buffer.from([0, 1, 0, 0, 0, 0, 0, 3]))],
    ],
    ['image_corrupt', 'three components called grey', [enumerated(17)]],
    ['image_corrupt', 'no colours', []],
    ['image_truncated', 'a colour box without its colour', [box('colr', Buffer.from([1, 0, 0]))]],
    ['image_corrupt', 'a box of no length', [Buffer.from([0, 0, 0, 2, 0x63, 0x6f, 0x6c, 0x72])]],
  ])('%s: %s', async (code, _kind, header) => {
    expect(await codeOf(jp2(await codestream, ...header))).toBe(code);
  });

  it('image_animated: two codestreams', async () => {
    const two = Buffer.concat([jp2(await codestream, enumerated(16)), box('jp2c', await codestream)]);
    expect(await codeOf(two)).toBe('image_animated');
  });

  it('a box of 64-bit length, one that reaches to the end, and a torn one behind the picture', async () => {
    const plain = jp2(await codestream, enumerated(16));
    const at = plain.length - (await codestream).length - 8;
    const long = Buffer.alloc(16);
    long.writeUInt32BE(1);
    long.write('jp2c', 4, 'latin1');
    long.writeBigUInt64BE(BigInt(plain.length - at + 8), 8);
    expect((await decode(Buffer.concat([plain.subarray(0, at), long, await codestream]))).data).toEqual(data);
    const open = Buffer.from(plain);
    open.writeUInt32BE(0, at);
    expect((await decode(open)).data).toEqual(data);
    expect(
      (await decode(Buffer.concat([plain, box('uuid', Buffer.alloc(99)).subarray(0, 50)]))).data,
    ).toEqual(data);
  });
});

describe('shrinking while decoding', () => {
  it('halves as often as the codestream allows, then resizes, and says by how much in all', async () => {
    const picture = await decode(await encodeJpeg2000(texture(500, 300)), { maxSide: 100 });
    expect([picture.width, picture.height]).toEqual([100, 60]);
    expect(picture.source).toMatchObject({ width: 500, height: 300, scale: 0.2 });
  });

  it('a narrow picture is not halved into too small a one', async () => {
    const picture = await decode(await encodeJpeg2000(texture(640, 40)), { maxSide: 64 });
    expect([picture.width, picture.height]).toEqual([64, 4]);
  });
});

const BILLIONS = Array<number>(8).fill(0xff);

describe('a codestream that asks for more than it is', () => {
  const whole = (async () => Buffer.from(await encodeJpeg2000(texture(64, 48), 4000)))();
  /** COD stands behind SIZ (49 bytes) and SOC. */
  const edited = async (edit: (copy: Buffer) => void) => {
    const copy = Buffer.from(await whole);
    edit(copy);
    return copy;
  };
  const cod = async () => (await whole).indexOf(Buffer.from([0xff, 0x52]));

  it.each([
    ['image_corrupt', 'of 4 billion by 4 billion pixels', 8, [...BILLIONS, ...Array(8).fill(0), ...BILLIONS]],
    ['image_corrupt', 'of no width', 8, [0, 0, 0, 0]],
    ['image_corrupt', 'in more tiles than it has bytes', 24, [0, 0, 0, 1, 0, 0, 0, 1]],
    [
      'image_format_unsupported',
      'in 36864 tiles',
      8,
      [0, 0, 3, 0, 0, 0, 3, 0, ...Array(8).fill(0), 0, 0, 0, 4, 0, 0, 0, 4],
    ],
    ['image_corrupt', 'in tiles of nothing', 24, [0, 0, 0, 0]],
    ['image_format_unsupported', 'with an offset', 16, [0, 0, 0, 9]],
    ['image_corrupt', 'of 16384 components, of which three are there', 40, [0x40, 0]],
    ['image_format_unsupported', 'of 16 bits a colour', 42, [15, 1, 1, 15, 1, 1, 15]],
    ['image_format_unsupported', 'of signed samples', 42, [0x87, 1, 1, 0x87, 1, 1, 0x87]],
    ['image_format_unsupported', 'of unequal depths', 42, [7, 1, 1, 6]],
    ['image_format_unsupported', 'with a component at a third of the columns', 46, [3]],
  ])('%s: %s', async (code, _kind, at, bytes) => {
    expect(await codeOf(await edited((copy) => copy.set(bytes, at)))).toBe(code);
  });

  it('image_corrupt: 65535 layers, of which each has a byte a packet at the least', async () => {
    const at = await cod();
    const layers = await edited((copy) => copy.writeUInt16BE(65535, at + 6));
    await expect(decode(layers)).rejects.toMatchObject({
      code: 'image_corrupt',
      message: expect.stringContaining('more packets than it has bytes'),
    });
  });

  it('image_corrupt: precincts of one pixel', async () => {
    const at = await cod();
    const whole_ = await whole;
    const precincts = Buffer.concat([whole_.subarray(0, at + 14), Buffer.alloc(6), whole_.subarray(at + 14)]);
    precincts.writeUInt16BE(18, at + 2);
    precincts[at + 4] |= 1;
    await expect(decode(precincts)).rejects.toMatchObject({
      message: expect.stringContaining('more packets'),
    });
  });

  it('image_too_many_pixels: more than are decoded at once, where they cannot be halved', async () => {
    const picture = inspectJpeg2000(await whole);
    const large = { ...picture, width: 4001, height: 4001 };
    const code = { code: 'image_too_many_pixels' };
    await expect(unpackJpeg2000({ ...large, decompositions: 0 }, 32, 32)).rejects.toMatchObject(code);
    await expect(unpackJpeg2000(large, 4001, 32)).rejects.toMatchObject(code);
  });

  it('image_truncated: of two tile-parts one', async () => {
    const parts = jpeg2000Sample('RGB in tile-parts by resolution, SOP and EPH');
    const sot = Buffer.from([0xff, 0x90, 0, 10]);
    const last = parts.lastIndexOf(sot);
    expect(await codeOf(Buffer.concat([parts.subarray(0, last), Buffer.from([0xff, 0xd9])]))).toBe(
      'image_truncated',
    );
  });

  it('one that lacks nothing but its end marker is whole', async () => {
    const bytes = await whole;
    expect(await codeOf(bytes.subarray(0, -2))).toBe('decoded');
  });

  it('the codec answers after one that failed in it as before', async () => {
    const good = await decode(await whole);
    await expect(decodeCodestream((await whole).subarray(0, 60), 0)).rejects.toMatchObject({
      code: 'image_corrupt',
    });
    await expect(decodeCodestream(Buffer.alloc(9), 0)).rejects.toMatchObject({ code: 'image_corrupt' });
    expect((await decode(await whole)).data).toEqual(good.data);
  });
});

it('a thousand damaged codestreams: a picture or a refusal, and the codec lives on', async () => {
  const files = JPEG_2000_SAMPLES.map(jpeg2000Sample);
  let state = 7;
  const random = (below: number) => {
    state = (Math.imul(state, 1103515245) + 12345) >>> 0;
    return (state >>> 8) % below;
  };
  const codes = new Map<string, number>();
  for (let i = 0; i < 1000; i++) {
    const copy = Buffer.from(files[i % files.length]);
    // Headers are where the harm can be done.
    const reach = i % 3 === 0 ? copy.length : Math.min(copy.length, 230);
    for (let n = 0; n <= random(4); n++)
      copy[random(reach)] = i % 2 ? random(256) : [0, 1, 127, 128, 255][random(5)];
    const code = await codeOf(i % 7 === 0 ? copy.subarray(0, random(copy.length)) : copy);
    codes.set(code, (codes.get(code) ?? 0) + 1);
  }
  expect([...codes.keys()].filter((code) => code !== 'decoded' && !code.startsWith('image_'))).toEqual([]);
  expect(codes.get('image_corrupt')).toBeGreaterThan(100);
  expect(codes.get('image_truncated')).toBeGreaterThan(100);
  expect((await decode(files[0])).width).toBe(64);
});
