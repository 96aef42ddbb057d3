/** The refusal, in words, to state what the data cannot show. `Unsupported` of an FMR is one with more to say. */
export interface Refusal {
  readonly kind: 'unsupported';
  readonly reason: string;
}

export function refusal(reason: string): Refusal {
  return { kind: 'unsupported', reason };
}
