// A list of pairs as `likeness evaluate --protocol` reads it.

import type { ListedPair } from './listPairs.js';

/** CSV (RFC 4180) with the columns mated, reference, probe and kind. */
export function pairsCsv(pairs: readonly ListedPair[]): string {
  const lines = pairs.map(({ mated, reference, probe, kind }) =>
    [mated ? '1' : '0', cell(reference), cell(probe), kind].join(),
  );
  return `${['mated,reference,probe,kind', ...lines].join('\n')}\n`;
}

/** Quoted also where the reader would trim it. */
const cell = (text: string): string =>
  /[",\r\n]|^\s|\s$/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
