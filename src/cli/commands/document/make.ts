// `likeness document make`: specimens around a given face, with the truth about them.

import { join } from 'node:path';
import { type Command, Option } from 'commander';
import type { Likeness } from '../../../decision/index.js';
import { LikenessError } from '../../../errors.js';
import type { Picture } from '../../../image/index.js';
import type { Holder } from '../../../workbench/index.js';
import type { DocumentKind, SpecimenSide } from '../../document/specimens.js';
import { interruptible } from '../../interrupt.js';
import { withLikeness } from '../../opening.js';
import { calendarDay, jsonOption, seedNumber, whole, word } from '../../options.js';
import { count, printJson, printLines } from '../../output.js';
import { startProgress } from '../../progress.js';
import { prose } from '../../prose.js';
import { makeFolder, save } from '../../save.js';
import type { Terminal } from '../../terminal.js';

const ABOUT = `Make passports and identity cards of states that do not exist, around a given face: with security print, a fainter
second portrait, and a correct machine-readable zone. Every one is marked SPECIMEN and carries the code UTO, which ICAO
Doc 9303 keeps for specimens. They are for tests, demonstrations and training.

The portrait is cut out of any photograph that shows one face, in the proportions of ISO/IEC 39794-5. Whatever is not
said of the holder is invented from the seed; one document in twelve has expired, as in a drawer of real ones. The same
options, seed and day give the same bytes.

Each side is one picture with a JSON file beside it that holds the truth: corners of page, portrait and zone in pixels,
the lines of the zone, every printed field, the holder. With --photograph it is what a phone makes of it on some
table: at an angle, in uneven light, with reflections, shadows, blur and noise.`;

const EPILOGUE = `
Exit codes:
  0 done   2 wrong use or bad input   130 interrupted (what was written is whole)

Examples:
  $ likeness document make --portrait face.jpg
  $ likeness document make --portrait face.jpg --kind TD1 --photograph
  $ likeness document make --portrait face.jpg --surname Eriksson --given-names "Anna Maria" --expiry 2020-04-15
  $ likeness document make --portrait a.jpg b.jpg c.jpg --count 300 --photograph --seed 7 --out specimens
  $ likeness document likeness-specimens/specimen-0001-TD3.png`;

interface Options {
  readonly portrait?: readonly string[];
  readonly kind: DocumentKind;
  readonly surname?: string;
  readonly givenNames?: string;
  readonly number?: string;
  readonly nationality?: string;
  readonly birth?: string;
  readonly sex?: Holder['sex'];
  readonly issued?: string;
  readonly expiry?: string;
  readonly placeOfBirth?: string;
  readonly personalNumber?: string;
  readonly count: number;
  readonly seed: number;
  readonly today?: string;
  readonly photograph?: true;
  readonly out: string;
  readonly json?: true;
}

export function addMake(document: Command, terminal: Terminal): void {
  document
    .command('make')
    .summary('make specimens around a face: likeness document make --help')
    .description(prose(ABOUT))
    .option('--portrait <images...>', 'photographs with one face each; several take turns')
    .addOption(
      new Option('--kind <kind>', 'TD3 is a passport, TD2 and TD1 are cards; a TD1 has front and back')
        .choices(['TD3', 'TD2', 'TD1'] satisfies readonly DocumentKind[])
        .default('TD3'),
    )
    .option('--surname <name>', 'with its accents, as a page prints it')
    .option('--given-names <names>', 'none are empty: ""')
    .option('--number <number>', 'of the document: capitals and digits', word)
    .option('--nationality <code>', 'in the zone; the page prints its own state’s (default: UTO)', word)
    .option('--birth <day>', 'date of birth: 1974-08-12', calendarDay)
    .addOption(new Option('--sex <sex>', 'F, M, or X').choices(['F', 'M', 'X']))
    .option('--issued <day>', 'date of issue', calendarDay)
    .option('--expiry <day>', 'date of expiry; one in the past makes an expired document', calendarDay)
    .option('--place-of-birth <place>', 'as a page prints it')
    .option('--personal-number <number>', 'optional data: at most 15 capitals and digits')
    .addOption(new Option('--count <n>', 'how many').argParser(whole).default(1))
    .addOption(new Option('--seed <n>', 'what is invented follows from it').argParser(seedNumber).default(1))
    .option('--today <day>', 'the day by which dates are invented (default: today)', calendarDay)
    .option('--photograph', 'as a phone photographs it (JPEG); else flat (PNG, 300 dots an inch)')
    .addOption(
      new Option('--out <folder>', 'where to write')
        .argParser(word)
        .default('likeness-specimens', 'likeness-specimens'),
    )
    .addOption(jsonOption())
    .addHelpText('after', EPILOGUE)
    .action((options: Options) => make(terminal, options));
}

