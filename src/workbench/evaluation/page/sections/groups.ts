// Error rates of groups of subjects at one threshold for all, and whether they differ by more than chance.

import { estimatesPlot } from '../../../page/charts/estimates.js';
import { figure, figures } from '../../../page/figure.js';
import { type Html, html, name } from '../../../page/markup.js';
import {
  cell,
  count,
  counted,
  fmr,
  fmrWithInterval,
  percent,
  score,
  sentence,
  share,
} from '../../../page/numbers.js';
import { absent, lead, type Section } from '../../../page/section.js';
import { type Row, table } from '../../../page/table.js';
import type { Report, ReportedGroups } from '../../report.js';
import type { MarkedModel } from '../reading.js';
import { eachModel } from './section.js';

export function groups(report: Report): Section {
  const any = report.models.some((model) => model.groups.length > 0);
  return {
    id: 'groups',
    title: 'Groups',
    body: any
      ? html`${lead(
          'One threshold for everybody, as in use. FNMR is what people of a group suffer; FMR between the members of a group is how well they are told apart (ISO/IEC 19795-10).',
        )}
${eachModel(report, (one) =>
  one.model.groups.length > 0
    ? one.model.groups.map((found, i) => attribute(one, found, i + 1))
    : absent('No groups were compared for this model.'),
)}`
      : absent(
          'No attributes of the subjects were given, so nothing can be said of groups: neither that they differ, nor that they do not.',
        ),
  };
}

function attribute({ mark, place, label }: MarkedModel, found: ReportedGroups, nth: number): Html {
  const { differentials, target, threshold, unknownSubjects } = found;
  const id = `${place}-${nth}`;
  return html`<h4>By ${name(found.attribute)}, at threshold ${score(threshold)} for FMR <span class="estimate">${fmr(target)}</span></h4>
${
  differentials.length > 0
    ? html`<ul class="statements">${differentials.map(({ measure, statement }) => html`<li><b>${measure}.</b> ${statement}</li>`)}</ul>`
    : absent('No differential could be stated.')
}
${unknownSubjects > 0 ? html`<p class="note">${counted(unknownSubjects, 'subject has', 'subjects have')} no value of this attribute and ${unknownSubjects === 1 ? 'is' : 'are'} left out here.</p>` : null}
${groupTable(found)}
${pairTable(found)}
${figures([
  fnmrFigure(`fig-fnmr-${id}`, found, label, mark),
  found.pairs.length > 0 ? fmrFigure(`fig-fmr-${id}`, found, label, mark) : null,
])}`;
}

const groupTable = ({ attribute: title, groups: all }: ReportedGroups): Html =>
  table({
    caption: `FNMR by ${title}`,
    columns: [
      { title: 'Group' },
      { title: 'Subjects', numeric: true },
      { title: 'Pictures', numeric: true },
      { title: 'FTA', numeric: true },
      { title: 'FNMR', numeric: true },
    ],
    rows: all.map((group) => [
      name(group.name),
      count(group.subjects),
      count(group.pictures),
      cell(percent(group.fta)),
      group.fnmr.kind === 'rate' ? cell(percent(group.fnmr)) : refused(group.fnmr.reason),
    ]),
  });

const pairTable = ({ attribute: title, pairs }: ReportedGroups): Html | null =>
  pairs.length === 0
    ? null
    : table({
        caption: `FMR between groups of ${title}`,
        columns: [
          { title: 'Between' },
          { title: 'FMR', numeric: true },
          { title: 'False matches', numeric: true },
        ],
        rows: pairs.map(({ a, b, fmr: found }): Row => {
          const heading = pairName(a, b);
          if (found.kind === 'refused') return { heading, refusal: found.reason };
          return [heading, cell(fmrWithInterval(found)), `${count(found.errors)} of ${count(found.trials)}`];
        }),
      });

function fnmrFigure(id: string, found: ReportedGroups, model: string, mark: MarkedModel['mark']): Html {
  const rows = found.groups.map((group) => ({
    label: group.name,
    mark,
    estimate: group.fnmr.kind === 'rate' ? group.fnmr : null,
  }));
  return figure({
    id,
    title: `FNMR by ${found.attribute}`,
    finding: extremes(model, 'FNMR', rows, (one) => sentence(percent(one))),
    plot: estimatesPlot('FNMR', rows, 'linear', share),
    key: [],
    data: {
      caption: `FNMR by ${found.attribute}`,
      columns: [{ title: 'Group' }, { title: 'FNMR', numeric: true }],
      rows: rows.map(({ label, estimate }) => [name(label), estimate ? cell(percent(estimate)) : 'refused']),
    },
  });
}

function fmrFigure(id: string, found: ReportedGroups, model: string, mark: MarkedModel['mark']): Html {
  const rows = found.pairs.map(({ a, b, fmr: one }) => ({
    label: a === b ? `within ${a}` : `${a} × ${b}`,
    mark,
    estimate: one.kind === 'rate' ? one : null,
  }));
  return figure({
    id,
    title: `FMR by ${found.attribute}`,
    finding: extremes(model, 'FMR', rows, (one) => sentence(fmrWithInterval(one))),
    plot: estimatesPlot('FMR', rows, 'logarithmic', fmr),
    key: [],
    data: {
      caption: `FMR between groups of ${found.attribute}`,
      columns: [{ title: 'Between' }, { title: 'FMR', numeric: true }],
      rows: rows.map(({ label, estimate }) => [
        name(label),
        estimate ? cell(fmrWithInterval(estimate)) : 'refused',
      ]),
    },
  });
}

type Rate = { readonly rate: number; readonly lower: number; readonly upper: number };

function extremes(
  model: string,
  measure: string,
  rows: readonly { readonly label: string; readonly estimate: Rate | null }[],
  write: (rate: Rate) => string,
): string {
  const shown = rows.flatMap(({ label, estimate }) => (estimate ? [{ label, estimate }] : []));
  if (shown.length === 0) return `No ${measure} of any group could be shown for ${model}.`;
  const sorted = shown.sort((a, b) => a.estimate.rate - b.estimate.rate);
  const say = ({ label, estimate }: (typeof shown)[number]) => `${label} ${write(estimate)}`;
  return sorted.length === 1
    ? `${measure} of ${model}: ${say(sorted[0])}.`
    : `${measure} of ${model} is lowest for ${say(sorted[0])} and highest for ${say(sorted.at(-1)!)}.`;
}

const refused = (reason: string): Html =>
  html`<b class="no">Refused.</b> <span class="interval reason">${reason}</span>`;

const pairName = (a: string, b: string): Html =>
  a === b ? html`within ${name(a)}` : html`${name(a)} × ${name(b)}`;
