// `likeness data degrade`: the document laboratory.

import { type Command, InvalidArgumentError, Option } from 'commander';
import type { DegradedDataset, Part, ProcessName } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { finite, jsonOption, modelOption, partOption, whole, word } from '../../options.js';
import { count, printJson, printLines, table } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';
import { drawSheet } from './degradeSheet.js';

const ABOUT = `Make of photographs in a data set what documents make of them, as new pictures of the same subjects:
printed, laminated, overprinted, scanned, photographed, or compressed for a chip. Every quantity is physical (mm, µm,
dots an inch, electrons, kelvin) and drawn from a range by the seed: the same picture, process and seed give the same
bytes. The new pictures are taken in as \`likeness data ingest\` does, with subject, part and terms of the picture
they were made from, and the attribute process. A picture and what was made of it are one capture, which no protocol
compares with itself.

Processes:
  document-print-scan    printed in the booklet, laminated, scanned by a flatbed or document reader
  document-print-photo   printed in the booklet, laminated, photographed by a phone
  chip-jpeg, chip-jp2    read from the chip: JPEG or JPEG 2000 of 12–20 kB
  selfie-phone           a photograph as a phone takes it at arm’s length, in the light that there is

Each subject gets one picture a process, of the photograph that is most like a passport’s portrait (frontal, eyes open,
sharp); --every makes one of every photograph. Run it again after an interruption and it goes on where it stood.

With --sheet and a photograph in place of a data set, draws what each process does to it step by step, and each effect
alone from mild to severe.`;

const EPILOGUE = `
Exit codes:
  0 done   1 some files could not be read   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness data degrade people
  $ likeness data degrade people --part test --process document-print-photo --seed 7
  $ likeness data degrade people --every --out documents
  $ likeness data degrade photo.jpg --sheet sheet.png`;

const EXIT_UNREADABLE = 1;

/** So many files that could not be read are named; --json names all. */
const NAMED = 10;

/** By name, so that `--help` need not load the workbench; a test holds it to the table. */
export const PROCESS_CHOICES = [
  'document-print-scan',
  'document-print-photo',
  'chip-jpeg',
  'chip-jp2',
  'selfie-phone',
] as const satisfies readonly ProcessName[];

const DOCUMENTS: readonly ProcessName[] = ['document-print-scan', 'document-print-photo', 'chip-jpeg'];

interface Options {
  readonly process?: readonly ProcessName[];
  readonly seed: number;
  readonly prefix: string;
  readonly part?: Part;
  readonly every?: true;
  readonly out?: string;
  readonly model?: string;
  readonly threads?: number;
  readonly sheet?: string;
  readonly json?: true;
}

export function addDegrade(data: Command, terminal: Terminal): void {
  data
    .command('degrade')
    .summary('make documents of photographs: print, scan, photograph, chip')
    .description(prose(ABOUT))
    .argument('<dataset>', 'folder of the data set; with --sheet a photograph')
    .addOption(
      new Option(
        '--process <names>',
        `one or several, with commas (default: ${DOCUMENTS.join(',')}; of a sheet all)`,
      ).argParser(processes),
    )
    .addOption(new Option('--seed <n>', 'a whole number').argParser(seed).default(1))
    .addOption(
      new Option('--prefix <name>', 'put before the name of each new picture')
        .argParser(word)
        .default('degraded'),
    )
    .addOption(partOption())
    .addOption(
      new Option('--one-per-subject', 'of the photograph most like a portrait (default)').conflicts('every'),
    )
    .option('--every', 'of every photograph')
    .option('--out <dataset>', 'another data set that gets the new pictures (default: the same)', word)
    .addOption(modelOption())
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(
      new Option('--sheet <file.png>', 'draw what happens to one photograph, and change no data set')
        .argParser(word)
        .conflicts(['every', 'onePerSubject', 'part', 'out', 'json']),
    )
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((path: string, options: Options) =>
      options.sheet === undefined
        ? degrade(terminal, path, options)
        : drawSheet(terminal, path, options.sheet, {
            ...options,
            process: options.process ?? PROCESS_CHOICES,
          }),
    );
}

