// The card of a stored model, written anew from its papers.

import type { ModelStore } from '../../../face/index.js';
import { lineageOf, readPapers } from '../papers.js';
import { architectureOf } from './architecture.js';
import type { Card } from './card.js';
import { cardOf } from './content.js';
import { cardMarkdown } from './markdown.js';

/** @throws LikenessError `model_not_found`, `model_corrupt`, `manifest_invalid` */
export async function modelCard(store: ModelStore, digest: string): Promise<Card> {
  const papers = await readPapers(store, digest);
  const { bytes } = await store.read(digest);
  return cardOf(papers, await lineageOf(store, papers), architectureOf(bytes));
}

/**
 * Writes card.md beside the model's file.
 * @throws as `modelCard`, and `home_unwritable`
 */
export async function fileCard(store: ModelStore, digest: string): Promise<Card> {
  const card = await modelCard(store, digest);
  await store.putPaper(digest, 'card.md', cardMarkdown(card));
  return card;
}
