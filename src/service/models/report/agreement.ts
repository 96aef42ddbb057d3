// How often the model that is tried would have decided as the one that decides, on the same pictures; and where people
// have said who is who, which of the two had the evidence on its side.

import { setImmediate as breath } from 'node:timers/promises';
import { clusteredMcnemar, mcnemar, rankCorrelation } from '../../../trials/index.js';
import { numbered, type Share, sharesOf } from './people.js';

export const DECISIONS = ['approve', 'review', 'reject', 'recapture'] as const;
export type Decision = (typeof DECISIONS)[number];

/** One decision, as both models saw it: the comparison alone, before screens and floors. */
export interface Scored {
  readonly kind: 'proofing' | 'authentication';
  readonly verification: string;
  readonly subject: string;
  readonly active: Judged;
  readonly shadow: Judged;
  /** What people said of the two faces; null where nobody has, or where it was said of something else. */
  readonly label: 'mated' | 'non_mated' | null;
}

interface Judged {
  readonly decision: Decision;
  readonly score: number | null;
  /** Natural logarithm. */
  readonly llr: number | null;
}

export interface Agreement {
  readonly decisions: number;
  readonly subjects: number;
  readonly agreed: Share;
  /** Each of the sixteen: what the model that decides said, and what the one that is tried said. */
  readonly matrix: readonly (Share & { readonly active: Decision; readonly shadow: Decision })[];
  /** Spearman’s, of the scores, where both had one; null where too few had. */
  readonly rankCorrelation: {
    readonly estimate: number;
    readonly interval: readonly [number, number];
    readonly comparisons: number;
  } | null;
  /** Those on which the two differ most, to look at. */
  readonly differing: readonly Differing[];
  /** Null where nobody has settled anything. */
  readonly settled: Settled | null;
}

export interface Differing {
  readonly verification: string;
  readonly active: Judged;
  readonly shadow: Judged;
}

/** Which way the evidence pointed, above or below an LLR of 0, against what people said. */
export interface Settled {
  readonly comparisons: number;
  readonly subjects: number;
  readonly mated: number;
  readonly nonMated: number;
  readonly wrong: { readonly active: Share; readonly shadow: Share };
  readonly onlyActiveWrong: number;
  readonly onlyShadowWrong: number;
  /** Two-sided; by people where one has several (Durkalski), else mid-p. */
  readonly pValue: number;
  readonly test: 'mid-p' | 'durkalski';
}

const MOST_DIFFERING = 20;

/** @returns null where there is none */
export async function agreementOf(scored: readonly Scored[]): Promise<Agreement | null> {
  if (scored.length === 0) return null;
  const shareOf = sharesOf(scored);
  const matrix: Agreement['matrix'][number][] = [];
  for (const active of DECISIONS)
    for (const shadow of DECISIONS) {
      const isOne = (row: Scored) => row.active.decision === active && row.shadow.decision === shadow;
      matrix.push({ active, shadow, ...shareOf(isOne) });
      // Requests are answered in between.
      await breath();
    }
  return {
    decisions: scored.length,
    subjects: new Set(scored.map(({ subject }) => subject)).size,
    agreed: shareOf(({ active, shadow }) => active.decision === shadow.decision),
    matrix,
    rankCorrelation: correlationOf(scored),
    differing: differingMost(scored),
    settled: settledOf(scored),
  };
}

function correlationOf(scored: readonly Scored[]): Agreement['rankCorrelation'] {
  const both = scored.filter(({ active, shadow }) => active.score !== null && shadow.score !== null);
  const independent = new Set(both.map(({ subject }) => subject)).size;
  const found = rankCorrelation(
    Float64Array.from(both, ({ active }) => active.score!),
    Float64Array.from(both, ({ shadow }) => shadow.score!),
    { independent },
  );
  if (!found) return null;
  const { estimate, lower, upper } = found;
  return { estimate, interval: [lower, upper], comparisons: both.length };
}

/** Other decisions first, and of these the ones whose evidence lies furthest apart. */
function differingMost(scored: readonly Scored[]): Differing[] {
  const apart = ({ active, shadow }: Scored): number =>
    active.llr === null || shadow.llr === null ? 0 : Math.abs(active.llr - shadow.llr);
  return scored
    .filter(({ active, shadow }) => active.decision !== shadow.decision)
    .sort((a, b) => apart(b) - apart(a) || (a.verification < b.verification ? -1 : 1))
    .slice(0, MOST_DIFFERING)
    .map(({ verification, active, shadow }) => ({ verification, active, shadow }));
}

function settledOf(scored: readonly Scored[]): Settled | null {
  const rows = scored.flatMap((row) => {
    const { label, active, shadow, subject } = row;
    if (label === null || active.llr === null || shadow.llr === null) return [];
    const isWrong = (llr: number): boolean => llr > 0 !== (label === 'mated');
    return [{ subject, label, active: isWrong(active.llr), shadow: isWrong(shadow.llr) }];
  });
  if (rows.length === 0) return null;
  const subjects = numbered(rows.map(({ subject }) => subject));
  const [activeWrong, shadowWrong] = (['active', 'shadow'] as const).map((model) =>
    Uint8Array.from(rows, (row) => Number(row[model])),
  ) as [Uint8Array, Uint8Array];
  const people = new Set(subjects).size;
  const { onlyA, onlyB, midP } = mcnemar(activeWrong, shadowWrong);
  const isClustered = people < rows.length;
  const shareOf = sharesOf(rows);
  return {
    ...{ comparisons: rows.length, subjects: people },
    mated: rows.filter(({ label }) => label === 'mated').length,
    nonMated: rows.filter(({ label }) => label === 'non_mated').length,
    wrong: { active: shareOf(({ active }) => active), shadow: shareOf(({ shadow }) => shadow) },
    ...{ onlyActiveWrong: onlyA, onlyShadowWrong: onlyB },
    pValue: isClustered ? clusteredMcnemar(activeWrong, shadowWrong, subjects).durkalski.pValue : midP,
    test: isClustered ? 'durkalski' : 'mid-p',
  };
}
