// From what an optical reader saw to a zone: corrected where check digits prove the correction and nowhere else, with
// how sure every character is.

import { LikenessError } from '../../errors.js';
import { type Beliefs, keyOf } from './chains.js';
import { ZONE_ALPHABET } from './checkDigit.js';
import { verifyChecks, type ZoneCheckPlan } from './checks.js';
import { alphabetAt, type CheckName, formatsOfShape, type Position, type ZoneFormat } from './formats.js';
import { parseZone, type Zone } from './parse.js';
import { DEVIATING, likeliestEach, type Posterior, posteriorOf } from './posterior.js';

/** One place of a zone as a reader saw it: what may stand there, the likeliest first. */
export interface Sighting {
  /** Probabilities sum to at most 1; the rest is for all characters that are not named. */
  readonly candidates: readonly { readonly character: string; readonly probability: number }[];
}

export interface SettleOptions {
  /** The day by which centuries are told, as `2026-11-28`. */
  readonly today: string;
  /** The posterior at which a correction is proved. Default 0.999. */
  readonly proof?: number;
  /** The posterior below which a character is doubtful. Default 0.99. */
  readonly doubt?: number;
}

/** A character that is not the reader's first choice. */
export interface Correction extends Position {
  readonly from: string;
  readonly to: string;
  /**
   * Why: `alphabet`, where the first choice cannot stand in its field and `to` was the likeliest that can; or the
   * check digits that fail with `from` and pass with `to`.
   */
  readonly proof: 'alphabet' | readonly CheckName[];
  readonly posterior: number;
}

/** A character that is not sure; `state` where it is of a code that no State has. */
export interface Doubt extends Position {
  readonly why: 'unsure' | 'state';
  readonly posterior: number;
}

export interface SettledZone {
  readonly zone: Zone;
  /**
   * `read`: all check digits pass, no field has a problem, no character is doubtful. `doubtful`: all check digits
   * pass, but. `failed`: a check digit fails; `consistent` says whether that is the reader's fault or the document's.
   */
  readonly status: 'read' | 'doubtful' | 'failed';
  /** The posterior of every character, by line and column. */
  readonly confidence: readonly (readonly number[])[];
  readonly corrections: readonly Correction[];
  readonly doubtful: readonly Doubt[];
  /**
   * The posterior that the zone as printed satisfies its check digits. Of a zone that failed: near 1 it was misread,
   * and another picture will help; near 0 the document itself is at odds with its check digits.
   */
  readonly consistent: number;
}

/**
 * Settles what a zone says.
 *
 * Every place is first weighed by what its field may hold. Where check digits fail then, the likeliest text that
 * satisfies all of them is set against the exact posterior of all texts (posterior.ts), the one as read, with check
 * digits misprinted, among them. A field takes the corrections if the probability that they all are right is at
 * least `proof` and its check digit then passes; otherwise it stays as read, and is marked. Between characters whose
 * values agree modulo 10, such as `G` and `6`, check digits decide nothing, and no correction is made.
 *
 * Names, codes and sex have no check digit: their confidence is the reader's.
 *
 * @param sightings an array a line, of the shape of a format
 * @throws LikenessError `zone_sightings_invalid` for what is no sighting; `zone_shape_unknown`,
 *   `zone_format_unsupported`, `zone_details_invalid` as `parseZone`
 */
export function settleZone(
  sightings: readonly (readonly Sighting[])[],
  { today, proof = 0.999, doubt = 0.99 }: SettleOptions,
): SettledZone {
  const seen = sightingsAsBeliefs(sightings);
  const format = formatOf(seen, today);
  const beliefs = seen.map((line, row) =>
    line.map((own, column) => weigh(own, alphabetAt(format, row, column))),
  );
  const posterior = posteriorOf(format, beliefs);
  const asRead = likeliestEach(beliefs);
  const { lines, proofs } = correct(format, asRead, posterior, proof);
  const zone = parseZone(lines, { today });
  const confidence = lines.map((line, row) =>
    [...line].map((character, column) => beliefIn(posterior, { row, column }, character)),
  );
  const doubtful = doubtsOf(format, zone, confidence, doubt);
  const sure = doubtful.length === 0 && zone.problems.length === 0;
  return {
    zone,
    status: !zone.valid ? 'failed' : sure ? 'read' : 'doubtful',
    confidence,
    corrections: correctionsOf(likeliestEach(seen), lines, proofs, confidence),
    doubtful,
    consistent: posterior.consistent,
  };
}

