// A document as a person reads it: the verdict large, then its facts, its zone with every doubt marked, the portrait,
// the chip, and what to do next.

import {
  chipAgrees,
  isMisread,
  type ReadSide,
  type SideZone,
  zoneAbsence,
  zoneOf,
} from '../../decision/index.js';
import type {
  Authenticity,
  Chip,
  Correction,
  Doubt,
  ReadPage,
  ReadZone,
  VisualCheck,
  Zone,
} from '../../document/index.js';
import { recaptureReasons } from '../../face/index.js';
import { clipped, count, type Paint, table } from '../output.js';
import type { Trust } from './chipFiles.js';
import {
  CHECK_WORDS,
  CHIP_VERDICTS,
  factsOf,
  MISREAD,
  notesOn,
  SIZE_WORDS,
  titleOf,
  visualFacts,
} from './facts.js';
import { DOCUMENT_VERDICTS, type JudgedDocument } from './judge.js';
import type { ReadPortrait } from './portrait.js';
import type { ReadDocument } from './read.js';
import { zoneShown } from './sides.js';

export function documentLines(document: ReadDocument, paint: Paint): string[] {
  const { sides, chip, today, timings } = document;
  const printed = zoneOf(sides);
  const shown = zoneShown(printed, document.chipZone);
  return [
    '',
    ...indented(verdictLines(document.judged, paint)),
    '',
    ...indented(factLines(printed, shown, sides, today, paint)),
    ...(printed ? ['', ...indented(zoneLines(printed.zone, paint))] : []),
    ...(document.judged.visual ? ['', ...indented(visualLines(document.judged.visual, paint))] : []),
    '',
    ...indented(pictureLines(document, paint)),
    ...(chip ? ['', ...indented(chipLines(document, chip, paint))] : []),
    '',
    ...indented(
      sides.map(({ file, reading: { photograph } }) =>
        paint(`${file} (${photograph.source.width} × ${photograph.source.height})`, 'dim'),
      ),
    ),
    `  ${paint(`judged by ${today}, ${Math.round(timings.total)} ms`, 'dim')}`,
  ];
}

const indented = (lines: readonly string[]): string[] => lines.map((text) => (text ? `  ${text}` : ''));

function verdictLines({ verdict, reasons }: JudgedDocument, paint: Paint): string[] {
  const { style, meaning } = DOCUMENT_VERDICTS[verdict];
  const word = [...verdict.toUpperCase()].join(' ');
  return [
    `${paint(`  ${word}  `, 'bold', style)}  ${meaning}`,
    ...(reasons.length > 0 ? [''] : []),
    ...reasons.map(({ message, measured }) => {
      const numbers = measured ? ` (measured ${short(measured.value)}, limit ${short(measured.limit)})` : '';
      return `• ${message}${numbers}`;
    }),
  ];
}

const short = (value: number): number => Number(value.toPrecision(3));

function factLines(
  printed: SideZone | null,
  shown: Zone | null,
  sides: readonly ReadSide[],
  today: string,
  paint: Paint,
): string[] {
  if (!shown) return sides.map(sideSentence);
  const isGuess = printed?.zone.zone === shown && isMisread(printed.zone);
  const source = printed?.zone.zone === shown ? '' : ', by its chip';
  const rows = factsOf(shown, today).map(({ label, value, remark = '', bad }) => [label, value, remark, bad]);
  return [
    isGuess ? paint(MISREAD, 'yellow') : `${paint(titleOf(shown), 'bold')}${source}`,
    ...table(
      rows.map((row) => row.slice(0, 3).map(String)),
      (cell, row, column) => {
        if (column === 0 || isGuess) return paint(cell, 'dim');
        return column === 2 && rows[row]![3] ? paint(cell, 'red') : cell;
      },
    ),
  ];
}

function sideSentence(side: ReadSide): string {
  const { page } = side.reading;
  if (!page) return `${side.side}: no page of an identity document can be seen`;
  return `${side.side}: ${SIZE_WORDS[page.size]}, ${ABSENCES[zoneAbsence([side])]}`;
}

const ABSENCES = {
  page_not_found: '',
  mrz_unreadable: 'with a machine-readable zone that cannot be read',
  mrz_not_shown: 'without a machine-readable zone on this side',
  mrz_not_found: 'on which no machine-readable zone can be seen',
} as const;

/** The zone with marks under it, its check digits, and what was corrected or is not sure. */
function zoneLines(read: ReadZone, paint: Paint): string[] {
  const { zone, corrections, doubtful } = read;
  return [
    ...zone.lines.flatMap((text, row) => [
      paint(text, 'bold'),
      ...marksUnder(row, corrections, doubtful).map((marks) => paint(marks, 'yellow')),
    ]),
    '',
    zone.checks
      .map(({ name, found, expected, passes }) =>
        passes
          ? `${paint('✓', 'green')} ${CHECK_WORDS[name]}`
          : `${paint('✗', 'red')} ${CHECK_WORDS[name]} (${found} in place of ${expected ?? 'a digit'})`,
      )
      .join('   '),
    ...notesOn(read).map(({ sign, text }) => `${sign} ${text}`),
  ];
}

/** What is printed for people, beside the zone: what agrees, what does not, and what could not be found. */
function visualLines(checks: readonly VisualCheck[], paint: Paint): string[] {
  const facts = visualFacts(checks).map(({ label, check }) => {
    if (!check) return paint(`· ${label} not found`, 'dim');
    return check.agrees
      ? `${paint('✓', 'green')} ${label}`
      : `${paint('✗', 'yellow')} ${label}: ${clipped(check.text, 40)}`;
  });
  return [`${paint('In print', 'bold')}, for people`, facts.join('   ')];
}

