// What check digits and an optical reader say together: the exact posterior of every character of a zone.
//
// The model. Places are read independently, and each text that the format allows is as likely as any other. A check
// digit is right as printed with probability 1 − DEVIATING: being one of ten, it makes a text that agrees with it ten
// times as likely as the reader alone would, and one that does not DEVIATING · 10 / 9 times. So a document whose own
// check digits are wrong is not read into one that is right. The sum over all texts is taken exactly, place after
// place: all that a text's beginning means for its end are the sums so far, of the field and of the composite,
// modulo 10 (the forward–backward algorithm, as for a hidden Markov model with 200 states).

import { type Beliefs, type Chain, chainsOf, FILLER_INDEX, keyOf, type Step, VALUES } from './chains.js';
import { ZONE_ALPHABET } from './checkDigit.js';
import type { ZoneCheckPlan } from './checks.js';
import type { ZoneFormat } from './formats.js';

/**
 * How often a zone is at odds with its format, per check digit or place: an assumption, one in a thousand. Misprints
 * are known (Doc 9303-3, 7.1), and forgers forget; how many there are, nobody publishes.
 */
export const DEVIATING = 1e-3;

export interface Posterior {
  /** Of every place, by line and column. */
  readonly beliefs: readonly (readonly Beliefs[])[];
  /** The probability that the zone as printed satisfies all of its check digits. */
  readonly consistent: number;
  /** The likeliest text that does, counted when asked for; undefined where there is none. */
  readonly likeliest: () => RightText | undefined;
}

/** A text whose check digits are all right, and where they stand. */
export interface RightText {
  readonly lines: readonly string[];
  readonly plan: readonly ZoneCheckPlan[];
}

/** @param beliefs of every place by itself: what the reader saw, and what the format lets stand there */
export function posteriorOf(format: ZoneFormat, beliefs: readonly (readonly Beliefs[])[]): Posterior {
  const chains = chainsOf(format, beliefs);
  const sums = beliefs.map((line) => line.map(() => new Float64Array(ZONE_ALPHABET.length)));
  let [total, right] = [0, 0];
  for (const chain of chains) {
    const { weight, byStep } = sumOver(chain, DEVIATING);
    total += weight;
    chain.steps.forEach(({ at }, s) => {
      byStep[s].forEach((value, c) => {
        sums[at.row][at.column][c] += value;
      });
    });
    right += weigh(forwardOf(chain, RIGHT));
  }
  // A place that no check digit covers is what the reader says it is.
  const covered = new Set(chains.flatMap(({ steps }) => steps.map(({ at }) => keyOf(at))));
  return {
    beliefs: beliefs.map((line, row) =>
      line.map((own, column) =>
        covered.has(keyOf({ row, column })) ? sums[row][column].map((sum) => sum / total) : own,
      ),
    ),
    // RIGHT counts a check digit as 10, the posterior as 10 · (1 − DEVIATING).
    consistent: (right * (1 - DEVIATING) ** format.checks.length) / total,
    likeliest: () => {
      const texts = chains.map((chain) => ({ chain, ...likeliestOf(chain) }));
      const { weight, chain, characters } = texts.reduce((a, b) => (b.weight > a.weight ? b : a));
      return weight === 0 ? undefined : { lines: textOf(beliefs, chain, characters), plan: chain.plan };
    },
  };
}

// A state is what a text's beginning leaves behind: the sum of its field and that of the composite, modulo 10, and
// whether the field has held fillers alone.
const STATES = 200;
const START = 1;

/** The state that a character leads to. */
function advance(step: Step, state: number, character: number): number {
  const composite = (Math.floor(state / 2) + step.composite * VALUES[character]) % 10;
  if (step.digit !== undefined) return 2 * composite + START;
  const field = (Math.floor(state / 20) + step.field * VALUES[character]) % 10;
  const empty = state % 2 === 1 && (step.field === 0 || character === FILLER_INDEX) ? 1 : 0;
  return 20 * field + 2 * composite + empty;
}

