// First what everybody came for: what may be claimed of each model, and what this data cannot carry.

import { type Content, type Html, html, name, names } from '../../../page/markup.js';
import { cell, count, counted, fmr, percent, roughly, share } from '../../../page/numbers.js';
import type { Section } from '../../../page/section.js';
import { facts } from '../../../page/table.js';
import type { ModelReport, Report, ReportedClaim, ReportedImpostors } from '../../report.js';
import { lowestClaim, type MarkedModel, markedModels } from '../reading.js';
import { modelName } from './section.js';

export function verdict(report: Report): Section {
  const cautions = cautionsOf(report);
  return {
    id: 'verdict',
    title: 'What may be claimed',
    body: html`<div class="verdicts">
${markedModels(report).map((one) => card(one, report.settings.fmr))}</div>
${
  cautions.length > 0
    ? html`<aside class="caution"><h3>Read with care</h3>
<ul>${cautions.map((caution) => html`<li>${caution}</li>`)}</ul></aside>`
    : null
}
<p class="scope">All this holds for people and pictures like those of ${name(report.dataset.name)}. Other cameras, ages or
origins may do better or worse, and attacks with masks, screens or altered pictures were not tried.</p>`,
  };
}

function card(one: MarkedModel, wanted: number): Html {
  const { model } = one;
  const { mated, effectiveMated, nonMated, effectiveNonMated } = model.comparisons;
  return html`<article class="verdict">
<h3>${modelName(one)} <code>${model.model.digest.slice(0, 12)}</code></h3>
${headline(model, wanted)}
<ul class="claims">
${model.claims.map(claimItem)}</ul>
${facts([
  ['EER', cell(percent(model.eer))],
  ['Failure to acquire', cell(percent(model.acquisition.fta))],
  ['Mated comparisons', worth(mated, effectiveMated)],
  ['Non-mated comparisons', worth(nonMated, effectiveNonMated)],
])}
</article>
`;
}

/** What became of the FMR to decide by, and how far one may go. */
function headline(model: ModelReport, wanted: number): Html {
  const lowest = lowestClaim(model);
  if (lowest === null) {
    return html`<p class="headline"><b class="no">No FMR may be claimed</b> from this data.</p>`;
  }
  const supported = model.claims.some((claim) => claim.fmr === wanted && claim.supported);
  return supported
    ? html`<p class="headline"><b class="yes">FMR ${exact(wanted)} may be claimed</b>${fnmrAt(model, wanted)}.${
        lowest < wanted ? html` The lowest that may be is FMR ${exact(lowest)}.` : null
      }</p>`
    : html`<p class="headline"><b class="no">FMR ${exact(wanted)} may not be claimed.</b> FMR <b>${exact(lowest)}</b> is the lowest that may be${fnmrAt(model, lowest)}.</p>`;
}

const exact = (target: number): Html => html`<span class="estimate">${fmr(target)}</span>`;

function fnmrAt(model: ModelReport, target: number): Html | null {
  const claim = model.claims.find((one) => one.fmr === target);
  if (!claim?.fnmr) return null;
  const { estimate, interval } = percent(claim.fnmr);
  return html`, with FNMR <b>${estimate}</b>&nbsp;${interval}`;
}

function claimItem({ fmr: target, supported, statement, requiredSubjects }: ReportedClaim): Html {
  const answer = supported ? 'May be claimed.' : 'May not be claimed.';
  const needed =
    supported || requiredSubjects === null
      ? null
      : html` <span class="needed">About ${roughly(requiredSubjects)} subjects like these would be needed.</span>`;
  return html`<li class="${supported ? 'yes' : 'no'}"><b class="rate">FMR ${fmr(target)}</b>
<span class="claim"><b class="answer">${answer}</b> ${statement}${needed}</span></li>
`;
}

/** Comparisons that share people are worth fewer independent ones. */
const worth = (made: number, independent: number): Html =>
  html`<span class="estimate">${count(made)}</span> <span class="interval">worth ${roughly(independent)}</span>`;

/** What could turn a figure of this page into a wrong decision. */
function cautionsOf({ dataset, models, protocol }: Report): readonly Content[] {
  const twice = dataset.duplicatesAcrossSubjects.length;
  const cautions: Content[] = [];
  if (twice > 0) {
    cautions.push(
      html`${counted(twice, 'picture occurs', 'pictures occur')} byte for byte under two subjects: at least one of the two labels is wrong each time (<a href="#data">Data</a>).`,
    );
  }
  if (models.some(({ impostors }) => impostors && !isSampled(impostors))) {
    cautions.push(
      html`No impostor of the list was drawn at random (protocol ${name(protocol.name)}): every false match rate here is one of hard impostors, and of no policy (<a href="#impostors">Kinds of impostors</a>).`,
    );
  }
  const several = models.filter(({ acquisition }) => acquisition.severalFaces > 0);
  if (several.length > 0) {
    const most = Math.max(...several.map(({ acquisition }) => acquisition.severalFaces));
    cautions.push(
      html`Up to ${counted(most, 'picture shows', 'pictures show')} more than one face; the one nearest to the centre was taken (<a href="#acquisition">Failures to acquire</a>).`,
    );
  }
  for (const { model, acquisition, calibration, tail } of models) {
    const { shipped } = calibration;
    if (shipped?.warning) cautions.push(html`${name(model.name)}, shipped calibration: ${shipped.warning}`);
    if (tail.kind === 'fit' && tail.warning)
      cautions.push(html`${name(model.name)}, low FMRs: ${tail.warning}`);
    if (acquisition.fta.rate >= NOTABLE_FTA) {
      cautions.push(
        html`${name(model.name)} acquired no face in ${share(acquisition.fta.rate)} of the pictures: FRR, not FNMR, is what people would meet.`,
      );
    }
  }
  const uncalibrated = models.filter(({ calibration }) => calibration.shipped === null);
  if (uncalibrated.length > 0) {
    cautions.push(
      html`${names(uncalibrated.map(({ model }) => model.name))} ${uncalibrated.length > 1 ? 'come' : 'comes'} without a calibration: thresholds must be taken from this page, and hold for people like these.`,
    );
  }
  return cautions;
}

const isSampled = (found: ReportedImpostors): boolean =>
  found.kind === 'kinds' && found.thresholds === 'random';

/** From one failure in a hundred on, the difference between FNMR and FRR can no longer be overlooked. */
const NOTABLE_FTA = 0.01;

/** For the page's title: what was measured, of which models. */
export const subjectOf = ({ models, dataset }: Report): Html =>
  html`${names(models.map(({ model }) => model.name))} on ${name(dataset.name)}`;