/**
 * So often a reader is wrong beyond all that it says: this much probability is spread evenly over all characters, so
 * that no candidate is ruled out, and no two far-fetched ones are told apart. An assumption: one place in 100,000.
 */
const BEYOND = 1e-5;

function sightingsAsBeliefs(sightings: readonly (readonly Sighting[])[]): readonly (readonly Beliefs[])[] {
  if (!Array.isArray(sightings) || !sightings.every(Array.isArray))
    throw new LikenessError(
      'zone_sightings_invalid',
      'The sightings are no array of lines, each an array of places.',
    );
  return sightings.map((line, row) => line.map((sighting, column) => beliefsOf(sighting, { row, column })));
}

function beliefsOf(sighting: Sighting, { row, column }: Position): Beliefs {
  const named = new Float64Array(ZONE_ALPHABET.length);
  const candidates = sighting?.candidates;
  let sum = 0;
  const valid =
    Array.isArray(candidates) &&
    candidates.every((candidate) => {
      const { character, probability } = candidate ?? {};
      if (typeof character !== 'string' || !(probability >= 0)) return false;
      sum += probability;
      const index = character.length === 1 ? ZONE_ALPHABET.indexOf(character) : -1;
      // Of what no zone can hold, the probability is left for the characters that are not named.
      if (index >= 0) named[index] += probability;
      return true;
    });
  if (!valid || !(sum <= 1 + 1e-6))
    throw new LikenessError(
      'zone_sightings_invalid',
      `Line ${row + 1}, place ${column + 1} is no sighting: its candidates are ${JSON.stringify(candidates)}.`,
    );
  const unnamed = named.filter((probability) => probability === 0).length;
  const rest = Math.max(1 - named.reduce((a, b) => a + b, 0), 0);
  const even = BEYOND / named.length;
  return normalised(
    named.map((probability) => (1 - BEYOND) * (probability === 0 ? rest / unnamed : probability) + even),
  );
}

/** The format by shape; of two with one shape, the one whose first letters the reader saw. */
function formatOf(seen: readonly (readonly Beliefs[])[], today: string): ZoneFormat {
  const columns = seen[0]?.length ?? 0;
  const formats = seen.every(({ length }) => length === columns) ? formatsOfShape(seen.length, columns) : [];
  // Refuses in the same words as for lines of text.
  if (formats.length === 0) parseZone(likeliestEach(seen), { today });
  const first = ({ types }: ZoneFormat): number =>
    Math.max(...[...types].map((letter) => seen[0][0][ZONE_ALPHABET.indexOf(letter)]));
  return formats.reduce((best, format) => (first(format) > first(best) ? format : best));
}

/** What was seen, weighed by what may stand there: DEVIATING is left for all that may not. */
function weigh(seen: Beliefs, alphabet: string): Beliefs {
  const others = ZONE_ALPHABET.length - alphabet.length;
  return normalised(
    seen.map((belief, c) => {
      if (alphabet.includes(ZONE_ALPHABET[c])) return (belief * (1 - DEVIATING)) / alphabet.length;
      return (belief * DEVIATING) / others;
    }),
  );
}

function normalised(weights: Float64Array): Beliefs {
  const sum = weights.reduce((a, b) => a + b, 0);
  return weights.map((weight) => weight / sum);
}

interface Corrected {
  readonly lines: readonly string[];
  /** By place, the check digits that prove it. */
  readonly proofs: ReadonlyMap<number, readonly CheckName[]>;
}

