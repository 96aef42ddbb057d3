// The page of an evaluation: one file that stands by itself. No script, nothing from the network; drawings are vector,
// photographs lie inside.

import type { Report } from '../report.js';
import { type Html, html, name } from './markup.js';
import { count, moment } from './numbers.js';
import { acquisition } from './sections/acquisition.js';
import { calibration } from './sections/calibration.js';
import { data } from './sections/data.js';
import { det } from './sections/det.js';
import { groups } from './sections/groups.js';
import { hardest } from './sections/hardest.js';
import { identification } from './sections/identification.js';
import { leaderboard } from './sections/leaderboard.js';
import { method } from './sections/method.js';
import type { PagePictures } from './sections/pictures.js';
import { points } from './sections/points.js';
import { quality } from './sections/quality.js';
import { scores } from './sections/scores.js';
import type { Section } from './sections/section.js';
import { tail } from './sections/tail.js';
import { tenFold } from './sections/tenFold.js';
import { subjectOf, verdict } from './sections/verdict.js';
import { STYLE } from './style.js';

export type { PagePictures };

/** The order of the page. What returns null vanishes; all else says itself why it is empty. */
const SECTIONS: readonly ((report: Report, pictures: PagePictures) => Section | null)[] = [
  verdict,
  leaderboard,
  det,
  scores,
  points,
  tail,
  calibration,
  groups,
  quality,
  identification,
  tenFold,
  acquisition,
  hardest,
  method,
  data,
];

/**
 * A report as one HTML document.
 *
 * @param pictures small JPEGs as data URIs, by the image paths of the report; those missing become empty frames
 */
export function renderPage(report: Report, pictures: PagePictures): string {
  const sections = SECTIONS.flatMap((section) => section(report, pictures) ?? []);
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Likeness: evaluation of ${report.models.map(({ model }) => model.name).join(', ')} on ${report.dataset.name}</title>
<style>${STYLE}</style>
</head>
<body>
${head(report)}
${contents(sections)}
<main>
${sections.map(
  ({ id, title, body }) => html`<section id="${id}" aria-labelledby="${id}-title">
<h2 id="${id}-title">${title}</h2>
${body}
</section>
`,
)}</main>
</body>
</html>
`.source;
}

function head(report: Report): Html {
  const { dataset, protocol, created } = report;
  return html`<header>
<p class="kind">Likeness, face verification</p>
<h1>Evaluation of ${subjectOf(report)}</h1>
<p class="about">${count(dataset.pictures)} pictures of ${count(dataset.subjects)} subjects, protocol ${name(protocol.name)}, ${moment(created)}.
Rates with 95&nbsp;% intervals in brackets.</p>
</header>`;
}

const contents = (sections: readonly Section[]): Html => html`<nav aria-label="Contents"><ol>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>`;
