// The only error that this room throws on purpose. It imports nothing, so a kind stands where others have a code.

/**
 * `dates`: a date that cannot be read, or dates of several forms; `steps`: missing or doubled ones; `values`: one that is
 * no finite number; `short`: too few to say anything of.
 */
export type SeriesErrorKind = 'dates' | 'steps' | 'values' | 'short';

export class SeriesError extends Error {
  override readonly name = 'SeriesError';

  constructor(
    readonly kind: SeriesErrorKind,
    message: string,
  ) {
    super(message);
  }
}
