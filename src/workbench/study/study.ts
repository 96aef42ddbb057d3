// A study as its author writes it: a recipe, and the choices that are to be made about it, each with options.

import { readFile } from 'node:fs/promises';
import { dirname, resolve } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { candidateOf } from './candidates.js';
import { holds, isPlain, layOver } from './patches.js';

const Name = v.pipe(v.string(), v.trim(), v.minLength(1), v.maxLength(60));
const Fields = v.custom<Readonly<Record<string, unknown>>>(
  isPlain,
  'must be an object of fields of the recipe',
);

const ChoiceSchema = v.strictObject({
  /** What is chosen about: `heads`. */
  choice: Name,
  /** By name, what each lays over the recipe: `{ "offset": { "heads": "offset" } }`. See `layOver`. */
  options: v.pipe(
    v.custom<Readonly<Record<string, unknown>>>(isPlain, 'must be an object: a name and its fields each'),
    v.record(Name, Fields),
    v.check((options) => Object.keys(options).length >= 2, 'must be two at least: else nothing is chosen'),
  ),
});

const StudySchema = v.strictObject({
  /** Default: that of the recipe. */
  name: v.optional(
    v.pipe(
      v.string(),
      v.regex(/^[a-z0-9][a-z0-9._-]{0,63}$/, 'must be lower-case letters, digits, dots, dashes'),
    ),
  ),
  recipe: Fields,
  /** Made one after another, in this order. */
  choices: v.pipe(
    v.array(ChoiceSchema),
    v.minLength(1, 'must be one at least'),
    v.check(
      (choices) => new Set(choices.map(({ choice }) => choice)).size === choices.length,
      'must have a name of its own each',
    ),
  ),
  /** The FMR at which FNMR decides. */
  fmr: v.optional(v.pipe(v.number(), v.gtValue(0), v.maxValue(0.5)), 1e-3),
  /** Parts of the subjects of the part `train`, each of which is measured on in turn. */
  folds: v.optional(v.pipe(v.number(), v.integer(), v.minValue(2), v.maxValue(20)), 3),
  /** Recipes that are trained at the same time. */
  atOnce: v.optional(v.pipe(v.number(), v.integer(), v.minValue(1), v.maxValue(64)), 1),
  /** Of the folds and of every resample; that of training is the recipe's own. */
  seed: v.optional(v.pipe(v.number(), v.integer(), v.minValue(0), v.maxValue(2 ** 32 - 1)), 1),
});

export interface Option {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>>;
}

export interface Choice {
  readonly choice: string;
  readonly options: readonly Option[];
}

/** A study with every default filled in, whose candidates are all recipes that can be trained. */
export interface Study {
  readonly name: string;
  /** As it was written: what it leaves out hangs on what is chosen. */
  readonly recipe: Readonly<Record<string, unknown>>;
  /** That the path of the recipe's data set starts from. */
  readonly folder: string;
  readonly choices: readonly Choice[];
  readonly fmr: number;
  readonly folds: number;
  readonly atOnce: number;
  readonly seed: number;
}

/**
 * @param path of a JSON file
 * @throws LikenessError `file_not_found`; as `parseStudy`
 */
export async function readStudy(path: string): Promise<Study> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `there is no study ${path}`, { cause });
  });
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch (cause) {
    throw new LikenessError('study_invalid', `${path}: ${(cause as Error).message}`, { cause });
  }
  return parseStudy(value, path, dirname(resolve(path)));
}

/**
 * @param what names the study in messages
 * @param folder that the path of the data set starts from
 * @throws LikenessError `study_invalid` naming the field, or choice, option and the recipe's field; `recipe_invalid`
 * where the recipe is none even before anything is chosen, or makes no templates
 */
export function parseStudy(value: unknown, what: string, folder: string): Study {
  const parsed = v.safeParse(StudySchema, value);
  if (!parsed.success) {
    const [issue] = parsed.issues;
    throw new LikenessError(
      'study_invalid',
      `${what}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`,
    );
  }
  const { choices, name, ...rest } = parsed.output;
  const study: Study = {
    ...rest,
    folder,
    name: '',
    choices: choices.map(({ choice, options }) => ({
      choice,
      options: Object.entries(options).map(([name, fields]) => ({ name, fields })),
    })),
  };
  const { recipe } = candidateOf(study, {}, what);
  const named = { ...study, name: name ?? recipe.settings.name };
  for (const choice of named.choices) requireOptions(named, choice, what);
  requireIndependence(named, what);
  return named;
}

/** Each option by itself makes a recipe, and one of its own. */
function requireOptions(study: Study, { choice, options }: Choice, what: string): void {
  const made = new Map<string, string>();
  for (const { name } of options) {
    const { key } = candidateOf(study, { [choice]: name }, what);
    const same = made.get(key);
    if (same !== undefined)
      throw new LikenessError(
        'study_invalid',
        `${what}: choice ${choice}: ${same} and ${name} are the same recipe: nothing is chosen between them`,
      );
    made.set(key, name);
  }
}

/**
 * An option holds whatever is chosen elsewhere: else what one choice took, another would silently take back.
 * Every two options of two choices are laid together, which also finds those that make no recipe together.
 */
function requireIndependence(study: Study, what: string): void {
  study.choices.forEach((first, i) => {
    for (const second of study.choices.slice(i + 1))
      for (const a of first.options)
        for (const b of second.options) {
          if (!holds(a.fields, layOver(layOver(study.recipe, a.fields), b.fields)))
            throw new LikenessError(
              'study_invalid',
              `${what}: choices ${first.choice} and ${second.choice}: option ${b.name} takes back what option ${a.name} says`,
              { hint: 'Let them be options of one choice: each with all that it says.' },
            );
          candidateOf(study, { [first.choice]: a.name, [second.choice]: b.name }, what);
        }
  });
}
