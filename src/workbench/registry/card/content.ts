// What a card says: Mitchell's sections, sorted under the three questions that are asked of a model before it decides
// about people. What is not known is said as loudly as what is.

import type { ModelManifest } from '../../../face/index.js';
import type { Lineage, Papers } from '../papers.js';
import type { Architecture } from './architecture.js';
import type { Card } from './card.js';
import { dataBlocks } from './data.js';
import { designBlocks } from './design.js';
import { validationBlocks } from './validation.js';

export function cardOf(papers: Papers, lineage: Lineage, architecture: Architecture): Card {
  const { manifest } = papers;
  return {
    title: manifest.name,
    about: `${KINDS[manifest.kind]}, ${(manifest.bytes / 1e6).toFixed(1)} MB, SHA-256 ${manifest.sha256}`,
    questions: [
      { title: 'How is it designed, and why?', blocks: designBlocks(papers, architecture) },
      { title: 'How was it validated, and what may be claimed?', blocks: validationBlocks(papers, lineage) },
      { title: 'Which data, from where, with which limits?', blocks: dataBlocks(papers, lineage) },
    ],
  };
}

const KINDS: Readonly<Record<ModelManifest['kind'], string>> = {
  detector: 'Face detector',
  landmarks: 'Face landmarks',
  embedder: 'Face embedder',
  liveness: 'Presentation attack detector',
};
