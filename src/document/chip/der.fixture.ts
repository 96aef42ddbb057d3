// DER for tests, written without the library that reads it.

/** An object of any tag, with as long a length as it takes. */
export function object(tag: number, ...content: readonly Uint8Array[]): Buffer {
  const value = Buffer.concat(content);
  const tagBytes = tag > 0xffff ? 3 : tag > 0xff ? 2 : 1;
  const head = Buffer.alloc(tagBytes);
  head.writeUIntBE(tag, 0, tagBytes);
  return Buffer.concat([head, lengthOf(value), value]);
}

function lengthOf({ length }: Buffer): Buffer {
  if (length < 0x80) return Buffer.from([length]);
  const bytes = Math.ceil(Math.log2(length + 1) / 8);
  const field = Buffer.alloc(1 + bytes, 0x80 | bytes);
  field.writeUIntBE(length, 1, bytes);
  return field;
}

export const sequence = (...content: readonly Uint8Array[]) => object(0x30, ...content);
export const set = (...content: readonly Uint8Array[]) => object(0x31, ...content);
export const octets = (content: Uint8Array) => object(0x04, content);
export const bits = (content: Uint8Array) => object(0x03, Buffer.from([0]), content);
export const utf8 = (text: string) => object(0x0c, Buffer.from(text));
export const printable = (text: string) => object(0x13, Buffer.from(text, 'latin1'));
export const TRUE = object(0x01, Buffer.from([0xff]));

export function integer(value: number | Uint8Array): Buffer {
  const bytes = typeof value === 'number' ? Buffer.from(value.toString(16).padStart(8, '0'), 'hex') : value;
  let start = 0;
  while (start < bytes.length - 1 && bytes[start] === 0) start += 1;
  const short = bytes.subarray(start);
  return object(0x02, short[0] & 0x80 ? Buffer.from([0]) : Buffer.alloc(0), short);
}

export function identifier(text: string): Buffer {
  const [first, second, ...rest] = text.split('.').map(Number);
  const arcs = [40 * first + second, ...rest].flatMap((arc) => {
    const groups = [arc & 0x7f];
    for (let more = arc >>> 7; more > 0; more >>>= 7) groups.unshift((more & 0x7f) | 0x80);
    return groups;
  });
  return object(0x06, Buffer.from(arcs));
}

/** UTCTime. */
export function time(date: string): Buffer {
  return object(0x17, Buffer.from(`${date.slice(2).replace(/\D/g, '')}000000Z`));
}
