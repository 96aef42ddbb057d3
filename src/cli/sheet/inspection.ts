// The sheet that `likeness inspect` draws: the photograph with all faces, then a card for each.

import type { InspectedFace, Inspection } from '../../decision/index.js';
import { recaptureReasons } from '../../face/index.js';
import type { Mark, Point } from '../../image/index.js';
import { FAINT, line } from './palette.js';
import { fitted, photoMarks } from './photo.js';
import { QUALITY_WIDTH, qualityHeight, qualityMarks } from './qualityBars.js';
import { sheet } from './sheet.js';

const MARGIN = 24;
const CHIP = 160;
const CARD_WIDTH = CHIP + MARGIN + QUALITY_WIDTH;
const WIDTH = 2 * CARD_WIDTH + 3 * MARGIN;
const TALLEST_PHOTO = 1000;
const TITLE = 30;
/** Every face has its box; a crowd does not get a card each. */
const MOST_CARDS = 12;

export async function inspectionSheet({ picture, faces }: Inspection): Promise<Uint8Array> {
  const area = { x: MARGIN, y: MARGIN, width: WIDTH - 2 * MARGIN, height: TALLEST_PHOTO };
  const photo = fitted(picture, area);
  const carded = faces.slice(0, MOST_CARDS);
  const cardHeight = TITLE + Math.max(CHIP, ...carded.map((face) => qualityHeight(face.quality))) + MARGIN;
  const top = photo.y + photo.height + MARGIN;
  const rows = Math.ceil(carded.length / 2);
  const height = Math.ceil(top + Math.max(TITLE, rows * cardHeight));
  const labelled = faces.map((face, i) => ({ face, label: String(i + 1) }));
  const place = (i: number): Point => ({
    x: MARGIN + (i % 2) * (CARD_WIDTH + MARGIN),
    y: top + Math.floor(i / 2) * cardHeight,
  });
  return sheet(WIDTH, height, [
    ...photoMarks(picture, labelled, photo),
    ...carded.flatMap((face, i) => card(face, i + 1, place(i))),
    ...(faces.length === 0 ? [line('no face was found', { x: MARGIN, y: top }, 14)] : []),
  ]);
}

function card({ quality, aligned, confidence }: InspectedFace, label: number, { x, y }: Point): Mark[] {
  const short = new Set<string>(recaptureReasons(quality, 'selfie').map((s) => s.component));
  const verdict = short.size === 0 ? 'good enough for a selfie' : 'not good enough for a selfie';
  return [
    line(`${label}. confidence ${confidence.toFixed(2)}, ${verdict}`, { x, y }, 12),
    { kind: 'picture', picture: aligned.chip, box: { x, y: y + TITLE, width: CHIP, height: CHIP } },
    line('what the model sees', { x, y: y + TITLE + CHIP + 8 }, 9, FAINT),
    ...qualityMarks(quality, { x: x + CHIP + MARGIN, y: y + TITLE }, short),
  ];
}
