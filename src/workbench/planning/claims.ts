// How many people a statement needs before it may be made: that the FMR is at most so much, that the FNMR is known to
// within so much, that one model is better than another. With an evaluation's report, from how its people share their
// errors; without, as if each two people were one independent comparison, which is the least that it takes.

import { LikenessError } from '../../errors.js';
import {
  fewestPeople,
  normalQuantile,
  requiredSubjects,
  requiredTrials,
  ruleOfThirty,
  type SubjectTrials,
  wilson,
} from '../../trials/index.js';
import { numberCaptures } from '../datasets/captures.js';
import type { DatasetRecord, Part } from '../datasets/record.js';
import { unpackEvidence } from '../evaluation/evidence.js';
import type { ModelReport, Report } from '../evaluation/report.js';
import { trialsOf } from '../evaluation/scoredPictures.js';
import { peopleForPairs } from './slices/slices.js';

/** Of the data set, as it can be tested on. */
export interface TestPeople {
  /** `test` where the data set is divided, else all of it. */
  readonly part: Part | null;
  /** With a face. */
  readonly subjects: number;
  /** With two captures at least: only they have mated comparisons. */
  readonly withSeveral: number;
}

/** People that an FMR takes; one picture each is enough, since comparisons of the same two people count as one. */
export interface FmrNeed {
  readonly fmr: number;
  /** To claim "at most `fmr`", if none of their comparisons is a false match (rule of 3). */
  readonly bounded: number;
  /** To measure it: 30 false matches (rule of 30). */
  readonly measured: number;
  /** Whether there are as many as `bounded`. */
  readonly met: boolean;
}

/** People with a mated comparison that an FNMR takes, to be known to within ± `within`. */
export interface FnmrNeed {
  /** At which the FNMR was measured; null where it is supposed. */
  readonly fmr: number | null;
  readonly fnmr: number;
  readonly within: number;
  readonly subjects: number;
  readonly met: boolean;
}

/** People with a mated comparison that it takes to show, four times in five, that a model is better by `margin`. */
export interface DifferenceNeed {
  readonly fnmr: number;
  /** FNMR of the one less that of the other, at the same FMR. */
  readonly margin: number;
  /** Where the models err on the same people, but for the margin. */
  readonly least: number;
  /** Where they err on unrelated people; equal to `least` where a report has measured what they have in common. */
  readonly most: number;
}

export interface Claims {
  readonly people: TestPeople;
  /** The model whose errors were read, and on which photographs; null without a report. */
  readonly basis: { readonly model: string; readonly dataset: string; readonly subjects: number } | null;
  readonly fmr: readonly FmrNeed[];
  readonly fnmr: readonly FnmrNeed[];
  readonly differences: readonly DifferenceNeed[];
  /** The models of a report whose paired comparison the differences rest upon. */
  readonly compared: readonly [string, string] | null;
}

const FMRS = [1e-2, 1e-3, 1e-4, 1e-5, 1e-6] as const;
/** Half the width of an interval, and a difference, as shares of the mated comparisons. */
const HALF_WIDTHS = [0.005, 0.01, 0.02] as const;
const MARGINS = [0.0025, 0.005, 0.01, 0.02] as const;
/** FNMRs that are supposed where none was measured: good, middling and poor systems for documents. */
const SUPPOSED = [0.01, 0.02, 0.05] as const;
const CONFIDENCE = 0.95;
/** As in comparison/compareSystems.ts (Cohen 1988). */
const POWER = 0.8;
/** Errors from which on a rate counts as measured (ISO/IEC 19795-1). */
const MEASURED = 30;

/**
 * @throws LikenessError `report_invalid` where the report's scores cannot be read
 * @param report of an evaluation, of these photographs or of others like them
 * @param within half the width of the interval that an FNMR is to have, besides the usual ones
 */
export function planClaims(
  records: readonly DatasetRecord[],
  report: Report | undefined,
  within: number,
): Claims {
  const halfWidths = [...new Set([...HALF_WIDTHS, within])].sort((a, b) => a - b);
  const people = testPeople(records);
  const model = report?.models[0];
  const trials = model ? trialsIn(model) : undefined;
  const expected = model ? measuredFnmrs(model) : SUPPOSED.map((fnmr) => ({ fmr: null, fnmr }));
  const differing = report ? comparedIn(report) : undefined;
  return {
    people,
    basis:
      report && model
        ? { model: model.model.name, dataset: report.dataset.name, subjects: report.dataset.subjects }
        : null,
    fmr: FMRS.map((fmr) => fmrNeed(fmr, trials, people)),
    fnmr: expected.flatMap(({ fmr, fnmr }) =>
      halfWidths
        .filter((half) => half < fnmr)
        .map((half) => {
          const subjects = fnmrNeed({ fmr, fnmr, within: half }, trials);
          return { fmr, fnmr, within: half, subjects, met: people.withSeveral >= subjects };
        }),
    ),
    differences: differing
      ? MARGINS.map((margin) => ({ fnmr: differing.fnmr, margin, ...bothAs(differing.subjectsFor(margin)) }))
      : expected.flatMap(({ fnmr }) =>
          MARGINS.filter((margin) => margin < fnmr).map((margin) => ({
            fnmr,
            margin,
            ...boundsFor(fnmr, margin),
          })),
        ),
    compared: differing?.models ?? null,
  };
}

