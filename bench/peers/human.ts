// @vladmandic/human as it ships, for what bears on face description: BlazeFace, FaceMesh and faceres with
// their default settings, and `match.similarity`. What only adds cost is off, and so is the reuse of the
// last picture's result, which is meant for video.

import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Peer } from './peer.js';
import { backendName, decode, require, startTfjs, type Tensor, type Tensor3D, wasmFolder } from './tfjs.js';

// The package's own types import packages that are not installed; these are the parts that are used.
interface HumanFace {
  readonly box: readonly [number, number, number, number];
  readonly boxScore: number;
  readonly embedding?: readonly number[];
}
interface Graph {
  readonly inputs: readonly { readonly shape?: readonly number[] }[];
  execute(input: Tensor): Tensor | Tensor[];
}
interface Human {
  readonly version: string;
  readonly models: { readonly models: Readonly<Record<string, Graph | null>> };
  readonly match: { similarity(a: readonly number[], b: readonly number[]): number };
  load(): Promise<void>;
  detect(picture: Tensor3D, config?: object): Promise<{ face: HumanFace[]; error: string | null }>;
}
interface HumanModule {
  Human: new (config: object) => Human;
}

/** `maxDetected` is 1 in the package; only where a picture holds several people is more needed. */
export async function openHuman({ maxDetected = 1 }: { maxDetected?: number } = {}): Promise<Peer> {
  const tf = await startTfjs();
  const folder = dirname(require.resolve('@vladmandic/human'));
  const { Human } = require(join(folder, 'human.node-wasm.js')) as HumanModule;
  const off = { enabled: false };
  const config = {
    backend: 'wasm',
    wasmPath: wasmFolder,
    modelBasePath: pathToFileURL(join(folder, '../models')).href,
    cacheSensitivity: 0,
    face: { detector: { maxDetected }, iris: off, emotion: off },
    body: off,
    hand: off,
    gesture: off,
    object: off,
  };
  const human = new Human(config);
  await human.load();
  const held: Tensor[] = [];

  return {
    name: 'human',
    version: human.version,
    backend: await backendName(tf),

    async faces(jpeg) {
      const picture = await decode(tf, jpeg);
      const { face, error } = await human.detect(picture);
      picture.dispose();
      if (error) throw new Error(`human: ${error}`);
      return face.flatMap(({ box: [x, y, width, height], boxScore, embedding }) => {
        if (!embedding?.length) return [];
        return [
          { box: { x, y, width, height }, confidence: boxScore, descriptor: new Float32Array(embedding) },
        ];
      });
    },

    async stages(jpeg) {
      const picture = await decode(tf, jpeg);
      held.push(picture);
      /** Runs one network on a picture of its own size; what is in the picture does not change the time. */
      const network = (name: string) => {
        const graph = human.models.models[name];
        const [, height, width] = graph?.inputs[0]?.shape ?? [];
        if (!graph || !height || !width) throw new Error(`human has no network ${name}`);
        const input = tf.tidy(() => tf.image.resizeBilinear(picture, [height, width]).expandDims().div(255));
        held.push(input);
        return async () => {
          const outputs = [graph.execute(input)].flat();
          await Promise.all(outputs.map((output) => output.data()));
          tf.dispose(outputs);
        };
      };
      return [
        { name: 'decode', run: async () => (await decode(tf, jpeg)).dispose() },
        { name: 'pipeline', run: () => human.detect(picture) },
        { name: 'detect (network)', run: network('blazeface') },
        { name: 'landmarks (network)', run: network('facemesh') },
        { name: 'descriptor (network)', run: network('faceres') },
      ];
    },

    score: (a, b) => human.match.similarity(Array.from(a), Array.from(b)),

    /** The networks belong to the package, which shares them between all who open it: they stay. */
    async close() {
      tf.dispose(held.splice(0));
    },
  };
}
