// Which model is better, at equal FMR on the same comparisons: of one evaluation, or of two reports.

import { readFile } from 'node:fs/promises';
import * as v from 'valibot';
import { LikenessError } from '../../errors.js';
import { type BootstrapOptions, clusteredMcnemar, compareSystems } from '../../trials/index.js';
import { type ScoredPictures, unpackEvidence } from './evidence.js';
import { type Report, type ReportedComparison, ReportSchema } from './report.js';
import { requireResampling } from './resampling.js';
import { trialsOf } from './scoredPictures.js';
import { refused } from './sections/reported.js';

/** A model with its comparisons in the terms of the data set. */
export interface Contestant {
  readonly name: string;
  readonly scored: ScoredPictures;
}

/** The first model against each other one, and so on, at one FMR. */
export function compareAll(
  contestants: readonly Contestant[],
  target: number,
  options: BootstrapOptions,
): ReportedComparison[] {
  return contestants.flatMap((a, i) =>
    contestants.slice(i + 1).map((b) => compareTwo(a, b, target, options)),
  );
}

export function compareTwo(
  a: Contestant,
  b: Contestant,
  target: number,
  options: BootstrapOptions,
): ReportedComparison {
  const found = compareSystems(trialsOf(a.scored), trialsOf(b.scored), target, options);
  const names = { a: a.name, b: b.name, target };
  if (found.kind === 'unsupported') return { ...names, result: refused(found.reason) };
  return {
    ...names,
    result: {
      kind: 'difference',
      fnmrA: found.a.fnmr,
      fnmrB: found.b.fnmr,
      difference: found.difference,
      lower: found.lower,
      upper: found.upper,
      pValue: found.pValue,
      mcnemarP: mcnemarAt(a.scored, b.scored, found.a.threshold, found.b.threshold),
      verdict: found.verdict,
      statement: found.statement,
    },
  };
}

/** McNemar's test at the two thresholds, with the mated comparisons of a subject as one cluster. */
function mcnemarAt(a: ScoredPictures, b: ScoredPictures, atA: number, atB: number): number {
  const wrongOf = ({ mated }: ScoredPictures, threshold: number) =>
    new Map(
      Array.from(mated.scores, (score, k) => [`${mated.left[k]},${mated.right[k]}`, score < threshold]),
    );
  const [wrongA, wrongB] = [wrongOf(a, atA), wrongOf(b, atB)];
  const pairs = [...wrongA.keys()];
  return clusteredMcnemar(
    Uint8Array.from(pairs, (pair) => Number(wrongA.get(pair))),
    Uint8Array.from(pairs, (pair) => Number(wrongB.get(pair))),
    Int32Array.from(pairs, (pair) => a.subjects[Number(pair.split(',')[0])]!),
  ).obuchowski.pValue;
}

/** @throws `file_not_found`, `report_invalid` */
export async function readReport(path: string): Promise<Report> {
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new LikenessError('file_not_found', `cannot read ${path}: ${(cause as Error).message}`, { cause });
  });
  const refuse = (why: string, cause?: unknown) =>
    new LikenessError('report_invalid', `${path} is no report: ${why}`, { cause });
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (cause) {
    throw refuse('it is not JSON', cause);
  }
  const checked = v.safeParse(ReportSchema, parsed);
  if (checked.success) return checked.output;
  const [issue] = checked.issues;
  throw refuse(`${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

/**
 * Each model of the second report against each of the first: `better` is said of the second report's model.
 * @throws `reports_differ` where the two are not of the same pictures and protocol, `report_invalid` where a report
 * does not hold the scores
 */
export function compareReports(
  older: Report,
  newer: Report,
  { fmr, replicates, seed }: { fmr: number; replicates: number; seed: number },
): ReportedComparison[] {
  requireResampling({ replicates, seed });
  const differ = (what: string) => new LikenessError('reports_differ', `the two reports are of ${what}`);
  if (older.dataset.digest !== newer.dataset.digest) throw differ('different pictures');
  if (
    older.protocol.name !== newer.protocol.name ||
    older.protocol.listDigest !== newer.protocol.listDigest
  ) {
    throw differ('different protocols');
  }
  try {
    return contestantsOf(newer).flatMap((a) =>
      contestantsOf(older).map((b) => compareTwo(a, b, fmr, { replicates, seed })),
    );
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause;
    throw new LikenessError(
      'option_invalid',
      `the reports cannot be compared at FMR ${fmr}: ${cause.message}`,
      {
        cause,
        hint: 'Reports hold the highest non-mated scores alone: compare at a lower FMR, or evaluate both models in one run.',
      },
    );
  }
}

function contestantsOf({ models }: Report): Contestant[] {
  return models.map(({ model: { name, digest }, evidence }) => {
    if (!evidence) throw new LikenessError('report_invalid', `the report holds no scores of ${name}`);
    try {
      return { name: `${name} (${digest.slice(0, 8)})`, scored: unpackEvidence(evidence) };
    } catch (cause) {
      throw new LikenessError('report_invalid', `scores of ${name}: ${(cause as Error).message}`, { cause });
    }
  });
}
