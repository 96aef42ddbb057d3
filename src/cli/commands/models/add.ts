// `likeness models add`: how a stranger's model comes in.

import type { Command } from 'commander';
import { jsonOption, word } from '../../options.js';
import { printJson, printLines } from '../../output.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { calibrationOf } from './list.js';
import { openStore } from './store.js';

const ABOUT = `Add a face embedder in ONNX: one picture in, one vector out, in a single file. It is tried at once. Without a
manifest it is taken to follow the ArcFace convention: 112 × 112, RGB, (value − 127.5) / 127.5, aligned by five
points. What differs stands in a JSON file:

  {"input": {"size": 160, "order": "bgr", "layout": "nhwc",
             "mean": [0, 0, 0], "scale": [1, 1, 1]},
   "alignment": {"landmarks": "five", "points": [[x, y], …], "mirror": true},
   "documentOutput": "name of the output for documents, of a model with sibling heads",
   "licence": "…", "source": "…", "calibration": {…}}

mean and scale are red, green, blue: (value − mean) × scale. Without a calibration every comparison goes to review.`;

const EXAMPLES = `
Examples:
  $ likeness models add w600k_r50.onnx --name arcface-r50 --licence "non-commercial research"
  $ likeness models add facenet.onnx --name facenet --manifest facenet.json
  $ likeness verify selfie.jpg passport.jpg --model arcface-r50`;

interface Options {
  readonly json?: true;
  readonly name: string;
  readonly manifest?: string;
  readonly licence?: string;
  readonly source?: string;
}

export function addAdd(models: Command, terminal: Terminal): void {
  models
    .command('add')
    .summary('add a face embedder in ONNX')
    .description(prose(ABOUT))
    .argument('<file.onnx>', 'the model')
    .requiredOption(
      '--name <name>',
      'the name by which commands call it: lower-case, digits, dots, dashes',
      word,
    )
    .option('--manifest <file.json>', 'what differs from the ArcFace convention', word)
    .option('--licence <text>', 'the licence of the weights')
    .option('--source <text>', 'where the model comes from')
    .addOption(jsonOption())
    .addHelpText('after', EXAMPLES)
    .action((file: string, options: Options) => add(terminal, file, options));
}

async function add(terminal: Terminal, file: string, options: Options): Promise<void> {
  const { store, face } = await openStore(terminal);
  const { json, ...said } = options;
  const manifest = await face.addModel(store, file, said);
  if (json) {
    printJson(terminal, manifest);
    return;
  }
  printLines(terminal, [
    `added ${manifest.name}: ${manifest.kind}, templates of ${manifest.templateLength} numbers, ${manifest.sha256.slice(0, 12)}`,
    calibrationOf(manifest),
    `use it with --model ${manifest.name}`,
  ]);
}
