// A thread for one paper: a model's file is read whole to count its layers, and a paired test takes a thousand resamples,
// for which the event loop cannot wait.

import { parentPort, workerData } from 'node:worker_threads';
import { operatingPoint } from '../../../decision/index.js';
import { LikenessError } from '../../../errors.js';
import { ModelStore } from '../../../face/index.js';
import {
  DEFAULT_MARGIN,
  modelCard,
  promotionCase,
  readPapers,
  renderPage,
} from '../../../workbench/index.js';
import type { Paper, PaperAnswer, PaperRequest } from './paperThread.js';

const { home, paper } = workerData as PaperRequest;
const store = new ModelStore(home);

async function read(): Promise<unknown> {
  switch (paper.kind) {
    case 'card':
      return modelCard(store, paper.digest);
    case 'evaluation':
      return evaluationOf(paper.digest);
    case 'case':
      return caseOf(paper);
  }
}

/** @returns the page of `likeness evaluate`, with empty frames for photographs; null where nothing is filed */
async function evaluationOf(digest: string): Promise<string | null> {
  const { evaluation } = await readPapers(store, digest);
  return evaluation ? renderPage(evaluation.report, new Map()) : null;
}

async function caseOf({ digest, present, fmr }: Extract<Paper, { kind: 'case' }>) {
  const options = { fmr, margin: DEFAULT_MARGIN, operatingPoint };
  const found = await promotionCase(store, digest, present, options);
  return { ...found, margin: options.margin };
}

const answer = await read().then(
  (value): PaperAnswer => ({ kind: 'done', value }),
  (error: unknown): PaperAnswer => {
    const { code, message, name } = error as LikenessError;
    return error instanceof LikenessError ? { kind: 'refused', code, message } : { kind: 'failed', name };
  },
);
parentPort!.postMessage(answer);
