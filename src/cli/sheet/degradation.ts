// The contact sheet of `likeness data degrade`: a photograph through each process step by step, then through every
// single effect at five severities.

import type { Mark, Picture } from '../../image/index.js';
import { FAINT, HAIRLINE, INK, line, wrap } from './palette.js';
import { sheet } from './sheet.js';

export interface DegradationRow {
  readonly title: string;
  /** In a sentence or two. */
  readonly about: string;
  readonly tiles: readonly DegradationTile[];
}

export interface DegradationTile {
  readonly name: string;
  /** Below the name: the parameters with their units. */
  readonly captions: readonly string[];
  readonly picture: Picture;
}

const MARGIN = 28;
const GAP = 14;
const TILE = { width: 210, height: 270 } as const;
const COLUMNS = 6;
const WIDTH = 2 * MARGIN + COLUMNS * TILE.width + (COLUMNS - 1) * GAP;
const TITLE = 15;
const TEXT = 9;
const CAPTION = 8;
const LEADING = 1.9;

export async function degradationSheet(rows: readonly DegradationRow[]): Promise<Uint8Array> {
  const marks: Mark[] = [];
  let y = MARGIN;
  for (const row of rows) {
    const about = wrap(drawable(row.about), TEXT, WIDTH - 2 * MARGIN);
    marks.push(
      {
        kind: 'bar',
        box: { x: MARGIN, y, width: WIDTH - 2 * MARGIN, height: 1 },
        value: 1,
        colour: HAIRLINE,
        background: HAIRLINE,
      },
      line(row.title, { x: MARGIN, y: y + 14 }, TITLE, INK),
      ...about.map((text, i) => line(text, { x: MARGIN, y: y + 42 + i * TEXT * LEADING }, TEXT, FAINT)),
    );
    y += 42 + about.length * TEXT * LEADING + 8;
    for (let from = 0; from < row.tiles.length; from += COLUMNS) {
      const tiles = row.tiles.slice(from, from + COLUMNS);
      tiles.forEach((tile, i) => {
        marks.push(...tileMarks(tile, MARGIN + i * (TILE.width + GAP), y));
      });
      y += Math.max(...tiles.map(heightOf)) + GAP;
    }
    y += MARGIN - GAP;
  }
  return sheet(WIDTH, Math.ceil(y), marks);
}

function tileMarks({ name, captions, picture }: DegradationTile, x: number, y: number): Mark[] {
  const { width, height } = sizeOf(picture);
  return [
    { kind: 'picture', picture, box: { x, y, width, height } },
    line(name, { x, y: y + height + 8 }, TEXT),
    ...linesOf(captions).map((text, i) =>
      line(text, { x, y: y + height + 8 + TEXT * LEADING + i * CAPTION * LEADING }, CAPTION, FAINT),
    ),
  ];
}

const linesOf = (captions: readonly string[]): string[] =>
  captions.flatMap((caption) => wrap(drawable(caption), CAPTION, TILE.width));

/** The lettering of drawings has no Greek, no raised two and no curved quotation marks: units are written out. */
export const drawable = (text: string): string =>
  text.replace(/µm|1\/cm²|[²“”λθστ]/g, (sign) => SIGNS[sign] ?? sign);

const SIGNS: Readonly<Record<string, string>> = {
  µm: 'micrometres',
  '1/cm²': 'per square cm',
  '²': '^2',
  '“': '"',
  '”': '"',
  λ: 'lambda',
  θ: 'theta ',
  σ: 'sigma',
  τ: 'tau',
};

const heightOf = ({ captions, picture }: DegradationTile): number =>
  sizeOf(picture).height + 8 + TEXT * LEADING + linesOf(captions).length * CAPTION * LEADING;

function sizeOf({ width, height }: Picture): { width: number; height: number } {
  const scale = Math.min(TILE.width / width, TILE.height / height);
  return { width: width * scale, height: height * scale };
}
