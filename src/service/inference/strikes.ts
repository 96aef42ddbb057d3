// A picture that kills a thread is not shown to thread after thread. After the first time its request may be sent again:
// the thread may have died of something else. After the second it is refused, for an hour. Whoever changes a byte of the
// picture is not held back by this but by the limits on their rate.

const KEPT_MS = 3_600_000;
const ENOUGH = 2;
/** So many fingerprints are remembered; the oldest are forgotten first. */
const MOST = 1000;

export class Strikes {
  readonly #struck = new Map<string, { readonly count: number; readonly at: number }>();

  /** @param now milliseconds, from any start */
  constructor(readonly now: () => number = () => performance.now()) {}

  add(fingerprint: string): void {
    const count = this.#countOf(fingerprint) + 1;
    this.#struck.delete(fingerprint);
    this.#struck.set(fingerprint, { count, at: this.now() });
    for (const oldest of this.#struck.keys()) {
      if (this.#struck.size <= MOST) break;
      this.#struck.delete(oldest);
    }
  }

  /** False where nobody ever struck: then no fingerprint need be taken. */
  get any(): boolean {
    return this.#struck.size > 0;
  }

  isOut(fingerprint: string): boolean {
    return this.#countOf(fingerprint) >= ENOUGH;
  }

  #countOf(fingerprint: string): number {
    const known = this.#struck.get(fingerprint);
    if (known && this.now() - known.at < KEPT_MS) return known.count;
    this.#struck.delete(fingerprint);
    return 0;
  }
}
