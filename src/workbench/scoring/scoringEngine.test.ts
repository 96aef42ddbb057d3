import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom, scoreAllPairs } from '../../trials/index.js';
import { type ComparedRows, ScoringEngine } from './scoringEngine.js';

/** Four entries of ±½ in a row of zeros: of unit length, and with scores that any order of summing gives exactly. */
function latticeRows(seed: number, rows: number, subjects: number, dimension = 16): ComparedRows {
  const random = createRandom(seed);
  const templates = new Float32Array(rows * dimension);
  for (let row = 0; row < rows; row++) {
    for (let set = 0; set < 4; ) {
      const at = row * dimension + random.below(dimension);
      if (templates[at] !== 0) continue;
      templates[at] = random.below(2) - 0.5;
      set++;
    }
  }
  return { templates, dimension, subjects: Int32Array.from({ length: rows }, () => random.below(subjects)) };
}

function unitRows(seed: number, rows: number, dimension: number): ComparedRows {
  const random = createRandom(seed);
  const templates = Float32Array.from({ length: rows * dimension }, () => random.uniform() - 0.4);
  for (let row = 0; row < rows; row++) {
    const template = templates.subarray(row * dimension, (row + 1) * dimension);
    const length = Math.hypot(...template);
    template.forEach((value, k) => {
      template[k] = value / length;
    });
  }
  return { templates, dimension, subjects: Int32Array.from({ length: rows }, (_, row) => row >> 2) };
}

interface Pair {
  readonly score: number;
  readonly left: number;
  readonly right: number;
}

/** Two plain loops. */
function allPairsOf(left: ComparedRows, right: ComparedRows, skip: (i: number, j: number) => boolean) {
  const mated: Pair[] = [];
  const nonMated: Pair[] = [];
  for (let i = 0; i < left.subjects.length; i++) {
    for (let j = 0; j < right.subjects.length; j++) {
      if (skip(i, j)) continue;
      let score = 0;
      for (let k = 0; k < left.dimension; k++) {
        score += left.templates[i * left.dimension + k] * right.templates[j * right.dimension + k];
      }
      (left.subjects[i] === right.subjects[j] ? mated : nonMated).push({ score, left: i, right: j });
    }
  }
  const byRows = (a: Pair, b: Pair) => a.left - b.left || a.right - b.right;
  mated.sort((a, b) => a.score - b.score || byRows(a, b));
  nonMated.sort((a, b) => b.score - a.score || byRows(a, b));
  return { mated, nonMated };
}

const listed = (pairs: { scores: ArrayLike<number>; left: Int32Array; right: Int32Array }): Pair[] =>
  Array.from(pairs.left, (left, k) => ({ score: pairs.scores[k], left, right: pairs.right[k] }));

let engine: ScoringEngine;
beforeAll(async () => {
  engine = await ScoringEngine.open({ threads: 3 });
});
afterAll(() => engine.close());

