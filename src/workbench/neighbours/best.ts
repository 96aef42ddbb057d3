// The best scores of each row, kept sorted as they come. Most scores are below the worst that is kept, so that one
// comparison a score is nearly all the work.

/** The best of several rows. */
export interface Best {
  /** Forgets all. */
  clear(): void;
  /**
   * Scores of successive columns from `first` on; columns must come in ascending order, so that of equal scores the
   * lower index is kept and stands first.
   * @param self the column that is left out
   */
  offer(row: number, scores: Float32Array, first: number, self: number): void;
  /** Writes the best of a row, best first. As many must have been offered. */
  write(row: number, index: Int32Array, score: Float32Array, at: number): void;
}

export function openBest(rows: number, count: number): Best {
  const index = new Int32Array(rows * count);
  const score = new Float32Array(rows * count).fill(Number.NEGATIVE_INFINITY);

  const insert = (start: number, column: number, value: number): void => {
    let at = start + count - 1;
    for (; at > start && score[at - 1]! < value; at--) {
      score[at] = score[at - 1]!;
      index[at] = index[at - 1]!;
    }
    score[at] = value;
    index[at] = column;
  };

  return {
    clear: () => void score.fill(Number.NEGATIVE_INFINITY),
    offer(row, scores, first, self) {
      const start = row * count;
      let worst = score[start + count - 1]!;
      for (let k = 0; k < scores.length; k++) {
        const value = scores[k]!;
        if (value <= worst || first + k === self) continue;
        insert(start, first + k, value);
        worst = score[start + count - 1]!;
      }
    },
    write(row, toIndex, toScore, at) {
      toIndex.set(index.subarray(row * count, (row + 1) * count), at);
      toScore.set(score.subarray(row * count, (row + 1) * count), at);
    },
  };
}
