// How many people are enough, where only for a given number it can be told.

/** More people than live: a number beyond is no answer, and floating point does not count every one there. */
const MOST = 1e10;

/**
 * The least number from `least` on that is enough; Infinity where even more people than live would not be.
 * @param enough more must be enough too
 */
export function fewestPeople(enough: (people: number) => boolean, least = 2): number {
  if (!enough(MOST)) return Number.POSITIVE_INFINITY;
  let high = least;
  while (!enough(high)) high *= 2;
  let low = Math.max(least - 1, Math.floor(high / 2));
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (enough(middle)) high = middle;
    else low = middle;
  }
  return high;
}
