// What was measured, with what, and how to do it again.

import { type Html, html, name, path } from '../../../page/markup.js';
import { count, counted, fmr, moment, share } from '../../../page/numbers.js';
import { type PagePictures, photograph } from '../../../page/photograph.js';
import type { Section } from '../../../page/section.js';
import { facts, table } from '../../../page/table.js';
import type { ModelReport, Report } from '../../report.js';
import { markedModels } from '../reading.js';
import { modelName } from './section.js';

export const data = (report: Report, pictures: PagePictures): Section => ({
  id: 'data',
  title: 'Data, versions and rerun',
  body: html`<h3>Data</h3>
${dataset(report)}
${duplicates(report, pictures)}
<h3>Models</h3>
${markedModels(report).map((one) => html`<h4>${modelName(one)}</h4>\n${provenance(one.model)}`)}
<h3>Run</h3>
${run(report)}`,
});

const dataset = ({ dataset: found, protocol }: Report): Html =>
  facts([
    ['Name', name(found.name)],
    ['Folder', path(found.path)],
    ['SHA-256 of paths and pictures', digest(found.digest)],
    ['Pictures', count(found.pictures)],
    [
      'Subjects',
      `${count(found.subjects)}, of them ${count(found.subjectsWithSeveral)} with several pictures`,
    ],
    ['Repeated pictures', count(found.duplicates)],
    ['Protocol', protocol.name],
    [
      'SHA-256 of the pairs',
      protocol.listDigest === null ? 'no list: every pair was compared' : digest(protocol.listDigest),
    ],
  ]);

function duplicates(
  { dataset: { duplicatesAcrossSubjects: found } }: Report,
  pictures: PagePictures,
): Html | null {
  if (found.length === 0) return null;
  return html`<p class="warning"><b>Wrong labels.</b> ${counted(found.length, 'picture stands', 'pictures stand')} byte for byte under two subjects:</p>
<ol class="pairs">
${found.map(({ a, b }) => html`<li><div class="pair">${photograph(a, pictures)}${photograph(b, pictures)}</div></li>\n`)}</ol>`;
}

const provenance = ({ model, comparisons }: ModelReport): Html => html`${facts([
  ['SHA-256', digest(model.digest)],
  ['Licence', model.licence],
  ['Source', model.source],
  ['Length of a template', count(model.templateLength)],
  ...model.finders.map((finder) => [html`Finds faces: ${name(finder.name)}`, digest(finder.digest)] as const),
])}
${table({
  caption: 'Comparisons',
  columns: [
    { title: 'Kind' },
    { title: 'made', numeric: true },
    { title: 'worth independent ones', numeric: true },
    { title: 'lost to failures to acquire', numeric: true },
  ],
  rows: [
    ['mated', count(comparisons.mated), count(comparisons.effectiveMated), count(comparisons.lostMated)],
    [
      'non-mated',
      count(comparisons.nonMated),
      count(comparisons.effectiveNonMated),
      count(comparisons.lostNonMated),
    ],
  ],
})}`;

const run = ({ created, software, settings, command }: Report): Html => html`${facts([
  ['Made', `${moment(created)} (${created})`],
  ['Likeness', software.likeness],
  ['Node', software.node],
  ['ONNX Runtime', software.onnxruntime],
  ['Platform', software.platform],
  ['FMR to decide by', fmr(settings.fmr)],
  ['FMRs looked at', settings.targets.map(fmr).join(', ')],
  ['Replicates', count(settings.replicates)],
  ['Confidence', share(settings.confidence)],
  ['Seed', String(settings.seed)],
])}
<p>The same command on the same data gives the same numbers:</p>
<pre><code>${command}</code></pre>`;

const digest = (hex: string): Html => html`<code class="digest">${hex}</code>`;
