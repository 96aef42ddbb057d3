// The day by which retention is judged.

import { Option } from 'commander';
import { LikenessError } from '../../../errors.js';
import { word } from '../../options.js';

export const dayOption = (): Option =>
  new Option('--on <day>', 'the day by which retention is judged: 2026-05-31 (default: today)').argParser(
    word,
  );

/** @throws `option_invalid` where it is no day of the calendar */
export async function dayOf(given: string | undefined): Promise<string> {
  const { isDay, today } = await import('../../../workbench/index.js');
  if (given === undefined) return today();
  if (!isDay(given)) throw new LikenessError('option_invalid', `"${given}" is no day such as 2026-05-31`);
  return given;
}
