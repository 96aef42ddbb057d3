// Random numbers as a function of a seed, a name and a position, so that what one layer draws hangs on no other
// layer and on no earlier step, and a resumed run draws what the uninterrupted one would have.
//
// A counter-based generator after the pattern of Salmon et al. ("Parallel random numbers: as easy as 1, 2, 3", 2011):
// the position and the stream's key go through a mixing function, triple32 of Ettinger's hash prospector
// (github.com/skeeto/hash-prospector), in two rounds, so that no stream is another one shifted.

/** Draws number after number in [0, 1). */
export type Random = () => number;

/** The stream of a seed and a name. */
export function randomStream(seed: number, name: string): Random {
  const start = mix(seed ^ hashOf(name));
  const key = mix(start + hashOf(`${name} key`));
  let position = start;
  return () => {
    position = (position + 1) | 0;
    const round = mix(position) ^ key;
    // 53 bits, as many as a number between 0 and 1 can hold.
    return ((mix(round) >>> 5) * 0x4000000 + (mix(round + key) >>> 6)) / 0x20000000000000;
  };
}

/** Standard normal numbers (Box and Muller, 1958). */
export function normal(random: Random): Random {
  let spare: number | undefined;
  return () => {
    if (spare !== undefined) {
      const value = spare;
      spare = undefined;
      return value;
    }
    const radius = Math.sqrt(-2 * Math.log(1 - random()));
    const angle = 2 * Math.PI * random();
    spare = radius * Math.sin(angle);
    return radius * Math.cos(angle);
  };
}

/** The numbers 0 to n−1 in random order (Fisher and Yates). */
export function shuffled(n: number, random: Random): Uint32Array {
  const order = Uint32Array.from({ length: n }, (_, i) => i);
  for (let i = n - 1; i > 0; i--) {
    const j = Math.floor(random() * (i + 1));
    [order[i], order[j]] = [order[j]!, order[i]!];
  }
  return order;
}

function mix(value: number): number {
  let x = value >>> 0;
  x = Math.imul(x ^ (x >>> 17), 0xed5ad4bb);
  x = Math.imul(x ^ (x >>> 11), 0xac4c1b51);
  x = Math.imul(x ^ (x >>> 15), 0x31848bab);
  return (x ^ (x >>> 14)) >>> 0;
}

/** FNV-1a, 32 bits. */
function hashOf(text: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < text.length; i++) hash = Math.imul(hash ^ text.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}
