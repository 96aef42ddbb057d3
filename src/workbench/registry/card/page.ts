// A card as one HTML page that stands by itself, in the style of the page of an evaluation.

import { pageDocument } from '../../page/document.js';
import { type Html, html, name } from '../../page/markup.js';
import { facts, table } from '../../page/table.js';
import type { Block, Card } from './card.js';

export function cardPage({ title, about, questions }: Card): string {
  return pageDocument({
    title: `card of ${title}`,
    kind: 'model card',
    heading: name(title),
    about,
    sections: questions.map((question, i) => ({
      id: `question-${i + 1}`,
      title: question.title,
      body: html`${question.blocks.map((one) => [block(one), '\n'])}`,
    })),
  });
}

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