describe('all pairs', () => {
  const rows = latticeRows(1, 700, 90);
  const tally = { keep: 5_000, binsPerUnit: 8 };

  it('are those of two plain loops: mated ones lowest first, the hardest non-mated ones, a count of the rest', async () => {
    const scored = await engine.scoreAllPairs(rows, { tally });
    const golden = allPairsOf(rows, rows, (i, j) => i >= j);
    if (scored.mated.kind !== 'all') return expect.fail('mated scores were dropped');
    expect(listed(scored.mated)).toEqual(golden.mated);
    expect(listed(scored.hardest)).toEqual(golden.nonMated.slice(0, 5_000));
    expect(scored.nonMated.tail).toEqual(scored.hardest.scores);
    expect([...scored.nonMated.tailIds]).toEqual(
      golden.nonMated.slice(0, 5_000).map(({ left, right }) => left * 700 + right),
    );
    expect(scored.nonMated.trials).toBe(golden.nonMated.length);
    const bins = new Float64Array(17);
    for (const { score } of golden.nonMated) bins[(score + 1) * 8]++;
    expect(scored.nonMated.bins).toEqual(bins);
  });

  it('are those of the plain engine of src/trials', async () => {
    const scored = await engine.scoreAllPairs(rows, { tally });
    const plain = await scoreAllPairs({ ...rows, tally });
    expect(scored.nonMated.bins).toEqual(plain.nonMated.bins);
    expect(scored.nonMated.tail).toEqual(plain.nonMated.tail);
    expect(scored.nonMated.trials).toBe(plain.nonMated.trials);
  });

  it('are within 10⁻⁶ of the plain engine’s double precision', async () => {
    const real = unitRows(5, 600, 512);
    const scored = await engine.scoreAllPairs(real, { tally: { keep: 1e6 } });
    const plain = await scoreAllPairs({ ...real, tally: { keep: 1e6 } });
    const plainScores = new Map<number, number>();
    plain.nonMated.tailIds.forEach((id, k) => {
      plainScores.set(id, plain.nonMated.tail[k]);
    });
    expect(plainScores.size).toBe(scored.nonMated.trials);
    let furthest = 0;
    scored.nonMated.tailIds.forEach((id, k) => {
      furthest = Math.max(furthest, Math.abs(scored.nonMated.tail[k] - plainScores.get(id)!));
    });
    expect(furthest).toBeLessThanOrEqual(1e-6);
  });

  it('do not depend on the number of threads, nor on who was faster', async () => {
    const real = unitRows(6, 1_500, 64);
    const options = { tally: { keep: 700 }, keepMated: 100 };
    const first = await engine.scoreAllPairs(real, options);
    for (const threads of [1, 2, 5]) {
      const other = await ScoringEngine.open({ threads });
      expect(await other.scoreAllPairs(real, options)).toEqual(first);
      expect(await other.scoreAllPairs(real, options)).toEqual(first);
      await other.close();
    }
  });

  it('of many mated ones that were not to be kept are counted, the lowest kept', async () => {
    const golden = allPairsOf(rows, rows, (i, j) => i >= j);
    const { mated } = await engine.scoreAllPairs(rows, { tally, keepMated: 40 });
    if (mated.kind !== 'counted') return expect.fail('all were kept');
    expect(mated.trials).toBe(golden.mated.length);
    expect(listed(mated.hardest)).toEqual(golden.mated.slice(0, 40));
    const bins = new Float64Array(17);
    for (const { score } of golden.mated) bins[(score + 1) * 8]++;
    expect(mated.bins).toEqual(bins);
  });

  it('are counted in the end bins where they lie beyond the range', async () => {
    const { nonMated } = await engine.scoreAllPairs(rows, {
      tally: { lowest: 0, highest: 1, binsPerUnit: 1 },
    });
    const { nonMated: golden } = allPairsOf(rows, rows, (i, j) => i >= j);
    const ones = golden.filter(({ score }) => score === 1).length;
    expect([...nonMated.bins]).toEqual([golden.length - ones, ones]);
  });

  it('leave out two templates of one picture, even under two subjects', async () => {
    const pictures = Int32Array.from(rows.subjects, (_, row) => Math.floor(row / 2));
    const scored = await engine.scoreAllPairs({ ...rows, pictures }, { tally });
    const golden = allPairsOf(rows, rows, (i, j) => i >= j || pictures[i] === pictures[j]);
    expect(scored.nonMated.trials).toBe(golden.nonMated.length);
    expect(listed(scored.hardest)).toEqual(golden.nonMated.slice(0, 5_000));
    expect(scored.mated).toMatchObject({ kind: 'all', scores: { length: golden.mated.length } });
  });

  it.each([
    [0, 0],
    [1, 0],
    [2, 1],
  ])('of %d templates are %d', async (count, pairs) => {
    const scored = await engine.scoreAllPairs(latticeRows(3, count, 1_000));
    expect(scored.nonMated.trials).toBe(pairs);
    expect(scored.nonMated.tail).toHaveLength(pairs);
    expect(scored.mated).toMatchObject({ kind: 'all', scores: { length: 0 } });
  });
});

