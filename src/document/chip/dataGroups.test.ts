import sharp from 'sharp';
import { describe, expect, it } from 'vitest';
import { decode, encodeJpeg2000 } from '../../image/index.js';
import { object } from './der.fixture.js';
import { faceImageDataBlock, faceRecord, makeDg1, makeDg2, TD3 } from './dg2.fixture.js';
import { readCom, readDg1, readDg2, recogniseChipFile } from './index.js';
import { ASN1C_FACE_IMAGE_DATA_BLOCK } from './samples.fixture.js';

const create = { width: 41, height: 53, channels: 3, background: '#a63' } as const;
const jpeg = sharp({ create }).jpeg().toBuffer();
const jp2 = (async () =>
  encodeJpeg2000({ ...create, data: await sharp({ create }).raw().toBuffer() }, 900))();

const hex = (text: string) => Buffer.from(text, 'hex');

describe('EF.COM', () => {
  // ICAO Doc 9303-10, appendix A.
  it('lists versions and data groups', () => {
    expect(readCom(hex('6016 5F0104 30313037 5F3606 303430303030 5C04 6175676C'.replace(/ /g, '')))).toEqual({
      version: '1.7',
      unicode: '4.0.0',
      dataGroups: [1, 2, 7, 12],
    });
  });
});

describe('EF.DG1', () => {
  it('reads the worked example of ICAO Doc 9303-10, appendix A: TD2', () => {
    const file = hex(
      '614B5F1F48493C55544F4552494B53534F4E3C3C414E4E413C4D415249413C3C3C3C3C3C3C3C3C3C3C4432333134353839303755544F3734303831323246313230343135393C3C3C3C3C3C3C36',
    );
    expect(readDg1(file)).toEqual({
      format: 'TD2',
      lines: ['I<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<', 'D231458907UTO7408122F1204159<<<<<<<6'],
    });
  });

  it('reads TD3 and TD1, line by line', () => {
    expect(readDg1(makeDg1(TD3.join('')))).toEqual({ format: 'TD3', lines: TD3 });
    const lines = ['A', 'B', 'C'].map((letter) => letter.repeat(30));
    expect(readDg1(makeDg1(lines.join('')))).toEqual({ format: 'TD1', lines });
  });

  it('leaves what a reader left behind the file', () => {
    const file = Buffer.concat([makeDg1(TD3.join('')), Buffer.from([0x90, 0x00])]);
    expect(readDg1(file).lines).toEqual(TD3);
  });

  it.each([
    ['chip_file_unknown', 'nothing', Buffer.alloc(0)],
    ['chip_file_unknown', 'text', Buffer.from('hello')],
    ['chip_file_unknown', 'another data group', object(0x75)],
    ['chip_file_truncated', 'half of it', makeDg1(TD3.join('')).subarray(0, 40)],
    ['chip_file_invalid', 'no zone', object(0x61)],
    ['chip_file_invalid', 'a zone of 89 characters', makeDg1(`${TD3.join('')}<`)],
    ['chip_file_invalid', 'small letters', makeDg1(TD3.join('').toLowerCase())],
  ])('%s: %s', (code, _kind, file) => {
    expect(() => readDg1(file)).toThrow(expect.objectContaining({ code }));
  });

  it('says which file it was given instead', () => {
    expect(() => readDg1(object(0x75))).toThrow('EF.DG1 was asked for, but this is EF.DG2.');
  });
});

it.each([
  [0x60, 'com'],
  [0x61, 'dg1'],
  [0x75, 'dg2'],
  [0x63, 'dg3'],
  [0x6e, 'dg14'],
  [0x70, 'dg16'],
  [0x77, 'sod'],
  [0x00, null],
])('a file that begins with %i is %s', (tag, file) => {
  expect(recogniseChipFile(Buffer.from([tag, 0]))).toBe(file);
});

describe('EF.DG2 by ISO/IEC 19794-5', () => {
  it('gives the picture and all that is said of it', async () => {
    const image = await jpeg;
    const face = { image, width: 41, height: 53, gender: 2, eyes: 3, hair: 7, pose: [1, 180, 6] };
    const points = [
      [12, 1, 150, 220],
      [8, 4, 1200, 400],
    ] as const;
    const { portraits, reference } = readDg2(makeDg2([0x5f2e, faceRecord({ ...face, points })]));
    expect(portraits).toEqual([reference]);
    expect(reference).toEqual({
      bytes: image,
      format: 'jpeg',
      declaredFormat: 'jpeg',
      declaredSize: { width: 41, height: 53 },
      encoding: 'ISO/IEC 19794-5',
      kind: 'full frontal',
      featurePoints: [
        { name: '12.1', x: 150, y: 220 },
        { name: '8.4', x: 1200, y: 400 },
      ],
      gender: 'female',
      eyeColour: 'brown',
      hairColour: 'red',
      pose: { yaw: 0, pitch: -2, roll: 10 },
      created: '2019-04-30T12:00:00',
    });
    expect((await decode(reference.bytes)).source).toMatchObject({ format: 'jpeg', width: 41, height: 53 });
  });

  it('JPEG 2000 that calls itself JPEG is what its first bytes say, and is decoded', async () => {
    const { reference } = readDg2(makeDg2([0x5f2e, faceRecord({ image: await jp2, type: 0 })]));
    expect([reference.format, reference.declaredFormat]).toEqual(['jp2', 'jpeg']);
    expect((await decode(reference.bytes)).source).toMatchObject({ format: 'jp2', width: 41, height: 53 });
  });

  it('what is unspecified is null', async () => {
    const { reference } = readDg2(
      makeDg2([0x5f2e, faceRecord({ image: await jpeg, gender: 255, eyes: 255 })]),
    );
    expect(reference).toMatchObject({ gender: null, eyeColour: null, hairColour: null, pose: null });
    expect(reference).toMatchObject({ declaredSize: null, featurePoints: [] });
  });

  it('the first frontal face is the reference, or else the first', async () => {
    const [image, other] = [await jpeg, await jp2];
    const basic = { image, kind: 0 };
    const frontal = { image: other, kind: 2, type: 1 };
    const several = readDg2(makeDg2([0x5f2e, faceRecord(basic, frontal)]));
    expect(several.portraits.map(({ kind }) => kind)).toEqual(['basic', 'token frontal']);
    expect(several.reference).toBe(several.portraits[1]);
    const templates = readDg2(makeDg2([0x5f2e, faceRecord(basic)], [0x5f2e, faceRecord(frontal)]));
    expect(templates.reference).toBe(templates.portraits[1]);
    expect(readDg2(makeDg2([0x5f2e, faceRecord(basic, basic)])).reference.kind).toBe('basic');
  });

  // github.com/gmrtd/gmrtd, document/iso19794/iso19794.go, on passports of New Zealand and the United Kingdom.
  it.each([-8, -1, 0])('a record that calls itself %i bytes too short is read', async (difference) => {
    const record = faceRecord({ image: await jpeg });
    record.writeUInt32BE(record.length + difference, 8);
    expect(readDg2(makeDg2([0x5f2e, record])).reference.bytes).toEqual(await jpeg);
  });

  it('old chips hold the record in 7F2E too', async () => {
    expect(readDg2(makeDg2([0x7f2e, faceRecord({ image: await jpeg })])).reference.format).toBe('jpeg');
  });
});

