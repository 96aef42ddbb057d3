// A machine-readable zone on a sheet: its characters coloured by how sure they are, its check digits, its facts.

import type { ReadZone, VisualCheck, Zone } from '../../document/index.js';
import type { Colour, Mark, Point } from '../../image/index.js';
import { CHECK_WORDS, factsOf, notesOn, visualFacts } from '../document/facts.js';
import { clipped } from '../output.js';
import { ACCENT, FAINT, filled, INK, line, OUTCOME_COLOURS, widthOf, wrap } from './palette.js';

/** Marks with the height that they take. */
export interface Block {
  readonly marks: readonly Mark[];
  readonly height: number;
}

const SIZE = 11;
const ROW = 22;
/** Of the zone's lines, in characters' widths. */
const LEADING = 1.9;
const LETTER = 0.72;

/** The zone as text of one width a character, over so many pixels. */
export function zoneBlock(read: ReadZone, at: Point, width: number): Block {
  const { zone, confidence, corrections, doubtful } = read;
  const pitch = width / zone.lines[0]!.length;
  const is = (places: readonly { row: number; column: number }[], row: number, column: number) =>
    places.some((place) => place.row === row && place.column === column);
  const marks = zone.lines.flatMap((text, row) =>
    [...text].flatMap((character, column): Mark[] => {
      const [x, y] = [at.x + column * pitch, at.y + row * pitch * LEADING];
      const look = is(doubtful, row, column)
        ? DOUBTFUL
        : is(corrections, row, column)
          ? CORRECTED
          : { colour: inkOf(confidence[row]![column]!), ground: undefined };
      const size = pitch * LETTER;
      return [
        ...(look.ground ? [filled(x, y - 0.4 * size, pitch, 1.8 * size, look.ground)] : []),
        line(character, { x: x + (pitch - widthOf(character, size)) / 2, y }, size, look.colour),
      ];
    }),
  );
  const below = at.y + zone.lines.length * pitch * LEADING + 4;
  const notes = notesOn(read).flatMap(({ sign, text }) =>
    wrap(text, 9, width).map((words) => ({ words, colour: (sign === '^' ? CORRECTED : DOUBTFUL).colour })),
  );
  return {
    marks: [
      ...marks,
      ...notes.map(({ words, colour }, i) => line(words, { x: at.x, y: below + i * 18 }, 9, colour)),
    ],
    height: below + notes.length * 18 - at.y,
  };
}

const DOUBTFUL: { readonly colour: Colour; readonly ground: Colour } = {
  colour: '#8a4b00',
  ground: '#ffe3b0',
};
const CORRECTED: { readonly colour: Colour; readonly ground: Colour } = { colour: ACCENT, ground: '#dbe8ff' };

/** What the colours of characters mean, the surest first: the probability from which each is used. */
const INKS: readonly { readonly from: number; readonly words: string; readonly colour: Colour }[] = [
  { from: 0.999, words: 'over 99.9 %', colour: INK },
  { from: 0.99, words: 'over 99 %', colour: '#8a7a1c' },
  { from: 0.9, words: 'over 90 %', colour: '#c07a12' },
  { from: 0, words: 'less', colour: '#c23b36' },
];

const inkOf = (posterior: number): Colour => INKS.find(({ from }) => posterior >= from)!.colour;

/** A heading with the key to the colours at its right. */
export function zoneTitle(at: Point, width: number): Block {
  const key = [{ words: 'sure to', colour: FAINT }, ...INKS.map(({ words, colour }) => ({ words, colour }))];
  let x = at.x + width - key.reduce((sum, { words }) => sum + widthOf(words, 8) + 10, -10);
  const marks = key.map(({ words, colour }): Mark => {
    const mark = line(words, { x, y: at.y + 2 }, 8, colour);
    x += widthOf(words, 8) + 10;
    return mark;
  });
  return { marks: [line('machine-readable zone', at, SIZE), ...marks], height: ROW };
}

