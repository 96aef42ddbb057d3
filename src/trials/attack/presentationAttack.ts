// Presentation attack detection: ISO/IEC 30107-3. A PAD score is higher the more alive the presentation looks; at or
// above the threshold it passes as bona fide. A score of NaN is a non-response.
//
// Attacks are counted by instrument species and never averaged over species: a system that stops all prints and no
// mask has stopped nothing, since the attacker chooses. The headline is the worst species.
import { type Refusal, refusal } from '../comparison/refusal.js';
import { allowedErrors } from '../rates/errorRates.js';
import { nextAbove, type Scores } from '../scores/staircase.js';
import { effectiveLimits } from '../uncertainty/fewErrors.js';
import type { Interval } from '../uncertainty/intervals.js';
import { effectiveCount } from '../uncertainty/subjectTrials.js';

/** PAD scores of presentations, and who presented. */
export interface Presentations {
  /** Higher is more alive; NaN is a non-response. */
  readonly scores: Scores;
  /**
   * What the presentations of one cluster share, so that they stand or fall together: the person, for attacks the
   * very instrument. Any numbers. Where it is not given each presentation is a trial of its own.
   */
  readonly cluster?: Int32Array;
}

export interface AttackPresentations extends Presentations {
  /** Names of the species of attack instrument: distinct. */
  readonly names: readonly string[];
  /** The species of each presentation: an index into `names`. */
  readonly species: Int32Array;
}

/** A share of presentations, with an exact interval over the effective number of clusters. */
export interface PresentationRate extends Interval {
  readonly kind: 'rate';
  readonly errors: number;
  readonly presentations: number;
  /** How many independent presentations these are worth: see `effectiveCount`. */
  readonly effective: number;
  readonly rate: number;
  readonly confidence: number;
}

export interface SpeciesRates {
  readonly name: string;
  /** Attack presentation classification error rate: attacks that pass, of those with a response. */
  readonly apcer: PresentationRate | Refusal;
  /** Attack presentation non-response rate: of all attacks presented. */
  readonly apnrr: PresentationRate | Refusal;
}

/** The highest rate of any species. */
export interface WorstSpecies extends Interval {
  readonly kind: 'worst';
  readonly name: string;
  readonly rate: number;
  readonly confidence: number;
  /** Species of which too little is known: the truth about them may be worse. */
  readonly notShown: readonly string[];
}

export interface AttackDetection {
  readonly threshold: number;
  readonly species: readonly SpeciesRates[];
  readonly apcer: WorstSpecies | Refusal;
  /** Bona fide presentation classification error rate: bona fide ones taken for attacks, of those with a response. */
  readonly bpcer: PresentationRate | Refusal;
  /** Bona fide presentation non-response rate. */
  readonly bpnrr: PresentationRate | Refusal;
  /**
   * Half of APCER and BPCER together. ISO/IEC 30107-3:2023 deprecates it, since it hides which of the two it is made
   * of; given because it is still asked for, and without an interval, so that no one leans upon it.
   */
  readonly acer: number | Refusal;
}

/**
 * Fewest independent presentations that a rate is stated of: with none of 30 in error the rule of 3 (ISO/IEC 19795-1)
 * shows a rate below 10 %. Fewer could not even show that, and NIST SP 800-63A asks for an IAPAR below 7 %.
 */
export const FEWEST_PRESENTATIONS = 30;

