// How much of each degradation a model bears: FNMR and failures to acquire by severity, a small figure an effect.

import { inWords, titleOf } from '../../../degrade/words.js';
import type { Layer, Plot } from '../../../page/charts/plot.js';
import { linear, type Scale } from '../../../page/charts/scale.js';
import { figure, figures } from '../../../page/figure.js';
import { type Html, html, name } from '../../../page/markup.js';
import { cell, count, fmr, percent, score, sentence, share } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import { refusal, table } from '../../../page/table.js';
import type { ModelReport, Report } from '../../report.js';
import { type MarkedModel, markedModels } from '../reading.js';
import { eachModel, modelName } from './section.js';

type Curves = Extract<NonNullable<ModelReport['robustness']>, { kind: 'curves' }>;
type Effect = Curves['effects'][number];
type Level = Curves['before']['portrait'];

/** A model whose curves were measured. */
type Measured = MarkedModel & { readonly curves: Curves };

export function robustness(report: Report): Section | null {
  if (report.models.every((model) => model.robustness === undefined)) return null;
  const measured = markedModels(report).flatMap((one): Measured[] =>
    one.model.robustness?.kind === 'curves' ? [{ ...one, curves: one.model.robustness }] : [],
  );
  const [first] = measured;
  return {
    id: 'robustness',
    title: 'Robustness',
    body: html`${eachModel(report, (one) =>
      one.model.robustness?.kind === 'refused' ? refusal(one.model.robustness.reason) : null,
    )}
${first ? curvesOf(first.curves, measured) : null}`,
  };
}

function curvesOf({ subjects, target, effects }: Curves, measured: readonly Measured[]): Html {
  return html`${lead(
    html`One photograph of each of ${count(subjects)} subjects is degraded by one effect at a time, and compared with their other photographs as they are. The threshold stays where undegraded pictures have FMR ${fmr(target)}, as in use.`,
  )}
${measured.map(summary)}
<p class="note">Bands are 95&nbsp;% intervals over subjects; the thin line is the share of degraded pictures of which no template could be made (FTA). FNMR is of the others. FMR under degradation is not measured: so few subjects could not show it.</p>
${figures(effects.map((effect, which) => effectFigure(effect, which, measured)))}`;
}

/** The severities that the table shows. */
const SHOWN = [0.2, 0.6, 1];

/** Effects, those that cost most over all severities first. */
function summary(one: Measured): Html {
  const { curves } = one;
  const cost = ({ levels }: Effect) =>
    levels.reduce((sum, level) => sum + level.fta.rate + (1 - level.fta.rate) * rateOf(level), 0);
  return html`<h3>${modelName(one)} at threshold ${score(curves.threshold)}</h3>
<p>Undegraded, FNMR is ${undegraded(curves.before.portrait)} of portraits as cropped for a document, ${undegraded(curves.before.photograph)} of photographs.</p>
${table({
  caption: 'FNMR by severity, and FTA at the severest; effects that cost most over all severities first',
  columns: [
    { title: 'Effect' },
    ...SHOWN.map((severity) => ({ title: `FNMR at severity ${severity}`, numeric: true as const })),
    { title: 'FTA at 1', numeric: true },
  ],
  rows: curves.effects
    .toSorted((a, b) => cost(b) - cost(a))
    .map((effect) => {
      const levels = SHOWN.map((severity) => effect.levels.find((level) => level.severity === severity)!);
      return [
        name(titleOf(effect.name)),
        ...levels.map(({ fnmr }) => fnmrCell(fnmr)),
        cell(percent(levels.at(-1)!.fta)),
      ];
    }),
})}`;
}

const fnmrCell = (fnmr: Level['fnmr']) => (fnmr.kind === 'rate' ? cell(percent(fnmr)) : 'refused');

const undegraded = ({ fnmr, fta }: Level): string =>
  `${fnmr.kind === 'rate' ? sentence(percent(fnmr)) : 'not known'}${fta.rate > 0 ? `, with FTA ${sentence(percent(fta))},` : ''}`;

const rateOf = ({ fnmr }: Level): number => (fnmr.kind === 'rate' ? fnmr.rate : 1);

/** So low that many fit on a page; all have one scale. */
const HEIGHT = 210;

function effectFigure(effect: Effect, which: number, measured: readonly Measured[]): Html {
  const title = titleOf(effect.name);
  return figure({
    id: `fig-robustness-${effect.name}`,
    title,
    finding: `${effect.models.charAt(0).toUpperCase()}${effect.models.slice(1)}.`,
    plot: plotOf(effect, which, measured),
    key: measured.length > 1 ? measured.map(({ mark, label }) => ({ mark, label })) : [],
    data: {
      caption: `${title} by severity`,
      columns: [
        { title: 'Model' },
        ...effect.quantities.map((quantity) => ({ title: withUnit(quantity), numeric: true as const })),
        { title: 'FNMR', numeric: true },
        { title: 'FTA', numeric: true },
      ],
      rows: measured.flatMap(({ label, curves }) =>
        curves.effects[which]!.levels.map(({ parameters, fnmr, fta }) => [
          name(label),
          ...parameters.map(short),
          fnmr.kind === 'rate' ? sentence(percent(fnmr)) : 'refused',
          sentence(percent(fta)),
        ]),
      ),
    },
  });
}

const withUnit = ({ name: quantity, unit }: Effect['quantities'][number]): string =>
  `${inWords(quantity)} (${unit})`;

const short = (value: number): string => String(Number(value.toPrecision(value >= 100 ? 3 : 2)));

function plotOf(effect: Effect, which: number, measured: readonly Measured[]): Plot {
  const [main] = effect.quantities;
  return {
    x: { title: withUnit(main!), scale: severityScale(effect) },
    y: { title: 'FNMR', scale: linear(0, 1, share) },
    height: HEIGHT,
    layers: measured.flatMap(({ mark, curves }): Layer[] => {
      const { base, levels } = curves.effects[which]!;
      const all = [{ severity: 0, ...curves.before[base] }, ...levels];
      const shown = all.flatMap(({ severity, fnmr }) =>
        fnmr.kind === 'rate' ? [{ severity, ...fnmr }] : [],
      );
      return [
        { kind: 'band', mark, points: shown.map((p) => [p.severity, p.lower, p.upper]) },
        { kind: 'line', mark, points: shown.map((p) => [p.severity, p.rate]) },
        { kind: 'line', mark, thin: true, points: all.map(({ severity, fta }) => [severity, fta.rate]) },
      ];
    }),
  };
}

/** Severities evenly apart, each with the value of the effect’s first quantity. */
const severityScale = ({ levels }: Effect): Scale => ({
  place: (severity) => severity,
  low: 0,
  high: 1,
  ticks: [
    { at: 0, label: 'none' },
    ...levels.map(({ severity, parameters }) => ({ at: severity, label: short(parameters[0]!) })),
  ],
});