async function make(terminal: Terminal, options: Options): Promise<void> {
  const { kind, seed, out, json } = options;
  const { portrait: files } = options;
  if (!files)
    throw new LikenessError('option_invalid', 'no portrait was given', {
      hint: 'Give --portrait face.jpg: any photograph that shows one face.',
    });
  const portraits = await readPortraits(terminal, files);
  const { makeSpecimen } = await import('../../document/specimens.js');
  const order = {
    ...{ kind, portraits, seed, holder: holderOf(options) },
    today: options.today ?? new Date().toISOString().slice(0, 10),
    photographed: options.photograph ?? false,
  };
  const made: SpecimenSide['truth'][] = [];
  await interruptible(async (signal) => {
    const progress = startProgress(terminal);
    try {
      for (let number = 1; number <= options.count; number++) {
        signal.throwIfAborted();
        progress.report('making specimens', number - 1, options.count);
        const sides = await makeSpecimen(order, number);
        // Not before one could be made: a holder whom no page can name leaves nothing behind.
        if (number === 1) await makeFolder(out);
        for (const side of sides) await saveSide(out, side);
        made.push(...sides.map(({ truth }) => truth));
      }
    } finally {
      progress.done();
    }
  });
  if (json) printJson(terminal, { folder: out, sides: made });
  else printLines(terminal, linesOf(out, made));
}

/** The truth first: no picture is ever without it. */
async function saveSide(folder: string, { name, picture: { ending, bytes }, truth }: SpecimenSide) {
  await save(join(folder, `${name}.json`), `${JSON.stringify(truth, null, 2)}\n`);
  await save(join(folder, `${name}.${ending}`), bytes);
}

function holderOf(options: Options): Partial<Holder> {
  const { surname, givenNames, number, nationality, birth, sex, issued, expiry } = options;
  const { placeOfBirth, personalNumber } = options;
  const given = {
    ...{ surname, givenNames, nationality, birth, sex, issued, expiry, placeOfBirth, personalNumber },
    documentNumber: number,
  };
  return Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined));
}

/** Pixels, for 35 × 45 mm at the finest that a sheet is drawn. */
const PORTRAIT = { width: 420, height: 540 } as const;

async function readPortraits(terminal: Terminal, files: readonly string[]): Promise<Picture[]> {
  const { readPictureFile } = await import('../../../image/index.js');
  // Before the models are opened: a wrong path should be told at once.
  const pictures = await Promise.all(files.map((file) => readPictureFile(file)));
  return withLikeness(terminal, {}, async (likeness) => {
    const portraits: Picture[] = [];
    for (const [i, bytes] of pictures.entries()) portraits.push(await cutOut(likeness, files[i]!, bytes));
    return portraits;
  });
}

/** @throws `face_not_found`, `faces_several` */
async function cutOut(likeness: Likeness, file: string, bytes: Uint8Array): Promise<Picture> {
  const { chooseFace } = await import('../../../decision/index.js');
  const { framed, placeOf, PORTRAIT_FRAMING } = await import('../../framing.js');
  const { picture, faces } = await likeness.inspect(bytes);
  const choice = chooseFace(
    faces.toSorted((a, b) => b.box.width - a.box.width),
    'selfie',
  );
  if (choice.kind === 'none') throw new LikenessError('face_not_found', `No face can be seen in ${file}.`);
  if (choice.kind === 'several')
    throw new LikenessError('faces_several', `${file} shows several faces that are about as large.`, {
      hint: 'Cut out the one that is meant.',
    });
  return framed(placeOf(choice.main, picture), { ...PORTRAIT, ...PORTRAIT_FRAMING });
}

function linesOf(folder: string, sides: readonly SpecimenSide['truth'][]): string[] {
  const [first] = sides;
  const documents = new Set(sides.map(({ number }) => number)).size;
  const named = sides.slice(0, MOST_NAMED).map(({ file, holder: { surname, givenNames, expiry } }) => {
    const names = [surname, givenNames].filter(Boolean).join(', ');
    return `  ${join(folder, file)}  ${names}, expires ${expiry}`;
  });
  return [
    `${count(documents)} ${documents === 1 ? 'specimen' : 'specimens'}, ${count(sides.length)} ${sides.length === 1 ? 'picture' : 'pictures'}, each with its truth beside it as .json`,
    ...named,
    ...(sides.length > MOST_NAMED ? [`  and ${count(sides.length - MOST_NAMED)} more`] : []),
    `Read one: likeness document ${sides
      .filter(({ number }) => number === first?.number)
      .map(({ file }) => join(folder, file))
      .join(' ')}`,
  ];
}

const MOST_NAMED = 10;
