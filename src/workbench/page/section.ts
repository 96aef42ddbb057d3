// A section of a page, and the short texts that sections have in common.

import { type Content, type Html, html } from './markup.js';

export interface Section {
  /** Where links of the page lead. */
  readonly id: string;
  readonly title: string;
  readonly body: Html;
}

/** A short text under a section's title: what one sees here. */
export const lead = (content: Content): Html => html`<p class="lead">${content}</p>`;

/** What is not there, and why. */
export const absent = (content: Content): Html => html`<p class="absent">${content}</p>`;
