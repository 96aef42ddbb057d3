// `likeness inspect`: all that one picture shows.

import { basename, extname } from 'node:path';
import type { Command } from 'commander';
import type { Inspection } from '../../decision/index.js';
import { withLikeness } from '../opening.js';
import { jsonOption, modelOption, outOption } from '../options.js';
import { hundredths, printJson, printLines } from '../output.js';
import { prose } from '../prose.js';
import { save } from '../save.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Find every face of a picture, small ones too, with its landmarks and its quality by the components of
ISO/IEC 29794-5, and draw them: boxes, landmarks, the crop that the model sees, and a bar for each component.
Liveness is not assessed yet: it is null in the JSON.`;

const EPILOGUE = `
Exit codes:
  0 faces were found   1 there is none   2 wrong use or bad input

Examples:
  $ likeness inspect party.jpg                        writes party.inspect.png
  $ likeness inspect party.jpg --json | jq '.faces | length'
  $ likeness inspect party.jpg --json --out faces.png`;

const EXIT_NO_FACE = 1;

interface Options {
  readonly json?: true;
  readonly model?: string;
  readonly out?: string;
}

export function addInspect(program: Command, terminal: Terminal): void {
  program
    .command('inspect')
    .summary('find the faces of a picture, their landmarks and quality, and draw them')
    .description(prose(ABOUT))
    .argument('<image>', 'the picture')
    .addOption(
      outOption('where to draw (default <image>.inspect.png in this folder; with --json only if given)'),
    )
    .addOption(modelOption())
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((image: string, options: Options) => inspect(terminal, image, options));
}

async function inspect(terminal: Terminal, file: string, { json, model, out }: Options): Promise<void> {
  await withLikeness(terminal, { model }, async (likeness) => {
    const inspection = await likeness.inspect(file);
    const drawing = out ?? (json ? undefined : `${basename(file, extname(file))}.inspect.png`);
    if (drawing !== undefined) {
      const { inspectionSheet } = await import('../sheet/inspection.js');
      await save(drawing, await inspectionSheet(inspection));
    }
    if (json) printJson(terminal, await inspectionJson(file, inspection));
    else printLines(terminal, await inspectionLines(file, inspection, drawing));
    terminal.exitCode = inspection.faces.length > 0 ? 0 : EXIT_NO_FACE;
  });
}

async function inspectionJson(file: string, { picture, faces }: Inspection) {
  const { toOriginal } = await import('../../image/index.js');
  const { faceJson, pictureJson } = await import('../../decision/index.js');
  return {
    file,
    ...pictureJson(picture),
    faces: faces.map((face) => ({
      ...faceJson(face, toOriginal(picture)),
      quality: face.quality,
      // Not assessed by this version; null is not a pass.
      liveness: null,
    })),
  };
}

async function inspectionLines(
  file: string,
  { picture, faces }: Inspection,
  drawing: string | undefined,
): Promise<string[]> {
  const { recaptureReasons } = await import('../../face/index.js');
  const { width, height, scale } = picture.source;
  const found = faces.length === 1 ? '1 face' : `${faces.length || 'no'} faces`;
  return [
    `${file}: ${width} × ${height}, ${found}`,
    ...faces.flatMap(({ box, confidence, quality }, i) => {
      const place = [box.x, box.y, box.width, box.height].map((v) => Math.round(v / scale)).join(', ');
      const advice = recaptureReasons(quality, 'selfie').map((shortfall) => shortfall.advice);
      return [
        `  ${i + 1}. box ${place}; confidence ${hundredths(confidence)}`,
        ...advice.map((sentence) => `     as a selfie: ${sentence}`),
      ];
    }),
    ...(drawing === undefined ? [] : [`drawn in ${drawing}`]),
  ];
}
