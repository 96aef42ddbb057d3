// A figure: the drawing, what it shows in words (for those who see it and for those who do not), the key to its
// marks, and its data as a table.

import { type Mark, swatch } from './charts/marks.js';
import type { Plot } from './charts/plot.js';
import { drawPlot } from './charts/svg.js';
import { type Content, type Html, html, name, unbroken } from './markup.js';
import { type Table, table } from './table.js';

export interface Figure {
  /** Unique on the page; a name for links and for the drawing's inner references. */
  readonly id: string;
  readonly title: string;
  /** What is to be seen, in a sentence or two of plain words. */
  readonly finding: string;
  readonly plot: Plot;
  readonly key: readonly { readonly mark: Mark; readonly label: string }[];
  readonly data: Table;
}

export function figure({ id, title, finding, plot, key, data }: Figure): Html {
  return html`<figure id="${id}">
<figcaption><b>${title}.</b> ${unbroken(finding)}</figcaption>
<div class="plot" role="img" aria-label="${title}. ${finding}">${drawPlot(id, plot)}</div>
${
  key.length > 0
    ? html`<ul class="key">${key.map(({ mark, label }) => html`<li>${swatch(mark)} ${name(label)}</li>`)}</ul>`
    : null
}
<details><summary>Data of this figure</summary>
${table(data)}
</details>
</figure>`;
}

/** Figures side by side where there is room. */
export const figures = (content: readonly Content[]): Html => html`<div class="figures">
${content.map((one) => [one, '\n'])}</div>`;

/** At most so many of a list, evenly spread, with its first and its last: a table of thousands serves nobody. */
export function sampled<T>(list: readonly T[], atMost: number): readonly T[] {
  if (list.length <= atMost) return list;
  return Array.from({ length: atMost }, (_, i) => list[Math.round((i * (list.length - 1)) / (atMost - 1))]);
}
