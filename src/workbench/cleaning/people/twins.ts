// Two folders that are one person: of all pairs of subjects, those whose pictures are likelier one person's, given how
// few pairs are. Of a hundred look-alikes at most one is the same person, so they stand against each other.

import type { Faces } from './faces.js';
import type { Population } from './population.js';
import type { GroupComparison, Verdicts } from './verdicts.js';

/** Subject `a` is subject `b` under another name. */
export interface Twins {
  /** The one with fewer pictures, or the later name: its name goes. */
  readonly a: GroupComparison;
  readonly b: GroupComparison;
  readonly probability: number;
}

/** Where the estimate of how many subjects have a twin starts, and how long it goes on. */
const FIRST_GUESS = 0.01;
const ROUNDS = 20;

interface Edge {
  readonly a: GroupComparison;
  readonly b: GroupComparison;
  /** Places in the list of subjects. */
  readonly ends: readonly [number, number];
  readonly llr: number;
}

/** @returns the pairs, most probable first, and the share of subjects that have a twin */
export function findTwins(
  faces: Faces,
  population: Population,
  verdicts: Verdicts,
): { twins: Twins[]; twinRate: number } {
  const edges = edgesOf(faces, verdicts);
  const subjects = population.folders.length;
  let twinRate = FIRST_GUESS;
  let probabilities: number[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    probabilities = weigh(edges, twinRate / Math.max(1, subjects - 1), subjects);
    const pairs = probabilities.reduce((sum, p) => sum + p, 0);
    twinRate = Math.min(0.5, (2 * pairs + 0.5) / (subjects + 1));
  }
  const twins = edges
    .map(({ a, b }, k) => ({ a, b, probability: probabilities[k]! }))
    .sort((x, y) => y.probability - x.probability);
  return { twins, twinRate };
}

/** Owners of their folders that are near to each other, each pair once. */
function edgesOf(faces: Faces, { folders, near }: Verdicts): Edge[] {
  const owners = new Map(folders.map(({ groups, subject }) => [groups[0]!.group, subject]));
  const edges = new Map<string, Edge>();
  for (const { subject, groups } of folders) {
    const { group } = groups[0]!;
    for (const other of near.get(group) ?? []) {
      // Fewer than a million pairs of likelihood below one weigh nothing beside the prior.
      if (!owners.has(other.group) || other.llr < 0) continue;
      const one = { ...other, subject, group };
      const keep = isKept(faces, subject, other.subject);
      const [a, b] = keep ? [other, one] : [one, other];
      edges.set(`${a.subject} ${b.subject}`, { a, b, ends: [a.subject, b.subject], llr: other.llr });
    }
  }
  return [...edges.values()];
}

/** Whether of two subjects the first keeps its name. */
function isKept({ rowsOf, subjects }: Faces, a: number, b: number): boolean {
  const more = rowsOf[a]!.length - rowsOf[b]!.length;
  return more !== 0 ? more > 0 : subjects[a]! < subjects[b]!;
}

/**
 * Of each subject at most one other is the twin, unless the others are likelier one person than not themselves. A pair
 * is as probable as the less certain of the two holds it to be.
 */
function weigh(edges: readonly Edge[], prior: number, subjects: number): number[] {
  const logPrior = Math.log(prior);
  const odds = edges.map(({ llr }) => Math.exp(logPrior + llr));
  const around = Array.from({ length: subjects }, () => new Map<number, number>());
  const total = new Float64Array(subjects);
  for (const [k, { ends }] of edges.entries()) {
    const [a, b] = ends;
    around[a]!.set(b, odds[k]!);
    around[b]!.set(a, odds[k]!);
    for (const end of ends) total[end]! += odds[k]!;
  }
  const likely = around.map((others) => [...others].filter(([, value]) => value > 1).map(([other]) => other));
  const seenFrom = (end: number, other: number, value: number): number => {
    const allies = likely[other]!.reduce((sum, ally) => sum + (around[end]!.get(ally) ?? 0), 0);
    return value / (1 + Math.max(value, total[end]! - allies));
  };
  return edges.map(({ ends: [a, b] }, k) => Math.min(seenFrom(a, b, odds[k]!), seenFrom(b, a, odds[k]!)));
}
