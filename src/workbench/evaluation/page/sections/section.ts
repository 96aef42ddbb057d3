// What sections have in common.

import { swatch } from '../../../page/charts/marks.js';
import { type Content, type Html, html, name } from '../../../page/markup.js';
import type { Report } from '../../report.js';
import { type MarkedModel, markedModels } from '../reading.js';

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
