import { hkdfSync } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { decrypt, encrypt, OVERHEAD_BYTES, open, randomKey, seal } from './aead.js';

const hex = (text: string) => Buffer.from(text, 'hex');

describe('AES-256-GCM', () => {
  // McGrew and Viega, "The Galois/Counter Mode of Operation (GCM)", appendix B, as submitted to NIST.
  const KEY = hex('feffe9928665731c6d6a8f9467308308feffe9928665731c6d6a8f9467308308');
  const NONCE = hex('cafebabefacedbaddecaf888');
  const PLAIN = hex(
    'd9313225f88406e5a55909c5aff5269a86a7a9531534f7da2e4c303d8a318a721c3c0c95956809532fcf0e2449a6b525b16aedf5aa0de657ba637b391aafd255',
  );
  const CIPHER =
    '522dc1f099567d07f47f37a32a84427d643a8cdcbfe5c0c97598a2bd2555d1aa8cb08e48590dbb3da7b08b1056828838c5f61e6393ba7a0abcc9f662898015ad';

  it.each([
    ['15', PLAIN, '', `${CIPHER}b094dac5d93471bdec1a502270e3cc6c`],
    [
      '16',
      PLAIN.subarray(0, 60),
      'feedfacedeadbeeffeedfacedeadbeefabaddad2',
      `${CIPHER.slice(0, 120)}76fc6ece0f4e1768cddf8853bb2d551b`,
    ],
  ])('gives the published ciphertext and tag of test case %s', (_, plain, additional, expected) => {
    const sealed = Buffer.concat(encrypt(KEY, NONCE, plain, hex(additional)));
    expect(sealed.toString('hex')).toBe(expected);
    expect(decrypt(KEY, NONCE, sealed, hex(additional))).toEqual(plain);
  });

  it('opens nothing with another key, nonce or additional data', () => {
    const sealed = Buffer.concat(encrypt(KEY, NONCE, PLAIN, hex('feed')));
    expect(decrypt(randomKey(), NONCE, sealed, hex('feed'))).toBeUndefined();
    expect(decrypt(KEY, hex('cafebabefacedbaddecaf889'), sealed, hex('feed'))).toBeUndefined();
    expect(decrypt(KEY, NONCE, sealed, hex('fee0'))).toBeUndefined();
  });

  it('never encrypts with a key that was wiped', () => {
    expect(() => encrypt(new Uint8Array(32), NONCE, PLAIN, hex(''))).toThrow('wiped');
    expect(() => decrypt(new Uint8Array(32), NONCE, hex('00'.repeat(16)), hex(''))).toThrow('wiped');
    expect(() => encrypt(new Uint8Array(16).fill(1), NONCE, PLAIN, hex(''))).toThrow('is none');
  });
});

describe('the sealed form', () => {
  const FORM = { letters: 'ABC', version: 7 };
  const context = Buffer.from('here');

  it('is header, nonce, ciphertext and tag, and no two are the same', () => {
    const key = randomKey();
    const [one, other] = [
      seal(FORM, key, Buffer.from('picture'), context),
      seal(FORM, key, Buffer.from('picture'), context),
    ];
    expect(Buffer.from(one.subarray(0, 4))).toEqual(Buffer.from('ABC\x07'));
    expect(one.length).toBe('picture'.length + OVERHEAD_BYTES);
    expect(one.subarray(4, 16)).not.toEqual(other.subarray(4, 16));
    expect(open(FORM, key, one, context)).toEqual(Buffer.from('picture'));
  });

  it('tells what is not ours from what is of another version', () => {
    const key = randomKey();
    const sealed = seal(FORM, key, Buffer.of(1), context);
    expect(open({ ...FORM, version: 8 }, key, sealed, context)).toBe('unknown');
    expect(open({ ...FORM, letters: 'ABD' }, key, sealed, context)).toBe('foreign');
    expect(open(FORM, key, sealed.subarray(0, OVERHEAD_BYTES - 1), context)).toBe('foreign');
    expect(open(FORM, key, new Uint8Array(), context)).toBe('foreign');
  });
});

describe('HKDF-SHA-256 of the runtime', () => {
  it.each([
    // RFC 5869, appendix A.1, A.2, A.3
    [
      '0b'.repeat(22),
      '000102030405060708090a0b0c',
      'f0f1f2f3f4f5f6f7f8f9',
      '3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865',
    ],
    [
      Buffer.from(Array.from({ length: 80 }, (_, i) => i)).toString('hex'),
      Buffer.from(Array.from({ length: 80 }, (_, i) => 0x60 + i)).toString('hex'),
      Buffer.from(Array.from({ length: 80 }, (_, i) => 0xb0 + i)).toString('hex'),
      'b11e398dc80327a1c8e7f78c596a49344f012eda2d4efad8a050cc4c19afa97c59045a99cac7827271cb41c65e590e09da3275600c2f09b8367793a9aca3db71cc30c58179ec3e87c14c01d5c1f3434f1d87',
    ],
    [
      '0b'.repeat(22),
      '',
      '',
      '8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8',
    ],
  ])('gives the output of RFC 5869, appendix A', (secret, salt, info, output) => {
    const derived = hkdfSync('sha256', hex(secret), hex(salt), hex(info), output.length / 2);
    expect(Buffer.from(derived).toString('hex')).toBe(output);
  });
});
