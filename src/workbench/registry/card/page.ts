// A card as one HTML page that stands by itself, in the style of the page of an evaluation.

import { type Html, html, name } from '../../evaluation/page/markup.js';
import { STYLE } from '../../evaluation/page/style.js';
import { facts, table } from '../../evaluation/page/table.js';
import type { Block, Card } from './card.js';

export function cardPage({ title, about, questions }: Card): string {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light">
<meta name="referrer" content="no-referrer">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>Likeness: card of ${title}</title>
<style>${STYLE}</style>
</head>
<body>
<header>
<p class="kind">Likeness, model card</p>
<h1>${name(title)}</h1>
<p class="about">${about}</p>
</header>
<nav aria-label="Contents"><ol>
${questions.map((question, i) => html`<li><a href="#${idOf(i)}">${question.title}</a></li>\n`)}</ol></nav>
<main>
${questions.map(
  (question, i) => html`<section id="${idOf(i)}" aria-labelledby="${idOf(i)}-title">
<h2 id="${idOf(i)}-title">${question.title}</h2>
${question.blocks.map((one) => [block(one), '\n'])}</section>
`,
)}</main>
</body>
</html>
`.source;
}

const idOf = (question: number): string => `question-${question + 1}`;

function block(one: Block): Html {
  switch (one.kind) {
    case 'text':
      return html`<p>${one.text}</p>`;
    case 'unknown':
      return html`<p class="absent"><b>Not known.</b> ${one.text}</p>`;
    case 'facts':
      return facts(one.facts);
    case 'table':
      return table({ caption: one.caption, columns: one.head.map((title) => ({ title })), rows: one.rows });
  }
}
