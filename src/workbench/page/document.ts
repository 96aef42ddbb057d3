// A page as one HTML file that stands by itself: no script, nothing from the network; drawings are vector, photographs
// lie inside.

import { type Content, type Html, html } from './markup.js';
import type { Section } from './section.js';
import { STYLE } from './style.js';

export interface PageDocument {
  /** Of the window, in plain words. */
  readonly title: string;
  /** What sort of page it is, above the heading: `model card`. */
  readonly kind: string;
  readonly heading: Content;
  /** One or two sentences below it. */
  readonly about: Content;
  readonly sections: readonly Section[];
}

export function pageDocument({ title, kind, heading, about, sections }: PageDocument): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
<title>Likeness: ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">Likeness, ${kind}</p>
<h1>${heading}</h1>
<p class="about">${about}</p>
</header>
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

const contents = (sections: readonly Section[]): Html => html`<nav aria-label="Contents"><ol>
${sections.map(({ id, title }) => html`<li><a href="#${id}">${title}</a></li>\n`)}</ol></nav>`;
