// From frame to frame: a cue is shown when it has lasted, spoken when it has lasted longer, and the shutter falls when
// all has been good and still for a while.

import { movedBy, type Quad } from '../seeing/plane.js';
import type { What } from '../seeing/sight.js';
import type { Aim, Cue } from './cues.js';

export interface Watch {
  /** What is shown; null before anything was seen. */
  readonly shown: Cue | null;
  /** What is read out. */
  readonly spoken: Cue | null;
  /** How far the shutter is from falling: 0 to 1. */
  readonly progress: number;
  readonly latest: { readonly cue: Cue; readonly since: number } | null;
  readonly anchor: { readonly place: Quad; readonly since: number } | null;
  readonly spokenAt: number;
}

export const UNSEEN: Watch = {
  ...{ shown: null, spoken: null, progress: 0, latest: null, anchor: null },
  spokenAt: Number.NEGATIVE_INFINITY,
};

/** Good and still for so long, and the shutter falls; ms. */
export const HELD = 800;
/** A cue that lasted is shown, and later read out, one after the other; ms. Good is good at once. */
const [SHOWN_AFTER, SPOKEN_AFTER, BETWEEN_SPOKEN] = [250, 900, 2500];
/** By how much a place may move, as a share of its diagonal, and still be still: about the detectors' own unrest, twice. */
const STILL: Readonly<Record<What, number>> = { selfie: 0.07, card: 0.03, cardBack: 0.03, booklet: 0.03 };
/** Good, yet never still for so long: then it is said. */
const UNREST = 1600;

/** @param now in ms, of a clock that only goes forward */
export function watched(before: Watch, what: What, { cue: seen, place }: Aim, now: number): Watch {
  const isGood = seen === 'good' && place !== null;
  const isStill = isGood && before.anchor !== null && movedBy(before.anchor.place, place) <= STILL[what];
  const anchor = !isGood ? null : isStill ? before.anchor : { place, since: now };
  const goodSince = before.latest && isGoodOrStill(before.latest.cue) ? before.latest.since : now;
  const isRestless = isGood && now - goodSince > UNREST && now - anchor!.since < HELD / 2;
  const cue: Cue = isRestless ? 'still' : seen;
  const isSame = before.latest !== null && kindOf(before.latest.cue) === kindOf(cue);
  const latest = { cue, since: isSame ? before.latest!.since : now };
  const lasted = now - latest.since;
  const shown = before.shown === null || isGood || lasted >= SHOWN_AFTER ? cue : before.shown;
  const isToSpeak =
    shown !== before.spoken && lasted >= SPOKEN_AFTER && now - before.spokenAt >= BETWEEN_SPOKEN;
  return {
    ...{ shown, latest, anchor },
    spoken: isToSpeak ? shown : before.spoken,
    spokenAt: isToSpeak ? now : before.spokenAt,
    progress: anchor ? Math.min(1, (now - anchor.since) / HELD) : 0,
  };
}

const isGoodOrStill = (cue: Cue): boolean => cue === 'good' || cue === 'still';
/** Good and restless are one state, as far as time goes. */
const kindOf = (cue: Cue): Cue => (isGoodOrStill(cue) ? 'good' : cue);