describe('probes against a gallery', () => {
  const probes = latticeRows(7, 300, 40);
  const gallery = latticeRows(8, 530, 40);
  const tally = { keep: 2_000 };

  it('are those of two plain loops', async () => {
    const scored = await engine.scoreProbesAgainstGallery(probes, gallery, { tally });
    const golden = allPairsOf(probes, gallery, () => false);
    expect(scored.nonMated.trials).toBe(golden.nonMated.length);
    expect(listed(scored.hardest)).toEqual(golden.nonMated.slice(0, 2_000));
    if (scored.mated.kind !== 'all') return expect.fail('mated scores were dropped');
    expect(listed(scored.mated)).toEqual(golden.mated);
  });

  it('leave out a picture against itself', async () => {
    const pictures = Int32Array.from(gallery.subjects, (_, row) => row);
    const some = { ...gallery, pictures };
    const scored = await engine.scoreProbesAgainstGallery(some, some, { tally });
    const golden = allPairsOf(gallery, gallery, (i, j) => i === j);
    expect(scored.mated).toMatchObject({ kind: 'all', scores: { length: golden.mated.length } });
    expect(scored.nonMated.trials).toBe(golden.nonMated.length);
  });

  it('must be comparable', async () => {
    const wider = latticeRows(8, 5, 5, 17);
    await expect(engine.scoreProbesAgainstGallery(probes, wider)).rejects.toThrow(
      'probes and gallery must have one dimension, got 16 and 17',
    );
    const numbered = { ...gallery, pictures: new Int32Array(530) };
    await expect(engine.scoreProbesAgainstGallery(probes, numbered)).rejects.toThrow(
      'pictures must be given for both',
    );
  });
});

describe('templates that are not what they should be', () => {
  const withRow = (row: number, value: number): ComparedRows => {
    const rows = latticeRows(9, 400, 9);
    rows.templates.fill(value, row * 16, (row + 1) * 16);
    return rows;
  };

  it.each([
    ['NaN', withRow(371, Number.NaN), 'rows: template 371 must be of unit length, got NaN'],
    [
      'infinity',
      withRow(2, Number.POSITIVE_INFINITY),
      'rows: template 2 must be of unit length, got Infinity',
    ],
    ['zeros', withRow(0, 0), 'rows: template 0 must be of unit length, got 0'],
    ['another length', withRow(399, 0.5), 'rows: template 399 must be of unit length, got 2'],
    ['too few numbers', { ...withRow(0, 0.25), dimension: 17 }, 'rows: templates must hold 400 × 17 numbers'],
    [
      'no dimension',
      { ...withRow(0, 0.25), dimension: 0 },
      'rows: dimension must be a whole number from 1, got 0',
    ],
    [
      'too few pictures',
      { ...withRow(0, 0.25), pictures: new Int32Array(2) },
      'rows: pictures must be 400, one a row, got 2',
    ],
  ])('%s are refused', async (_, rows, message) => {
    await expect(engine.scoreAllPairs(rows)).rejects.toThrow(message);
    await expect(engine.scoreAllPairs(rows)).rejects.toBeInstanceOf(RangeError);
  });

  it.each([
    [{ keepMated: 0 }, 'keepMated must be at least 1, got 0'],
    [{ tally: { keep: 0 } }, 'keep must be at least 1, got 0'],
    [{ tally: { binsPerUnit: 100 } }, 'binsPerUnit must be a power of two, got 100'],
  ])('options %j are refused', async (options, message) => {
    await expect(engine.scoreAllPairs(latticeRows(1, 3, 3), options)).rejects.toThrow(message);
  });
});

