// Which model `likeness verify` uses: changed only on evidence, and taken back in one step.

import { hostname, userInfo } from 'node:os';
import { LikenessError } from '../../errors.js';
import { appendPromotion, defaultHistory, latest, ModelStore, type NamedModel } from '../../face/index.js';
import { type CaseOptions, isComplete, type PromotionCase, promotionCase } from './promotionCase.js';

/**
 * At most one genuine customer in a hundred more may be turned away, in the worst case that the data allow. Half of
 * what the FNMR of a good model differs by between two data sets; whoever needs it tighter says so.
 */
export const DEFAULT_MARGIN = 0.01;

/** A margin beyond which "not worse" would be an untruth. */
export const WIDEST_MARGIN = 0.05;

export interface PromoteOptions extends Omit<CaseOptions, 'margin'> {
  /** Name or digest. */
  readonly model: string;
  readonly home: string;
  /** Share in (0, 0.05]; default 0.01. */
  readonly margin?: number;
  readonly reason?: string;
}

export interface PromoteResult {
  readonly promoted: boolean;
  readonly from: NamedModel;
  readonly to: NamedModel;
  readonly case: PromotionCase;
}

/**
 * Makes a model the default where all evidence is there; otherwise changes nothing and says what is missing.
 * @throws LikenessError `model_not_found`, `option_invalid` where it is the default already or no embedder,
 * `promotion_overtaken`, `home_unwritable`, `manifest_invalid`
 */
export async function promote(options: PromoteOptions): Promise<PromoteResult> {
  const { model, home, fmr, margin = DEFAULT_MARGIN, reason } = options;
  if (!(margin > 0 && margin <= WIDEST_MARGIN))
    throw new LikenessError(
      'option_invalid',
      `the margin is ${margin}: it must lie above 0, at most ${WIDEST_MARGIN}`,
    );
  if (!(fmr > 0 && fmr <= 0.1))
    throw new LikenessError('option_invalid', `the FMR is ${fmr}: it must lie in (0, 0.1]`);
  const store = new ModelStore(home);
  const { name, sha256, kind } = await store.find(model);
  const from = latest(await defaultHistory(home));
  if (kind !== 'embedder') throw new LikenessError('option_invalid', `${name} is a ${kind}, no embedder`);
  if (sha256 === from.digest) throw new LikenessError('option_invalid', `${name} is the default already`);
  // A file that is not the one of its digest must not come into service.
  await store.read(sha256);
  const to = { name, digest: sha256 };
  const found = await promotionCase(store, sha256, from, { ...options, margin });
  const { difference, thresholds, caveats, evidence } = found;
  if (!isComplete(found) || difference === undefined || thresholds.to === undefined)
    return { promoted: false, from, to, case: found };
  await appendPromotion(home, {
    action: 'promote',
    ...signature(reason),
    from,
    to,
    fmr,
    thresholds: { from: thresholds.from ?? null, to: thresholds.to },
    difference: {
      estimate: difference.difference,
      lower: difference.lower,
      upper: difference.upper,
      margin,
    },
    evidence: { ...evidence },
    caveats: [...caveats],
  });
  return { promoted: true, from, to, case: found };
}

/**
 * Makes the former default the default again; done again, the one before it.
 * @throws LikenessError `promotion_none` where there is no former one, `promotion_overtaken`, `home_unwritable`
 */
export async function rollback(
  home: string,
  reason?: string,
): Promise<{ readonly from: NamedModel; readonly to: NamedModel }> {
  const { defaults } = await defaultHistory(home);
  const [to, from] = defaults.slice(-2);
  if (!to || !from)
    throw new LikenessError(
      'promotion_none',
      `${defaults[0].name} is the default and nothing came before it`,
    );
  await appendPromotion(home, { action: 'rollback', ...signature(reason), from, to });
  return { from, to };
}

const signature = (reason: string | undefined) => ({
  at: new Date().toISOString(),
  by: `${login()}@${hostname()}`,
  reason: reason ?? null,
});

/** Whose login it is; in a container there may be none. */
function login(): string {
  try {
    return userInfo().username;
  } catch {
    return `uid ${process.getuid?.() ?? 'unknown'}`;
  }
}
