// Series for tests: some whose truth is known, from a seed, and some that everybody prints.

import { readFileSync } from 'node:fs';

/** Uniform in [0, 1), the same for the same seed: mulberry32 (Ettinger, 2017). */
function uniforms(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let word = Math.imul(state ^ (state >>> 15), 1 | state);
    word ^= word + Math.imul(word ^ (word >>> 7), 61 | word);
    return ((word ^ (word >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** Standard normal numbers: Box & Muller (1958). */
export function normals(seed: number): () => number {
  const uniform = uniforms(seed);
  return () => Math.sqrt(-2 * Math.log(1 - uniform())) * Math.cos(2 * Math.PI * uniform());
}

/** w = Σ φᵢ w₋ᵢ + ε + Σ θⱼ ε₋ⱼ, after as many steps as make it forget how it began. */
export function simulateArma(
  phi: readonly number[],
  theta: readonly number[],
  count: number,
  normal: () => number,
): Float64Array {
  const warm = 200;
  const [values, shocks]: [number[], number[]] = [[], []];
  for (let t = 0; t < warm + count; t++) {
    const shock = normal();
    const before = phi.reduce((sum, c, i) => sum + c * (values[t - 1 - i] ?? 0), 0);
    values.push(before + shock + theta.reduce((sum, c, j) => sum + c * (shocks[t - 1 - j] ?? 0), 0));
    shocks.push(shock);
  }
  return Float64Array.from(values.slice(warm));
}

/** A column of `studies/data/forecast`, where its source stands. */
export function printed(name: string): Float64Array {
  const file = new URL(`../../studies/data/forecast/${name}.csv`, import.meta.url);
  const [, ...lines] = readFileSync(file, 'utf8').trim().split('\n');
  return Float64Array.from(lines, (line) => Number(line.split(',')[1]));
}
