// The networks of which `variants.ts` makes variants, with the faces that they are measured on.

import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type Batch,
  composedPrelu,
  exportNetwork,
  mobileFaceNet,
  NetworkBuilder,
} from '../../src/autograd/index.js';
import {
  defaultModels,
  embedderManifest,
  ensureModel,
  FaceEngine,
  likenessHome,
  ModelStore,
  type Profile,
} from '../../src/face/index.js';
import { decode, toPlanes, warp } from '../../src/image/index.js';
import { decodeModel, floatElements, GraphBuilder, type Model } from '../../src/onnx/index.js';
import { LFW_DEV } from '../lfw.js';
import { type ChipKind, type Chips, loadChips } from './chips.js';
import { evenly, type Part, type Preparation, splitSubjects } from './unseenSubjects.js';

/** Faces on which ranges are seen. */
export const SAMPLES = 128;

/** A network with the faces that it is measured on. */
export interface Candidate {
  readonly name: string;
  readonly model: Model;
  readonly chips: Chips;
  readonly preparation: Preparation;
  readonly samples: Part;
  /** Left out where templates tell nobody apart, and speed alone is measured. */
  readonly test?: Part;
  /** Other forms of the float32 model to measure. */
  readonly others?: Readonly<Record<string, Model>>;
}

/** A default model, and faces cut as it wants them. */
export async function served(name: Profile, cache: string): Promise<Candidate> {
  const store = new ModelStore(likenessHome());
  const stored = await ensureModel(store, name);
  const { size: inputSize, mean, scale } = embedderManifest(stored).input;
  const preparation: Preparation = { inputSize, mean, scale: scale[0] };
  const { chips: all, samples, test } = await facesOf('fast');
  const model = decodeModel(stored.bytes);
  if (name === 'fast') return { name, model, chips: all, preparation, samples, test };
  const wanted = [...samples.chips, ...test.chips];
  const chips = await chipsFor(
    name,
    cache,
    wanted.map((i) => all.images[i]!),
    wanted.map((i) => all.subjects[i]!),
  );
  const count = samples.chips.length;
  return {
    name,
    model,
    chips,
    preparation,
    samples: { chips: samples.chips.map((_, i) => i), subjects: samples.subjects },
    test: { chips: test.chips.map((_, i) => count + i), subjects: test.subjects },
  };
}

/** MobileFaceNet of 112 pixels with random weights, as it is exported, and with PReLU composed. */
export async function untrained(): Promise<Candidate> {
  const graph = new GraphBuilder('mobileFaceNet');
  const network = new NetworkBuilder(graph, { training: true, seed: 1 });
  const layer = mobileFaceNet();
  network.apply('net', layer, graph.input('x', [1, 3, 112, 112]));
  const state = new Map(
    network.parameters.map(({ name, value }) => {
      const constant = graph.constantOf(value)!;
      const data = Float32Array.from(floatElements(constant));
      return [name, { type: 'float32', dims: constant.dims, data }] as const;
    }),
  );
  const input = { name: 'x', dims: ['N', 3, 112, 112] };
  const model = exportNetwork({ name: 'mobileFaceNet', input, output: 'y', path: 'net', layer, state });
  const { chips, samples } = await facesOf('arcface');
  const preparation: Preparation = { inputSize: 112, mean: [127.5, 127.5, 127.5], scale: 1 / 128 };
  const others = { 'float32, PReLU composed': composedPrelu(model) };
  return { name: 'MobileFaceNet, random weights', model, chips, preparation, samples, others };
}

async function facesOf(kind: ChipKind): Promise<{ chips: Chips; samples: Part; test: Part }> {
  const chips = await loadChips(kind);
  const [trained, , test] = splitSubjects(chips, [0.65, 0.1, 0.25], 7) as [Part, Part, Part];
  const every = Math.floor(trained.chips.length / SAMPLES);
  const taken = [...trained.chips.keys()].filter((i) => i % every === 0).slice(0, SAMPLES);
  const samples = {
    chips: taken.map((i) => trained.chips[i]!),
    subjects: taken.map((i) => trained.subjects[i]!),
  };
  return { chips, samples, test: evenly(test) };
}

/** Pictures aligned for a default model; kept in the cache folder. */
async function chipsFor(
  name: Profile,
  cache: string,
  images: readonly string[],
  people: readonly number[],
): Promise<Chips> {
  const store = new ModelStore(likenessHome());
  const [detector, landmarks] = await defaultModels(store);
  const engine = await FaceEngine.open({ detector, landmarks, embedder: await ensureModel(store, name) }, 1);
  const { size } = engine.embedder.input;
  const bytes = 3 * size ** 2;
  const file = join(cache, `chips-${name}-variants.bin`);
  const pixels = existsSync(file)
    ? new Uint8Array(readFileSync(file))
    : new Uint8Array(images.length * bytes);
  if (pixels.length !== images.length * bytes) throw new Error(`${file} is of other pictures: remove it`);
  if (!existsSync(file)) {
    for (const [i, image] of images.entries()) {
      const picture = await decode(await readFile(join(LFW_DEV, 'images', image)));
      const off = (box: { x: number; y: number; width: number; height: number }) =>
        Math.hypot(box.x + (box.width - picture.width) / 2, box.y + (box.height - picture.height) / 2);
      const [face] = (await engine.faces(picture, 'quick')).toSorted((a, b) => off(a.box) - off(b.box));
      pixels.set(engine.align(picture, face!).chip.data, i * bytes);
    }
    writeFileSync(file, pixels);
  }
  await engine.close();
  return { size, images, subjects: Int32Array.from(people), pixels };
}

/** Faces as a network wants them, some at a time. */
export function* batchesOf(
  model: Model,
  chips: Chips,
  members: readonly number[],
  { inputSize, mean, scale }: Preparation,
  batch: number,
): Generator<Batch> {
  const [bytes, floats] = [3 * chips.size ** 2, 3 * inputSize ** 2];
  const zoom = chips.size / inputSize;
  for (let from = 0; from < members.length; from += batch) {
    const some = members.slice(from, from + batch);
    const data = new Float32Array(some.length * floats);
    some.forEach((chip, i) => {
      const pixels = chips.pixels.subarray(chip * bytes, (chip + 1) * bytes);
      const picture = { width: chips.size, height: chips.size, data: pixels };
      const seen = warp(picture, { a: zoom, b: 0, tx: 0, ty: 0 }, inputSize, inputSize);
      toPlanes(seen, mean, scale, 'rgb', 'nchw', data, i * floats);
    });
    const dims = [some.length, 3, inputSize, inputSize];
    yield { [model.graph.inputs[0]!.name]: { type: 'float32', dims, data } };
  }
}
