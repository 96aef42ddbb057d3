// A thread that cuts aligned faces out of photographs, one at a time, with models of its own.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../../errors.js';
import { FaceEngine, ModelStore } from '../../../face/index.js';
import { decode, readPictureFile } from '../../../image/index.js';
import { isOfPicture, nearestToCentre } from '../../templates/acquire.js';
import type { Cut, CutJob, CutterData } from './cutThreads.js';

const port = parentPort!;
const { home, detector, landmarks, carrier } = workerData as CutterData;
const store = new ModelStore(home);
const engine = await FaceEngine.open(
  {
    detector: await store.read(detector),
    landmarks: await store.read(landmarks),
    embedder: { manifest: carrier, bytes: (await store.read(carrier.sha256)).bytes },
  },
  1,
);

port.on('message', async (job: CutJob | 'end') => {
  if (job === 'end') {
    await engine.close();
    port.close();
  } else port.postMessage(await work(job));
});

async function work({ file }: CutJob): Promise<Cut> {
  try {
    return { pixels: await cut(await readPictureFile(file)) };
  } catch (error) {
    const { code, message } =
      error instanceof LikenessError ? error : { code: 'internal' as const, message: String(error) };
    return { error: { code, message: `${file}: ${message}` } };
  }
}

/** Null where the picture cannot be decoded or holds no face, which is no error. */
async function cut(bytes: Uint8Array): Promise<Uint8Array | null> {
  try {
    const picture = await decode(bytes);
    const face = nearestToCentre(await engine.faces(picture, 'quick'), picture);
    return face ? engine.align(picture, face).chip.data : null;
  } catch (error) {
    if (error instanceof LikenessError && isOfPicture(error)) return null;
    throw error;
  }
}
