// For Vite: the networks of the capture page as files that browsers load, `network:face` and `network:page`, each an
// address. They are made of what the service itself sees with, so that both see alike.

import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Plugin } from 'vite';
import { composeBlazeFace } from '../../src/face/networks/blazeface.js';
import { readModelFile } from '../../src/onnx/index.js';
import { compileNetwork } from './compile.js';

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Bits of a weight are the fewest at which as much is found: `npm run study:capture`. */
export const NETWORKS = {
  face: async () => {
    const licence = await readFile(join(await humanFolder(), 'LICENSE'), 'utf8');
    const notice = `BlazeFace (back camera), weights from @vladmandic/human, as integers of 16 bits.\n\n${licence}`;
    return { bytes: compileNetwork(await composeBlazeFace(), { bits: 16, notice }), notice };
  },
  page: async () => {
    const notice =
      'page.onnx of Likeness, weights as integers of 8 bits. Licence: Apache-2.0, as Likeness.\n';
    const model = await readModelFile(join(root, 'assets/networks/page.onnx'));
    return { bytes: compileNetwork(model, { bits: 8, notice }), notice };
  },
} as const;

/** The package lets nothing but its entry be resolved by name. */
const humanFolder = async (): Promise<string> =>
  dirname(dirname(createRequire(import.meta.url).resolve('@vladmandic/human')));

const PREFIX = 'network:';

export function networks(): Plugin {
  return {
    name: 'networks',
    resolveId: (id) => (id.startsWith(PREFIX) ? `\0${id}` : undefined),
    async load(id) {
      if (!id.startsWith(`\0${PREFIX}`)) return undefined;
      const name = id.slice(PREFIX.length + 1) as keyof typeof NETWORKS;
      const { bytes, notice } = await NETWORKS[name]();
      this.emitFile({ type: 'asset', name: `${name}-licence.txt`, source: notice });
      const reference = this.emitFile({ type: 'asset', name: `${name}.wasm`, source: bytes });
      return `export default import.meta.ROLLUP_FILE_URL_${reference};`;
    },
  };
}
