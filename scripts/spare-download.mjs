// Runs before the install steps of a project that depends on Likeness. onnxruntime-node's own step would download
// a CUDA library that Likeness never uses, and fail where the network is closed; its CPU library lies in the package
// already. npm runs every `preinstall` before any `postinstall`, so the download can be taken off its list here.
// In this repository itself .npmrc skips all install steps, this one too.

import { readFileSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';

try {
  const metadata = createRequire(import.meta.url).resolve('onnxruntime-node/script/install-metadata.js');
  const text = readFileSync(metadata, 'utf8');
  writeFileSync(metadata, text.replace("'linux/x64': ['cuda12']", "'linux/x64': []"));
} catch {
  // Not there, or laid out anew by a later version: then its own step decides, as it would without us.
}
