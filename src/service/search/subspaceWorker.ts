// A thread that finds a gallery's subspace once, beside all searches, and ends.

import { parentPort, workerData } from 'node:worker_threads';
import { findSubspace } from './subspace.js';

const { sample, length } = workerData as { sample: Float32Array; length: number };
parentPort!.postMessage(findSubspace(sample, length));
