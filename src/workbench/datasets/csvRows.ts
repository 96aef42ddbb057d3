// The rows of a CSV file as spreadsheets write them.

import { parse } from 'csv-parse/sync';
import { type ErrorCode, LikenessError } from '../../errors.js';

/**
 * Rows of cells, the header first; cells are trimmed, empty lines left out.
 * @param name of the file, for messages
 * @param code what is thrown where it is no CSV, or a row has more cells than another
 */
export function csvRows(text: string, name: string, code: ErrorCode): string[][] {
  try {
    return parse(text, { bom: true, trim: true, skip_empty_lines: true }) as string[][];
  } catch (cause) {
    throw new LikenessError(code, `${name}: ${(cause as Error).message}`, { cause });
  }
}