/** Each check digit with a tick or a cross. */
export const checksBlock = ({ checks }: Zone, at: Point, width: number): Block =>
  signedBlock(
    checks.map(({ name, passes, found, expected }) => ({
      sign: passes ? tick : cross,
      text: passes ? CHECK_WORDS[name] : `${CHECK_WORDS[name]}: ${found}, not ${expected ?? 'a digit'}`,
    })),
    at,
    width,
  );

/** What is printed for people: a tick for what agrees, a cross for what does not, neither for what was not found. */
export function visualBlock(checks: readonly VisualCheck[], at: Point, width: number): Block {
  const facts = visualFacts(checks).map(({ label, check }) => {
    if (!check) return { text: `${label} not found` };
    return check.agrees
      ? { sign: tick, text: label }
      : { sign: doubt, text: `${label}: ${clipped(check.text, 40)}` };
  });
  const below = signedBlock(facts, { x: at.x, y: at.y + ROW }, width);
  return { marks: [line('in print, for people', at, SIZE), ...below.marks], height: ROW + below.height };
}

interface Signed {
  readonly text: string;
  /** Faint where there is none. */
  readonly sign?: (at: Point) => Mark;
}

/** One after the other, in as many rows as they take. */
function signedBlock(items: readonly Signed[], at: Point, width: number): Block {
  const marks: Mark[] = [];
  let [x, y] = [at.x, at.y];
  for (const { text, sign } of items) {
    const taken = 20 + widthOf(text, SIZE - 1) + 22;
    if (x > at.x && x + taken > at.x + width) [x, y] = [at.x, y + ROW];
    marks.push(...(sign ? [sign({ x, y })] : []), line(text, { x: x + 20, y }, SIZE - 1, sign ? INK : FAINT));
    x += taken;
  }
  return { marks, height: y + ROW - at.y };
}

export const tick = ({ x, y }: Point, colour: Colour = OUTCOME_COLOURS.approve): Mark => ({
  kind: 'line',
  points: [
    { x: x + 1, y: y + 6 },
    { x: x + 5, y: y + 10 },
    { x: x + 13, y },
  ],
  colour,
  width: 2.2,
});

/** One line that crosses itself. */
export const cross = ({ x, y }: Point, colour: Colour = OUTCOME_COLOURS.reject): Mark => ({
  kind: 'line',
  points: [
    { x: x + 1, y },
    { x: x + 11, y: y + 10 },
    { x: x + 6, y: y + 5 },
    { x: x + 11, y },
    { x: x + 1, y: y + 10 },
  ],
  colour,
  width: 2.2,
});

/** Print for people may have been misread: it accuses nobody. */
const doubt = (at: Point): Mark => cross(at, OUTCOME_COLOURS.review);

const LABEL_WIDTH = 128;

/** A row for each fact: what it is, its value, what follows from it. */
export function factsBlock(zone: Zone, today: string, at: Point, width: number): Block {
  let y = at.y;
  const marks = factsOf(zone, today).flatMap(({ label, value, remark, bad }): Mark[] => {
    const top = y;
    const words = wrap(value, SIZE, width - LABEL_WIDTH);
    const [last] = words.slice(-1);
    const right = LABEL_WIDTH + widthOf(last ?? '', SIZE) + 18;
    const fits = remark !== undefined && right + widthOf(remark, SIZE) <= width;
    y += (words.length + (remark === undefined || fits ? 0 : 1)) * ROW;
    const at0 = { x: at.x, y: top };
    return [
      line(label, at0, SIZE, FAINT),
      ...words.map((text, i) => line(text, { x: at.x + LABEL_WIDTH, y: top + i * ROW }, SIZE)),
      ...(remark === undefined
        ? []
        : [
            line(
              remark,
              fits
                ? { x: at.x + right, y: top + (words.length - 1) * ROW }
                : { x: at.x + LABEL_WIDTH, y: top + words.length * ROW },
              SIZE,
              bad ? OUTCOME_COLOURS.reject : FAINT,
            ),
          ]),
    ];
  });
  return { marks, height: y - at.y };
}
