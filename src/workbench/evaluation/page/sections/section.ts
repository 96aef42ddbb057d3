// A section of the page, and what sections have in common.

import type { Report } from '../../report.js';
import { swatch } from '../charts/marks.js';
import { type Content, type Html, html, name } from '../markup.js';
import { type MarkedModel, markedModels } from '../reading.js';

export interface Section {
  /** Where links of the page lead. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** The same for one model after the other, under its name where there are several. */
export const eachModel = (report: Report, content: (model: MarkedModel) => Content): Html =>
  html`${markedModels(report).map((one) => [
    report.models.length > 1 ? html`<h3>${modelName(one)}</h3>\n` : null,
    content(one),
    '\n',
  ])}`;

/** A model's name with its mark. */
export const modelName = ({ mark, label }: MarkedModel): Html =>
  html`<span class="model">${swatch(mark)} ${name(label)}</span>`;

/** A short text under a section's title: what one sees here. */
export const lead = (content: Content): Html => html`<p class="lead">${content}</p>`;

/** What is not there, and why. */
export const absent = (content: Content): Html => html`<p class="absent">${content}</p>`;
