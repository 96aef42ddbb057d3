import { expect, it } from 'vitest';
import { identifier, object } from './der.fixture.js';
import { readTlv, readTlvs, take, toNumber, toObjectIdentifier } from './tlv.js';

const bytes = (text: string) => Buffer.from(text.replace(/ /g, ''), 'hex');

it.each([
  ['02 01 05', 0x02, '05'],
  ['5f1f 02 4142', 0x5f1f, '4142'],
  ['7f61 00', 0x7f61, ''],
  ['7f8160 01 aa', 0x7f8160, 'aa'],
  ['04 81 02 0102', 0x04, '0102'],
  ['04 82 0001 07', 0x04, '07'],
  ['04 84 00000001 07 ffff', 0x04, '07'],
])('%s is an object', (text, tag, value) => {
  const object = readTlv(bytes(text), 'It');
  expect([object.tag, object.value.toString('hex')]).toEqual([tag, value]);
});

it.each([
  ['chip_file_truncated', ''],
  ['chip_file_truncated', '02'],
  ['chip_file_truncated', '5f'],
  ['chip_file_truncated', '5f 81'],
  ['chip_file_truncated', '02 02 05'],
  ['chip_file_truncated', '02 84 ffffffff 05'],
  ['chip_file_truncated', '02 82 01'],
  ['chip_file_invalid', '30 80 0000'],
  ['chip_file_invalid', '02 85 0000000001 05'],
  ['chip_file_invalid', '7f 81 81 60 00'],
])('%s: %s', (code, text) => {
  expect(() => readTlv(bytes(text), 'It')).toThrow(expect.objectContaining({ code }));
});

it('padding of 00 and FF between objects is skipped (ISO/IEC 7816-4)', () => {
  const objects = readTlvs(bytes('0000 020105 ff 020106 00ff'), 'It');
  expect(objects.map((object) => toNumber(object, 'It'))).toEqual([5, 6]);
});

it('names what is missing', () => {
  expect(() => take([], 0x5f1f, 'EF.DG1')).toThrow('EF.DG1 cannot be read: it lacks the object 5F1F.');
});

it.each(['2.23.136.1.1.1', '1.2.840.113549.1.7.2', '0.4.0.127.0.7', '2.999'])(
  'reads the identifier %s',
  (oid) => {
    // 2.999 is 8837 in base 128 (X.690, 8.19.5).
    const value = oid === '2.999' ? bytes('8837') : readTlv(identifier(oid), 'It').value;
    expect(toObjectIdentifier(value)).toBe(oid);
  },
);

it('reads any length that is written', () => {
  for (const length of [0, 1, 127, 128, 255, 256, 65_535, 65_536, 70_000]) {
    const whole = object(0x7f61, Buffer.alloc(length));
    expect(readTlv(whole, 'It')).toMatchObject({ tag: 0x7f61, value: { length } });
    if (length > 0) expect(() => readTlv(whole.subarray(0, -1), 'It')).toThrow('ends before');
  }
});
