// How well templates tell people apart that training never saw: EER and FNMR over all their pictures, with intervals.

import { toPlanes, warp } from '../../src/image/index.js';
import { encodeModel, type Model, openSession } from '../../src/onnx/index.js';
import {
  allPairsTrials,
  blockProduct,
  bootstrapEer,
  bootstrapFnmrAtFmr,
  createRandom,
  eer,
  type SubjectTrials,
  scoreAllPairs,
  shuffle,
} from '../../src/trials/index.js';
import { softened } from '../../src/workbench/recipes/chips/augmentation.js';
import type { Chips } from './chips.js';

/** The chips of some subjects. */
export interface Part {
  /** Positions in the chips. */
  readonly chips: readonly number[];
  /** Subject of each, as the chips number them. */
  readonly subjects: readonly number[];
}

/** Subjects drawn at random into parts of the given shares; nobody is in two of them. */
export function splitSubjects(chips: Chips, shares: readonly number[], seed: number): Part[] {
  const people = [...new Set(chips.subjects)];
  const order = Int32Array.from(people);
  shuffle(order, createRandom(seed));
  const ends = shares.map((_, i) =>
    Math.round(shares.slice(0, i + 1).reduce((a, b) => a + b) * people.length),
  );
  return ends.map((end, part) => {
    const members = new Set(order.subarray(ends[part - 1] ?? 0, end));
    const positions = [...chips.subjects.keys()].filter((i) => members.has(chips.subjects[i]!));
    return { chips: positions, subjects: positions.map((i) => chips.subjects[i]!) };
  });
}

/** Pictures of one person that are measured on, at most: a few people own most of LFW, and would be all of the rate. */
const MOST = 10;

/** The part with the first few pictures of each person alone. */
export function evenly(part: Part): Part {
  const seen = new Map<number, number>();
  const kept = [...part.chips.keys()].filter((i) => {
    const count = (seen.get(part.subjects[i]!) ?? 0) + 1;
    seen.set(part.subjects[i]!, count);
    return count <= MOST;
  });
  return { chips: kept.map((i) => part.chips[i]!), subjects: kept.map((i) => part.subjects[i]!) };
}

/** How a network wants its pictures. */
export interface Preparation {
  readonly inputSize: number;
  /** For red, green and blue. */
  readonly mean: readonly [number, number, number];
  readonly scale: number;
  /** Faces are made so many pixels wide first, and large again: see `softened`. Left out, they stay as they are. */
  readonly soft?: number;
}

/** Templates of length one of a part, `[chips, dimension]`, from a model with input `x` and one output. */
export async function templatesOf(
  model: Model,
  chips: Chips,
  part: Part,
  { inputSize, mean, scale, soft }: Preparation,
): Promise<{ readonly templates: Float32Array; readonly dimension: number }> {
  const session = await openSession(encodeModel(model), { threads: 2 });
  const [input] = session.inputs;
  const batch = 32;
  const bytes = 3 * chips.size * chips.size;
  const rows: Float32Array[] = [];
  for (let from = 0; from < part.chips.length; from += batch) {
    const members = part.chips.slice(from, from + batch);
    const data = new Float32Array(members.length * 3 * inputSize * inputSize);
    members.forEach((chip, i) => {
      const pixels = chips.pixels.subarray(chip * bytes, (chip + 1) * bytes);
      const picture = { width: chips.size, height: chips.size, data: pixels };
      const zoom = chips.size / inputSize;
      const seen = warp(picture, { a: zoom, b: 0, tx: 0, ty: 0 }, inputSize, inputSize);
      toPlanes(
        soft === undefined ? seen : softened(seen, soft),
        mean,
        scale,
        'rgb',
        'nchw',
        data,
        i * 3 * inputSize * inputSize,
      );
    });
    const result = await session.run({
      [input!.name]: { data, dims: [members.length, 3, inputSize, inputSize] },
    });
    rows.push(Object.values(result)[0]!.data);
  }
  await session.close();
  const dimension = rows[0]!.length / Math.min(batch, part.chips.length);
  const templates = new Float32Array(part.chips.length * dimension);
  let at = 0;
  for (const row of rows) {
    templates.set(row, at);
    at += row.length;
  }
  for (let i = 0; i < templates.length; i += dimension) {
    const template = templates.subarray(i, i + dimension);
    const length = Math.hypot(...template) || 1;
    for (let k = 0; k < dimension; k++) template[k]! /= length;
  }
  return { templates, dimension };
}

/** Every picture of a part against every other. */
export async function trialsOf(
  { templates, dimension }: Awaited<ReturnType<typeof templatesOf>>,
  part: Part,
): Promise<SubjectTrials> {
  const subjects = Int32Array.from(part.subjects);
  const pairs = (subjects.length * (subjects.length - 1)) / 2;
  const scored = await scoreAllPairs({
    templates,
    dimension,
    subjects,
    product: blockProduct,
    tally: { lowest: -1, keep: Math.min(3_000_000, pairs) },
  });
  return allPairsTrials(scored, subjects);
}

/** EER without its interval, for a curve. */
export const equalErrorOf = (trials: SubjectTrials): number =>
  eer(trials.mated.scores, trials.nonMated.scores).eer;

/** One row of a table: EER and FNMR at FMR 1e-2 and 1e-3 with 95 % intervals over subjects. */
export function row(label: string, trials: SubjectTrials): string {
  const percent = (share: number) => `${(100 * share).toFixed(2)} %`;
  const equal = bootstrapEer(trials);
  const cells = [1e-2, 1e-3].map((target) => {
    const at = bootstrapFnmrAtFmr(trials, target);
    if (at.kind === 'unsupported') return at.reason;
    return `${percent(at.estimate)} (${percent(at.lower)} – ${percent(at.upper)})`;
  });
  return `| ${label} | ${percent(equal.estimate)} (${percent(equal.lower)} – ${percent(equal.upper)}) | ${cells.join(' | ')} |`;
}

export const TABLE_HEAD = '| network | EER | FNMR at FMR 1e-2 | FNMR at FMR 1e-3 |\n|---|---|---|---|';

/** The part without people of whom there is one picture only. */
export function withSeveral(part: Part): Part {
  const counts = new Map<number, number>();
  for (const subject of part.subjects) counts.set(subject, (counts.get(subject) ?? 0) + 1);
  const kept = [...part.chips.keys()].filter((i) => counts.get(part.subjects[i]!)! > 1);
  return { chips: kept.map((i) => part.chips[i]!), subjects: kept.map((i) => part.subjects[i]!) };
}
