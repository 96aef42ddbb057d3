// A lane in a thread of its own, so that several recipes are trained at the same time: a run of ONNX Runtime blocks the
// thread that it is called from.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../../errors.js';
import { type Lane, type LaneProgress, type LaneSetup, openLane } from './lane.js';
import type { FromLane, ToLane } from './laneThread.js';

const port = parentPort!;
let lane: Promise<Lane> | undefined;
const stopped = new AbortController();

port.on('message', async (message: ToLane) => {
  if (message.kind === 'stop') stopped.abort(new LikenessError('interrupted', 'stopped on request'));
  else if (message.kind === 'end') {
    await (await lane?.catch(() => undefined))?.close();
    port.close();
  } else port.postMessage(await work(message.job));
});

async function work(job: Extract<ToLane, { kind: 'job' }>['job']): Promise<FromLane> {
  try {
    lane ??= openLane(workerData as LaneSetup);
    const say = (progress: LaneProgress) =>
      port.postMessage({ kind: 'progress', progress } satisfies FromLane);
    return { kind: 'scored', scored: await (await lane).run(job, stopped.signal, say) };
  } catch (error) {
    const { code, message, hint } =
      error instanceof LikenessError ? error : new LikenessError('internal', String(error));
    return { kind: 'error', code, message, hint };
  }
}
