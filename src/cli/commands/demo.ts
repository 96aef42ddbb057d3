// `likeness demo`: what Likeness does, in a minute, on sample photographs.

import { join, resolve } from 'node:path';
import { type Command, Option } from 'commander';
import type { Trial } from '../demo/trial.js';
import { withLikeness } from '../opening.js';
import { jsonOption, modelOption, word } from '../options.js';
import { type Paint, painter, printJson, printLines, signed, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import { makeFolder, save } from '../save.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Verify pairs of sample photographs: one person twice, different people, and pictures that no one should judge.
Selfies are cut out of the group photographs that come with an installed package; each document is a specimen
passport of an invented state, with a portrait from another photograph (or of another person) laid on. Prints a
table, and writes a page, a picture of it, and all selfies and documents, so that you can try them by hand.`;

const EPILOGUE = `
Exit codes:
  0 no decision is wrong (a review is not)   1 one is   2 wrong use or bad input

Examples:
  $ likeness demo
  $ likeness demo --model fast --out /tmp/demo
  $ likeness verify likeness-demo/1-selfie.jpg likeness-demo/1-document.jpg`;

const EXIT_WRONG = 1;

interface Options {
  readonly json?: true;
  readonly model?: string;
  readonly out: string;
  readonly open: 'yes' | 'no';
}

export function addDemo(program: Command, terminal: Terminal): void {
  program
    .command('demo')
    .summary('verify sample photographs, and write a page about it')
    .description(prose(ABOUT))
    .addOption(
      new Option('--out <folder>', 'where to write page and pictures')
        .argParser(word)
        .default('likeness-demo', 'likeness-demo'),
    )
    .addOption(
      new Option('--open <answer>', 'open the page in the browser')
        .choices(['yes', 'no'])
        .default('no', 'no'),
    )
    .addOption(modelOption())
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((options: Options) => demo(terminal, options));
}

async function demo(terminal: Terminal, { json, model, out, open }: Options): Promise<void> {
  const folder = resolve(out);
  await makeFolder(folder);
  await withLikeness(terminal, { model }, async (likeness) => {
    const { claimOf } = await import('../../decision/index.js');
    const { trials } = await import('../demo/trial.js');
    const progress = startProgress(terminal);
    progress.report('finding the faces of the sample photographs');
    const done: Trial[] = [];
    for await (const trial of trials(likeness)) {
      done.push(trial);
      progress.report(`verified pair ${done.length}: ${trial.case.title}`);
    }
    progress.done();
    const point = done[0]?.verification.operatingPoint ?? null;
    const claim = claimOf(likeness.model.calibration, point);
    const { name, sha256: digest } = likeness.model;
    const facts = { model: { name, digest }, claim: claim.sentence };
    const written = await writeAll(folder, done, facts);
    if (json) printJson(terminal, { model: facts.model, claim, pairs: done.map(pairJson), ...written });
    else {
      const paint = painter(terminal.out, terminal.env);
      printLines(terminal, await report(done, claim.sentence, written, out, paint));
    }
    if (open === 'yes') await show(written.page);
    terminal.exitCode = done.some((trial) => trial.finding === 'wrong') ? EXIT_WRONG : 0;
  });
}

interface Written {
  readonly page: string;
  readonly picture: string;
}

async function writeAll(
  folder: string,
  trials: readonly Trial[],
  facts: { model: { name: string; digest: string }; claim: string },
): Promise<Written> {
  const [{ demoPage }, { demoPicture }] = await Promise.all([
    import('../demo/page.js'),
    import('../demo/picture.js'),
  ]);
  const written = { page: join(folder, 'index.html'), picture: join(folder, 'likeness.png') };
  for (const { number, selfie, document } of trials) {
    await save(join(folder, `${number}-selfie.jpg`), selfie);
    await save(join(folder, `${number}-document.jpg`), document);
  }
  await save(written.picture, await demoPicture(trials, facts.claim));
  await save(written.page, demoPage(trials, facts));
  return written;
}

const pairJson = ({ number, case: { title, truth }, finding, verification }: Trial) => ({
  pair: number,
  title,
  truth,
  decision: verification.decision,
  finding,
  score: verification.score,
  llr: verification.llr,
  reasons: verification.reasons.map((reason) => reason.code),
  milliseconds: Math.round(verification.timings.total),
});

async function report(
  trials: readonly Trial[],
  claim: string,
  { page, picture }: Written,
  folder: string,
  paint: Paint,
): Promise<string[]> {
  const { VERDICTS } = await import('../verdict.js');
  const rows = trials.map(({ number, case: { title, truth }, verification, finding }) => {
    const { decision, score, llr, timings } = verification;
    return [
      String(number),
      title,
      truth,
      score === null ? '–' : score.toFixed(3),
      llr === null ? '–' : signed(llr, 1),
      `${Math.round(timings.total)} ms`,
      decision,
      finding === 'right' ? '' : finding,
    ];
  });
  const head = ['#', 'pair', 'truth', 'score', 'LLR', 'time', 'decision', ''];
  const painted = table([head, ...rows], (cell, row, column) => {
    const trial = trials[row - 1];
    if (!trial) return paint(cell, 'dim');
    return column === 6 ? paint(cell, 'bold', VERDICTS[trial.verification.decision].style) : cell;
  });
  return [
    ...painted,
    '',
    claim,
    `page     ${page}`,
    `picture  ${picture}`,
    `Try one by hand: npx likeness verify ${join(folder, '1-selfie.jpg')} ${join(folder, '1-document.jpg')}`,
  ];
}

/** Where there is no browser the page still lies where the output says. */
async function show(page: string): Promise<void> {
  const { spawn } = await import('node:child_process');
  const openers = { darwin: ['open'], win32: ['cmd', '/c', 'start', ''] } as const;
  const [command, ...first] = openers[process.platform as keyof typeof openers] ?? (['xdg-open'] as const);
  const browser = spawn(command, [...first, page], { detached: true, stdio: 'ignore' });
  browser.on('error', () => undefined);
  browser.unref();
}
