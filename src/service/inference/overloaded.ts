// What a pool says when nobody else can wait.

import { LikenessError } from '../../errors.js';

/** The queue is full: `overloaded`, with when to come again. */
export class Overloaded extends LikenessError {
  /** @param retryAfter whole seconds until those who wait now will be through, at least 1 */
  constructor(
    message: string,
    readonly retryAfter: number,
  ) {
    super('overloaded', message);
  }
}

/** How much the last task counts in the mean: about the last twenty are remembered. */
const WEIGHT = 0.1;

/** Before anything was measured. */
const FIRST_GUESS_MS = 1000;

/** The mean time that a task takes a thread, of late. */
export class ServiceTime {
  #mean: number | undefined;

  add(milliseconds: number): void {
    this.#mean = this.#mean === undefined ? milliseconds : this.#mean + WEIGHT * (milliseconds - this.#mean);
  }

  get milliseconds(): number {
    return this.#mean ?? FIRST_GUESS_MS;
  }

  /**
   * Seconds until a queue is through. A place is free much sooner; but many are turned away at once, and told that they
   * would all come for the one place.
   */
  secondsFor(waiting: number, workers: number): number {
    return Math.max(1, Math.ceil((waiting * this.milliseconds) / (1000 * Math.max(1, workers))));
  }
}
