// Versions of all that has a part in the numbers.

import { readFile } from 'node:fs/promises';
import { arch, cpus, platform } from 'node:os';
import { RUNTIME_VERSION } from '../../onnx/index.js';
import type { Report } from './report.js';

export async function software(): Promise<Report['software']> {
  // The file stands as deep in `src` as in `dist`.
  const file = new URL('../../../package.json', import.meta.url);
  const { version } = JSON.parse(await readFile(file, 'utf8')) as { version: string };
  const processor = cpus()[0]?.model.trim() ?? 'unknown processor';
  return {
    likeness: version,
    node: process.version,
    onnxruntime: RUNTIME_VERSION,
    platform: `${platform()} ${arch()}, ${processor}`,
  };
}
