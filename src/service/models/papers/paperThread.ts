// What the papers of an installed model say: its card, its evaluation, what speaks for its promotion.

import { type ErrorCode, LikenessError } from '../../../errors.js';
import { openThread } from '../../../threads.js';
import type { Card, PromotionCase } from '../../../workbench/index.js';
import { answerOf, inTurn } from '../../aside/index.js';

export type Paper =
  | { readonly kind: 'card' | 'evaluation'; readonly digest: string }
  | {
      readonly kind: 'case';
      readonly digest: string;
      /** The model that decides. */
      readonly present: { readonly name: string; readonly digest: string };
      /** The policy's. */
      readonly fmr: number;
    };

export interface PaperRequest {
  readonly home: string;
  readonly paper: Paper;
}

/** What the thread says, once. */
export type PaperAnswer =
  | { readonly kind: 'done'; readonly value: unknown }
  | { readonly kind: 'refused'; readonly code: ErrorCode; readonly message: string }
  | { readonly kind: 'failed'; readonly name: string };

/** With the margin that "not worse" was shown with. */
export type StatedCase = PromotionCase & { readonly margin: number };

interface Values {
  readonly card: Card;
  /** HTML; null where no evaluation is filed. */
  readonly evaluation: string | null;
  readonly case: StatedCase;
}

/**
 * @param tenant that asks
 * @param home the folder with `models` in it
 * @throws LikenessError `model_not_found`, `model_corrupt`, `manifest_invalid`, `rate_limited`; what the signal was aborted
 * with
 */
export const readPaper = <Kind extends keyof Values>(
  tenant: string,
  home: string,
  paper: Paper & { readonly kind: Kind },
  signal: AbortSignal,
): Promise<Values[Kind]> =>
  inTurn(tenant, signal, async () => {
    const request: PaperRequest = { home, paper };
    const worker = openThread(new URL('./paperWorker.js', import.meta.url), request);
    const answer = await answerOf<PaperAnswer>(worker, signal);
    if (answer.kind === 'done') return answer.value as Values[Kind];
    throw answer.kind === 'refused'
      ? new LikenessError(answer.code, answer.message)
      : new LikenessError('internal', `an unexpected ${answer.name} in a model's papers`);
  });
