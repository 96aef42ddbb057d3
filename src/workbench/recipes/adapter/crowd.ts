// A crowd of strangers that templates are held against. A face that resembles many people gets high scores from many;
// what it shares with its nearest strangers says nothing for its being somebody in particular.
//
// The score s becomes s − w·(a − ā) − w·(b − b̄), with a and b the mean cosine of either template with its nearest in
// the crowd: adaptive score normalisation as speaker recognition knows it (Z. N. Karam, W. M. Campbell and N. Dehak,
// Towards reduced false-alarms using cohorts, ICASSP 2011), without the division, so that it is a sum of a term for
// each template. Such a sum can be said in the templates: each gets coordinates of its own, and a cosine is all that
// is ever computed.

import type { GraphBuilder, Value } from '../../../onnx/index.js';
import { type Portraits, rowOf } from './portraits.js';

/** Means of groups of people, of unit length, row after row. */
export interface Crowd {
  readonly dimension: number;
  readonly templates: Float32Array;
}

export interface CrowdTerms {
  readonly nearest: number;
  readonly weight: number;
  /** Likeness further than this from the usual counts as this far. */
  readonly limit: number;
}

/**
 * Groups of people who look alike, each the mean of exactly so many; the most unusual faces choose their likes first, so
 * that groups lie where people do. People who do not fill a last group are left out.
 *
 * @param people rows of unit length, one a person
 * @param size people a group
 */
export function crowdOf(people: Crowd, size: number): Crowd {
  const { dimension, templates } = people;
  const count = templates.length / dimension;
  const middle = unit(sumOf(templates, dimension, [...Array(count).keys()]));
  const usual = Float64Array.from({ length: count }, (_, row) => dot(templates, row, middle, dimension));
  const left = [...Array(count).keys()].sort((a, b) => usual[a]! - usual[b]! || a - b);
  const groups: Float32Array[] = [];
  while (left.length >= size) {
    const first = rowOf(templates, dimension, left[0]!);
    const likeness = new Map(left.map((row) => [row, dot(templates, row, first, dimension)]));
    const nearest = [...left].sort((a, b) => likeness.get(b)! - likeness.get(a)! || a - b).slice(0, size);
    const taken = new Set(nearest);
    groups.push(unit(sumOf(templates, dimension, nearest)));
    left.splice(0, left.length, ...left.filter((row) => !taken.has(row)));
  }
  const rows = new Float32Array(groups.length * dimension);
  groups.forEach((group, i) => {
    rows.set(group, i * dimension);
  });
  return { dimension, templates: rows };
}

/** Each subject's templates as one row of unit length; the first `most` subjects by number. */
export function peopleOfPortraits({ dimension, templates, subjects }: Portraits, most: number): Crowd {
  const rowsOf = new Map<number, number[]>();
  subjects.forEach((subject, row) => {
    const own = rowsOf.get(subject);
    if (own) own.push(row);
    else rowsOf.set(subject, [row]);
  });
  const people = [...rowsOf].sort(([a], [b]) => a - b).slice(0, most);
  const rows = new Float32Array(people.length * dimension);
  people.forEach(([, own], i) => {
    rows.set(unit(sumOf(templates, dimension, own)), i * dimension);
  });
  return { dimension, templates: rows };
}

/** Mean cosine of each template with its `nearest` most like it in the crowd. */
export function likenessTo(
  { dimension, templates }: Crowd,
  portraits: Portraits,
  nearest: number,
): Float64Array {
  const count = templates.length / dimension;
  return Float64Array.from(portraits.subjects, (_, row) => {
    const own = rowOf(portraits.templates, dimension, row);
    const cosines = Float64Array.from({ length: count }, (_, i) => dot(templates, i, own, dimension)).sort();
    const best = cosines.subarray(Math.max(0, count - nearest));
    return best.reduce((sum, value) => sum + value, 0) / best.length;
  });
}

/**
 * Appends the likeness of templates to their nearest in the crowd less the usual one, `[N, D] → [N, 1]`.
 * @param crowd [strangers, D], of unit length
 */
export function appendLikeness(
  graph: GraphBuilder,
  templates: Value,
  crowd: Value,
  usual: number,
  { nearest, limit }: Pick<CrowdTerms, 'nearest' | 'limit'>,
): Value {
  const [count] = graph.shapeOf(crowd) as [number, number];
  const cosines = graph.add('Gemm', [templates, crowd], { transB: 1 });
  const [best] = graph.addMany('TopK', [cosines, graph.ints([Math.min(nearest, count)])], 2, { axis: 1 });
  const likeness = graph.add('ReduceMean', [best!], { axes: [1], keepdims: 1 });
  const unusual = graph.add('Sub', [likeness, graph.scalar(usual)]);
  return graph.add('Clip', [unusual, graph.scalar(-limit), graph.scalar(limit)]);
}

/**
 * Appends the coordinates that take w·likeness from every score, `[N, D] → [N, D + 4]`. All rows are of one length, √(1 +
 * 2·w·limit), so that a cosine of two is the score that is wanted over a constant.
 *
 * @param templates [N, D] of unit length
 * @param likeness [N, 1]
 */
export function appendCoordinates(
  graph: GraphBuilder,
  templates: Value,
  likeness: Value,
  side: 'document' | 'selfie',
  { weight, limit }: Pick<CrowdTerms, 'weight' | 'limit'>,
): Value {
  // A document holds (−w·a / g, g), a selfie (g, −w·b / g): their product is −w·a − w·b.
  const g = Math.sqrt(weight * limit);
  const own = graph.add('Mul', [likeness, graph.scalar(g === 0 ? 0 : -weight / g)]);
  const one = graph.add('Add', [graph.add('Mul', [own, graph.scalar(0)]), graph.scalar(g)]);
  const missing = graph.add('Sub', [graph.scalar(g * g), graph.add('Mul', [own, own])]);
  const filling = graph.add('Sqrt', [graph.add('Clip', [missing, graph.scalar(0)])]);
  const nothing = graph.add('Mul', [own, graph.scalar(0)]);
  const coordinates = side === 'document' ? [own, one, filling, nothing] : [one, own, nothing, filling];
  return graph.add('Concat', [templates, ...coordinates], { axis: 1 });
}

function sumOf(rows: Float32Array, dimension: number, members: readonly number[]): Float64Array {
  const sum = new Float64Array(dimension);
  for (const row of members) for (let k = 0; k < dimension; k++) sum[k]! += rows[row * dimension + k]!;
  return sum;
}

function unit(vector: Float64Array): Float32Array {
  const length = Math.hypot(...vector);
  return Float32Array.from(vector, (value) => value / length);
}

function dot(rows: Float32Array, row: number, other: Float32Array, dimension: number): number {
  let sum = 0;
  for (let k = 0, at = row * dimension; k < dimension; k++, at++) sum += rows[at]! * other[k]!;
  return sum;
}
