// `likeness document <front> [back]`: what a passport or an identity card says, and whether it holds together.

import { basename, extname } from 'node:path';
import { type Command, Option } from 'commander';
import { addChipOptions, type ChipOptions, readChipFiles } from '../../document/chipFiles.js';
import type { ReadDocument } from '../../document/read.js';
import type { DocumentFiles } from '../../document/sides.js';
import { withLikeness } from '../../opening.js';
import { calendarDay, jsonOption, outOption, visualOption } from '../../options.js';
import { painter, printJson, printLines } from '../../output.js';
import { save } from '../../save.js';
import type { Terminal } from '../../terminal.js';

interface Options extends ChipOptions {
  readonly json?: true;
  readonly out?: string;
  readonly today?: string;
  readonly visual?: true;
}

/** What `likeness document` does where no other command follows; its options stand in the help of that. */
export function addRead(document: Command, terminal: Terminal): Command {
  const read = document
    .command('read', { isDefault: true, hidden: true })
    .argument('<front>', 'the picture of the passport’s page, or of the card’s side with the portrait')
    .argument('[back]', 'the picture of the other side, where the machine-readable zone is on it')
    .addOption(
      outOption('where to draw (default <image>.document.png in this folder; with --json only if given)'),
    )
    .addOption(
      new Option('--today <day>', 'the day of the check: 2026-11-28 (default: today)').argParser(calendarDay),
    )
    .addOption(visualOption());
  return addChipOptions(read)
    .addOption(jsonOption())
    .action((front: string, back: string | undefined, options: Options) =>
      readDocument(terminal, { front, ...(back !== undefined && { back }) }, options),
    );
}

async function readDocument(
  terminal: Terminal,
  files: DocumentFiles,
  { json, out, today, visual, ...chip }: Options,
): Promise<void> {
  // Before the models are opened: a wrong path should be told at once.
  const { readPictureFile } = await import('../../../image/index.js');
  const [front, back] = await Promise.all([
    readPictureFile(files.front),
    files.back === undefined ? undefined : readPictureFile(files.back),
  ]);
  const given = await readChipFiles(chip, today === undefined ? undefined : new Date(`${today}T12:00:00Z`));
  const [{ readWhole }, { DOCUMENT_VERDICTS }] = await Promise.all([
    import('../../document/read.js'),
    import('../../document/judge.js'),
  ]);
  await withLikeness(terminal, { visualZone: visual }, async (likeness) => {
    const document = await readWhole(likeness, {
      files,
      pictures: { front, ...(back && { back }) },
      chip: given,
      today: today ?? new Date().toISOString().slice(0, 10),
    });
    const drawing = out ?? (json ? undefined : `${basename(files.front, extname(files.front))}.document.png`);
    if (drawing !== undefined) {
      const { documentSheet } = await import('../../sheet/document.js');
      await save(drawing, await documentSheet(document));
    }
    if (json) printJson(terminal, await answerOf(document, files));
    else {
      const { documentLines } = await import('../../document/lines.js');
      const paint = painter(terminal.out, terminal.env);
      printLines(terminal, [
        ...documentLines(document, paint),
        ...(drawing === undefined ? [] : [`  ${paint(`drawn in ${drawing}`, 'dim')}`]),
        '',
      ]);
    }
    terminal.exitCode = DOCUMENT_VERDICTS[document.judged.verdict].exitCode;
  });
}

async function answerOf(document: ReadDocument, files: DocumentFiles) {
  const { documentJson, timingsJson } = await import('../../../decision/index.js');
  const { withFiles } = await import('../../document/json.js');
  const { sides, portrait, chip, today, judged, timings } = document;
  return {
    verdict: judged.verdict,
    reasons: judged.reasons,
    today,
    ...withFiles(documentJson(sides, portrait, { chip, visual: judged.visual }), files),
    findings: sides.flatMap(({ reading: { page } }) => page?.findings ?? []),
    timings: timingsJson(timings),
  };
}
