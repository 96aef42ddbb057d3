// LIKENESS_HOME/promotions.jsonl: which model is the default, since when, and why. The file is only ever appended to,
// one line a change. A line holds what it changes from, and counts only where that is the default at its place: so of
// two promotions made at once the second is void, and no lock is needed.

import { mkdir, open, readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { DEFAULT_MODELS, defaultDigest } from './defaults.js';
import { check } from './manifest.js';

const Finite = v.pipe(v.number(), v.finite());
const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const NamedSchema = v.strictObject({ name: v.string(), digest: Digest });
const ChangeEntries = {
  /** ISO 8601. */
  at: v.string(),
  /** Login and machine of whoever ran the command. */
  by: v.string(),
  reason: v.nullable(v.string()),
  /** The default before and after. */
  from: NamedSchema,
  to: NamedSchema,
};

const PromotionSchema = v.variant('action', [
  v.strictObject({
    action: v.literal('promote'),
    ...ChangeEntries,
    /** The policy's FMR, which stays, and the thresholds of both models at it. */
    fmr: Finite,
    thresholds: v.strictObject({ from: v.nullable(Finite), to: Finite }),
    /** FNMR of the new model less that of the old at that FMR: 95 % interval, and the margin it had to stay below. */
    difference: v.strictObject({ estimate: Finite, lower: Finite, upper: Finite, margin: Finite }),
    /** SHA-256 of the papers that were looked at, by their names. */
    evidence: v.record(v.string(), Digest),
    /** What the papers could not show. */
    caveats: v.array(v.string()),
  }),
  v.strictObject({ action: v.literal('rollback'), ...ChangeEntries }),
]);

export type Promotion = Readonly<v.InferOutput<typeof PromotionSchema>>;
export type NamedModel = Readonly<v.InferOutput<typeof NamedSchema>>;

/** The default before anything was promoted. */
const FIRST: NamedModel = { name: 'accurate', digest: defaultDigest('accurate') };

export interface DefaultHistory {
  /** The default model and all that it came after, the first one at the front. */
  readonly defaults: readonly [NamedModel, ...NamedModel[]];
  /** All changes that took effect, the earliest first. */
  readonly promotions: readonly Promotion[];
}

const fileOf = (home: string): string => join(home, 'promotions.jsonl');

/**
 * @throws LikenessError `manifest_invalid` where a line is not what was ever written; one that was cut off by a crash
 * is passed over. `file_unreadable`
 */
export async function defaultHistory(home: string): Promise<DefaultHistory> {
  const path = fileOf(home);
  const text = await readFile(path, 'utf8').catch((cause: NodeJS.ErrnoException) => {
    if (cause.code === 'ENOENT') return '';
    throw new LikenessError('file_unreadable', `cannot read ${path}: ${cause.message}`, { cause });
  });
  let history: DefaultHistory = { defaults: [FIRST], promotions: [] };
  for (const [i, line] of text.split('\n').entries()) {
    const parsed = whole(line);
    if (parsed === undefined) continue;
    history = after(history, check(PromotionSchema, parsed, `${path}, line ${i + 1}`));
  }
  return history;
}

/** What commands use that name no model, as `ensureModel` takes it. */
export async function defaultEmbedder(home: string): Promise<string> {
  const { digest } = latest(await defaultHistory(home));
  return DEFAULT_MODELS.find((name) => defaultDigest(name) === digest) ?? digest;
}

export const latest = ({ defaults }: DefaultHistory): NamedModel => defaults.at(-1) ?? FIRST;

/**
 * Appends a change and makes sure that it counts.
 * @throws LikenessError `promotion_overtaken` where the default was changed by someone else meanwhile;
 * `home_unwritable`
 */
export async function appendPromotion(home: string, promotion: Promotion): Promise<DefaultHistory> {
  const path = fileOf(home);
  const line = JSON.stringify(check(PromotionSchema, promotion, 'the promotion'));
  try {
    await mkdir(dirname(path), { recursive: true });
    const file = await open(path, 'a', 0o600);
    try {
      // The line break in front ends a line that a crash may have cut off.
      await file.appendFile(`\n${line}\n`);
      await file.sync();
    } finally {
      await file.close();
    }
  } catch (cause) {
    throw new LikenessError('home_unwritable', `cannot write to ${path}: ${(cause as Error).message}`, {
      cause,
    });
  }
  const history = await defaultHistory(home);
  if (history.promotions.some((one) => JSON.stringify(one) === line)) return history;
  throw new LikenessError(
    'promotion_overtaken',
    `the default is no longer ${promotion.from.name}: it is ${latest(history).name} now`,
  );
}

function after(history: DefaultHistory, promotion: Promotion): DefaultHistory {
  const { defaults, promotions } = history;
  if (promotion.from.digest !== latest(history).digest) return history;
  if (promotion.action === 'promote')
    return { defaults: [...defaults, promotion.to], promotions: [...promotions, promotion] };
  const [first = FIRST, ...others] = defaults.slice(0, -1);
  const former = others.at(-1) ?? first;
  if (defaults.length === 1 || former.digest !== promotion.to.digest) return history;
  return { defaults: [first, ...others], promotions: [...promotions, promotion] };
}

/** A line's value; undefined where it is empty or was cut off. */
function whole(line: string): unknown {
  try {
    return line.trim() === '' ? undefined : JSON.parse(line);
  } catch {
    return undefined;
  }
}
