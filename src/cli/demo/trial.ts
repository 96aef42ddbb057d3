// The cases of the demonstration, carried out.

import type { Likeness, Verification } from '../../decision/index.js';
import { documentOf, selfieOf } from './crops.js';
import { CASES, type Case, type Truth, type Who } from './people.js';
import { once, spotter } from './sightings.js';

export interface Trial {
  readonly number: number;
  readonly case: Case;
  /** JPEG files. */
  readonly selfie: Uint8Array;
  readonly document: Uint8Array;
  readonly verification: Verification;
  readonly finding: Finding;
}

/** `undecided` costs a person's time, `wrong` costs trust. */
export type Finding = 'right' | 'undecided' | 'wrong';

/** Carries out all cases, one after another. */
export async function* trials(likeness: Likeness): AsyncGenerator<Trial> {
  const spot = spotter(likeness);
  const documentFor = once(async (who: Who) => documentOf(await spot(who), who[0]!));
  for (const [i, oneCase] of CASES.entries()) {
    const selfie = await selfieOf(await spot(oneCase.selfie), oneCase.spoiled);
    const document = await documentFor(oneCase.document);
    const verification = await likeness.verify(selfie, document);
    const finding = findingOf(oneCase.truth, verification.decision);
    yield { number: i + 1, case: oneCase, selfie, document, verification, finding };
  }
}

const EXPECTED = { mated: 'approve', 'non-mated': 'reject', unusable: 'recapture' } as const;

/** A decision that leaves it to a person, or asks for another picture, is never wrong. */
function findingOf(truth: Truth, decision: Verification['decision']): Finding {
  if (decision === EXPECTED[truth]) return 'right';
  return decision === 'approve' || decision === 'reject' ? 'wrong' : 'undecided';
}