/** By what a check digit changes the weight of the texts that have it; 1 where the place is none. */
function factorOf(step: Step, state: number, character: number, deviating: number): number {
  if (step.digit === undefined) return 1;
  const expected = step.digit === 'field' ? Math.floor(state / 20) : Math.floor(state / 2) % 10;
  const unused = step.fillerWhenEmpty && state % 2 === 1 && character === FILLER_INDEX;
  return character === expected || unused ? 10 * (1 - deviating) : (10 / 9) * deviating;
}

/** Under no misprinted check digit. */
const RIGHT = 0;

/** The weight of all beginnings that lead to each state: before each step, and at the end. */
function forwardOf({ steps }: Chain, deviating: number): readonly Float64Array[] {
  const forward = [startingStates()];
  for (const step of steps) {
    const [weights, next] = [forward.at(-1)!, new Float64Array(STATES)];
    for (let state = 0; state < STATES; state++) {
      if (weights[state] === 0) continue;
      for (const { character, belief } of step.kinds)
        next[advance(step, state, character)] +=
          weights[state] * belief * factorOf(step, state, character, deviating);
    }
    forward.push(next);
  }
  return forward;
}

/** The weight of all texts together. */
function weigh(forward: readonly Float64Array[]): number {
  return forward.at(-1)!.reduce((sum, weight) => sum + weight, 0);
}

/** The weight of all texts together, and of those with each character at each step. */
function sumOver(chain: Chain, deviating: number): { weight: number; byStep: readonly Float64Array[] } {
  const forward = forwardOf(chain, deviating);
  const byStep = chain.steps.map(() => new Float64Array(ZONE_ALPHABET.length));
  let backward = new Float64Array(STATES).fill(1);
  for (let s = chain.steps.length - 1; s >= 0; s--) {
    const step = chain.steps[s];
    const before = new Float64Array(STATES);
    for (const { character, members, belief } of step.kinds) {
      let through = 0;
      for (let state = 0; state < STATES; state++) {
        if (forward[s][state] === 0) continue;
        const onwards =
          factorOf(step, state, character, deviating) * backward[advance(step, state, character)];
        before[state] += belief * onwards;
        through += forward[s][state] * onwards;
      }
      for (const member of members) byStep[s][member.character] = through * member.belief;
    }
    backward = before;
  }
  return { weight: weigh(forward), byStep };
}

/** The likeliest text of a chain whose check digits are all right. */
function likeliestOf({ steps }: Chain): { weight: number; characters: readonly number[] } {
  let weights = startingStates();
  const from: { state: number; character: number }[][] = [];
  for (const step of steps) {
    const next = new Float64Array(STATES);
    const back: { state: number; character: number }[] = [];
    const likeliest = step.kinds.map(({ members }) =>
      members.reduce((a, b) => (b.belief > a.belief ? b : a)),
    );
    weights.forEach((weight, state) => {
      if (weight === 0) return;
      for (const { character, belief } of likeliest) {
        const to = advance(step, state, character);
        const onwards = weight * belief * factorOf(step, state, character, RIGHT);
        if (onwards <= next[to]) continue;
        next[to] = onwards;
        back[to] = { state, character };
      }
    });
    weights = next;
    from.push(back);
  }
  const weight = Math.max(...weights);
  const characters: number[] = [];
  if (weight === 0) return { weight, characters };
  let state = weights.indexOf(weight);
  for (let s = steps.length - 1; s >= 0; s--) {
    const { state: before, character } = from[s][state];
    characters.unshift(character);
    state = before;
  }
  return { weight, characters };
}

function startingStates(): Float64Array<ArrayBuffer> {
  return Float64Array.from({ length: STATES }, (_, state) => Number(state === START));
}

/** The likeliest character of each place, but those of a chain where it has steps. */
function textOf(
  beliefs: readonly (readonly Beliefs[])[],
  { steps }: Chain,
  characters: readonly number[],
): readonly string[] {
  const places = likeliestEach(beliefs).map((line) => [...line]);
  steps.forEach(({ at }, s) => {
    places[at.row][at.column] = ZONE_ALPHABET[characters[s]];
  });
  return places.map((line) => line.join(''));
}

/** The likeliest character of each place by itself. */
export function likeliestEach(beliefs: readonly (readonly Beliefs[])[]): readonly string[] {
  return beliefs.map((line) => line.map((own) => ZONE_ALPHABET[own.indexOf(Math.max(...own))]).join(''));
}
