import { describe, expect, it } from 'vitest';
import { createRandom } from '../sampling/random.js';
import { blockProduct } from '../scoring/blockProduct.js';
import { drawGallery, searchGallery } from './searchGallery.js';

const dimension = 6;
const random = createRandom(5);
const subjects = Int32Array.from({ length: 900 }, () => 50 + random.below(400));
const templates = Float32Array.from({ length: subjects.length * dimension }, () => random.uniform() - 0.5);
for (let row = 0; row < subjects.length; row++) {
  const template = templates.subarray(row * dimension, (row + 1) * dimension);
  const length = Math.hypot(...template);
  template.forEach((value, k) => {
    template[k] = value / length;
  });
}
const cosine = (i: number, j: number) => {
  let dot = 0;
  for (let k = 0; k < dimension; k++) dot += templates[i * dimension + k] * templates[j * dimension + k];
  return Math.fround(dot);
};

describe('a drawn gallery', () => {
  it('enrols one picture of each subject drawn; every other picture is a probe', () => {
    const { gallery, probes } = drawGallery(subjects, 270, 1);
    expect(new Set(Array.from(gallery, (row) => subjects[row])).size).toBe(270);
    expect([...gallery, ...probes].sort((a, b) => a - b)).toEqual([...subjects.keys()]);
  });

  it('repeats with the seed, differs without, and refuses a size that is none', () => {
    expect(drawGallery(subjects, 100, 1)).toEqual(drawGallery(subjects, 100, 1));
    expect(drawGallery(subjects, 100, 2)).not.toEqual(drawGallery(subjects, 100, 1));
    expect(() => drawGallery(subjects, 0, 1)).toThrow('size must be from 1 to');
    expect(() => drawGallery(subjects, 401, 1)).toThrow('got 401');
  });
});

describe('a search of the gallery', async () => {
  const draw = drawGallery(subjects, 270, 1);
  const searches = await searchGallery({ templates, dimension, subjects, ...draw });

  it('gives of each probe the best other, the mate and its rank, as two plain loops do', () => {
    draw.probes.forEach((probe, k) => {
      const scores = Array.from(draw.gallery, (row) => ({
        score: cosine(probe, row),
        subject: subjects[row],
      }));
      const others = scores.filter(({ subject }) => subject !== subjects[probe]).map(({ score }) => score);
      const mate = scores.find(({ subject }) => subject === subjects[probe]);
      expect(searches.subjects[k]).toBe(subjects[probe]);
      expect(searches.bestNonMate[k]).toBe(others.reduce((a, b) => Math.max(a, b)));
      expect(searches.mate[k]).toBe(mate ? mate.score : Number.NaN);
      expect(searches.rank[k]).toBe(mate ? 1 + others.filter((score) => score >= mate.score).length : 0);
    });
    expect(searches.gallerySize).toBe(270);
  });

  it('does not depend on the order of the gallery, and takes another engine', async () => {
    const turned = { ...draw, gallery: draw.gallery.slice().reverse() };
    expect(await searchGallery({ templates, dimension, subjects, ...turned })).toEqual(searches);
    const product = async (...given: Parameters<typeof blockProduct>) => blockProduct(...given);
    expect(await searchGallery({ templates, dimension, subjects, ...draw, product })).toEqual(searches);
  });

  it('counts a tie against the mate', async () => {
    const three = Float32Array.of(1, 0, 1, 0, 1, 0);
    const people = Int32Array.of(1, 2, 1);
    const found = await searchGallery({
      templates: three,
      dimension: 2,
      subjects: people,
      gallery: Int32Array.of(0, 1),
      probes: Int32Array.of(2),
    });
    expect(found).toMatchObject({ rank: Int32Array.of(2), mate: Float32Array.of(1) });
  });

  it('refuses a subject twice enrolled, a picture against itself, rows out of range, templates that are none', async () => {
    const input = { templates, dimension, subjects };
    const twin = Int32Array.from(subjects.keys()).filter((row) => subjects[row] === subjects[0]);
    const probes = Int32Array.of(899);
    await expect(searchGallery({ ...input, gallery: twin, probes })).rejects.toThrow(
      'one reference a subject',
    );
    await expect(searchGallery({ ...input, gallery: probes, probes })).rejects.toThrow(
      'both enrolled and a probe',
    );
    await expect(searchGallery({ ...input, gallery: Int32Array.of(900), probes })).rejects.toThrow('got 900');
    await expect(searchGallery({ ...input, gallery: new Int32Array(), probes })).rejects.toThrow('empty');
    const long = { ...input, templates: templates.map((value) => 2 * value) };
    await expect(searchGallery({ ...long, ...draw })).rejects.toThrow('unit length');
    const product = () => new Float32Array(2 ** 16).fill(Number.NaN);
    await expect(searchGallery({ ...input, ...draw, product })).rejects.toThrow('is not a number');
  });
});