/** `^` under what was corrected, `?` under what is not sure. */
export function marksUnder(
  row: number,
  corrections: readonly Correction[],
  doubtful: readonly Doubt[],
): string[] {
  const marks = new Map([
    ...corrections.filter((one) => one.row === row).map(({ column }) => [column, '^'] as const),
    ...doubtful.filter((one) => one.row === row).map(({ column }) => [column, '?'] as const),
  ]);
  if (marks.size === 0) return [];
  return [Array.from({ length: Math.max(...marks.keys()) + 1 }, (_, i) => marks.get(i) ?? ' ').join('')];
}

function pictureLines({ sides, portrait, printed }: ReadDocument, paint: Paint): string[] {
  return table(
    [
      ...(portrait ? portraitRows(portrait) : [['portrait', 'none was found']]),
      ...(printed && printed !== portrait ? [['printed', faceSentence(printed)]] : []),
      ...(printed && printed.ghosts.length > 0 ? [['ghosts', ghostSentence(printed.ghosts.length)]] : []),
      ...sides.flatMap(({ side, reading: { page } }) =>
        page ? [[side === 'front' ? 'page' : 'back', pageSentence(page)]] : [],
      ),
    ],
    (cell, _, column) => (column === 0 ? paint(cell, 'dim') : cell),
  );
}

function portraitRows(portrait: ReadPortrait): string[][] {
  const advice = portraitAdvice(portrait);
  const where = portrait.on === 'chip' ? 'in the chip, ' : '';
  const verdict = advice.length === 0 ? 'good enough to compare' : 'not good enough to compare:';
  return [
    ['portrait', `${where}${faceSentence(portrait)}, ${verdict}`],
    ...advice.map((sentence) => ['', `• ${sentence}`]),
  ];
}

/** In the original's pixels. */
const faceSentence = ({ face, quality }: ReadPortrait): string =>
  `face with ${Math.round(quality.components.InterEyeDistance.native)} pixels between its eyes (found with confidence ${face.confidence.toFixed(2)})`;

const ghostSentence = (count: number): string =>
  count === 1 ? 'one second, smaller image' : `${count} smaller images`;

export const portraitAdvice = ({ quality }: ReadPortrait): string[] =>
  recaptureReasons(quality, 'document').map(({ advice }) => advice);

export function pageSentence({ confidence, size, condition }: ReadPage): string {
  const { resolution, blur, glare, cropped } = condition;
  return [
    `${size}, found with confidence ${confidence.toFixed(2)}`,
    `${resolution.toFixed(1)} pixels a mm`,
    ...(blur === null ? [] : [`edges ${blur.toFixed(2)} mm wide`]),
    `${(100 * glare).toFixed(1)} % washed out`,
    cropped > 0 ? `${(100 * cropped).toFixed(1)} % cut off` : 'whole',
  ].join(', ');
}

function chipLines({ sides, trust, ...document }: ReadDocument, chip: Chip, paint: Paint): string[] {
  const agrees = chipAgrees(chip, zoneOf(sides));
  const { portrait, authenticity } = chip;
  const held = portrait && `${FORMATS[portrait.format]}, ${portrait.encoding}`;
  const made = portrait?.created ? `, of ${portrait.created.slice(0, 10)}` : '';
  const faceless = portrait && document.portrait?.on !== 'chip' ? '; no face can be found in it' : '';
  const rows = [
    ...(portrait ? [['portrait', `${held}${made}${faceless}`]] : []),
    ...(chip.zone ? [['zone', AGREEMENT[String(agrees) as keyof typeof AGREEMENT]]] : []),
    ...(trust ? [['trusted', trustSentence(trust)]] : []),
  ];
  return [
    `${paint('Chip', 'bold')}${authenticity ? `, ${CHIP_VERDICTS[authenticity.verdict]}` : ', signed by nobody that was given (no EF.SOD)'}`,
    ...table(rows, (cell, _, column) => (column === 0 ? paint(cell, 'dim') : cell)),
    ...(authenticity ? stepLines(authenticity, paint) : []),
  ];
}

const trustSentence = ({ certificates, revocationLists, unreadable }: Trust): string =>
  [
    counted(certificates, 'certificate'),
    counted(revocationLists, 'revocation list'),
    ...(unreadable > 0 ? [`${counted(unreadable, 'certificate')} that cannot be read`] : []),
  ].join(', ');

const counted = (number: number, what: string): string =>
  `${count(number)} ${what}${number === 1 ? '' : 's'}`;

const FORMATS = { jpeg: 'JPEG', jp2: 'JPEG 2000' } as const;

const AGREEMENT = {
  true: 'the same as printed',
  false: 'another than printed',
  null: 'not compared: the printed one was not read for sure',
} as const;

/** Names in certificates are strangers’ words. */
const stepLines = ({ steps }: Authenticity, paint: Paint): string[] =>
  steps.map(({ passes, weight, sentence }) => {
    const sign = passes
      ? paint('✓', 'green')
      : weight === 'remark'
        ? paint('·', 'dim')
        : paint('✗', weight === 'doubt' ? 'yellow' : 'red');
    return `${sign} ${clipped(sentence, 240)}`;
  });
