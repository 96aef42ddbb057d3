// EF.DG1 and EF.DG2 for tests, in both encodings of a portrait.

import { integer, object, octets, sequence } from './der.fixture.js';

export function makeDg1(zone: string): Buffer {
  return object(0x61, object(0x5f1f, Buffer.from(zone, 'latin1')));
}

/** The specimen of ICAO Doc 9303-4, appendix B. */
export const TD3 = [
  'P<UTOERIKSSON<<ANNA<MARIA<<<<<<<<<<<<<<<<<<<',
  'L898902C36UTO7408122F1204159ZE184226B<<<<<10',
] as const;

export interface Face {
  readonly image: Uint8Array;
  readonly width?: number;
  readonly height?: number;
  /** 0 JPEG, 1 JPEG 2000. */
  readonly type?: number;
  /** 0 basic, 1 full frontal, 2 token frontal. */
  readonly kind?: number;
  readonly gender?: number;
  readonly eyes?: number;
  readonly hair?: number;
  /** Yaw, pitch, roll as coded. */
  readonly pose?: readonly number[];
  readonly points?: readonly (readonly [major: number, minor: number, x: number, y: number])[];
}

/** A facial record of ISO/IEC 19794-5:2005. */
export function faceRecord(...faces: readonly Face[]): Buffer {
  const blocks = faces.map((face) => {
    const { points = [], pose = [0, 0, 0] } = face;
    const information = Buffer.alloc(20);
    information.writeUInt32BE(20 + 8 * points.length + 12 + face.image.length, 0);
    information.writeUInt16BE(points.length, 4);
    information.set([face.gender ?? 0, face.eyes ?? 0, face.hair ?? 0], 6);
    information.set(pose, 14);
    const features = points.map(([major, minor, x, y]) => {
      const point = Buffer.alloc(8);
      point.set([1, (major << 4) | minor]);
      point.writeUInt16BE(x, 2);
      point.writeUInt16BE(y, 4);
      return point;
    });
    const image = Buffer.alloc(12);
    image.set([face.kind ?? 1, face.type ?? 0]);
    image.writeUInt16BE(face.width ?? 0, 2);
    image.writeUInt16BE(face.height ?? 0, 4);
    return Buffer.concat([information, ...features, image, face.image]);
  });
  const header = Buffer.alloc(14);
  header.write('FAC\x00010\x00', 'latin1');
  header.writeUInt32BE(14 + blocks.reduce((sum, block) => sum + block.length, 0), 8);
  header.writeUInt16BE(faces.length, 12);
  return Buffer.concat([header, ...blocks]);
}

/** EF.DG2 around biometric data blocks, each with its tag. */
export function makeDg2(...blocks: readonly (readonly [tag: 0x5f2e | 0x7f2e, data: Uint8Array])[]): Buffer {
  const header = object(
    0xa1,
    object(0x80, Buffer.from([1, 1])),
    object(0x81, Buffer.from([2])),
    object(0x83, Buffer.from('20190430120000', 'hex')),
    object(0x87, Buffer.from([1, 1])),
    object(0x88, Buffer.from([0, 8])),
  );
  const templates = blocks.map(([tag, data]) => object(0x7f60, header, object(tag, data)));
  return object(0x75, object(0x7f61, integer(blocks.length), ...templates));
}

/** A number under a context-specific tag. */
const field = (tag: number, value: number) => tagged(0x80 + tag, integer(value));
/** A CHOICE by its code, or by the fallback of its extension block, as ICAO's profile has most. */
const coded = (tag: number, value: number) => object(0xa0 + tag, field(0, value));
const fallback = (tag: number, value: number) => object(0xa0 + tag, object(0xa1, field(0, value)));

export interface Block {
  readonly image: Uint8Array;
  /** 2 JPEG, 3 and 4 JPEG 2000. */
  readonly format?: number;
  readonly mandatoryAlone?: boolean;
}

/** A face image data block of ISO/IEC 39794-5 in [1], as ICAO's application profile has it. */
export function faceImageDataBlock({ image, format = 2, mandatoryAlone = false }: Block): Buffer {
  const optional = <T>(...parts: readonly T[]) => (mandatoryAlone ? [] : parts);
  const information = object(
    0xa1,
    coded(0, format),
    ...optional(fallback(1, 0), object(0xa7, field(0, 413), field(1, 531))),
  );
  const picture = object(0xa0, object(0xa0, tagged(0x80, octets(image)), information));
  const person = object(
    0xa8,
    fallback(0, 3),
    fallback(1, 5),
    fallback(2, 8),
    object(0xa6, object(0xa0, object(0x80, Buffer.from([0xfb]))), object(0xa2, field(0, 2))),
  );
  const landmark = (kind: Buffer, x: number, y: number) =>
    sequence(
      object(0xa0, object(0xa0, kind)),
      object(0xa1, object(0xa0, object(0xa0, field(0, x), field(1, y)))),
    );
  const representation = sequence(
    field(0, 0),
    object(0xa1, picture),
    ...optional(
      object(0xa2, field(0, 2025), field(1, 3), field(2, 9)),
      person,
      object(
        0xa9,
        landmark(fallback(0, 84), 150, 220),
        landmark(object(0xa1, object(0xa0, fallback(0, 21))), 151, 221),
      ),
    ),
  );
  return object(0xa1, object(0x65, object(0xa0, field(0, 3), field(1, 2019)), object(0xa1, representation)));
}

/** The object under another tag: IMPLICIT tagging. */
function tagged(tag: number, plain: Buffer): Buffer {
  return Buffer.concat([Buffer.from([tag]), plain.subarray(1)]);
}
