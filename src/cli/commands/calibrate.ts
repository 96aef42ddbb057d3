// `likeness calibrate`: thresholds and LLR from your own photographs, stated on people whom they never saw.

import { type Command, Option } from 'commander';
import { LikenessError } from '../../errors.js';
import type { CalibratedModel, CalibrateOptions, Part } from '../../workbench/index.js';
import { interruptible } from '../interrupt.js';
import { jsonOption, partOption, whole, word } from '../options.js';
import { count, type Paint, painter, printJson, printLines, rate, signed, table } from '../output.js';
import { startProgress } from '../progress.js';
import { prose } from '../prose.js';
import type { Terminal } from '../terminal.js';

const ABOUT = `Fit what turns a model's scores into evidence: the threshold of each false match rate (FMR), and the
log-likelihood ratio (LLR). It is fitted on some people and stated as what it achieved on others: those of --test,
or else the half of the subjects of --dataset that the fit never saw. Who is in both is an error. A threshold is
kept if the tested people bear it out: the upper limit of its true FMR is at most ten times the stated one.

With --apply the model uses it from now on, on this machine; --remove brings back what the model came with.
With --protocol documents the comparisons are those of use: each document or chip portrait of a data set as reference
against each selfie. Thresholds from selfies alone lie elsewhere than those for documents.
A data set is a folder with one folder of pictures a subject; pictures are embedded once and kept, see
\`likeness evaluate --help\`.`;

const EPILOGUE = `
Protocols:
  all-pairs   every picture against every other (default)
  documents   every document or chip portrait against every selfie; the data set says which is which
Two pictures of one capture, one made from the other, are never compared.

Exit codes:
  0 done   2 wrong use or bad input, or too few people to state anything   130 interrupted

Examples:
  $ likeness calibrate accurate --dataset photos
  $ likeness calibrate arcface-r50 --dataset photos --test other-photos --apply
  $ likeness calibrate my-model --dataset people --part calibrate --protocol documents --apply
  $ likeness calibrate accurate --remove`;

interface Options {
  readonly json?: true;
  readonly dataset?: string;
  readonly part?: Part;
  readonly test?: string;
  readonly protocol: 'all-pairs' | 'documents';
  readonly apply?: true;
  readonly remove?: true;
  readonly replicates: number;
  readonly seed: number;
  readonly threads?: number;
}

export function addCalibrate(program: Command, terminal: Terminal): void {
  program
    .command('calibrate')
    .summary('thresholds and LLR of a model, from your own photographs')
    .description(prose(ABOUT))
    .argument('<model>', 'accurate, fast, or another of `likeness models list`')
    .option('--dataset <folder>', 'photographs to fit on', word)
    .addOption(partOption())
    .option('--test <folder>', 'photographs of other people to state it on', word)
    .addOption(
      new Option('--protocol <name>', 'which pictures to compare')
        .choices(['all-pairs', 'documents'])
        .default('all-pairs'),
    )
    .option('--apply', 'let the model use it')
    .option('--remove', 'let the model use again what it came with')
    .option('--replicates <n>', 'bootstrap replicates', whole, 1000)
    .option('--seed <n>', 'of the split and of the bootstrap', whole, 1)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((model: string, options: Options) =>
      options.remove ? remove(terminal, model, options) : calibrate(terminal, model, options),
    );
}

async function calibrate(terminal: Terminal, model: string, options: Options): Promise<void> {
  const { dataset, apply, json } = options;
  if (dataset === undefined) {
    throw new LikenessError('usage', 'say with --dataset which photographs to fit on');
  }
  const { applyCalibration, calibrateModel } = await import('../../workbench/index.js');
  const home = terminal.env.LIKENESS_HOME;
  const given: CalibrateOptions = {
    ...options,
    model,
    dataset,
    command: [
      'likeness calibrate',
      model,
      '--dataset',
      dataset,
      ...(options.part ? ['--part', options.part] : []),
      ...(options.test ? ['--test', options.test] : []),
      ...(options.protocol === 'documents' ? ['--protocol', 'documents'] : []),
    ].join(' '),
    ...(home ? { home } : {}),
  };
  const calibrated = await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    return calibrateModel({ ...given, signal, onProgress: progress.report }).finally(progress.done);
  });
  const { people, ...shown } = calibrated;
  if (apply)
    await applyCalibration(calibrated.model.sha256, calibrated.calibration, home || undefined, people);
  if (json) printJson(terminal, { ...shown, applied: apply === true });
  else {
    const paint = painter(terminal.out, terminal.env);
    printLines(terminal, [...calibrationLines(calibrated, paint), appliedLine(model, apply === true)]);
  }
}

async function remove(terminal: Terminal, name: string, { json }: Options): Promise<void> {
  const { ModelStore, likenessHome } = await import('../../face/index.js');
  const { applyCalibration } = await import('../../workbench/index.js');
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const { sha256 } = await new ModelStore(home).find(name);
  const model = await applyCalibration(sha256, undefined, home);
  if (json)
    printJson(terminal, {
      model: { name: model.name, digest: sha256 },
      calibration: model.calibration ?? null,
    });
  else
    printLines(terminal, [
      `${model.name} uses again ${model.calibration ? 'what it came with' : 'no calibration'}`,
    ]);
}

function calibrationLines(
  { model, calibration, fitted, tested, realised, llr }: CalibratedModel,
  paint: Paint,
): string[] {
  const { slope, offset, thresholds } = calibration;
  const isKept = (nominal: number) => thresholds.some(({ fmr }) => fmr === nominal);
  const rows = realised.map(({ nominal, threshold, fmr, fnmr }) => [
    rate(nominal),
    threshold.toFixed(5),
    `${rate(fmr.estimate)} (${rate(fmr.lower)} to ${rate(fmr.upper)})`,
    `× ${(fmr.estimate / nominal).toFixed(2)}`,
    `${rate(fnmr.estimate)} (${rate(fnmr.lower)} to ${rate(fnmr.upper)})`,
    isKept(nominal) ? '' : 'not borne out',
  ]);
  const head = ['FMR', 'threshold', 'realised (95 %)', '', 'FNMR (95 %)', ''];
  return [
    `${model.name} ${model.sha256.slice(0, 12)}`,
    `fitted on ${sampleOf(fitted)}`,
    `stated on ${sampleOf(tested)}`,
    '',
    ...table([head, ...rows], (cell, row) => (row === 0 ? paint(cell, 'dim') : cell)),
    '',
    `LLR = ${slope.toFixed(3)} · score ${signed(offset, 3)}, natural logarithm`,
    `Cllr ${llr.cllr.toFixed(4)} bit, at best ${llr.minCllr.toFixed(4)}: calibration loses ${(llr.cllr - llr.minCllr).toFixed(4)}`,
    '',
  ];
}

const sampleOf = ({ name, subjects, pictures, mated, nonMated }: CalibratedModel['fitted']): string =>
  `${name}: ${count(subjects)} subjects, ${count(pictures)} pictures, ${count(mated)} mated and ${count(nonMated)} non-mated comparisons`;

const appliedLine = (model: string, applied: boolean): string =>
  applied
    ? `applied: ${model} uses it from now on (\`likeness calibrate ${model} --remove\` takes it back)`
    : 'not applied: the model stays as it is; --apply lets it use this';
