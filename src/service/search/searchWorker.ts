// A thread that searches galleries and gives references their codes, as long as it is told to.

import { parentPort, workerData } from 'node:worker_threads';
import { LikenessError } from '../../errors.js';
import type { Subspace } from './codes.js';
import { encode, openProjection, type Projection } from './encode.js';
import { addressOf } from './memory.js';
import type { Answer, Order, ThreadData } from './protocol.js';
import { scan } from './scan.js';
import { openWorkplace, type Workplace, type Workplaces } from './workplace.js';

const { thread, threads } = workerData as ThreadData;
const workplaces: Workplace[] = [];
const subspaces = new Map<number, { readonly subspace: Subspace; projection?: Projection }>();

const places: Workplaces = {
  at: (memory) => workplaces[memory]!,
  addressOf: (block) => addressOf(block, threads),
};

parentPort!.on('message', (order: Order) => {
  try {
    const answer = obey(order);
    if (answer) parentPort!.postMessage(answer);
  } catch (error) {
    // As an object it would arrive without its class.
    const { code, message } = error instanceof LikenessError ? error : unexpected(error);
    parentPort!.postMessage({ kind: 'failed', code, message } satisfies Answer);
  }
});

function obey(order: Order): Answer | undefined {
  switch (order.kind) {
    case 'memory':
      workplaces.push(openWorkplace(order.memory, thread));
      return undefined;
    case 'subspace':
      subspaces.set(order.gallery, { subspace: order.subspace });
      return undefined;
    case 'forget':
      subspaces.delete(order.gallery);
      return undefined;
    case 'search': {
      const { references, probes, shared } = order;
      const subspace = subspaces.get(order.gallery)?.subspace;
      const found = scan({
        references,
        subspace,
        probes,
        shared: new Int32Array(shared),
        workplaces: places,
      });
      return { kind: 'found', found };
    }
    case 'encode': {
      const known = subspaces.get(order.gallery)!;
      const { subspace } = known;
      known.projection ??= openProjection(subspace);
      const { references, from, to, shared } = order;
      const projection = known.projection;
      encode({
        references,
        subspace,
        projection,
        from,
        to,
        shared: new Int32Array(shared),
        workplaces: places,
      });
      return { kind: 'encoded' };
    }
  }
}

function unexpected(error: unknown): Pick<LikenessError, 'code' | 'message'> {
  const message = error instanceof Error ? error.message : String(error);
  return { code: 'internal', message: `search: ${message}` };
}
