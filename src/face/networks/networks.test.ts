// The composed networks against the originals, run by TensorFlow.js (WebAssembly) from the same packages' files.

import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import { decode, mirror, type Picture, toPlanes, warp } from '../../image/index.js';
import { encodeModel, type Model, openSession } from '../../onnx/index.js';
import { DEFAULT_MODELS, type DefaultModel, defaultDigest } from '../registry/defaults.js';
import { composeBlazeFace } from './blazeface.js';
import {
  composeAccurate,
  composeFast,
  FACERES_PADDING,
  RECOGNITION_PADDING,
  RECOGNITION_SHARE,
  reductionMatrix,
} from './embedders.js';
import { composeFaceMesh } from './faceMesh.js';
import { RECOGNITION_MEAN } from './recognition.js';

// As CommonJS, so that face-api finds the same copy of TensorFlow.js.
const require = createRequire(import.meta.url);
const tf = require('@tensorflow/tfjs') as typeof import('@tensorflow/tfjs');
type Tensor = import('@tensorflow/tfjs').Tensor;

/** The part of face-api that is used; its own types drag in a second TensorFlow.js. */
interface FaceApi {
  readonly nets: { readonly faceRecognitionNet: { loadFromDisk(folder: string): Promise<void> } };
  computeFaceDescriptor(face: Tensor): Promise<Float32Array>;
}
let faceApi: FaceApi;

/** The face in the middle of face-api's third sample, about 300 pixels wide. */
let photo: Picture;
const MIDDLE = { x: 1187, y: 370 };

beforeAll(async () => {
  const wasm = require('@tensorflow/tfjs-backend-wasm') as typeof import('@tensorflow/tfjs-backend-wasm');
  wasm.setWasmPaths(`${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`);
  tf.enableProdMode();
  await tf.setBackend('wasm');
  const entry = require.resolve('@vladmandic/face-api/dist/face-api.node-wasm.js');
  faceApi = require(entry) as FaceApi;
  await faceApi.nets.faceRecognitionNet.loadFromDisk(join(dirname(entry), '../model'));
  photo = await decode(await readFile(join(dirname(entry), '../demo/sample3.jpg')), { maxSide: 1920 });
});

const COMPOSE: Readonly<Record<DefaultModel, () => Promise<Model>>> = {
  blazeface: composeBlazeFace,
  facemesh: composeFaceMesh,
  accurate: composeAccurate,
  fast: composeFast,
};

const composed = new Map<DefaultModel, Promise<Uint8Array>>();

/** Bytes of a composed model; the heavy ones take seconds, so each is composed once and kept. */
function bytesOf(name: DefaultModel): Promise<Uint8Array> {
  const bytes = composed.get(name) ?? COMPOSE[name]().then(encodeModel);
  composed.set(name, bytes);
  return bytes;
}

/** A square of the photograph around the face, `side` pixels of it, as a chip of `size` pixels. */
function chip(size: number, side: number): Picture {
  const a = side / size;
  return warp(photo, { a, b: 0, tx: MIDDLE.x - side / 2, ty: MIDDLE.y - side / 2 }, size, size);
}

/** `(value − mean) · scale`, as our networks take it and as TensorFlow.js does. */
function inputs(
  picture: Picture,
  mean: readonly [number, number, number],
  scale: number,
  order: 'rgb' | 'bgr' = 'rgb',
) {
  const { width, height } = picture;
  const fill = (layout: 'nchw' | 'nhwc', colours: 'rgb' | 'bgr') => {
    const data = new Float32Array(3 * width * height);
    toPlanes(picture, mean, scale, colours, layout, data, 0);
    return data;
  };
  return {
    ours: { data: fill('nchw', 'rgb'), dims: [1, 3, height, width] },
    theirs: tf.tensor4d(fill('nhwc', order), [1, height, width, 3]),
  };
}

async function humanModel(name: string) {
  const folder = join(dirname(require.resolve('@vladmandic/human')), '../models');
  const { modelTopology, weightsManifest } = JSON.parse(await readFile(join(folder, `${name}.json`), 'utf8'));
  const bytes = await readFile(join(folder, `${name}.bin`));
  return tf.loadGraphModel(
    tf.io.fromMemory({
      modelTopology,
      weightSpecs: weightsManifest.flatMap((group: { weights: unknown[] }) => group.weights),
      weightData: new Uint8Array(bytes).buffer,
    }),
  );
}

async function runOurs(name: DefaultModel, input: string, feed: { data: Float32Array; dims: number[] }) {
  const session = await openSession(await bytesOf(name));
  const results = await session.run({ [input]: feed });
  await session.close();
  return results;
}

/** Largest difference, as a share of the largest value. */
function relativeDifference(ours: ArrayLike<number>, theirs: ArrayLike<number>): number {
  expect(ours.length).toBe(theirs.length);
  let [difference, largest] = [0, 0];
  for (let i = 0; i < ours.length; i++) {
    difference = Math.max(difference, Math.abs(ours[i]! - theirs[i]!));
    largest = Math.max(largest, Math.abs(theirs[i]!));
  }
  return difference / largest;
}