describe('EF.DG2 by ISO/IEC 39794-5', () => {
  it('reads what another encoder made of ICAO’s own ASN.1 module', () => {
    const { reference } = readDg2(makeDg2([0x7f2e, ASN1C_FACE_IMAGE_DATA_BLOCK]));
    expect(reference).toEqual({
      bytes: hex('ffd8ffe000104a46494600ffd9'),
      format: 'jpeg',
      declaredFormat: 'jpeg',
      declaredSize: { width: 413, height: 531 },
      encoding: 'ISO/IEC 39794-5',
      kind: 'travel document',
      // The fourth has coordinates of a texture, not of the picture.
      featurePoints: [
        { name: '12.1', x: 150, y: 220 },
        { name: '8.4', x: 1200, y: 400 },
        { name: 'anthropometric 0.21', x: 151, y: 221 },
      ],
      gender: 'female',
      eyeColour: 'hazel',
      hairColour: 'red',
      pose: { yaw: -5, pitch: null, roll: 150 },
      created: '2025-03-09T14:05:00',
    });
  });

  it('a block of the mandatory fields alone; the header says when', async () => {
    const block = faceImageDataBlock({ image: await jp2, format: 3, mandatoryAlone: true });
    const { reference } = readDg2(makeDg2([0x7f2e, block]));
    expect(reference).toMatchObject({ format: 'jp2', declaredFormat: 'jp2', declaredSize: null, kind: null });
    expect(reference.created).toBe('2019-04-30T12:00:00');
    expect((await decode(reference.bytes)).source.format).toBe('jp2');
  });

  it('a day without a time is a day', async () => {
    const { reference } = readDg2(makeDg2([0x7f2e, faceImageDataBlock({ image: await jpeg })]));
    expect(reference).toMatchObject({ created: '2025-03-09', pose: { yaw: -5, pitch: null, roll: 2 } });
  });
});

describe('EF.DG2 refuses', () => {
  it.each([
    ['chip_portrait_missing', 'no template', async () => makeDg2()],
    ['chip_portrait_missing', 'a record of no face', async () => makeDg2([0x5f2e, faceRecord()])],
    [
      'chip_portrait_unsupported',
      'a record of another version',
      async () => makeDg2([0x5f2e, Buffer.from('FAC\x00030\x00\0\0\0\0\0\0', 'latin1')]),
    ],
    [
      'chip_portrait_unsupported',
      'fingers',
      async () => makeDg2([0x5f2e, Buffer.from('FIR\x00010\x00', 'latin1')]),
    ],
    ['chip_portrait_unsupported', 'no data', async () => makeDg2([0x5f2e, Buffer.alloc(0)])],
    [
      'chip_portrait_unsupported',
      'a PNG',
      async () => makeDg2([0x5f2e, faceRecord({ image: await sharp({ create }).png().toBuffer() })]),
    ],
    [
      'chip_portrait_unsupported',
      'a picture of no bytes',
      async () => makeDg2([0x5f2e, faceRecord({ image: Buffer.alloc(0) })]),
    ],
    [
      'chip_file_truncated',
      'a record that ends in its picture',
      async () => makeDg2([0x5f2e, faceRecord({ image: await jpeg }).subarray(0, -9)]),
    ],
    [
      'chip_file_invalid',
      'a face of no length, which would be read for ever',
      async () => makeDg2([0x5f2e, Buffer.concat([faceRecord().fill(1, 12, 14), Buffer.alloc(64)])]),
    ],
    ['chip_file_invalid', 'no group', async () => object(0x75)],
    [
      'chip_file_invalid',
      'a template without data',
      async () => object(0x75, object(0x7f61, object(0x7f60, object(0xa1)))),
    ],
    [
      'chip_file_invalid',
      'a block without representations',
      async () => makeDg2([0x7f2e, object(0x65, object(0xa0))]),
    ],
  ] as const)('%s: %s', async (code, _kind, make) => {
    const file = await make();
    expect(() => readDg2(file)).toThrow(expect.objectContaining({ code }));
  });
});
