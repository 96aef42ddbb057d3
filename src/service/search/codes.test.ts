import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRandom } from '../../trials/index.js';
import { codeProbe, type Subspace, wholeSpace, writeCode } from './codes.js';
import { openProjection } from './encode.js';
import { drawGallery, KIND_NAMES, uniform, unit } from './galleries.fixture.js';
import { findSubspace } from './subspace.js';

const dot = (a: ArrayLike<number>, b: ArrayLike<number>): number => {
  let sum = 0;
  for (let i = 0; i < a.length; i++) sum += a[i]! * b[i]!;
  return sum;
};

/** What the loop makes of a code: the estimate of the score, and how much higher it may be. */
function bounded(
  subspace: Subspace,
  probe: Float32Array,
  template: Float32Array,
  projection = openProjection(subspace),
) {
  const { width } = subspace;
  const place = { codes: new Int8Array(4 * width), numbers: new Float32Array(16), lane: 2 };
  writeCode(subspace, template, projection(template), place);
  const { code, parameters } = codeProbe(subspace, probe);
  const [scale, offset, within, beyond] = parameters;
  const [s, c, e, f] = [2, 6, 10, 14].map((k) => place.numbers[k]!) as [number, number, number, number];
  const estimate = dot(code, place.codes.subarray(2 * width, 3 * width)) * scale * s + c + offset;
  return { estimate, allowance: within * e + beyond * f };
}

/** A basis that is none: its vectors are neither quite of unit length nor quite at right angles. */
function crooked(seed: number, length: number, width: number): Subspace {
  const random = createRandom(seed);
  const basis = new Float32Array(width * length);
  for (let k = 0; k < width; k++) {
    const vector = uniform(random, length).map((value) => 0.02 * value);
    vector[k] = 1;
    basis.set(vector, k * length);
  }
  let squared = 0;
  for (let k = 0; k < width; k++) {
    for (let j = 0; j < width; j++) {
      const product = dot(
        basis.subarray(k * length, (k + 1) * length),
        basis.subarray(j * length, (j + 1) * length),
      );
      squared += (product - Number(j === k)) ** 2;
    }
  }
  return { length, width, basis, centre: unit(uniform(random, length)), defect: Math.sqrt(squared) };
}

describe('a code', () => {
  it('never lets a score be higher than its bound, in the whole space, a found one, or along a crooked basis', () => {
    const length = 40;
    fc.assert(
      fc.property(fc.constantFrom(...KIND_NAMES), fc.nat(1000), fc.boolean(), (kind, seed, centred) => {
        const templates = drawGallery(kind, seed, 12, length);
        const centre = centred ? templates[0]! : new Float32Array(length);
        for (const subspace of [wholeSpace(centre), { ...crooked(seed, length, 16), centre }]) {
          const projection = openProjection(subspace);
          for (const template of templates) {
            const probe = templates[1]!;
            const { estimate, allowance } = bounded(subspace, probe, template, projection);
            expect(estimate + allowance).toBeGreaterThanOrEqual(dot(probe, template));
          }
        }
      }),
      { numRuns: 60 },
    );
  });

  it('is close where it holds all: a hundredth at most in the whole space', () => {
    for (const kind of ['all over the sphere', 'in a cone, as faces are']) {
      const templates = drawGallery(kind, 5, 20, 512);
      const subspace = wholeSpace(new Float32Array(512));
      for (const template of templates) {
        const { estimate, allowance } = bounded(subspace, templates[0]!, template);
        expect(Math.abs(estimate - dot(templates[0]!, template))).toBeLessThan(2e-3);
        expect(allowance).toBeLessThan(0.01);
      }
    }
  });
});

describe('the subspace', () => {
  /** Templates that spread along six directions much, and little along all others. */
  function flat(count: number, length: number): Float32Array {
    const random = createRandom(3);
    const axes = Array.from({ length: 6 }, () => uniform(random, length));
    const rows = new Float32Array(count * length);
    for (let row = 0; row < count; row++) {
      const vector = uniform(random, length).map((value) => 0.05 * value + 0.2);
      for (const axis of axes) {
        const share = random.uniform() - 0.5;
        for (let i = 0; i < length; i++) vector[i]! += share * axis[i]!;
      }
      rows.set(unit(vector), row * length);
    }
    return rows;
  }

  it('is found where templates lie in one, nearly orthonormal, and bounds are tight there', () => {
    const length = 64;
    const sample = flat(1400, length);
    const subspace = findSubspace(sample, length);
    expect(subspace.width).toBe(16);
    expect(subspace.basis).toHaveLength(16 * length);
    expect(subspace.defect).toBeLessThan(1e-5);
    const [probe, template] = [sample.subarray(0, length), sample.subarray(length, 2 * length)];
    const { estimate, allowance } = bounded(subspace, probe, template);
    expect(estimate + allowance).toBeGreaterThanOrEqual(dot(probe, template));
    expect(allowance).toBeLessThan(0.02);
  });

  it('is the whole space where they lie all over it', () => {
    const rows = drawGallery('all over the sphere', 1, 1400, 48);
    const sample = new Float32Array(1400 * 48);
    for (const [i, row] of rows.entries()) sample.set(row, i * 48);
    const { width, basis, centre } = findSubspace(sample, 48);
    expect([width, basis]).toEqual([48, undefined]);
    expect(Math.hypot(...centre)).toBeLessThan(0.1);
  });

  it('is found even where all templates are one', () => {
    const [one] = drawGallery('all over the sphere', 2, 1, 48);
    const sample = new Float32Array(1400 * 48);
    for (let i = 0; i < 1400; i++) sample.set(one!, i * 48);
    const subspace = findSubspace(sample, 48);
    expect(subspace.defect).toBeLessThan(1e-5);
    const { estimate, allowance } = bounded(subspace, one!, one!);
    expect(estimate + allowance).toBeGreaterThanOrEqual(dot(one!, one!));
  });
});
