// The back end that both peers share: tf.js on WebAssembly with SIMD, the fastest one in Node that needs
// no native build. One CommonJS copy of tfjs-core serves both, so both can run in one process.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';

/** Resolves packages as CommonJS, as the peers themselves do. */
export const require = createRequire(import.meta.url);

export type Tf = typeof import('@tensorflow/tfjs');
export type Tensor = import('@tensorflow/tfjs').Tensor;
export type Tensor3D = import('@tensorflow/tfjs').Tensor3D;
type ModelJson = import('@tensorflow/tfjs').io.ModelJSON;
type WasmBackend = typeof import('@tensorflow/tfjs-backend-wasm');

/** The folder of the `.wasm` files, with the slash that tf.js wants at its end. */
export const wasmFolder = `${dirname(require.resolve('@tensorflow/tfjs-backend-wasm'))}/`;

let starting: Promise<Tf> | undefined;

/** tf.js on WebAssembly, started once a process, and able to load graph models from `file://` addresses. */
export function startTfjs(): Promise<Tf> {
  starting ??= start();
  return starting;
}

async function start(): Promise<Tf> {
  const tf = require('@tensorflow/tfjs') as Tf;
  const wasm = require('@tensorflow/tfjs-backend-wasm') as WasmBackend;
  wasm.setWasmPaths(wasmFolder);
  if (!(await tf.setBackend('wasm'))) throw new Error('tf.js could not start its WebAssembly back end');
  await tf.ready();
  tf.enableProdMode();
  // Node's fetch refuses file://, and tf.io.fileSystem comes only with the native tfjs-node.
  tf.io.registerLoadRouter((url) => {
    const address = Array.isArray(url) ? url[0] : url;
    if (!address?.startsWith('file://')) return null as never; // null is "not mine", which the types forbid
    return { load: () => loadGraph(tf, fileURLToPath(address)) };
  });
  return tf;
}

async function loadGraph(tf: Tf, path: string) {
  const json = JSON.parse(await readFile(path, 'utf8')) as ModelJson;
  return tf.io.getModelArtifactsForJSON(json, async (manifest) => {
    const files = manifest.flatMap((group) => group.paths);
    const parts = await Promise.all(files.map((file) => readFile(join(dirname(path), file))));
    const whole = Buffer.concat(parts);
    const data = whole.buffer.slice(whole.byteOffset, whole.byteOffset + whole.byteLength) as ArrayBuffer;
    return [manifest.flatMap((group) => group.weights), data];
  });
}

/** What runs underneath, in words. */
export async function backendName(tf: Tf): Promise<string> {
  const simd = (await tf.env().getAsync('WASM_HAS_SIMD_SUPPORT')) ? 'SIMD' : 'no SIMD';
  const wasm = require('@tensorflow/tfjs-backend-wasm') as WasmBackend;
  const threads = (await tf.env().getAsync('WASM_HAS_MULTITHREAD_SUPPORT')) ? wasm.getThreadsCount() : 1;
  return `tf.js ${tf.version.tfjs} WebAssembly, ${simd}, ${threads} thread${threads === 1 ? '' : 's'}`;
}

/** Decodes with sharp, as Likeness does. The peers know nothing of EXIF orientation, so none is applied. */
export async function decode(tf: Tf, jpeg: Uint8Array): Promise<Tensor3D> {
  const { data, info } = await sharp(jpeg)
    .toColourspace('srgb')
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  return tf.tensor3d(data, [info.height, info.width, info.channels], 'int32');
}
