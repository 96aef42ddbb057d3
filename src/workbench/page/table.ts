// Tables: a caption or a label, a head, rows whose first cell is their heading. Wide ones scroll by themselves.

import { type Content, type Html, html } from './markup.js';

export interface Column {
  readonly title: Content;
  /** Numbers stand flush right. */
  readonly numeric?: true;
}

/** Cells from left to right, or a heading with a refusal across all the rest. */
export type Row = readonly Content[] | { readonly heading: Content; readonly refusal: string };

export interface Table {
  /** What a screen reader calls it, and what stands above it. */
  readonly caption: string;
  readonly columns: readonly Column[];
  readonly rows: readonly Row[];
}

export function table({ caption, columns, rows }: Table): Html {
  return html`<div class="scroll" role="region" aria-label="${caption}" tabindex="0"><table>
<caption>${caption}</caption>
<thead><tr>${columns.map((column) => html`<th scope="col"${kind(column)}>${column.title}</th>`)}</tr></thead>
<tbody>
${rows.map((row) => tableRow(row, columns))}
</tbody></table></div>`;
}

/** Pairs of a term and what is known of it. */
export const facts = (pairs: readonly (readonly [Content, Content])[]): Html =>
  html`<dl class="facts">${pairs.map(([term, fact]) => html`<div><dt>${term}</dt><dd>${fact}</dd></div>`)}</dl>`;

/** What could not be said, as prominent as the number that it stands for. */
export const refusal = (reason: string): Html => html`<p class="refusal"><b>Refused.</b> ${reason}</p>`;

function tableRow(row: Row, columns: readonly Column[]): Html {
  if ('refusal' in row) {
    return html`<tr class="refused"><th scope="row">${row.heading}</th><td colspan="${String(columns.length - 1)}"><span class="reason"><b>Refused.</b> ${row.refusal}</span></td></tr>
`;
  }
  return html`<tr>${row.map((content, i) =>
    i === 0
      ? html`<th scope="row"${kind(columns[0])}>${content}</th>`
      : html`<td${kind(columns[i])}>${content}</td>`,
  )}</tr>
`;
}

const kind = (column: Column): Html | null => (column.numeric ? html` class="number"` : null);
