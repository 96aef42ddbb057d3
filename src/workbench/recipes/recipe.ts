// A recipe: what is trained, on what, how. Everything has a default; a recipe and its seed reproduce the run.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import type { CommonRecipe, RecipeKind } from './kind.js';
import { KINDS, type KindName } from './kinds.js';

/** A recipe of any kind with every default filled in. */
export interface Recipe {
  readonly kind: KindName;
  /** Of its kind's schema; `dataset` is absolute. */
  readonly settings: CommonRecipe & { readonly kind: KindName };
}

/**
 * @param path of a JSON file
 * @throws LikenessError `file_not_found`; `recipe_invalid` naming the field that is wrong
 */
export async function readRecipe(path: string): Promise<Recipe> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `there is no recipe ${path}`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LikenessError('recipe_invalid', `${path}: ${(cause as Error).message}`, { cause });
  }
  return parseRecipe(value, path, dirname(resolve(path)));
}

/**
 * @param what names the recipe in messages
 * @param folder that the path of the data set starts from
 * @throws LikenessError `recipe_invalid` naming the field that is wrong
 */
export function parseRecipe(value: unknown, what: string, folder: string): Recipe {
  const refuse = (why: string) => new LikenessError('recipe_invalid', `${what}: ${why}`);
  const kind = (value as { readonly kind?: unknown } | null)?.kind;
  if (typeof kind !== 'string' || !Object.hasOwn(KINDS, kind))
    throw refuse(`kind must be one of ${Object.keys(KINDS).join(', ')}`);
  const parsed = v.safeParse(kindOf(kind as KindName).schema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw refuse(`${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
  }
  const settings = { ...parsed.output, dataset: resolve(folder, parsed.output.dataset) };
  return { kind: kind as KindName, settings: settings as Recipe['settings'] };
}

/** The table forgets what belongs to what; a recipe was checked by the schema of the kind that it is given to. */
export const kindOf = (kind: KindName): RecipeKind<CommonRecipe> =>
  KINDS[kind] as unknown as RecipeKind<CommonRecipe>;

/** Every kind with its settings as they are where only the least is said. */
export const usualRecipes = (): {
  readonly kind: KindName;
  readonly about: string;
  readonly settings: Recipe['settings'];
}[] =>
  (Object.keys(KINDS) as KindName[]).map((kind) => {
    const { about, example, schema } = kindOf(kind);
    return { kind, about, settings: v.parse(schema, example) as Recipe['settings'] };
  });
