/**
 * p-values of several tests, adjusted so that a claim made of those at or below α errs in one of them at all with
 * probability α at the most, however the tests hang together (Holm, "A simple sequentially rejective multiple test
 * procedure", Scandinavian Journal of Statistics 6, 1979): in ascending order, the i-th of m times m − i + 1, never
 * below the one before, at the most 1.
 *
 * @param pValues each in [0, 1]
 * @returns in the order given
 */
export function holm(pValues: readonly number[]): number[] {
  for (const p of pValues)
    if (!(p >= 0 && p <= 1)) throw new RangeError(`a p-value must be in [0, 1], got ${p}`);
  const order = [...pValues.keys()].sort((i, j) => pValues[i] - pValues[j]);
  const adjusted = new Array<number>(pValues.length);
  let least = 0;
  order.forEach((test, rank) => {
    least = Math.min(1, Math.max(least, (pValues.length - rank) * pValues[test]));
    adjusted[test] = least;
  });
  return adjusted;
}
