import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { SEED, SIGNER } from './chain.fixture.js';
import { isSigned, publicKeyFrom, signingKeyFrom } from './keys.js';

const bytes = (hex: string) => Buffer.from(hex, 'hex');

test.each([
  {
    seed: '9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60',
    key: 'd75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a',
    message: '',
    signature:
      'e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b',
  },
  {
    seed: '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
    key: '3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c',
    message: '72',
    signature:
      '92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da085ac1e43e15996e458f3613d0f11d8c387b2eaeb4302aeeb00d291612bb0c00',
  },
  {
    seed: 'c5aa8df43f9f837bedb7442f31dcb7b166d38535076f094b85ce3a2e0b4458f7',
    key: 'fc51cd8e6218a1a38da47ed00230f0580816ed13ba3303ac5deb911548908025',
    message: 'af82',
    signature:
      '6291d657deec24024827e69c3abe01a30ce548a284743a445e3680d7db5ac3ac18ff9b538d16f290ae67f760984dc6594a7c15e9716ed28dc027beceea1ec40a',
  },
])(
  'signatures are those of RFC 8032, 7.1, for the message "$message"',
  async ({ seed, key, message, signature }) => {
    const { publicKey, sign } = signingKeyFrom(bytes(seed));
    expect(bytes(key).toString('base64url')).toBe(publicKey.jwk.x);
    expect(sign(bytes(message)).toString('hex')).toBe(signature);
    expect(await isSigned(bytes(message), bytes(signature), [publicKey])).toBe(true);
    expect(await isSigned(bytes(`${message}00`), bytes(signature), [publicKey])).toBe(false);
  },
);

test('the thumbprint is that of RFC 8037, A.3, for the key of its A.2', () => {
  const key = publicKeyFrom({ kty: 'OKP', crv: 'Ed25519', x: '11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo' });
  expect(key.thumbprint).toBe('kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k');
});

describe('a public key', () => {
  test('is the same from JWK, text of a JWK, and PEM', () => {
    const { publicKey } = SIGNER;
    for (const form of [publicKey.jwk, JSON.stringify(publicKey.jwk), publicKey.pem])
      expect(publicKeyFrom(form).thumbprint).toBe(publicKey.thumbprint);
    // openssl pkey -in private.pem -pubout, of the same seed
    expect(publicKey.pem).toContain('MCowBQYDK2VwAyEA11qYAYKxCrfVS/7TyWQHOg7hcvPapiMlrwIaaPcHURo=');
  });

  test.each([
    ['nothing', ''],
    ['no key', 'hello'],
    ['null', null],
    ['a number', 7],
    ['half a JWK', { kty: 'OKP', crv: 'Ed25519' }],
    ['broken JSON', '{"kty":'],
    [
      'a key of another kind',
      generateKeyPairSync('ec', { namedCurve: 'P-256' }).publicKey.export({ format: 'jwk' }),
    ],
    ['a private key', generateKeyPairSync('ed25519').privateKey.export({ format: 'pem', type: 'pkcs8' })],
    ['a private JWK', generateKeyPairSync('ed25519').privateKey.export({ format: 'jwk' })],
  ])('that is %s is refused', (_, given) => {
    expect(() => publicKeyFrom(given)).toThrow(expect.objectContaining({ code: 'audit_key_invalid' }));
  });
});

test('a seed has 32 bytes', () => {
  expect(() => signingKeyFrom(SEED.subarray(1))).toThrow(
    expect.objectContaining({ code: 'audit_key_invalid' }),
  );
});

test('a signature of no sensible length is wrong and no more', async () => {
  for (const length of [0, 1, 63, 65, 1000])
    expect(await isSigned(SEED, new Uint8Array(length), [SIGNER.publicKey])).toBe(false);
});