/**
 * Subjects, one mated comparison each, on which a difference of `margin` in paired error rates is found with the given
 * power by McNemar's test: (z_α/2 √ψ + z_β √(ψ − d²))² / d², ψ the share of comparisons that one of the two alone gets
 * wrong (Connor, "Sample size for testing differences in proportions for the paired-sample design", Biometrics 43,
 * 1987, after Miettinen 1968).
 *
 * @param margin in (0, 1)
 * @param discordance from `margin` to 1
 */
export function subjectsForDifference(margin: number, discordance: number): number {
  const atConfidence = normalQuantile((1 + CONFIDENCE) / 2) * Math.sqrt(discordance);
  const atPower = normalQuantile(POWER) * Math.sqrt(discordance - margin ** 2);
  return Math.ceil(((atConfidence + atPower) / margin) ** 2);
}

function testPeople(records: readonly DatasetRecord[]): TestPeople {
  const part = records.some((record) => record.part === 'test') ? 'test' : null;
  const numbers = numberCaptures(records);
  const captures = new Map<string, Set<number>>();
  records.forEach(({ subject, face, part: own }, i) => {
    if (face.kind !== 'face' || (part && own !== part)) return;
    captures.set(subject, (captures.get(subject) ?? new Set()).add(numbers[i]));
  });
  return {
    part,
    subjects: captures.size,
    withSeveral: [...captures.values()].filter(({ size }) => size > 1).length,
  };
}

/** Undefined where the report holds no scores. @throws LikenessError `report_invalid` */
function trialsIn({ model, evidence }: ModelReport): SubjectTrials | undefined {
  try {
    return evidence ? trialsOf(unpackEvidence(evidence)) : undefined;
  } catch (cause) {
    throw new LikenessError('report_invalid', `scores of ${model.name}: ${(cause as Error).message}`, {
      cause,
    });
  }
}

function fmrNeed(fmr: number, trials: SubjectTrials | undefined, { subjects }: TestPeople): FmrNeed {
  if (!trials) {
    const bounded = peopleForPairs(requiredTrials(fmr, CONFIDENCE));
    return { fmr, bounded, measured: peopleForPairs(ruleOfThirty(fmr)), met: subjects >= bounded };
  }
  const { subjects: bounded } = requiredSubjects(trials, { claim: 'fmrAtMost', fmr });
  const everyTwo = (trials.subjects * (trials.subjects - 1)) / 2;
  const worth = trials.nonMated.effective / everyTwo;
  const measured = fewestPeople((people) => fmr * worth * ((people * (people - 1)) / 2) >= MEASURED);
  return { fmr, bounded, measured: Math.max(bounded, measured), met: subjects >= bounded };
}

/** FNMR of the model at each FMR that enough false matches hold. */
export const measuredFnmrs = ({ points }: ModelReport): { fmr: number; fnmr: number }[] =>
  points.flatMap((point) =>
    point.kind === 'point' && point.fmr.errors >= MEASURED && point.fnmr.rate > 0 && point.fnmr.rate < 1
      ? [{ fmr: point.target, fnmr: point.fnmr.rate }]
      : [],
  );

function fnmrNeed(
  { fmr, fnmr, within }: { readonly fmr: number | null; readonly fnmr: number; readonly within: number },
  trials: SubjectTrials | undefined,
): number {
  if (trials && fmr !== null) {
    const required = requiredSubjects(trials, { claim: 'fnmrWithin', fmr, within: within / fnmr });
    // That counts everybody, also those of one picture; here those who have a mated comparison.
    return Math.ceil((required.subjects * matedPeople(trials)) / trials.subjects);
  }
  return fewestPeople((people) => {
    const { lower, upper } = wilson(fnmr * people, people, CONFIDENCE);
    return (upper - lower) / 2 <= within;
  });
}

/** The paired comparison of the report's first two models: its standard error falls as the root of the people. */
function comparedIn({ comparisons, models, dataset }: Report) {
  const [first] = comparisons;
  if (first?.result.kind !== 'difference') return undefined;
  const { lower, upper, fnmrA, fnmrB } = first.result;
  const z = normalQuantile((1 + CONFIDENCE) / 2);
  const error = (upper - lower) / (2 * z);
  const trials = models[0] && trialsIn(models[0]);
  const people = trials ? matedPeople(trials) : dataset.subjectsWithSeveral;
  return {
    models: [first.a, first.b] as const,
    fnmr: Math.min(fnmrA, fnmrB),
    subjectsFor: (margin: number) =>
      Math.ceil(people * (((z + normalQuantile(POWER)) * error) / margin) ** 2),
  };
}

const matedPeople = ({ mated }: SubjectTrials): number =>
  mated.perSubject.filter((comparisons) => comparisons > 0).length;

const bothAs = (subjects: number) => ({ least: subjects, most: subjects });

/** All that the better one errs on the other does too; or their errors fall on unrelated people. */
function boundsFor(fnmr: number, margin: number): { least: number; most: number } {
  const better = fnmr - margin;
  return {
    least: subjectsForDifference(margin, margin),
    most: subjectsForDifference(margin, fnmr + better - 2 * fnmr * better),
  };
}
