// The detection error trade-off of all models in one drawing, with its band, on logarithmic axes.

import type { Layer, Plot } from '../../../page/charts/plot.js';
import { HEIGHT } from '../../../page/charts/plot.js';
import { logarithmic, smallestPositive } from '../../../page/charts/scale.js';
import { figure, sampled } from '../../../page/figure.js';
import { html, name } from '../../../page/markup.js';
import { fmr, percent, percentLike, sentence, share } from '../../../page/numbers.js';
import { lead, type Section } from '../../../page/section.js';
import type { Report } from '../../report.js';
import { lowestClaim, markedModels, pointAt, shownPoints, strictestShared } from '../reading.js';

export const det = (report: Report): Section => ({
  id: 'det',
  title: 'Detection error trade-off',
  body: html`${lead(
    'A lower threshold lets more impostors in, a higher one turns more rightful people away. Nearer to the lower left is better; each line of the grid is ten times rarer.',
  )}
<div class="split">${figure({
    id: 'fig-det',
    title: 'DET curves',
    finding: findingOf(report),
    plot: plotOf(report),
    key: markedModels(report),
    data: {
      caption: 'FNMR at chosen FMRs, with the pointwise 95 % band',
      columns: [{ title: 'Model' }, { title: 'FMR', numeric: true }, { title: 'FNMR', numeric: true }],
      rows: report.models.flatMap(({ model, det: { band } }) =>
        sampled(band, 30).map((point) => [
          name(model.name),
          fmr(point.fmr),
          sentence(percent({ rate: point.fnmr, ...point })),
        ]),
      ),
    },
  })}
<div><p class="note">The shaded band holds the true FNMR at each FMR with 95 % confidence, point by point. Markers are the operating
points of the table below. Both axes are logarithmic, so that rates of one in ten thousand can be read; a rate of zero
lies below the edge. The normal deviate scale of other DET plots differs little at such rates.</p></div></div>`,
});

function plotOf(report: Report): Plot {
  const { models } = report;
  const fmrs = models.flatMap(({ det: { band, curve } }) =>
    (band.length > 0 ? band : curve).map((p) => p.fmr),
  );
  const fnmrs = models.flatMap(({ det: { band, curve } }) =>
    (band.length > 0 ? band : curve).map((p) => p.fnmr),
  );
  const x = logarithmic(smallestPositive(fmrs, 1e-9), 1, fmr);
  const y = logarithmic(smallestPositive(fnmrs, 1e-4), 1, share);
  const lines = markedModels(report).flatMap(({ model, mark }): Layer[] => [
    { kind: 'band', mark, points: model.det.band.map((p) => [p.fmr, p.lower, p.upper]) },
    { kind: 'line', mark, points: model.det.curve.map((p) => [p.fmr, p.fnmr]) },
    { kind: 'dots', mark, points: shownPoints(model).map((p) => [p.fmr.rate, p.fnmr.rate]) },
  ]);
  return {
    x: { title: 'FMR', scale: x },
    y: { title: 'FNMR', scale: y },
    height: HEIGHT,
    layers: [...beyond(report, 10 ** x.low), ...lines],
  };
}

/** FMRs that may be claimed of no model stand on grey. */
function beyond(report: Report, lowest: number): Layer[] {
  const claimable = report.models.flatMap((model) => lowestClaim(model) ?? []);
  const edge = claimable.length > 0 ? Math.min(...claimable) : 1;
  if (edge <= lowest) return [];
  return [{ kind: 'region', from: lowest, to: edge, label: 'may not be claimed' }];
}

function findingOf(report: Report): string {
  const target = strictestShared(report);
  if (target === null) {
    return 'No FMR that was asked for could be measured for every model; the curves show what there is.';
  }
  const said = report.models.flatMap((model) => {
    const point = pointAt(model, target);
    return point?.kind === 'point' ? `${model.model.name} ${sentence(percent(point.fnmr))}` : [];
  });
  const errors = report.models.map(({ model, eer }) => `${model.name} ${percentLike(eer.rate, eer)}`);
  return `At FMR ${fmr(target)} the FNMR is: ${said.join('; ')}. Equal error rates: ${errors.join('; ')}.`;
}
