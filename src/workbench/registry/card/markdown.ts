// A card as Markdown. Names and licences are strangers' text, so every sign that means something there is escaped.

import type { Block, Card } from './card.js';

export function cardMarkdown({ title, about, questions }: Card): string {
  const parts = [
    `# ${escaped(title)}`,
    escaped(about),
    ...questions.flatMap(({ title, blocks }) => [`## ${escaped(title)}`, ...blocks.map(block)]),
  ];
  return `${parts.join('\n\n')}\n`;
}

function block(one: Block): string {
  switch (one.kind) {
    case 'text':
      return escaped(one.text);
    case 'unknown':
      return `> **Not known.** ${escaped(one.text)}`;
    case 'facts':
      return one.facts.map(([term, fact]) => `- **${escaped(term)}:** ${escaped(fact)}`).join('\n');
    case 'table':
      return [
        `**${escaped(one.caption)}**`,
        '',
        row(one.head),
        row(one.head.map(() => '---')),
        ...one.rows.map((cells) =>
          row(('refusal' in cells ? [cells.heading, `refused: ${cells.refusal}`] : cells).map(escaped)),
        ),
      ].join('\n');
  }
}

const row = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;

/** CommonMark 2.4: any ASCII punctuation may be escaped; these are the signs that mean something within a line. */
const escaped = (text: string): string =>
  text.replace(/\s+/g, ' ').replace(/[\\`*_[\]<>|]/g, (sign) => `\\${sign}`);
