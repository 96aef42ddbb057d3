// The page that a portrait is printed on: paper about it, and beside it what is said of its holder.

import type { Random } from '../../autograd/index.js';
import { draw, type Mark } from '../../image/index.js';
import type { Specimen } from './specimen.js';

/** Paper about the portrait, in mm; to the right stand the lines of the data page. */
const MARGIN = { left: 4, top: 4, right: 12, bottom: 4 } as const;

const LABELS = [
  'Surname / Nom',
  'Given names / Prénoms',
  'Nationality / Nationalité',
  'Date of birth',
  'Sex / Sexe',
  'Date of expiry',
];

/** Height of capitals on a data page, in mm. */
const LABEL_MM = 0.9;
const ENTRY_MM = 1.7;

/** The portrait on a page of tinted paper, with lines of a data page that say nothing. */
export async function onPage(portrait: Specimen, random: Random): Promise<Specimen> {
  const { pixelsPerMm, eyes } = portrait;
  const px = (mm: number) => Math.round(mm * pixelsPerMm);
  const width = px(MARGIN.left) + portrait.width + px(MARGIN.right);
  const height = px(MARGIN.top) + portrait.height + px(MARGIN.bottom);
  const paper = [0, 1, 2].map(() => Math.round(232 + 20 * random()));
  const data = new Uint8Array(3 * width * height);
  const blank = Uint8Array.from({ length: 3 * width }, (_, i) => paper[i % 3]!);
  for (let y = 0; y < height; y++) data.set(blank, 3 * width * y);
  for (let y = 0; y < portrait.height; y++) {
    const row = portrait.data.subarray(3 * portrait.width * y, 3 * portrait.width * (y + 1));
    data.set(row, 3 * (width * (y + px(MARGIN.top)) + px(MARGIN.left)));
  }
  const left = px(MARGIN.left) + portrait.width + px(2.5);
  const lines = LABELS.flatMap((label, i): Mark[] => {
    const y = px(MARGIN.top + 1) + (i * portrait.height) / LABELS.length;
    return [
      { kind: 'text', text: label, at: { x: left, y }, size: px(LABEL_MM), colour: '#3f4a63' },
      {
        kind: 'text',
        text: entry(random),
        at: { x: left, y: y + px(2.2) },
        size: px(ENTRY_MM),
        colour: '#16181d',
      },
    ];
  });
  const page = await draw({ width, height, data }, lines);
  return { ...page, pixelsPerMm, eyes: { x: eyes.x + px(MARGIN.left), y: eyes.y + px(MARGIN.top) } };
}

/** Capitals that are nobody’s name. */
const entry = (random: Random): string =>
  Array.from({ length: 6 + Math.floor(random() * 8) }, () =>
    'ABCDEFGHIKLMNOPRSTUVXZ'.charAt(Math.floor(random() * 22)),
  ).join('');
