// The demonstration as one picture: each pair side by side with its decision. It is what the README shows.

import type { Box, DecodedPicture, Mark, Point } from '../../image/index.js';
import { signed } from '../output.js';
import { ACCENT, FAINT, HAIRLINE, INK, line, OUTCOME_COLOURS, wrap } from '../sheet/palette.js';
import { fitted } from '../sheet/photo.js';
import { sheet } from '../sheet/sheet.js';
import type { Trial } from './trial.js';

const MARGIN = 20;
const COLUMNS = 3;
const CARD = { width: 620, height: 262 };
const SELFIE_WIDTH = 160;
const DOCUMENT_WIDTH = 276;
const PICTURE_HEIGHT = 200;
const TITLE = 74;

export async function demoPicture(trials: readonly Trial[], sentence: string): Promise<Uint8Array> {
  const rows = Math.ceil(trials.length / COLUMNS);
  const width = MARGIN + COLUMNS * (CARD.width + MARGIN);
  const height = TITLE + rows * (CARD.height + MARGIN);
  const marks = trials.flatMap((trial, i) =>
    card(trial, {
      x: MARGIN + (i % COLUMNS) * (CARD.width + MARGIN),
      y: TITLE + Math.floor(i / COLUMNS) * (CARD.height + MARGIN),
    }),
  );
  return sheet(width, height, [
    line('likeness demo', { x: MARGIN, y: 20 }, 20),
    line(sentence, { x: 260, y: 26 }, 12, FAINT),
    ...marks,
  ]);
}

function card({ case: shown, verification }: Trial, { x, y }: Point): Mark[] {
  const { selfie, document, decision, score, llr, reasons, timings } = verification;
  const colour = OUTCOME_COLOURS[decision];
  const top = y + 40;
  const left = x + SELFIE_WIDTH + DOCUMENT_WIDTH + 34;
  const width = x + CARD.width - left - 8;
  const numbers = [
    score === null ? 'not compared' : `score ${score.toFixed(3)}`,
    ...(llr === null ? [] : [`LLR ${signed(llr, 1)}`]),
    `${Math.round(timings.total)} ms`,
  ];
  const reason = wrap(reasons[0]?.message ?? '', 9, width);
  return [
    { kind: 'box', box: { x, y, ...CARD }, colour: HAIRLINE, width: 1.5 },
    line(shown.title, { x: x + 10, y: y + 12 }, 12, FAINT),
    ...thumbnail(selfie.picture, selfie.face, {
      x: x + 10,
      y: top,
      width: SELFIE_WIDTH,
      height: PICTURE_HEIGHT,
    }),
    ...thumbnail(document.picture, document.face, {
      x: x + SELFIE_WIDTH + 20,
      y: top,
      width: DOCUMENT_WIDTH,
      height: PICTURE_HEIGHT,
    }),
    line(decision.toUpperCase(), { x: left, y: top + 4 }, 17, colour),
    ...numbers.map((text, i) => line(text, { x: left, y: top + 42 + i * 21 }, 12, INK)),
    ...reason.map((text, i) => line(text, { x: left, y: top + 116 + i * 16 }, 9, FAINT)),
  ];
}

function thumbnail(picture: DecodedPicture, face: { readonly box: Box } | null, into: Box): Mark[] {
  const at = fitted(picture, into);
  const scale = at.width / picture.width;
  if (!face) return [{ kind: 'picture', picture, box: at }];
  const { box } = face;
  const drawn = {
    x: at.x + box.x * scale,
    y: at.y + box.y * scale,
    width: box.width * scale,
    height: box.height * scale,
  };
  return [
    { kind: 'picture', picture, box: at },
    { kind: 'box', box: drawn, colour: ACCENT, width: 2 },
  ];
}
