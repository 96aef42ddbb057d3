// A thread that turns pictures into templates, one at a time, with models of its own.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import { FaceEngine, ModelStore } from '../../face/index.js';
import { readPictureFile } from '../../image/index.js';
import { acquire } from './acquire.js';
import type { Answer, EngineDigests, Job } from './acquireThreads.js';

const port = parentPort!;
const { home, detector, landmarks, embedder, role } = workerData as EngineDigests;
const store = new ModelStore(home);
const models = {
  detector: await store.read(detector),
  landmarks: await store.read(landmarks),
  embedder: await store.read(embedder),
};
const engine = await FaceEngine.open(models, 1);

port.on('message', async (job: Job | 'end') => {
  if (job === 'end') {
    await engine.close();
    port.close();
  } else port.postMessage(await work(job));
});

async function work({ id, file }: Job): Promise<Answer> {
  try {
    return { id, acquired: await acquire(engine, await readPictureFile(file), role) };
  } catch (error) {
    const { code, message } =
      error instanceof LikenessError ? error : { code: 'internal', message: String(error) };
    return { id, error: { code: code as LikenessError['code'], message: `${file}: ${message}` } };
  }
}
