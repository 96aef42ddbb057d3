// Agglomerative clustering by the mean score of all pairs (average linkage: Sokal & Michener, "A statistical method
// for evaluating systematic relationships", University of Kansas Science Bulletin 38, 1958), by chains of nearest
// neighbours in O(n²) (Murtagh, "A survey of recent advances in hierarchical clustering algorithms", Computer Journal
// 26, 1983).

import { dot } from './faces.js';

/** A picture, or two groups joined. */
export type Link = Leaf | Joint;

export interface Leaf {
  readonly kind: 'leaf';
  /** Place of the template in the list. */
  readonly index: number;
  readonly size: 1;
}

export interface Joint {
  readonly kind: 'joint';
  readonly left: Link;
  readonly right: Link;
  readonly size: number;
  /** Mean score of every template on the left with every one on the right. */
  readonly score: number;
}

/**
 * The tree of a list of templates; memory n² numbers.
 * @param templates at least one, of one length
 */
export function averageLinkage(templates: readonly Float32Array[]): Link {
  const n = templates.length;
  const scores = allScores(templates);
  const links: (Link | undefined)[] = templates.map((_, index) => ({ kind: 'leaf', index, size: 1 }));
  const alive = new Set(links.keys());
  const chain: number[] = [];
  while (alive.size > 1) {
    if (chain.length === 0) chain.push(alive.values().next().value!);
    const top = chain.at(-1)!;
    const before = chain.at(-2);
    const next = nearest(scores, n, top, before, alive);
    if (next !== before) {
      chain.push(next);
      continue;
    }
    chain.length -= 2;
    join(scores, n, top, next, links, alive);
  }
  return links[alive.values().next().value!]!;
}

/** Places of the templates below a link. */
export function leavesOf(link: Link): number[] {
  const leaves: number[] = [];
  const stack = [link];
  for (let next = stack.pop(); next; next = stack.pop()) {
    if (next.kind === 'leaf') leaves.push(next.index);
    else stack.push(next.right, next.left);
  }
  return leaves.sort((a, b) => a - b);
}

function allScores(templates: readonly Float32Array[]): Float32Array {
  const n = templates.length;
  const scores = new Float32Array(n * n);
  for (let i = 0; i < n; i++)
    for (let j = 0; j < i; j++) {
      const score = dot(templates[i]!, templates[j]!);
      scores[i * n + j] = score;
      scores[j * n + i] = score;
    }
  return scores;
}

/** Of equal scores the one before in the chain, so that chains end; else the lowest index. */
function nearest(
  scores: Float32Array,
  n: number,
  of: number,
  before: number | undefined,
  alive: ReadonlySet<number>,
): number {
  let best = before;
  let highest = before === undefined ? Number.NEGATIVE_INFINITY : scores[of * n + before]!;
  for (const other of alive) {
    if (other === of || !(scores[of * n + other]! > highest)) continue;
    best = other;
    highest = scores[of * n + other]!;
  }
  return best!;
}

/** The joint takes the place of `a`; the mean over all pairs is that of the means, by size. */
function join(
  scores: Float32Array,
  n: number,
  a: number,
  b: number,
  links: (Link | undefined)[],
  alive: Set<number>,
): void {
  const [left, right] = [links[a]!, links[b]!];
  const size = left.size + right.size;
  alive.delete(b);
  for (const other of alive) {
    if (other === a) continue;
    const mean = (left.size * scores[a * n + other]! + right.size * scores[b * n + other]!) / size;
    scores[a * n + other] = mean;
    scores[other * n + a] = mean;
  }
  links[a] = { kind: 'joint', left, right, size, score: scores[a * n + b]! };
  links[b] = undefined;
}
