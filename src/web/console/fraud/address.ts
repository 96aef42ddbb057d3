// The part of an address behind its question mark, in which filters are kept.

/** With some of it changed; what is empty is left out. */
export const changed = (
  before: URLSearchParams,
  part: Readonly<Record<string, string>>,
): [string, string][] =>
  Object.entries({ ...Object.fromEntries(before), ...part }).filter(([, value]) => value !== '');
