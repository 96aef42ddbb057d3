// study.json: what was asked, how it was searched, and what was found on people whom no choice saw.

import type { Recipe } from '../recipes/index.js';
import type { Options } from './candidates.js';

/** A rate with its 95 % interval. */
export interface Rate {
  readonly rate: number;
  readonly lower: number;
  readonly upper: number;
}

/** FNMR of one thing less that of what was taken, on the same comparisons, with its 95 % interval and p-value. */
export interface Difference {
  readonly estimate: number;
  readonly lower: number;
  readonly upper: number;
  /** Two-sided, of the paired bootstrap over subjects. */
  readonly pValue: number;
}

/** An option as it ran in the search. */
export interface SearchedOption {
  readonly option: string;
  readonly taken: boolean;
  /** How many folds it was measured on. */
  readonly folds: number;
  /** Worse than the leader by more than chance, after its last fold. */
  readonly stopped: boolean;
  /** Over the folds that it was measured on. */
  readonly fnmr: Rate;
  /** From the option taken, over the same folds; null of that one itself. Not adjusted: nothing is claimed of it. */
  readonly difference: Difference | null;
  readonly recipe: string;
}

export interface SearchedChoice {
  readonly choice: string;
  readonly taken: string;
  /** What had been taken before it was made. */
  readonly given: Options;
  readonly options: readonly SearchedOption[];
}

/** What the data can tell of an alternative beside what was taken, at 5 % once p is adjusted. */
export type Verdict = 'worse' | 'better' | 'indistinguishable';

/** The taken recipe but for one thing, on the people of the part `test`. */
export interface Alternative {
  /** Null of the base before any training. */
  readonly choice: string | null;
  /** The other option, or the name of the base. */
  readonly option: string;
  readonly fnmr: Rate;
  readonly difference: Difference & {
    /** The p-value adjusted over all rows of the table (Holm). */
    readonly adjusted: number;
    /** The true difference that data like these would find four times in five. */
    readonly smallest: number;
  };
  readonly verdict: Verdict;
}

/** Who was measured on. */
export interface ReportedPeople {
  readonly subjects: number;
  readonly pictures: number;
  /** Subjects with a mated comparison. */
  readonly mated: number;
  readonly matedTrials: number;
  readonly nonMatedTrials: number;
}

export interface StudyReport {
  readonly format: 'likeness-study-1';
  readonly created: string;
  readonly command: string;
  readonly study: {
    readonly name: string;
    readonly kind: Recipe['kind'];
    readonly fmr: number;
    readonly folds: number;
    readonly seed: number;
    readonly replicates: number;
  };
  readonly dataset: { readonly name: string; readonly path: string; readonly version: string };
  readonly protocol: { readonly name: string; readonly description: string };
  readonly train: ReportedPeople;
  readonly test: ReportedPeople;
  /** Recipes trained and measured in this run, and measurements kept from before. */
  readonly measurements: { readonly made: number; readonly kept: number };
  readonly search: readonly SearchedChoice[];
  readonly proof: {
    /** As taken. */
    readonly fnmr: Rate;
    readonly alternatives: readonly Alternative[];
  };
  /** What was taken, every default filled in. */
  readonly recipe: Recipe['settings'];
  /** By field of the recipe. */
  readonly reasons: Readonly<Record<string, string>>;
  readonly answers: readonly Answer[];
}

/** How the model is designed and why: a choice in words. */
export interface Answer {
  readonly choice: string;
  readonly taken: string;
  /** What each other option would have come to. */
  readonly statements: readonly string[];
  /** Why what was taken is as it is, as its kind of recipe says of the fields that the choice is about. */
  readonly reasons: readonly string[];
}
