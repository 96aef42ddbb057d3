import type { Worker } from 'node:worker_threads';
import { afterAll, describe, expect, it } from 'vitest';
import { comparisonScore } from '../../face/index.js';
import { drawGallery } from './galleries.fixture.js';
import { type Gallery, openSearchPool } from './index.js';

const pool = openSearchPool({ threads: 3 });
afterAll(() => pool.close());

const LENGTH = 32;

function bruteForce(held: ReadonlyMap<string, Float32Array>, vector: Float32Array, k: number, atLeast = -1) {
  return [...held]
    .map(([id, one]) => ({ id, score: comparisonScore({ model: '', vector: one }, { model: '', vector }) }))
    .filter(({ score }) => score >= atLeast)
    .sort((a, b) => b.score - a.score || (a.id < b.id ? -1 : 1))
    .slice(0, k);
}

function filled(
  kind: string,
  count: number,
): { gallery: Gallery; held: Map<string, Float32Array>; probe: Float32Array } {
  const [probe, ...templates] = drawGallery(kind, 1, count + 1, LENGTH);
  const gallery = pool.open(LENGTH);
  const held = new Map<string, Float32Array>();
  for (const [i, vector] of templates.entries()) {
    gallery.add(`r${i}`, vector);
    held.set(`r${i}`, vector);
  }
  return { gallery, held, probe: probe! };
}