/** Error rates at a threshold. */
export function detectionAt(
  attacks: AttackPresentations,
  bonaFide: Presentations,
  threshold: number,
  confidence = 0.95,
): AttackDetection {
  requireAttacks(attacks);
  requireClusters(bonaFide);
  if (Number.isNaN(threshold)) throw new RangeError('threshold must be a number, got NaN');
  const answered = (score: number) => !Number.isNaN(score);
  const species = attacks.names.map((name, index): SpeciesRates => {
    const own = (score: number, k: number) => attacks.species[k] === index && answered(score);
    return {
      name,
      apcer: rateOf(`the APCER of ${name}`, attacks, own, (score) => score >= threshold, confidence),
      apnrr: rateOf(
        `the APNRR of ${name}`,
        attacks,
        (_, k) => attacks.species[k] === index,
        Number.isNaN,
        confidence,
      ),
    };
  });
  const apcer = worst(
    'APCER',
    species.map(({ name, apcer }) => ({ name, rate: apcer })),
    confidence,
  );
  const bpcer = rateOf('the BPCER', bonaFide, answered, (score) => score < threshold, confidence);
  return {
    threshold,
    species,
    apcer,
    bpcer,
    bpnrr: rateOf('the BPNRR', bonaFide, () => true, Number.isNaN, confidence),
    acer:
      apcer.kind === 'unsupported'
        ? apcer
        : bpcer.kind === 'unsupported'
          ? bpcer
          : (apcer.rate + bpcer.rate) / 2,
  };
}

/** What is observed at the lowest threshold at which no species passes oftener than the target. */
export interface AtApcer extends AttackDetection {
  readonly kind: 'threshold';
  readonly target: number;
}

/**
 * BPCER at a stated APCER (BPCER10 at 10 %, BPCER20 at 5 %, BPCER100 at 1 %): at the lowest threshold at which each
 * species' APCER is at most `target`. Refused, with the species named, where one has fewer than 3 / target attacks:
 * by the rule of 3 not even none in so few shows it. The interval of the BPCER takes the threshold as given.
 *
 * @param target APCER, in (0, 1]
 */
export function detectionAtApcer(
  attacks: AttackPresentations,
  bonaFide: Presentations,
  target: number,
  confidence = 0.95,
): AtApcer | Refusal {
  requireAttacks(attacks);
  requireClusters(bonaFide);
  if (!(target > 0 && target <= 1)) throw new RangeError(`apcer must be in (0, 1], got ${target}`);
  const needed = Math.max(FEWEST_PRESENTATIONS, Math.ceil(3 / target - 1e-9));
  let threshold = Number.NEGATIVE_INFINITY;
  for (const [index, name] of attacks.names.entries()) {
    const own = (score: number, k: number) => attacks.species[k] === index && !Number.isNaN(score);
    const count = effectiveNumber(attacks, own);
    if (count < needed) {
      return refusal(
        `${brief(count)} attacks with ${name} cannot show an APCER of ${target}: ${needed} are asked for (rule of 3)`,
      );
    }
    const descending = Float64Array.from(attacks.scores.filter(own)).sort().reverse();
    const allowed = allowedErrors(target, descending.length);
    if (allowed < descending.length) threshold = Math.max(threshold, nextAbove(descending[allowed]));
  }
  return { kind: 'threshold', target, ...detectionAt(attacks, bonaFide, threshold, confidence) };
}

/** Impostor attack presentation accept rates. */
export interface ImpostorAttackAcceptance {
  readonly species: readonly { readonly name: string; readonly iapar: PresentationRate | Refusal }[];
  readonly iapar: WorstSpecies | Refusal;
}

/**
 * Impostor attack presentation accept rate of the full system: attacks, by an instrument made after the person
 * attacked, that pass the detection and match that person's reference as well (IAPMR in the edition of 2017). Non-
 * responses count as not accepted.
 *
 * @param matchScores of each attack, against the reference of the person attacked
 */
export function impostorAttackAcceptance(
  attacks: AttackPresentations,
  matchScores: Scores,
  thresholds: { readonly detection: number; readonly match: number },
  confidence = 0.95,
): ImpostorAttackAcceptance {
  requireAttacks(attacks);
  if (matchScores.length !== attacks.scores.length) {
    throw new RangeError(
      `matchScores must hold ${attacks.scores.length} numbers, one an attack, got ${matchScores.length}`,
    );
  }
  if (Number.isNaN(thresholds.detection + thresholds.match)) {
    throw new RangeError('thresholds must be numbers, got NaN');
  }
  const species = attacks.names.map((name, index) => ({
    name,
    iapar: rateOf(
      `the IAPAR of ${name}`,
      attacks,
      (_, k) => attacks.species[k] === index,
      (score, k) => score >= thresholds.detection && matchScores[k] >= thresholds.match,
      confidence,
    ),
  }));
  const rates = species.map(({ name, iapar }) => ({ name, rate: iapar }));
  return { species, iapar: worst('IAPAR', rates, confidence) };
}

