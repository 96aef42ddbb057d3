// A thread that degrades a photograph in every way there is, and has every model make a template of each.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../../errors.js';
import { FaceEngine, ModelStore } from '../../../face/index.js';
import { decode, readPictureFile } from '../../../image/index.js';
import { acquire } from '../../templates/acquire.js';
import { CONDITIONS, under } from './conditions.js';

/** What the thread is opened with: models by digest, in the store of one home. */
export interface RobustnessEngines {
  readonly home: string;
  readonly detector: string;
  readonly landmarks: string;
  /** `siblings`: the model has a head of its own for documents. */
  readonly embedders: readonly { readonly digest: string; readonly siblings: boolean }[];
}

/** What it is asked … */
export interface RobustnessJob {
  readonly file: string;
  readonly landmarks: readonly number[];
  readonly seed: number;
}

/** … and what it says: for each model, for each of `CONDITIONS`, a template, or null for a failure to acquire. */
export type RobustnessAnswer =
  | { readonly templates: readonly (readonly (Float32Array | null)[])[] }
  | { readonly error: Pick<LikenessError, 'code' | 'message'> };

const port = parentPort!;
const { home, detector, landmarks, embedders } = workerData as RobustnessEngines;
const store = new ModelStore(home);
const [finder, placer] = [await store.read(detector), await store.read(landmarks)];
const engines: { readonly engine: FaceEngine; readonly siblings: boolean }[] = [];
for (const { digest, siblings } of embedders) {
  const models = { detector: finder, landmarks: placer, embedder: await store.read(digest) };
  engines.push({ engine: await FaceEngine.open(models, 1), siblings });
}

port.on('message', async (job: RobustnessJob | 'end') => {
  if (job === 'end') {
    for (const { engine } of engines) await engine.close();
    port.close();
  } else port.postMessage(await answer(job));
});

async function answer(job: RobustnessJob): Promise<RobustnessAnswer> {
  try {
    return { templates: await templatesOf(job) };
  } catch (error) {
    const { code, message } =
      error instanceof LikenessError ? error : { code: 'internal' as const, message: String(error) };
    return { error: { code, message: `${job.file}: ${message}` } };
  }
}

async function templatesOf({ file, landmarks: five, seed }: RobustnessJob) {
  const picture = await decode(await readPictureFile(file));
  const templates: (Float32Array | null)[][] = engines.map(() => []);
  for (const condition of CONDITIONS) {
    const bytes = await under(condition, picture, { landmarks: five }, seed);
    for (const [which, { engine, siblings }] of engines.entries()) {
      const role = siblings && condition.base === 'portrait' ? 'document' : 'selfie';
      const acquired = await acquire(engine, bytes, role);
      templates[which]!.push(acquired.kind === 'template' ? acquired.vector : null);
    }
  }
  return templates;
}
