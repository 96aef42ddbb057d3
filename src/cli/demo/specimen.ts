// The passport of nobody: a data page of Utopia (state code UTO, which ICAO Doc 9303 keeps for specimens) with
// somebody's portrait, a ghost of it, and a machine-readable zone whose check digits are right.

import {
  type Box,
  blank,
  type Colour,
  draw,
  type Mark,
  type Picture,
  resize,
  warp,
} from '../../image/index.js';
import { filled, INK, line, widthOf } from '../sheet/palette.js';

/** Ten pixels a millimetre: 125 × 88 mm, ISO/IEC 7810 ID-3. */
const WIDTH = 1250;
const HEIGHT = 880;

/** 35 × 45 mm. */
export const PORTRAIT = { width: 350, height: 450 } as const;
const PORTRAIT_BOX: Box = { x: 60, y: 190, ...PORTRAIT };
const GHOST_BOX: Box = { x: 1010, y: 440, width: 154, height: 198 };
/** How much of the ghost is ink. */
const GHOST_INK = 0.4;

const SECURITY_PAPER: Colour = '#eef1e6';
const PRINT: Colour = '#2f4a66';
const LABEL: Colour = '#5f7285';
const WARNING: Colour = '#c23b3688';

export interface Holder {
  /** Letters only, as in the machine-readable zone. */
  readonly surname: string;
  readonly givenName: string;
  /** Nine characters. */
  readonly number: string;
}

/** The page, flat. */
export async function specimenPage(portrait: Picture, holder: Holder): Promise<Picture> {
  const ghost = faded(resize(portrait, GHOST_BOX.width, GHOST_BOX.height), SECURITY_PAPER);
  return draw(blank(WIDTH, HEIGHT, SECURITY_PAPER), [
    ...rosette(),
    filled(0, 0, WIDTH, 92, PRINT),
    line('UTOPIA', { x: 60, y: 30 }, 34, '#ffffff'),
    line('PASSPORT · PASSEPORT', { x: 430, y: 36 }, 22, '#ffffff'),
    line('SPECIMEN', { x: WIDTH - 60 - widthOf('SPECIMEN', 26), y: 34 }, 26, '#ffd23f'),
    { kind: 'picture', picture: portrait, box: PORTRAIT_BOX },
    { kind: 'picture', picture: ghost, box: GHOST_BOX },
    ...fields(holder),
    line('SPECIMEN – NO VALUE', { x: 460, y: 596 }, 34, WARNING),
    filled(0, 690, WIDTH, HEIGHT - 690, '#ffffff'),
    ...machineReadable(holder),
  ]);
}

/** The page as somebody photographs it on a desk: a little smaller, and not quite straight. */
export function photographed(page: Picture): Picture {
  const [width, height] = [1400, 1010];
  const turn = (-2 * Math.PI) / 180;
  const [a, b] = [Math.cos(turn), Math.sin(turn)];
  const [cx, cy] = [width / 2, height / 2];
  const toPage = { a, b, tx: WIDTH / 2 - (a * cx - b * cy), ty: HEIGHT / 2 - (b * cx + a * cy) };
  return warp(page, toPage, width, height, { border: 'grey' });
}

function fields({ surname, givenName, number }: Holder): Mark[] {
  const rows: readonly (readonly [string, string, string?, string?])[] = [
    ['Type', 'P', 'Passport No.', number],
    ['Surname', surname],
    ['Given names', givenName],
    ['Nationality', 'UTOPIAN', 'Date of birth', '01 JAN 1990'],
    ['Date of issue', '01 JAN 2025', 'Date of expiry', '31 DEC 2034'],
  ];
  return rows.flatMap(([label, value, secondLabel, second], i) => {
    const y = 190 + 78 * i;
    const cell = (x: number, name: string, text: string) => [
      line(name, { x, y }, 13, LABEL),
      line(text, { x, y: y + 26 }, 23),
    ];
    return [...cell(460, label, value), ...(secondLabel && second ? cell(760, secondLabel, second) : [])];
  });
}

/** Fine lines behind everything, as security paper has them: one rosette of hypotrochoids. */
function rosette(): Mark[] {
  const [cx, cy] = [760, 400];
  return [210, 245, 280].map((radius, ring) => ({
    kind: 'line' as const,
    colour: (['#c9d8c4', '#cfd6e4', '#e2d3cd'] as const)[ring]!,
    width: 1.2,
    points: Array.from({ length: 721 }, (_, i) => {
      const t = (i / 720) * 2 * Math.PI;
      const r = radius + 46 * Math.sin(12 * t + ring);
      return { x: cx + 1.7 * r * Math.cos(t), y: cy + r * Math.sin(t) };
    }),
  }));
}

/** Two lines of 44 characters, each in a cell of its own as OCR-B prints them. */
function machineReadable(holder: Holder): Mark[] {
  const pitch = 26;
  return machineReadableZone(holder).flatMap((text, row) =>
    [...text].map((letter, i) => {
      const x = 56 + i * pitch + (16 - widthOf(letter, 24)) / 2;
      return line(letter, { x, y: 732 + row * 66 }, 24, INK);
    }),
  );
}

/** Doc 9303-4, 4.2.2: TD3. */
export function machineReadableZone({ surname, givenName, number }: Holder): [string, string] {
  const name = (text: string) => text.toUpperCase().replace(/[^A-Z]+/g, '<');
  const [birth, expiry, personal] = ['900101', '341231', '<'.repeat(14)];
  const first = number + checkDigit(number);
  const second = birth + checkDigit(birth);
  const third = expiry + checkDigit(expiry);
  const fourth = `${personal}<`;
  const all = checkDigit(first + second + third + fourth);
  return [
    `P<UTO${name(surname)}<<${name(givenName)}`.padEnd(44, '<').slice(0, 44),
    `${first}UTO${second}<${third}${fourth}${all}`,
  ];
}

/** Doc 9303-3, 4.9: weights 7, 3, 1; A is 10, the filler 0. */
export function checkDigit(text: string): number {
  const weights = [7, 3, 1] as const;
  const values = [...text].map((letter) => (letter === '<' ? 0 : Number.parseInt(letter, 36)));
  return values.reduce((sum, value, i) => sum + value * weights[i % 3]!, 0) % 10;
}

/** The picture in grey, with most of the paper showing through. */
function faded({ width, height, data }: Picture, paper: Colour): Picture {
  const under = Buffer.from(paper.slice(1), 'hex');
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 3) {
    const grey = 0.3 * data[i]! + 0.59 * data[i + 1]! + 0.11 * data[i + 2]!;
    for (let c = 0; c < 3; c++) out[i + c] = GHOST_INK * grey + (1 - GHOST_INK) * under[c]!;
  }
  return { width, height, data: out };
}