type Picks = (score: number, index: number) => boolean;

/** The share of the presentations picked that are in error. */
function rateOf(
  what: string,
  presentations: Presentations,
  picked: Picks,
  wrong: Picks,
  confidence: number,
): PresentationRate | Refusal {
  let errors = 0;
  let count = 0;
  for (const [k, score] of presentations.scores.entries()) {
    if (!picked(score, k)) continue;
    count++;
    if (wrong(score, k)) errors++;
  }
  const effective = effectiveNumber(presentations, picked);
  if (effective < FEWEST_PRESENTATIONS) {
    return refusal(
      `${what} is not stated: ${brief(effective)} presentations that do not hang together, ${FEWEST_PRESENTATIONS} are asked for (rule of 3)`,
    );
  }
  const rate = errors / count;
  const limits = effectiveLimits(rate, effective, confidence);
  return { kind: 'rate', errors, presentations: count, effective, rate, confidence, ...limits };
}

/**
 * The worst species. The upper limit is the highest of all species, for the truly worst of them lies below its own;
 * the lower limit is that of the species observed as worst, each of the S species' limits at 1 − α/S (Bonferroni),
 * since the one that looks worst was chosen for looking so.
 */
function worst(
  what: string,
  rates: { name: string; rate: PresentationRate | Refusal }[],
  confidence: number,
): WorstSpecies | Refusal {
  const shown = rates.flatMap(({ name, rate }) => (rate.kind === 'rate' ? [{ name, ...rate }] : []));
  if (shown.length === 0) return refusal(`no species has presentations enough to state an ${what}`);
  const highest = shown.reduce((high, one) => (one.rate > high.rate ? one : high));
  const strict = 1 - (1 - confidence) / shown.length;
  const lowers = shown.map((one) => effectiveLimits(one.rate, one.effective, strict).lower);
  return {
    kind: 'worst',
    name: highest.name,
    rate: highest.rate,
    lower: Math.max(...lowers),
    upper: Math.max(...shown.map(({ upper }) => upper)),
    confidence,
    notShown: rates.flatMap(({ name, rate }) => (rate.kind === 'rate' ? [] : [name])),
  };
}

/** Kish's effective number of the presentations picked, all of a cluster taken for one. */
function effectiveNumber({ scores, cluster }: Presentations, picked: Picks): number {
  const sizes = new Map<number, number>();
  for (const [k, score] of scores.entries()) {
    if (!picked(score, k)) continue;
    const key = cluster ? cluster[k] : k;
    sizes.set(key, (sizes.get(key) ?? 0) + 1);
  }
  return effectiveCount(sizes.values());
}

function brief(count: number): string {
  return `${Math.round(10 * count) / 10}`;
}

function requireAttacks(attacks: AttackPresentations): void {
  const { names, species, scores } = attacks;
  if (names.length === 0 || new Set(names).size !== names.length) {
    throw new RangeError(`names of species must be distinct, one at least, got ${JSON.stringify(names)}`);
  }
  if (species.length !== scores.length) {
    throw new RangeError(`species must hold ${scores.length} entries, one an attack, got ${species.length}`);
  }
  const other = species.find((index) => index < 0 || index >= names.length);
  if (other !== undefined) {
    throw new RangeError(`a species must be in [0, ${names.length - 1}], got ${other}`);
  }
  requireClusters(attacks);
}

function requireClusters({ scores, cluster }: Presentations): void {
  if (cluster && cluster.length !== scores.length) {
    throw new RangeError(
      `cluster must hold ${scores.length} entries, one a presentation, got ${cluster.length}`,
    );
  }
}
