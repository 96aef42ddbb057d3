// Looks at frames, beside the page: so that the picture on it never waits. It is told once what to look for.

import { openLook } from './look.js';
import { openNetwork } from './network.js';
import type { Sight } from './sight.js';

export interface Opening {
  /** Address of the network. */
  readonly network: string;
  /** Diagonal of the page that is looked for, in mm; null where it is a face. */
  readonly diagonal: number | null;
}

/** A frame; or what to look for, first of all. */
export type Asked = Opening | ImageBitmap;
/** What was seen; or whether it can see at all. */
export type Answered = Sight | { readonly ready: boolean };

interface Scope {
  onmessage: (event: MessageEvent<Asked>) => void;
  postMessage(message: Answered): void;
}
const scope = self as unknown as Scope;
const answer = (message: Answered): void => scope.postMessage(message);

let look: ((bitmap: ImageBitmap) => Sight) | undefined;

scope.onmessage = ({ data }) => {
  if (data instanceof ImageBitmap) {
    if (look) answer(look(data));
    data.close();
    return;
  }
  open(data).then(
    () => answer({ ready: true }),
    () => answer({ ready: false }),
  );
};

async function open({ network, diagonal }: Opening): Promise<void> {
  const module = await WebAssembly.compileStreaming(fetch(network));
  look = openLook(await openNetwork(module), diagonal);
}
