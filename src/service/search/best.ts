// The best of a thread's references for one probe. Whoever ties with the k-th is kept too: which of them go is for
// their ids to say, and threads know of none.

/** References and their comparison scores, in no order. */
export interface Found {
  readonly rows: Int32Array;
  readonly scores: Float64Array;
}

export interface Best {
  /** A score below it is of no use: the k-th best so far, here or as another thread has said, or the least asked for. */
  readonly threshold: number;
  /** The k-th best score so far; −∞ before there are k. */
  readonly kth: number;
  offer(row: number, score: number): void;
  /** Another thread has k scores at or above it. */
  raise(threshold: number): void;
  found(): Found;
}

/**
 * @param k from 1
 * @param atLeast the lowest score asked for
 */
export function openBest(k: number, atLeast: number): Best {
  // A heap of the k best scores, its least one first.
  const heap = new Float64Array(k);
  let held = 0;
  let threshold = atLeast;
  let rows: number[] = [];
  let scores: number[] = [];
  let pruneAt = 2 * k + 64;

  const push = (score: number): void => {
    let at = held++;
    for (; at > 0; at = (at - 1) >> 1) {
      const parent = heap[(at - 1) >> 1]!;
      if (parent <= score) break;
      heap[at] = parent;
    }
    heap[at] = score;
  };
  const replaceLeast = (score: number): void => {
    let at = 0;
    for (let child = 1; child < k; child = 2 * at + 1) {
      if (child + 1 < k && heap[child + 1]! < heap[child]!) child++;
      if (heap[child]! >= score) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = score;
  };
  const prune = (): void => {
    const kept = [...scores.keys()].filter((i) => scores[i]! >= threshold);
    rows = kept.map((i) => rows[i]!);
    scores = kept.map((i) => scores[i]!);
    pruneAt = 2 * kept.length + 64;
  };

  return {
    get threshold() {
      return threshold;
    },
    get kth() {
      return held < k ? Number.NEGATIVE_INFINITY : heap[0]!;
    },
    offer(row, score) {
      if (!(score >= threshold)) return;
      if (held < k) push(score);
      else if (score > heap[0]!) replaceLeast(score);
      if (held === k) threshold = Math.max(threshold, heap[0]!);
      rows.push(row);
      scores.push(score);
      if (rows.length >= pruneAt) prune();
    },
    raise(value) {
      threshold = Math.max(threshold, value);
    },
    found() {
      prune();
      return { rows: Int32Array.from(rows), scores: Float64Array.from(scores) };
    },
  };
}
