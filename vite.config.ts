// The pages for browsers, built into `dist/web`, every file compressed beside itself.

import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { brotliCompressSync, constants, gzipSync } from 'node:zlib';
import react from '@vitejs/plugin-react';
import { defineConfig, type Plugin } from 'vite';
import { networks } from './scripts/networks/plugin.js';

const at = (path: string) => fileURLToPath(new URL(path, import.meta.url));
const built = at('dist/web');

export default defineConfig({
  root: at('src/web'),
  plugins: [react(), networks(), compressed()],
  worker: { format: 'es' },
  build: {
    outDir: built,
    emptyOutDir: true,
    target: 'es2022',
    // Nothing is inlined: the pages' policy knows files of ours, and no `data:`.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rollupOptions: { input: [at('src/web/console.html'), at('src/web/capture.html')] },
  },
});

/** Compressed once and well, rather than at each request. */
function compressed(): Plugin {
  return {
    name: 'compressed',
    apply: 'build',
    closeBundle() {
      for (const name of readdirSync(built, { recursive: true, encoding: 'utf8' })) {
        if (!/\.(html|js|css|json|svg|wasm|txt)$/.test(name)) continue;
        const bytes = readFileSync(join(built, name));
        writeFileSync(join(built, `${name}.gz`), gzipSync(bytes, { level: 9 }));
        const params = {
          [constants.BROTLI_PARAM_QUALITY]: 11,
          [constants.BROTLI_PARAM_SIZE_HINT]: bytes.length,
        };
        writeFileSync(join(built, `${name}.br`), brotliCompressSync(bytes, { params }));
      }
    },
  };
}
