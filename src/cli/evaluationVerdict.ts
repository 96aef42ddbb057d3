// An evaluation for the eye of the one who ran it: who is best, what may be claimed, and where to look next.

import type { ModelReport, Report, ReportedComparison, ReportedRate } from '../workbench/index.js';
import { clipped, count, type Paint, rate, table } from './output.js';

export function leaderboardLines(report: Report, paint: Paint): string[] {
  const { dataset, models, protocol, settings, comparisons } = report;
  const head = ['model', 'FTA', 'EER (95 %)', ...settings.targets.filter(isShown(models)).map(column)];
  const rows = models.map((model) => [
    model.model.name,
    percent(model.acquisition.fta.rate),
    withInterval(model.eer),
    ...settings.targets.filter(isShown(models)).map((target) => fnmrAt(model, target)),
  ]);
  const [best] = models;
  return [
    `${count(dataset.pictures)} pictures of ${count(dataset.subjects)} subjects, ${protocol.description}`,
    '',
    ...table([head, ...rows], (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)),
    '',
    ...models.flatMap(({ model, claims }) =>
      claims
        .filter(({ fmr }) => fmr === settings.fmr)
        .map(
          ({ supported, statement }) => `${model.name}: ${paint(statement, supported ? 'green' : 'yellow')}`,
        ),
    ),
    ...comparisonLines(comparisons, paint),
    ...models.flatMap((model) => impostorLines(model, settings.fmr, paint)),
    ...(dataset.duplicatesAcrossSubjects.length > 0
      ? [
          paint(
            `${count(dataset.duplicatesAcrossSubjects.length)} pictures lie under two subjects: see the page`,
            'yellow',
          ),
        ]
      : []),
    ...(best ? suspicionLines(best) : []),
  ];
}

export function comparisonLines(comparisons: readonly ReportedComparison[], paint: Paint): string[] {
  return comparisons.map(({ a, b, result }) => {
    if (result.kind === 'refused') return `${a} against ${b}: ${paint(result.reason, 'yellow')}`;
    return `${a} is ${paint(result.statement, ...(result.verdict === 'indistinguishable' ? [] : ['bold' as const]))} [${b}]`;
  });
}

/** Targets that some model can show. */
const isShown =
  (models: readonly ModelReport[]) =>
  (target: number): boolean =>
    models.some(({ points }) => points.some((point) => point.kind === 'point' && point.target === target));

const column = (target: number): string => `FNMR at FMR ${rate(target)}`;

function fnmrAt({ points }: ModelReport, target: number): string {
  const point = points.find((p) => p.target === target);
  return point?.kind === 'point' ? withInterval(point.fnmr) : 'too few';
}

/** At the FMR to decide by, or the lowest above it that the list can show. */
function impostorLines({ model, impostors }: ModelReport, wanted: number, paint: Paint): string[] {
  if (!impostors) return [];
  if (impostors.kind === 'refused')
    return ['', `${model.name}, kinds of impostors: ${paint(impostors.reason, 'yellow')}`];
  const { kinds, thresholds } = impostors;
  const shown = kinds.flatMap(({ points }) =>
    points.flatMap((point) => (point.kind === 'rate' && point.target >= wanted ? [point] : [])),
  );
  const [decisive] = shown.toSorted((a, b) => a.target - b.target);
  if (!decisive) return [];
  const { target, threshold } = decisive;
  const source = thresholds === 'random' ? 'the random impostors' : 'the calibration';
  const head = ['impostors', 'FMR (95 %)', 'false matches', 'subjects'];
  const rows = kinds.map(({ kind, subjects, points }) => {
    const point = points.find((one) => one.target === target);
    return point?.kind === 'rate'
      ? [
          clipped(kind),
          `${rate(point.rate)} (${rate(point.lower)} to ${rate(point.upper)})`,
          `${count(point.errors)} of ${count(point.trials)}`,
          count(subjects),
        ]
      : [clipped(kind), 'none shown', '', count(subjects)];
  });
  return [
    '',
    `${model.name} at ${threshold.toFixed(5)}, the threshold of ${source} for FMR ${rate(target)}:`,
    ...table([head, ...rows], (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)),
  ];
}

const withInterval = ({ rate, lower, upper }: ReportedRate): string =>
  `${percent(rate)} (${percent(lower)}–${percent(upper)})`;

const percent = (share: number): string => `${(100 * share).toFixed(share < 0.001 ? 3 : 2)} %`;

/** A mated pair that scores like two strangers is more often a wrong label than a wrong network. */
function suspicionLines({ hardest, det }: ModelReport): string[] {
  const middle = det.curve.find(({ fmr }) => fmr >= 0.5)?.threshold ?? Number.NEGATIVE_INFINITY;
  const suspects = hardest.mated.filter(({ score }) => score < middle).length;
  if (suspects === 0) return [];
  return [`${count(suspects)} mated pairs score like any two strangers: look for wrong labels on the page`];
}
