// `likeness data ingest`: photographs become a data set.

import { type Command, Option } from 'commander';
import type { Ingested, Layout } from '../../../workbench/index.js';
import { interruptible } from '../../interrupt.js';
import { jsonOption, modelOption, whole, word } from '../../options.js';
import { count, printJson, printLines, table } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Take photographs into a data set, which is made if it is not there: a folder with one row a picture in
images.parquet and the pictures by their digests. Face, landmarks, quality, perceptual hash and template are found
out once, on all cores, and kept: run it again after an interruption and it goes on where it stood. Pictures that
are in the data set already are passed over.

Layouts:
  folder    one folder a subject: photos/<Subject>/*.jpg (so is Labeled Faces in the Wild)
  csv       a file with the columns image and subject, and if you like source_type, captured_at, source, licence,
            consent, purpose, retain_until; any other column is an attribute, such as sex or documentType
  docface   one folder a subject; 1.jpg or A….jpg is the document, 2.jpg or B….jpg the selfie

What you say with --source-type, --captured-at, --source, --licence, --consent, --purpose and --retain-until holds
for pictures of which the list says nothing else.`;

const EPILOGUE = `
Exit codes:
  0 done   1 some files could not be read   2 wrong use or bad input   130 interrupted

Examples:
  $ likeness data ingest photos people --licence "own cases" --consent "terms of 2024" --retain-until 2027-12-31
  $ likeness data ingest cases.csv people
  $ likeness data ingest scans people --prefix documents --source-type document
  $ duckdb -c "select failure, count(*) from 'people/images.parquet' group by all"`;

const EXIT_UNREADABLE = 1;

/** So many files that could not be read are named; --json names all. */
const NAMED = 10;

interface Options {
  readonly layout?: Layout;
  readonly link?: true;
  readonly prefix?: string;
  readonly model?: string;
  readonly sourceType?: string;
  readonly capturedAt?: string;
  readonly source?: string;
  readonly licence?: string;
  readonly consent?: string;
  readonly purpose?: string;
  readonly retainUntil?: string;
  readonly threads?: number;
  readonly json?: true;
}

export function addIngest(data: Command, terminal: Terminal): void {
  data
    .command('ingest')
    .summary('take photographs into a data set')
    .description(prose(ABOUT))
    .argument('<photographs>', 'a folder or a list')
    .argument('<dataset>', 'folder of the data set')
    .addOption(
      new Option('--layout <layout>', 'default: csv for a file, folder for a folder').choices([
        'folder',
        'csv',
        'docface',
      ]),
    )
    .option('--link', 'leave the pictures where they lie, in place of copying them')
    .option('--prefix <name>', 'put before the name of each picture', word)
    .addOption(modelOption())
    .option('--source-type <type>', 'selfie, document, chip or video', word)
    .option('--captured-at <day>', 'when they were taken: 2024-05-31', word)
    .option('--source <text>', 'where they came from', word)
    .option('--licence <text>', 'on what terms they may be used', word)
    .option('--consent <text>', 'what the subjects agreed to, or the legal basis', word)
    .option('--purpose <text>', 'what they are held for', word)
    .option('--retain-until <day>', 'the last day on which they may be kept', word)
    .option('--threads <n>', 'default: all cores', whole)
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((photographs: string, dataset: string, options: Options) =>
      ingestPhotographs(terminal, photographs, dataset, options),
    );
}

async function ingestPhotographs(
  terminal: Terminal,
  photographs: string,
  path: string,
  options: Options,
): Promise<void> {
  const { ingest, LAYOUTS, layoutOf, stated, termsOf } = await import('../../../workbench/index.js');
  const { defaultEmbedder, ModelStore, likenessHome } = await import('../../../face/index.js');
  const said = stated(
    {
      source_type: options.sourceType,
      captured_at: options.capturedAt,
      source: options.source,
      licence: options.licence,
      consent: options.consent,
      purpose: options.purpose,
      retain_until: options.retainUntil,
    },
    'the command line',
  );
  const pictures = await LAYOUTS[options.layout ?? (await layoutOf(photographs))](photographs);
  const home = terminal.env.LIKENESS_HOME || likenessHome();
  const { link, prefix, threads, model = await defaultEmbedder(home) } = options;
  const ingested = await interruptible((signal) => {
    const progress = startProgress(terminal);
    return ingest(path, pictures, {
      model,
      ...(link && { link }),
      ...(prefix && { prefix }),
      ...(threads && { threads }),
      ...(said.source_type && { sourceType: said.source_type }),
      ...(said.captured_at && { capturedAt: said.captured_at }),
      terms: termsOf(said),
      home,
      store: new ModelStore(home),
      signal,
      onProgress: progress.report,
    }).finally(progress.done);
  });
  if (options.json) printJson(terminal, answerOf(ingested));
  else printLines(terminal, linesOf(ingested));
  if (ingested.unreadable.length > 0) terminal.exitCode = EXIT_UNREADABLE;
}

function answerOf({ dataset, added, known, unreadable, model }: Ingested) {
  return {
    dataset: { name: dataset.name, path: dataset.path, ...sizeOf(dataset.records) },
    added: added.length,
    known,
    failures: failuresOf(added),
    unreadable,
    model: { name: model.name, digest: model.sha256 },
  };
}

function linesOf({ dataset, added, known, unreadable, model }: Ingested): string[] {
  const { subjects, pictures } = sizeOf(dataset.records);
  const failures = failuresOf(added);
  return [
    `${dataset.name}: ${count(subjects)} subjects, ${count(pictures)} pictures; ${count(added.length)} added, ${count(known)} known before`,
    `templates by ${model.name} ${model.sha256.slice(0, 12)}`,
    ...(failures.length > 0 ? ['', 'no template could be made of:'] : []),
    ...table(failures.map(({ code, pictures: n }) => [`  ${count(n)}`, code])),
    ...(unreadable.length > 0 ? ['', 'left out, since they could not be read:'] : []),
    ...unreadable.slice(0, NAMED).map(({ image, message }) => `  ${image}: ${message}`),
    ...(unreadable.length > NAMED ? [`  and ${count(unreadable.length - NAMED)} more`] : []),
  ];
}

const sizeOf = (records: Ingested['dataset']['records']) => ({
  subjects: new Set(records.map(({ subject }) => subject)).size,
  pictures: records.length,
});

function failuresOf(records: Ingested['added']): { code: string; pictures: number }[] {
  const counts = new Map<string, number>();
  for (const { face } of records)
    if (face.kind === 'failure') counts.set(face.code, (counts.get(face.code) ?? 0) + 1);
  return [...counts].map(([code, pictures]) => ({ code, pictures })).sort((a, b) => b.pictures - a.pictures);
}
