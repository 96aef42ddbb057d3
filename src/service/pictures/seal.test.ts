import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { randomKey } from './keys/aead.js';
import { openBytes, SEAL_OVERHEAD_BYTES, type SealContext, sealBytes } from './seal.js';

const HERE: SealContext = { tenant: 't', subject: 's', object: 'o', kind: 'picture' };

const refusal = (work: () => unknown): string | undefined => {
  try {
    work();
    return undefined;
  } catch (error) {
    return (error as { code: string }).code;
  }
};

describe('a sealed picture', () => {
  it('opens with its key in its place, whatever it holds', () => {
    const key = randomKey();
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 2000 }), fc.string(), fc.string(), (bytes, tenant, subject) => {
        const context = { ...HERE, tenant, subject };
        const sealed = sealBytes(key, bytes, context);
        expect(sealed.length).toBe(bytes.length + SEAL_OVERHEAD_BYTES);
        expect(Buffer.from(bytes).equals(openBytes(key, sealed, context))).toBe(true);
      }),
    );
  });

  it('shows nothing of what it holds', () => {
    const sealed = Buffer.from(sealBytes(randomKey(), Buffer.alloc(1000, 'face'), HERE));
    expect(sealed.includes('face')).toBe(false);
  });

  it('is refused with any bit of any byte flipped, and with any part cut off or added', () => {
    const key = randomKey();
    const sealed = sealBytes(key, Buffer.from('a picture of somebody'), HERE);
    for (let bit = 0; bit < sealed.length * 8; bit++) {
      const changed = Buffer.from(sealed);
      changed[bit >> 3]! ^= 1 << (bit & 7);
      // The fourth byte is the version.
      const expected = bit >> 3 === 3 ? 'picture_version_unknown' : 'picture_tampered';
      expect(refusal(() => openBytes(key, changed, HERE))).toBe(expected);
    }
    for (let length = 0; length < sealed.length; length++) {
      expect(refusal(() => openBytes(key, sealed.subarray(0, length), HERE))).toBe('picture_tampered');
    }
    expect(refusal(() => openBytes(key, Buffer.concat([sealed, Buffer.of(0)]), HERE))).toBe(
      'picture_tampered',
    );
  });

  it.each([
    { tenant: 'u' },
    { subject: 'r' },
    { object: 'p' },
    { kind: 'template' as const },
    // The same letters, divided otherwise.
    { tenant: 'ts', subject: '' },
    { tenant: 't","s', subject: '' },
  ])('does not open in another place: %j', (elsewhere) => {
    const key = randomKey();
    const sealed = sealBytes(key, Buffer.from('picture'), HERE);
    expect(refusal(() => openBytes(key, sealed, { ...HERE, ...elsewhere }))).toBe('picture_tampered');
  });

  it('does not open with another key', () => {
    const sealed = sealBytes(randomKey(), Buffer.from('picture'), HERE);
    expect(refusal(() => openBytes(randomKey(), sealed, HERE))).toBe('picture_tampered');
  });
});
