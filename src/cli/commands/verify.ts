// `likeness verify`: is this selfie the person in this passport?

import { type Command, Option } from 'commander';
import type { Outcome, Policy } from '../../decision/index.js';
import { addChipOptions, type ChipOptions, readChipFiles } from '../document/chipFiles.js';
import { withLikeness } from '../opening.js';
import { finite, jsonOption, modelOption, outOption, visualOption, word } from '../options.js';
import { painter, printJson, printLines } from '../output.js';
import { prose } from '../prose.js';
import { save } from '../save.js';
import type { Terminal } from '../terminal.js';
import type { VerifiedFiles } from '../verified.js';

const ABOUT = `Decide whether a selfie and the portrait on a document show the same person.

Both pictures are decoded, the face is found, its quality judged, and the comparison score is turned into a
log-likelihood ratio (LLR). It is approved where the score reaches the threshold of the false match rate (FMR)
that you state, rejected where the evidence against is as strong as you state, and a person should review what
lies between. A picture that cannot be used (no face, several people, a face turned away, too dark …) is never
judged: the decision is recapture, with what to do.

The document is read as \`likeness document\` reads it: its page found and straightened, its machine-readable zone read
and checked. Where that has expired, or contradicts itself, nothing is approved before a person has looked. Any other
picture of a face is taken for a mere portrait, and the reasons say so. A card’s zone is on its back: give that with
--back. With files of the chip, its portrait is compared in place of the print, which must show the same person.
Whoever must know the holder's data says --require data: then a picture without them is asked for again.

Liveness of the selfie is not assessed yet: it is null in the JSON.`;

const EPILOGUE = `
Exit codes:
  0 approve   1 reject   3 review   4 recapture   2 wrong use or bad input

Examples:
  $ likeness verify selfie.jpg passport.jpg
  $ likeness verify selfie.jpg passport.jpg --json | jq .decision
  $ likeness verify selfie.jpg passport.jpg --fmr 1e-5 --reject-llr -6 --out page.png
  $ likeness verify selfie.jpg card-front.jpg --back card-back.jpg
  $ likeness verify selfie.jpg passport.jpg --dg1 dg1.bin --dg2 dg2.bin --sod sod.bin --trusted csca/*.cer`;

const EXIT_CODES: Readonly<Record<Outcome, number>> = { approve: 0, reject: 1, review: 3, recapture: 4 };

interface Options extends ChipOptions {
  readonly json?: true;
  readonly model?: string;
  readonly fmr?: number;
  readonly rejectLlr?: number;
  readonly prior?: number;
  readonly require?: Policy['requires'];
  readonly out?: string;
  readonly back?: string;
  readonly visual?: true;
}

export function addVerify(program: Command, terminal: Terminal): void {
  const verifying = program
    .command('verify')
    .summary('decide whether a selfie and a document show the same person')
    .description(prose(ABOUT))
    .argument('<selfie>', 'the picture of the person who asks')
    .argument('<document>', 'the picture of their passport or card, or any other reference')
    .addOption(new Option('--back <image>', 'the document’s other side').argParser(word))
    .option('--fmr <rate>', 'false match rate at which to approve, up to 0.1 (default 1e-4)', finite)
    .option(
      '--reject-llr <llr>',
      'reject where the LLR, a natural logarithm, is below this (default -4)',
      finite,
    )
    .option(
      '--prior <share>',
      'share believed genuine before looking, for the probability (default 0.5)',
      finite,
    )
    .addOption(
      new Option('--require <what>', 'what the document must show (default portrait)').choices([
        'portrait',
        'page',
        'data',
      ] satisfies readonly Policy['requires'][]),
    )
    .addOption(visualOption())
    .addOption(modelOption());
  addChipOptions(verifying)
    .addOption(outOption('draw both pictures with the decision, as a PNG'))
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((selfie: string, document: string, { back, ...options }: Options) =>
      verify(terminal, { selfie, document, ...(back !== undefined && { back }) }, options),
    );
}

async function verify(
  terminal: Terminal,
  files: VerifiedFiles,
  { json, model, fmr, rejectLlr, prior, require: requires, visual, out, ...chip }: Options,
): Promise<void> {
  const policy = {
    ...(fmr === undefined ? {} : { approveFmr: fmr }),
    ...(rejectLlr === undefined ? {} : { rejectLlr }),
    ...(prior === undefined ? {} : { prior }),
    ...(requires === undefined ? {} : { requires }),
  };
  // Before the models are opened: a wrong path should be told at once.
  const { readPictureFile } = await import('../../image/index.js');
  const [selfie, front, back] = await Promise.all([
    readPictureFile(files.selfie),
    readPictureFile(files.document),
    files.back === undefined ? undefined : readPictureFile(files.back),
  ]);
  const given = await readChipFiles(chip);
  await withLikeness(terminal, { model, policy, visualZone: visual }, async (likeness) => {
    const document = { front, ...(back && { back }), ...(given && { chip: given.files }) };
    const verification = await likeness.verify(selfie, document);
    const { calibration } = likeness.model;
    if (out !== undefined) {
      const { claimOf } = await import('../../decision/index.js');
      const { verificationSheet } = await import('../sheet/verification.js');
      const { sentence } = claimOf(calibration, verification.operatingPoint);
      await save(out, await verificationSheet(verification, files, sentence));
    }
    if (json) {
      const { verificationAnswer } = await import('../verification.js');
      printJson(terminal, verificationAnswer(verification, files, likeness.model));
    } else {
      const { verdictLines } = await import('../verdict.js');
      const paint = painter(terminal.out, terminal.env);
      printLines(terminal, verdictLines(verification, calibration, likeness.policy, files, paint));
    }
    terminal.exitCode = EXIT_CODES[verification.decision];
  });
}