const CLOSE = 1e-4;

describe('the composed networks give what the originals give', () => {
  it('blazeface: scores and boxes of all 896 anchors', async () => {
    const { ours, theirs } = inputs(chip(256, 900), [127.5, 127.5, 127.5], 1 / 127.5);
    const model = await humanModel('blazeface');
    const outputs = model.execute(theirs) as Tensor[];
    const flat = async (elements: number[]) =>
      (await Promise.all(elements.map((n) => outputs.find((t) => t.size === n)!.data()))).flatMap((d) =>
        Array.from(d),
      );
    const { scores, boxes } = await runOurs('blazeface', 'picture', ours);
    expect(scores!.dims).toEqual([1, 896]);
    expect(boxes!.dims).toEqual([1, 896, 16]);
    expect(relativeDifference(scores!.data, await flat([512, 384]))).toBeLessThan(CLOSE);
    expect(relativeDifference(boxes!.data, await flat([512 * 16, 384 * 16]))).toBeLessThan(CLOSE);
    expect(Math.max(...scores!.data), 'there is a face').toBeGreaterThan(0);
  });

  it('facemesh: 468 points and the belief that there is a face', async () => {
    const { ours, theirs } = inputs(chip(192, 500), [0, 0, 0], 1 / 255);
    const outputs = (await humanModel('facemesh')).execute(theirs) as Tensor[];
    const { mesh, presence } = await runOurs('facemesh', 'face', ours);
    const find = async (size: number) => outputs.find((t) => t.size === size)!.data();
    expect(relativeDifference(mesh!.data, await find(1404))).toBeLessThan(CLOSE);
    expect(relativeDifference(presence!.data, await find(1))).toBeLessThan(CLOSE);
    expect(presence!.data[0]).toBeGreaterThan(0.99);
  });

  it('fast: face-api’s descriptor of 128 numbers', async () => {
    const picture = chip(150, 450);
    const { ours } = inputs(picture, RECOGNITION_MEAN, 1 / 255);
    const theirs = await faceApi.computeFaceDescriptor(tf.tensor3d(picture.data, [150, 150, 3], 'int32'));
    const { template } = await runOurs('fast', 'face', ours);
    expect(relativeDifference(template!.data, theirs)).toBeLessThan(CLOSE);
  });

  it('accurate: descriptors of the face and of its mirror image, joined with the roots of faceres’s features', async () => {
    const picture = chip(224, 560);
    const { template } = await runOurs('accurate', 'face', inputs(picture, [0, 0, 0], 1).ours);

    const recognition = await mirroredDescriptor(picture);
    // Caffe's convention: blue, green, red, and the means of ImageNet; toPlanes takes them as red, green, blue.
    const { theirs } = inputs(picture, [123.68, 116.779, 103.939], 1, 'bgr');
    const faceres = (await humanModel('faceres')).execute(theirs, 'global_pooling/Mean') as Tensor;
    const weighted = [
      unit(recognition).map((v) => v * Math.sqrt(RECOGNITION_SHARE)),
      unit(Array.from(await faceres.data(), Math.sqrt)).map((v) => v * Math.sqrt(1 - RECOGNITION_SHARE)),
    ];
    expect(relativeDifference(template!.data, weighted.flat())).toBeLessThan(CLOSE);
    expect(Math.hypot(...template!.data)).toBeCloseTo(1, 5);
  });
});

/** face-api's descriptor of the middle of a chip for faceres, averaged with that of its mirror image. */
async function mirroredDescriptor(picture: Picture): Promise<number[]> {
  const ratio = (1 + 2 * RECOGNITION_PADDING) / (1 + 2 * FACERES_PADDING);
  const matrix = tf.tensor2d(reductionMatrix(224, 224 * ratio, 150), [150, 224]);
  const descriptors = await Promise.all(
    [picture, mirror(picture)].map((p) => {
      const planes = tf.transpose(tf.tensor3d(p.data, [224, 224, 3], 'float32'), [2, 0, 1]);
      const reduced = tf.matMul(
        tf.matMul(tf.tile(matrix.expandDims(0), [3, 1, 1]), planes),
        matrix,
        false,
        true,
      );
      return faceApi.computeFaceDescriptor(tf.transpose(reduced, [1, 2, 0]));
    }),
  );
  return Array.from(descriptors[0]!, (v, i) => (v + descriptors[1]![i]!) / 2);
}

function unit(values: readonly number[]): number[] {
  const length = Math.hypot(...values);
  return values.map((v) => v / length);
}

describe('composing a default model', () => {
  it.each(DEFAULT_MODELS)('%s gives the pinned digest, the second time too', async (name) => {
    for (const bytes of [await bytesOf(name), encodeModel(await COMPOSE[name]())]) {
      expect(createHash('sha256').update(bytes).digest('hex')).toBe(defaultDigest(name));
    }
  });
});
