// How answers look: one JSON document for programs, or lines for people, coloured where a person looks on.

import type { Stream, Terminal } from './terminal.js';

export { count, hundredths, rate, signed } from '../numbers.js';

/** One JSON document, and with `--json` the only thing on stdout. */
export function printJson(terminal: Terminal, value: unknown): void {
  terminal.out.write(`${JSON.stringify(value, null, 2)}\n`);
}

export function printLines(terminal: Terminal, lines: readonly string[]): void {
  terminal.out.write(`${lines.join('\n')}\n`);
}

const STYLES = { bold: 1, dim: 2, red: 31, green: 32, yellow: 33, blue: 34 } as const;

export type Style = keyof typeof STYLES;
export type Paint = (text: string, ...styles: readonly Style[]) => string;

/** Colours text for a stream, unless it is no terminal or NO_COLOR asks for none (no-color.org). */
export function painter(stream: Stream, env: Terminal['env']): Paint {
  const coloured = stream.isTTY === true && !env.NO_COLOR && env.TERM !== 'dumb';
  return (text, ...styles) =>
    coloured ? `\x1b[${styles.map((style) => STYLES[style]).join(';')}m${text}\x1b[0m` : text;
}

/** Rows as aligned columns. Widths are counted before colouring: `paint` sees cells that are already padded. */
export function table(
  rows: readonly (readonly string[])[],
  paint: (cell: string, row: number, column: number) => string = (cell) => cell,
): string[] {
  const widths = rows[0]?.map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0))) ?? [];
  return rows.map((row, r) =>
    row
      .map((cell, c) => paint(c === row.length - 1 ? cell : cell.padEnd(widths[c] ?? 0), r, c))
      .join('  ')
      .trimEnd(),
  );
}

/** Somebody else's words for a line: signs that would steer the terminal are shown as ?, and so many letters at most. */
export function clipped(text: string, most = 32): string {
  const letters = [...text.replace(/[\p{Cc}\p{Cf}]/gu, '?')];
  return letters.length > most ? `${letters.slice(0, most - 1).join('')}…` : letters.join('');
}
