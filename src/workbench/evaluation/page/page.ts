// The page of an evaluation: its sections in their order.

import { pageDocument } from '../../page/document.js';
import { html, name } from '../../page/markup.js';
import { count, moment } from '../../page/numbers.js';
import type { PagePictures } from '../../page/photograph.js';
import type { Section } from '../../page/section.js';
import type { Report } from '../report.js';
import { acquisition } from './sections/acquisition.js';
import { calibration } from './sections/calibration.js';
import { data } from './sections/data.js';
import { det } from './sections/det.js';
import { groups } from './sections/groups.js';
import { hardest } from './sections/hardest.js';
import { identification } from './sections/identification.js';
import { impostors } from './sections/impostors.js';
import { leaderboard } from './sections/leaderboard.js';
import { method } from './sections/method.js';
import { points } from './sections/points.js';
import { quality } from './sections/quality.js';
import { robustness } from './sections/robustness.js';
import { scores } from './sections/scores.js';
import { tail } from './sections/tail.js';
import { tenFold } from './sections/tenFold.js';
import { subjectOf, verdict } from './sections/verdict.js';

export type { PagePictures };

/** The order of the page. What returns null vanishes; all else says itself why it is empty. */
const SECTIONS: readonly ((report: Report, pictures: PagePictures) => Section | null)[] = [
  verdict,
  leaderboard,
  det,
  scores,
  points,
  impostors,
  tail,
  calibration,
  groups,
  quality,
  robustness,
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
  const { dataset, protocol, created } = report;
  return pageDocument({
    title: `evaluation of ${report.models.map(({ model }) => model.name).join(', ')} on ${dataset.name}`,
    kind: 'face verification',
    heading: html`Evaluation of ${subjectOf(report)}`,
    about: html`${count(dataset.pictures)} pictures of ${count(dataset.subjects)} subjects, protocol ${name(protocol.name)}, ${moment(created)}.
Rates with 95&nbsp;% intervals in brackets.`,
    sections: SECTIONS.flatMap((section) => section(report, pictures) ?? []),
  });
}