describe('a job', () => {
  const rows = unitRows(10, 3_000, 128);

  it('tells how far it is', async () => {
    const told: number[] = [];
    await engine.scoreAllPairs(rows, {
      onProgress: (done, total) => {
        expect(total).toBe((3_000 * 2_999) / 2);
        told.push(done);
      },
    });
    expect(told).toHaveLength(78);
    expect(told).toEqual(told.toSorted((a, b) => a - b));
    expect(told.at(-1)).toBe((3_000 * 2_999) / 2);
  });

  it('ends when it is aborted, and the engine goes on', async () => {
    const abort = new AbortController();
    let told = 0;
    const job = engine.scoreAllPairs(rows, {
      signal: abort.signal,
      onProgress: () => {
        if (++told === 3) abort.abort(new Error('enough'));
      },
    });
    await expect(job).rejects.toThrow('enough');
    expect(told).toBe(3);
    const { nonMated } = await engine.scoreAllPairs(rows);
    expect(nonMated.trials).toBe((3_000 * 2_999) / 2 - 750 * 6);
  });

  it('does not begin if it was aborted before', async () => {
    const signal = AbortSignal.abort(new Error('never'));
    await expect(engine.scoreAllPairs(rows, { signal })).rejects.toThrow('never');
  });

  it('ends with the error of who is told, and the engine goes on', async () => {
    const job = engine.scoreAllPairs(rows, {
      onProgress: () => {
        throw new Error('the terminal is gone');
      },
    });
    await expect(job).rejects.toThrow('the terminal is gone');
    expect((await engine.scoreAllPairs(rows)).nonMated.trials).toBe((3_000 * 2_999) / 2 - 750 * 6);
  });

  it('may run beside another', async () => {
    const few = latticeRows(11, 300, 30);
    const alone = [await engine.scoreAllPairs(rows), await engine.scoreAllPairs(few)];
    const together = await Promise.all([engine.scoreAllPairs(rows), engine.scoreAllPairs(few)]);
    expect(together).toEqual(alone);
  });
});

describe('an engine', () => {
  it('can be opened and closed again and again, with work in between', async () => {
    const rows = latticeRows(12, 300, 30);
    const golden = await engine.scoreAllPairs(rows);
    for (let round = 0; round < 10; round++) {
      const other = await ScoringEngine.open({ threads: 2 });
      expect(await other.scoreAllPairs(rows)).toEqual(golden);
      await other.close();
    }
  }, 120_000);

  it('finishes its jobs before it closes, and then takes no more', async () => {
    const rows = latticeRows(13, 1_000, 30);
    const other = await ScoringEngine.open({ threads: 2 });
    const job = other.scoreAllPairs(rows);
    await other.close();
    expect((await job).nonMated.trials).toBeGreaterThan(400_000);
    await expect(other.scoreAllPairs(rows)).rejects.toMatchObject({ code: 'closed' });
    await other.close();
  });

  it.each([0, 1.5, Number.NaN])('of %d threads is refused', async (threads) => {
    await expect(ScoringEngine.open({ threads })).rejects.toThrow('threads must be a whole number from 1');
  });

  it('dies at once with its process when that is interrupted', async () => {
    const module = fileURLToPath(new URL('./scoringEngine.ts', import.meta.url));
    const program = `
      import { ScoringEngine } from ${JSON.stringify(module)};
      const engine = await ScoringEngine.open({ threads: 2 });
      const templates = new Float32Array(30_000 * 128);
      for (let row = 0; row < 30_000; row++) templates[row * 128 + row % 128] = 1;
      let told = false;
      await engine.scoreAllPairs({ templates, dimension: 128, subjects: new Int32Array(30_000).map((_, i) => i) }, {
        onProgress: () => { if (!told) process.stdout.write('working'); told = true; },
      });`;
    const child = spawn(process.execPath, ['--import', 'tsx', '--input-type=module', '-e', program]);
    await once(child.stdout, 'data');
    child.kill('SIGINT');
    const [, signal] = await once(child, 'exit');
    expect(signal).toBe('SIGINT');
  });
});