/** Takes from the likeliest right text what is proved, field by field. */
function correct(
  format: ZoneFormat,
  asRead: readonly string[],
  posterior: Posterior,
  proof: number,
): Corrected {
  const none = { lines: asRead, proofs: new Map() };
  const failed = failing(format, asRead);
  const best = failed.size === 0 ? undefined : posterior.likeliest();
  if (!best) return none;
  const changes = groupedChanges(asRead, best.lines, best.plan);
  const proved = [...changes].filter(([, places]) => {
    // At least this probable that all of them are right (Bonferroni).
    const wrong = places.reduce(
      (sum, at) => sum + 1 - beliefIn(posterior, at, best.lines[at.row][at.column]),
      0,
    );
    return 1 - wrong >= proof;
  });
  const lines = withChanges(
    asRead,
    best.lines,
    proved.flatMap(([, places]) => places),
  );
  const left = failing(format, lines);
  // A correction that leaves its own check digit wrong was proved together with one that was not: all or none.
  if (proved.some(([name]) => left.has(name))) return none;
  const mended = [...failed].filter((name) => !left.has(name));
  const proofs = proved.flatMap(([name, places]) =>
    places.map(
      (at) => [keyOf(at), mended.filter((check) => check === name || check === 'composite')] as const,
    ),
  );
  return { lines, proofs: new Map(proofs) };
}

/** The places where two texts differ, by the check digit that is nearest to each. */
function groupedChanges(
  from: readonly string[],
  to: readonly string[],
  plan: readonly ZoneCheckPlan[],
): ReadonlyMap<CheckName, readonly Position[]> {
  const groups = new Map<CheckName, Position[]>();
  from.forEach((line, row) => {
    [...line].forEach((character, column) => {
      if (character === to[row][column]) return;
      const key = keyOf({ row, column });
      const own = plan.find(
        ({ name, at, covers }) =>
          name !== 'composite' && [at, ...covers].some((place) => keyOf(place) === key),
      );
      const name = own?.name ?? 'composite';
      groups.set(name, [...(groups.get(name) ?? []), { row, column }]);
    });
  });
  return groups;
}

function withChanges(
  from: readonly string[],
  to: readonly string[],
  places: readonly Position[],
): readonly string[] {
  const taken = new Set(places.map(keyOf));
  return from.map((line, row) =>
    [...line]
      .map((character, column) => (taken.has(keyOf({ row, column })) ? to[row][column] : character))
      .join(''),
  );
}

function failing(format: ZoneFormat, lines: readonly string[]): ReadonlySet<CheckName> {
  return new Set(verifyChecks(format, lines).flatMap(({ name, passes }) => (passes ? [] : [name])));
}

function beliefIn({ beliefs }: Posterior, { row, column }: Position, character: string): number {
  return beliefs[row][column][ZONE_ALPHABET.indexOf(character)];
}

function correctionsOf(
  seen: readonly string[],
  lines: readonly string[],
  proofs: ReadonlyMap<number, readonly CheckName[]>,
  confidence: readonly (readonly number[])[],
): readonly Correction[] {
  return lines.flatMap((line, row) =>
    [...line].flatMap((to, column) => {
      const from = seen[row][column];
      if (from === to) return [];
      const proof = proofs.get(keyOf({ row, column })) ?? ('alphabet' as const);
      return [{ row, column, from, to, proof, posterior: confidence[row][column] }];
    }),
  );
}

/**
 * No check digit covers a State's code, so none is changed: one that is not of the list is doubtful as a whole.
 */
function doubtsOf(
  format: ZoneFormat,
  { problems }: Zone,
  confidence: readonly (readonly number[])[],
  doubt: number,
): readonly Doubt[] {
  const unknown = format.fields.filter(
    ({ name, kind }) => kind === 'state' && problems.some(({ field }) => field === name),
  );
  return confidence.flatMap((line, row) =>
    line.flatMap((posterior, column): Doubt[] => {
      if (unknown.some((field) => field.row === row && field.from <= column && column < field.to))
        return [{ row, column, why: 'state', posterior }];
      return posterior < doubt ? [{ row, column, why: 'unsure', posterior }] : [];
    }),
  );
}
