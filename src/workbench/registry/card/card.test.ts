// Cards of models with all their papers and with none: what is measured is shown, what is not is called not known.

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type ModelManifest, ModelStore, writeCard } from '../../../face/index.js';
import { fileEvaluation } from '../evaluationRecord.js';
import { fileTraining } from '../papers.js';
import { CALIBRATION, pictures, report, storeModel, tinyEmbedder, trainingRun } from '../registry.fixture.js';
import { architectureOf } from './architecture.js';
import type { Block, Card } from './card.js';
import { cardMarkdown } from './markdown.js';
import { cardPage } from './page.js';
import { fileCard, modelCard } from './writeCard.js';

let home: string;
let store: ModelStore;
let bare: ModelManifest;
beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'likeness-card-'));
  store = new ModelStore(home);
  bare = await storeModel(store, 'bare', 1);
});
afterEach(() => rm(home, { recursive: true }));

async function withAllPapers(): Promise<ModelManifest> {
  const full = await storeModel(store, 'full', 2);
  await fileTraining(store, full.sha256, trainingRun(pictures('train', 40)));
  await store.calibrate(full.sha256, CALIBRATION, writeCard);
  const people = pictures('test', 30);
  await fileEvaluation(store, report([{ manifest: full, mated: 0.5 }], people), people);
  return full;
}

const unknowns = ({ questions }: Card): string[] =>
  questions.flatMap(({ blocks }) => blocks.flatMap((one) => (one.kind === 'unknown' ? [one.text] : [])));

test('a network’s design is read from its file', () => {
  // 112 × 112 pixels, 3 channels out, 3 × 3 × 3 multiply-adds for each.
  expect(architectureOf(tinyEmbedder(1))).toEqual({
    layers: 1,
    parameters: 81,
    flops: 112 * 112 * 3 * 27,
    operators: [
      ['Conv', 1],
      ['GlobalAveragePool', 1],
      ['Flatten', 1],
      ['Identity', 1],
    ],
    input: 'face: float32 [N, 3, 112, 112]',
    output: 'template: float32 [N, 3]',
  });
});

describe('the card of a model', () => {
  test('without papers says of everything that it is not known', async () => {
    const card = await modelCard(store, bare.sha256);
    expect(card.questions.map(({ title }) => title)).toEqual([
      'How is it designed, and why?',
      'How was it validated, and what may be claimed?',
      'Which data, from where, with which limits?',
    ]);
    expect(unknowns(card)).toEqual([
      expect.stringMatching(/^Why it is designed so/),
      expect.stringMatching(/^It was not evaluated here/),
      expect.stringMatching(/^It has no calibration/),
      expect.stringMatching(/^Robustness/),
      expect.stringMatching(/^Which people the training photographs show/),
    ]);
  });

  test('with all papers says what they say', async () => {
    const card = await modelCard(store, (await withAllPapers()).sha256);
    const text = cardMarkdown(card);
    for (const said of [
      '**Trained by:** likeness train adapter.json',
      'AdaFace: the chip portraits are of low quality',
      '| siblings | two heads | one head | 3.4 % (2.1 % to 4.8 %) | +1.4 points (+0.4 to +2.5) | 0.012 | worse |',
      '| loss | AdaFace | ArcFace | 2.3 % (1.4 % to 3.5 %) | not compared | not tested | not known |',
      'on 171 subjects of the part test of training people, who had no part in any choice',
      '60 pictures of 30 subjects of test people',
      '**Subjects seen in training:** none',
      'What may be claimed',
      'Trained on 80 pictures of 40 subjects of training people',
      '| https://example.org/people | CC BY 4.0 | written | 150 |',
      '| branch 7 | not known | not known | 80 |',
    ])
      expect(text.replaceAll('\u00a0', ' ')).toContain(said);
    expect(unknowns(card)).toEqual([expect.stringMatching(/^Robustness/)]);
  });

  test('warns where it was evaluated on people of its training', async () => {
    const full = await withAllPapers();
    await fileTraining(store, full.sha256, trainingRun(pictures('test', 3)));
    expect(cardMarkdown(await modelCard(store, full.sha256))).toContain('3: error rates are too good');
  });

  test('is written beside the model’s file', async () => {
    const card = await fileCard(store, bare.sha256);
    expect(await store.card(bare.sha256)).toBe(cardMarkdown(card));
  });

  test('says the same on the page as in Markdown', async () => {
    const card = await modelCard(store, (await withAllPapers()).sha256);
    const [page, text] = [cardPage(card), cardMarkdown(card)].map((written) =>
      written
        .replace(/^[\s\S]*<main>/, '')
        .replace(/<[^>]*>/g, '')
        .replace(/\\(?=[\\`*_[\]<>|])/g, ''),
    );
    const plain = (html: string) =>
      html
        .replaceAll('&lt;', '<')
        .replaceAll('&gt;', '>')
        .replaceAll('&#39;', "'")
        .replaceAll('&quot;', '"')
        .replaceAll('&amp;', '&');
    const words = card.questions.flatMap(({ blocks }) => blocks.flatMap(wordsOf));
    for (const word of words) expect(plain(page!)).toContain(word);
    for (const word of words) expect(text).toContain(word.replace(/\s+/g, ' '));
  });
});

const wordsOf = (one: Block): string[] => {
  if (one.kind === 'facts') return one.facts.flat();
  if (one.kind === 'table')
    return [
      one.caption,
      ...one.head,
      ...one.rows.flatMap((row) => ('refusal' in row ? [row.heading, row.refusal] : row)),
    ];
  return [one.text];
};

describe('what strangers wrote', () => {
  const hostile = '<script>alert(1)</script> | [click](javascript:x) `code` **bold**\n# heading';
  const card: Card = {
    title: hostile,
    about: hostile,
    questions: [
      { title: 'q', blocks: [{ kind: 'table', caption: hostile, head: ['a'], rows: [[hostile]] }] },
    ],
  };

  test('is no markup in the page', () => {
    expect(cardPage(card)).not.toMatch(/<script/);
  });

  test('is no markup in Markdown, and breaks no table', () => {
    const lines = cardMarkdown(card).split('\n');
    expect(lines.filter((line) => line.startsWith('#'))).toHaveLength(2);
    expect(lines.filter((line) => line.startsWith('| '))).toHaveLength(3);
    expect(cardMarkdown(card)).not.toMatch(/(?<!\\)<script|(?<!\\)\[click|(?<!\\)`code/);
  });
});
