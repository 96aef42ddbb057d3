// Open a worker thread, from `dist` as well as from source. On the ground, beside errors.ts: more than one room has
// work that would hold up the main thread.

import { existsSync } from 'node:fs';
import { type ResourceLimits, Worker } from 'node:worker_threads';

const FROM_SOURCE = import.meta.url.endsWith('.ts');
/** Set by `npm test`, which has just built: compiling a thread's modules anew takes it seconds, each time. */
const IS_BUILT = process.env.LIKENESS_BUILT === '1';

/**
 * Opens a thread that runs one of our own modules. The caller ends it and waits for its `exit`.
 *
 * @param module as built, relative to the caller: `new URL('./scoringWorker.js', import.meta.url)`
 * @param workerData copied to the thread; a SharedArrayBuffer is shared
 * @param resourceLimits where the thread reaches them, it ends alone
 */
export function openThread(module: URL, workerData?: unknown, resourceLimits?: ResourceLimits): Worker {
  return open(FROM_SOURCE ? (builtOf(module) ?? compiling(module)) : module, workerData, resourceLimits);
}

/** The same for a thread that imports what its caller names: where that is a source, the thread is compiled too. */
export function openImportingThread(module: URL, workerData?: unknown): Worker {
  return open(FROM_SOURCE ? compiling(module) : module, workerData);
}

function open(module: URL, workerData?: unknown, resourceLimits?: ResourceLimits): Worker {
  // ONNX Runtime reads it from the process when its library is loaded; what a thread sets stays a copy of its own.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  // Flags of the parent, a test runner's loader say, are not meant for the thread.
  return new Worker(module, {
    ...{ workerData, execArgv: [] },
    ...(resourceLimits && { resourceLimits }),
  });
}

/** The same module in `dist`, where that is known to be of these sources; modules of tests alone are not built. */
function builtOf(module: URL): URL | undefined {
  const root = new URL('../', import.meta.url).href;
  const built = new URL(module.href.replace(`${root}src/`, `${root}dist/`));
  return IS_BUILT && existsSync(built) ? built : undefined;
}

/** In a thread of Node 20 `--import tsx` takes hold only after the thread's own module: so a module that imports it. */
function compiling(module: URL): URL {
  const source = module.href.replace(/\.js$/, '.ts');
  const compiler = import.meta.resolve('tsx/esm/api');
  return new URL(
    `data:text/javascript,import { register } from '${compiler}'; register(); await import('${source}');`,
  );
}
