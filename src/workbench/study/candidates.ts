// A candidate: the recipe that comes of some options. Two that come to the same recipe are one.

import { createHash } from 'node:crypto';
import { LikenessError } from '../../errors.js';
import { parseRecipe, type Recipe, requireTemplates } from '../recipes/index.js';
import { layOver } from './patches.js';
import type { Study } from './study.js';

/** The option of each choice that was made, by its name. */
export type Options = Readonly<Record<string, string>>;

export interface Candidate {
  /** SHA-256 of what the recipe says, its name and the place of its data set apart; the first 16 digits. */
  readonly key: string;
  readonly recipe: Recipe;
  readonly options: Options;
}

/** What a study is about as a whole. */
const FIXED = ['kind', 'name', 'dataset', 'seed'] as const;

/**
 * The recipe with some options laid over it, in the order of the choices; those that are not made leave it as it is.
 * @param what names the study in messages
 * @throws LikenessError `study_invalid` naming choice, option and field; `recipe_invalid` where no option is at fault
 */
export function candidateOf(
  { recipe, choices, folder }: Pick<Study, 'recipe' | 'choices' | 'folder'>,
  options: Options,
  what: string,
): Candidate {
  const laid = choices.flatMap(({ choice, options: all }) => {
    const option = all.find(({ name }) => name === options[choice]);
    return option ? [{ choice, ...option }] : [];
  });
  const said = laid.map(({ choice, name }) => `choice ${choice}, option ${name}`).join('; ');
  const refuse = (why: string) => new LikenessError('study_invalid', `${what}: ${said}: ${why}`);
  for (const { fields } of laid)
    for (const name of FIXED)
      if (name in fields) throw refuse(`${name}: is that of the whole study, and cannot be chosen`);
  const value = laid.reduce((below, { fields }) => layOver(below, fields), recipe);
  const made = recipeOf(value, laid.length === 0 ? `${what}: recipe` : said, folder, (error) =>
    laid.length === 0 ? error : new LikenessError('study_invalid', `${what}: ${error.message}`),
  );
  return { key: keyOf(made), recipe: made, options };
}

function recipeOf(
  value: unknown,
  said: string,
  folder: string,
  blame: (error: LikenessError) => LikenessError,
): Recipe {
  try {
    const recipe = parseRecipe(value, said, folder);
    requireTemplates(recipe.kind, said);
    return recipe;
  } catch (error) {
    throw error instanceof LikenessError ? blame(error) : error;
  }
}

function keyOf({ settings }: Recipe): string {
  const { name: _, dataset: __, ...rest } = settings;
  return createHash('sha256').update(JSON.stringify(rest)).digest('hex').slice(0, 16);
}
