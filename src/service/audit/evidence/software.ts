// What computed a decision: versions, and the features of the processor that its bits hang on.

import { readFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';

export interface Software {
  readonly likeness: string;
  readonly node: string;
  readonly onnxruntime: string;
  /** libvips, which decodes pictures. */
  readonly codec: string;
  /** For example `linux x64`. */
  readonly platform: string;
  readonly processor: string;
  /** As Linux names them; empty where the system does not say. */
  readonly features: readonly string[];
}

/**
 * Features by which ONNX Runtime chooses its kernels (onnxruntime/core/mlas/lib/platform.cpp): kernels sum in another
 * order, so that the last bits of a score may differ between processors that differ in one of these.
 */
const FEATURES = new Set([
  ...['avx', 'f16c', 'fma', 'avx2', 'avx_vnni', 'avx512f', 'avx512bw', 'avx512dq', 'avx512vl', 'avx512_vnni'],
  ...['avx512_bf16', 'amx_tile', 'amx_int8', 'amx_bf16'],
  ...['asimd', 'asimdhp', 'asimddp', 'i8mm', 'bf16', 'sve'],
]);

/** Loads the libraries that it asks: do not call it where that must be quick. */
export async function softwareVersions(): Promise<Software> {
  // The file stands as deep in `src` as in `dist`.
  const file = new URL('../../../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  const { RUNTIME_VERSION } = await import('../../../onnx/index.js');
  const { CODEC_VERSION } = await import('../../../image/index.js');
  return {
    likeness: version,
    node: process.version,
    onnxruntime: RUNTIME_VERSION,
    codec: CODEC_VERSION,
    platform: `${platform()} ${arch()}`,
    processor: cpus()[0]?.model.trim() ?? 'unknown',
    features: await processorFeatures(),
  };
}

async function processorFeatures(): Promise<string[]> {
  const text = await readFile('/proc/cpuinfo', 'utf8').catch(() => '');
  const listed = /^(?:flags|Features)\s*:\s*(.*)$/m.exec(text)?.[1] ?? '';
  return listed
    .split(/\s+/)
    .filter((feature) => FEATURES.has(feature))
    .toSorted();
}
