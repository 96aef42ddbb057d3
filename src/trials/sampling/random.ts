// Chance that can be repeated: an interval in a report must come out the same on every machine, from its seed.
// xoshiro128** 1.1 (Blackman & Vigna, "Scrambled linear pseudorandom number generators", ACM TOMS 47(4), 2021),
// its state filled from the seed by SplitMix32 as its authors advise. Not for secrets.

/** A stream of pseudo-random numbers, the same for the same seed. Period 2¹²⁸ − 1. */
export interface Random {
  /** 32 uniform bits, as a whole number in [0, 2³²). */
  uint32(): number;
  /** Uniform in [0, 1), 53 bits. */
  uniform(): number;
  /** Uniform whole number in [0, bound), without bias; `bound` in [1, 2³²]. */
  below(bound: number): number;
}

/** Opens a stream. `seed`: a whole number in [0, 2³²). */
export function createRandom(seed: number): Random {
  if (!Number.isInteger(seed) || seed < 0 || seed >= 2 ** 32) {
    throw new RangeError(`seed must be a whole number in [0, 2^32), got ${seed}`);
  }
  const next = splitMix32(seed);
  return xoshiro128(next(), next(), next(), next());
}

/** The generator proper, from four words of state of which one at least is not zero. */
export function xoshiro128(a: number, b: number, c: number, d: number): Random {
  const uint32 = (): number => {
    const result = Math.imul(rotateLeft(Math.imul(b, 5), 7), 9) >>> 0;
    const shifted = b << 9;
    c ^= a;
    d ^= b;
    b ^= c;
    a ^= d;
    c ^= shifted;
    d = rotateLeft(d, 11);
    return result;
  };
  return {
    uint32,
    uniform: () => ((uint32() >>> 5) * 2 ** 26 + (uint32() >>> 6)) / 2 ** 53,
    below(bound) {
      // The first (2³² mod bound) values would make small results likelier: draw again.
      const rejected = 2 ** 32 % bound;
      for (;;) {
        const drawn = uint32();
        if (drawn >= rejected) return drawn % bound;
      }
    },
  };
}

/** Puts `items` into a random order, in place (Fisher & Yates; Durstenfeld 1964). */
export function shuffle(items: Int32Array, random: Random): void {
  for (let last = items.length - 1; last > 0; last--) {
    const other = random.below(last + 1);
    const moved = items[last];
    items[last] = items[other];
    items[other] = moved;
  }
}

function rotateLeft(word: number, bits: number): number {
  return (word << bits) | (word >>> (32 - bits));
}

/** SplitMix with 32-bit state and the finaliser of MurmurHash3 (Appleby). */
function splitMix32(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x9e3779b9) | 0;
    let word = state ^ (state >>> 16);
    word = Math.imul(word, 0x85ebca6b);
    word ^= word >>> 13;
    word = Math.imul(word, 0xc2b2ae35);
    return (word ^ (word >>> 16)) | 0;
  };
}