function processes(text: string): readonly ProcessName[] {
  const names = text.split(',').map((name) => name.trim());
  for (const name of names)
    if (!(PROCESS_CHOICES as readonly string[]).includes(name))
      throw new InvalidArgumentError(`"${name}" is none of ${PROCESS_CHOICES.join(', ')}.`);
  return [...new Set(names)] as ProcessName[];
}

function seed(text: string): number {
  const value = finite(text);
  if (!Number.isInteger(value) || value < 0 || value >= 2 ** 32)
    throw new InvalidArgumentError(`"${text}" is no whole number from 0 to 2^32 − 1.`);
  return value;
}

async function degrade(terminal: Terminal, path: string, options: Options): Promise<void> {
  const { degradeDataset } = await import('../../../workbench/index.js');
  const { defaultEmbedder, ModelStore, likenessHome } = await import('../../../face/index.js');
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const { process = DOCUMENTS, part, every, out, threads, model = await defaultEmbedder(home) } = options;
  const degraded = await interruptible((signal) => {
    const progress = startProgress(terminal);
    return degradeDataset(path, {
      model,
      processes: process,
      seed: options.seed,
      prefix: options.prefix,
      ...(part && { part }),
      ...(every && { every }),
      ...(out && { out }),
      ...(threads && { threads }),
      home,
      store: new ModelStore(home),
      signal,
      onProgress: progress.report,
    }).finally(progress.done);
  });
  if (options.json) printJson(terminal, answerOf(degraded));
  else printLines(terminal, linesOf(degraded));
  if (degraded.unreadable.length > 0) terminal.exitCode = EXIT_UNREADABLE;
}

function answerOf({ ingested, chosen, known, faceless, unreadable }: DegradedDataset) {
  const { dataset, added, model } = ingested;
  return {
    dataset: { name: dataset.name, path: dataset.path, pictures: dataset.records.length },
    chosen,
    faceless,
    added: added.length,
    known,
    processes: byProcess(ingested.added),
    unreadable,
    model: { name: model.name, digest: model.sha256 },
  };
}

function linesOf({ ingested, chosen, known, faceless, unreadable }: DegradedDataset): string[] {
  const { dataset, added, model } = ingested;
  return [
    `${dataset.name}: ${count(chosen)} photographs degraded, ${count(added.length)} pictures added, ${count(known)} known before`,
    `templates by ${model.name} ${model.sha256.slice(0, 12)}`,
    ...(added.length > 0 ? ['', ...table([HEADER, ...byProcess(added).map(cells)])] : []),
    ...(faceless > 0
      ? ['', `${count(faceless)} photographs were passed over: no face was found in them`]
      : []),
    ...(unreadable.length > 0 ? ['', 'left out, since they could not be read:'] : []),
    ...unreadable.slice(0, NAMED).map(({ image, message }) => `  ${image}: ${message}`),
    ...(unreadable.length > NAMED ? [`  and ${count(unreadable.length - NAMED)} more`] : []),
  ];
}

const HEADER = ['process', 'pictures', 'failures to acquire'];

interface OfProcess {
  readonly process: string;
  readonly pictures: number;
  readonly failures: number;
}

const cells = ({ process, pictures, failures }: OfProcess): string[] => [
  process,
  count(pictures),
  count(failures),
];

function byProcess(added: DegradedDataset['ingested']['added']): OfProcess[] {
  const names = [...new Set(added.map(({ groups }) => groups.process ?? ''))].sort();
  return names.map((process) => {
    const pictures = added.filter(({ groups }) => groups.process === process);
    const failures = pictures.filter(({ face }) => face.kind === 'failure').length;
    return { process, pictures: pictures.length, failures };
  });
}
