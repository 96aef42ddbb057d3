// Three views of a calibration: stated against realised FMR, the reliability diagram, the Tippett plot.

import { REFERENCE } from '../../../page/charts/marks.js';
import { HEIGHT, type Layer } from '../../../page/charts/plot.js';
import { extent, linear, logarithmic, smallestPositive } from '../../../page/charts/scale.js';
import { figure, sampled } from '../../../page/figure.js';
import type { Html } from '../../../page/markup.js';
import { count, decimal, fmr, fmrWithInterval, percent, sentence, share } from '../../../page/numbers.js';
import type { ReportedLlrQuality } from '../../report.js';
import type { Trial } from './calibration.js';

type Judged = Trial & { readonly llr: ReportedLlrQuality };

export function realisedFigure(id: string, model: string, trials: readonly Trial[]): Html {
  const all = trials.flatMap(({ realised }) => realised);
  const over = all.filter(({ nominal, fmr: { lower } }) => lower > nominal).length;
  const lowest = smallestPositive(
    all.flatMap(({ nominal, fmr: { rate } }) => [nominal, rate]),
    1e-9,
  );
  const highest = Math.max(...all.flatMap(({ nominal, fmr: { upper } }) => [nominal, upper]));
  const scale = logarithmic(lowest, highest, fmr);
  return figure({
    id,
    title: 'Realised against stated FMR',
    finding: `${over === 0 ? 'None' : count(over)} of the ${count(all.length)} stated FMRs of ${model} ${over === 1 ? 'was' : 'were'} exceeded by more than chance. Above the diagonal there are more false matches than stated.`,
    plot: {
      x: { title: 'FMR stated', scale },
      y: { title: 'FMR realised', scale },
      height: HEIGHT,
      layers: [
        diagonal(10 ** scale.low, 10 ** scale.high),
        ...trials.flatMap(({ mark, realised }, i): Layer[] => {
          const aside = 1.3 ** beside(i, trials);
          return [
            {
              kind: 'intervals',
              mark,
              along: 'y',
              spans: realised.map((one) => ({
                at: one.nominal * aside,
                low: one.fmr.lower,
                high: one.fmr.upper,
              })),
            },
            { kind: 'dots', mark, points: realised.map((one) => [one.nominal * aside, one.fmr.rate]) },
          ];
        }),
      ],
    },
    key: trials,
    data: {
      caption: 'Realised against stated FMR',
      columns: [
        { title: 'Calibration' },
        { title: 'stated', numeric: true },
        { title: 'realised', numeric: true },
      ],
      rows: trials.flatMap(({ label, realised }) =>
        realised.map((one) => [label, fmr(one.nominal), sentence(fmrWithInterval(one.fmr))]),
      ),
    },
  });
}

export function reliabilityFigure(id: string, model: string, trials: readonly Judged[]): Html {
  const scale = linear(0, 1, share);
  const bins = trials.flatMap(({ llr }) => llr.reliability);
  const within = bins.filter((p) => p.lower <= p.stated && p.stated <= p.upper).length;
  return figure({
    id,
    title: 'Reliability',
    finding: `In ${count(within)} of ${count(bins.length)} groups of comparisons of ${model} the stated probability lies within the interval of what was observed, at even priors. Below the diagonal, evidence for “same person” is overstated.`,
    plot: {
      x: { title: 'Stated probability of mated', scale },
      y: { title: 'Observed share of mated', scale },
      height: HEIGHT,
      layers: [
        diagonal(0, 1),
        ...trials.flatMap(({ mark, llr: { reliability } }, i): Layer[] => {
          const aside = 0.013 * beside(i, trials);
          return [
            {
              kind: 'intervals',
              mark,
              along: 'y',
              spans: reliability.map((p) => ({ at: p.stated + aside, low: p.lower, high: p.upper })),
            },
            { kind: 'dots', mark, points: reliability.map((p) => [p.stated + aside, p.observed]) },
          ];
        }),
      ],
    },
    key: trials,
    data: {
      caption: 'Stated and observed probability, at even priors',
      columns: [
        { title: 'Calibration' },
        { title: 'stated', numeric: true },
        { title: 'observed', numeric: true },
        { title: 'comparisons', numeric: true },
      ],
      rows: trials.flatMap(({ label, llr }) =>
        llr.reliability.map((p) => [
          label,
          share(p.stated),
          sentence(percent({ rate: p.observed, lower: p.lower, upper: p.upper })),
          count(p.comparisons),
        ]),
      ),
    },
  });
}

export function tippettFigure(id: string, model: string, trials: readonly Judged[]): Html {
  const worst = (kind: 'mated' | 'nonMated') =>
    share(Math.max(...trials.map(({ llr }) => llr.misleading[kind])));
  const farthest = extent(trials.flatMap(({ llr }) => llr.tippett.map((p) => Math.abs(p.llr))));
  const reach = Math.min(60, Math.max(5, farthest?.[1] ?? 0));
  const inReach = (llr: ReportedLlrQuality) => llr.tippett.filter((p) => Math.abs(p.llr) <= reach);
  return figure({
    id,
    title: 'Tippett plot',
    finding: `Evidence of ${model} misleads, pointing to the wrong side of 0, in at most ${worst('mated')} of mated and ${worst('nonMated')} of non-mated comparisons. Thick lines are mated comparisons, thin ones non-mated.`,
    plot: {
      x: { title: 'LLR (natural logarithm)', scale: linear(-reach, reach) },
      y: { title: 'Share with at least this LLR', scale: linear(0, 1, share) },
      height: HEIGHT,
      layers: [
        { kind: 'rule', at: 0, label: '', row: 0 },
        ...trials.flatMap(({ mark, llr }): Layer[] => [
          { kind: 'line', mark, points: inReach(llr).map((p) => [p.llr, p.mated]) },
          { kind: 'line', mark, thin: true, points: inReach(llr).map((p) => [p.llr, p.nonMated]) },
        ]),
      ],
    },
    key: trials,
    data: {
      caption: 'Shares of comparisons with at least an LLR',
      columns: [
        { title: 'Calibration' },
        { title: 'LLR', numeric: true },
        { title: 'mated', numeric: true },
        { title: 'non-mated', numeric: true },
      ],
      rows: trials.flatMap(({ label, llr }) =>
        sampled(llr.tippett, 30).map((p) => [label, decimal(p.llr, 1), share(p.mated), share(p.nonMated)]),
      ),
    },
  });
}

/** Marks of the same place stand beside one another: how many steps to the right. */
const beside = (index: number, all: readonly unknown[]): number => index - (all.length - 1) / 2;

const diagonal = (low: number, high: number): Layer => ({
  kind: 'line',
  mark: REFERENCE,
  thin: true,
  points: [
    [low, low],
    [high, high],
  ],
});