describe('a gallery', () => {
  it('finds whom scoring everybody finds, on several threads, before and after there are codes', async () => {
    const { gallery, held, probe } = filled('in clusters', 17_500);
    const probes = [probe, ...drawGallery('in clusters', 7, 4, LENGTH)];
    const golden = probes.map((vector) => bruteForce(held, vector, 12));
    expect(await gallery.search(probes, { k: 12 })).toEqual(golden);
    // The subspace is found beside the searches, and codes are written between them.
    const { table } = gallery as unknown as { table: { coded: number } };
    while (table.coded < 17_500 - 1024) await new Promise((resolve) => setTimeout(resolve, 20));
    expect(await gallery.search(probes, { k: 12 })).toEqual(golden);
    for (let i = 0; i < 17_500; i += 3) {
      gallery.remove(`r${i}`);
      held.delete(`r${i}`);
    }
    for (const [i, vector] of drawGallery('in clusters', 5, 50, LENGTH).entries()) {
      gallery.add(`r${6 * i}`, vector);
      held.set(`r${6 * i}`, vector);
    }
    expect(gallery.size).toBe(held.size);
    expect(await gallery.search(probes, { k: 3, atLeast: 0.9 })).toEqual(
      probes.map((vector) => bruteForce(held, vector, 3, 0.9)),
    );
    await gallery.close();
  });

  it('answers ties in the order of their ids, whichever of the many', async () => {
    const gallery = pool.open(LENGTH);
    const [same, probe] = drawGallery('all over the sphere', 2, 2, LENGTH) as [Float32Array, Float32Array];
    for (let i = 999; i >= 0; i--) gallery.add(`t${i}`, same);
    const [hits] = await gallery.search([probe], { k: 4 });
    expect(hits!.map(({ id }) => id)).toEqual(['t0', 't1', 't10', 't100']);
    expect(new Set(hits!.map(({ score }) => score)).size).toBe(1);
    await gallery.close();
  });

  it('answers as of when a search began; what changes meanwhile is seen by the next', async () => {
    const { gallery, held, probe } = filled('all over the sphere', 3000);
    const [best] = bruteForce(held, probe, 1);
    const under = gallery.search([probe], { k: 2 });
    // The search has begun once the turn is taken.
    await new Promise((resolve) => setImmediate(resolve));
    const before = bruteForce(held, probe, 2);
    gallery.remove(best!.id);
    gallery.add('new', probe);
    gallery.add('gone', probe);
    gallery.remove('gone');
    expect([gallery.has(best!.id), gallery.has('new'), gallery.has('gone'), gallery.size]).toEqual([
      false,
      true,
      false,
      3000,
    ]);
    held.delete(best!.id);
    held.set('new', probe);
    expect(await under).toEqual([before]);
    expect(await gallery.search([probe], { k: 2 })).toEqual([bruteForce(held, probe, 2)]);
    await gallery.close();
  });

  it('stays right while many search and many are added and removed', async () => {
    const { gallery, held, probe } = filled('in a cone, as faces are', 2000);
    const more = drawGallery('in a cone, as faces are', 3, 300, LENGTH);
    const searches: Promise<unknown>[] = [];
    for (const [i, vector] of more.entries()) {
      gallery.add(`n${i}`, vector);
      held.set(`n${i}`, vector);
      if (i % 2 === 0) {
        gallery.remove(`r${i}`);
        held.delete(`r${i}`);
      }
      searches.push(gallery.search([vector], { k: 1 }));
      if (i % 10 === 0) await new Promise((resolve) => setImmediate(resolve));
    }
    const found = (await Promise.all(searches)) as { id: string }[][][];
    expect(found.map(([hits]) => hits![0]!.id)).toEqual(more.map((_, i) => `n${i}`));
    expect(await gallery.search([probe], { k: 5000 })).toEqual([bruteForce(held, probe, 5000)]);
    await gallery.close();
  });

  it('finds nobody where nobody is, and is used beside others', async () => {
    const [empty, one] = [pool.open(4), pool.open(4)];
    const vector = Float32Array.of(0, 0, 1, 0);
    one.add('a', vector);
    expect(await Promise.all([empty.search([vector], { k: 3 }), one.search([vector], { k: 3 })])).toEqual([
      [[]],
      [[{ id: 'a', score: 1 }]],
    ]);
    one.remove('a');
    one.remove('a');
    expect([one.size, await one.search([vector], { k: 3 })]).toEqual([0, [[]]]);
    await Promise.all([empty.close(), one.close()]);
  });

  it('refuses what cannot be compared', async () => {
    const gallery = pool.open(4);
    const good = Float32Array.of(1, 0, 0, 0);
    expect(() => gallery.add('a', Float32Array.of(1, 0))).toThrow(
      expect.objectContaining({ code: 'template_invalid', message: expect.stringContaining('2 numbers') }),
    );
    for (const bad of [
      Float32Array.of(1, 1, 0, 0),
      Float32Array.of(Number.NaN, 0, 0, 0),
      new Float32Array(4),
    ]) {
      expect(() => gallery.add('a', bad)).toThrow(expect.objectContaining({ code: 'template_invalid' }));
      await expect(gallery.search([bad], { k: 1 })).rejects.toMatchObject({ code: 'template_invalid' });
    }
    for (const options of [{ k: 0 }, { k: 1.5 }, { k: 1, atLeast: 2 }, { k: 1, atLeast: Number.NaN }]) {
      await expect(gallery.search([good], options)).rejects.toMatchObject({ code: 'option_invalid' });
    }
    expect(gallery.size).toBe(0);
    await gallery.close();
    expect(() => pool.open(0)).toThrow(expect.objectContaining({ code: 'option_invalid' }));
    expect(() => openSearchPool({ threads: 0 })).toThrow(expect.objectContaining({ code: 'option_invalid' }));
  });

  it('searches again after a thread was lost, with what the lost one knew', async () => {
    const lost: unknown[] = [];
    const workers: Worker[] = [];
    const note = (worker: Worker) => workers.push(worker);
    process.on('worker', note);
    const own = openSearchPool({ threads: 2, onLost: (error) => lost.push(error) });
    const templates = drawGallery('in clusters', 4, 17_500, LENGTH);
    const gallery = own.open(LENGTH);
    const held = new Map(templates.map((vector, i) => [`r${i}`, vector]));
    for (const [id, vector] of held) gallery.add(id, vector);
    const { table } = gallery as unknown as { table: { coded: number } };
    while (table.coded < 17_500 - 1024) await new Promise((resolve) => setTimeout(resolve, 20));
    const probe = templates[0]!;
    const golden = [bruteForce(held, probe, 5)];
    expect(await gallery.search([probe], { k: 5 })).toEqual(golden);

    await workers[0]!.terminate();
    expect(own.isWell).toBe(false);
    expect(lost).toMatchObject([{ code: 'internal', cause: expect.any(Error) }]);
    expect(await gallery.search([probe], { k: 5 })).toEqual(golden);
    expect(own.isWell).toBe(true);

    // In the midst of a search: it fails, or was done already; it does not wait for ever, nor does the next.
    const during = gallery.search([probe], { k: 5 }).catch(({ code }) => code);
    await new Promise((resolve) => setImmediate(resolve));
    await workers.at(-1)!.terminate();
    expect([golden, 'internal']).toContainEqual(await during);
    expect(await gallery.search([probe], { k: 5 })).toEqual(golden);
    process.off('worker', note);
    await own.close();
  });

  it('is closed once, refuses what waits, and everything afterwards', async () => {
    const own = openSearchPool({ threads: 1 });
    const gallery = own.open(4);
    const vector = Float32Array.of(1, 0, 0, 0);
    gallery.add('a', vector);
    const waiting = gallery.search([vector], { k: 1 });
    const closing = [gallery.close(), own.close(), own.close()];
    await expect(waiting).rejects.toMatchObject({ code: 'closed' });
    await Promise.all(closing);
    await expect(gallery.search([vector], { k: 1 })).rejects.toMatchObject({ code: 'closed' });
    expect(() => gallery.add('b', vector)).toThrow(expect.objectContaining({ code: 'closed' }));
    expect(() => own.open(4)).toThrow(expect.objectContaining({ code: 'closed' }));
  });
});
