// The sheet that `likeness document` draws: each side as photographed and straightened, the portrait large, the zone
// with its facts, what the chip says, and the verdict above.

import { isMisread, pagesOf, zoneOf } from '../../decision/index.js';
import type { ReadPage } from '../../document/index.js';
import type { Face } from '../../face/index.js';
import {
  type Box,
  type Colour,
  homographyBetween,
  inverse,
  type Mark,
  type Picture,
  type Point,
  project,
  type Quad,
  rectangle,
  warp,
} from '../../image/index.js';
import { MISREAD, SIZE_WORDS, titleOf } from '../document/facts.js';
import { DOCUMENT_VERDICTS, type DocumentVerdict } from '../document/judge.js';
import { pageSentence, portraitAdvice } from '../document/lines.js';
import type { ReadPortrait } from '../document/portrait.js';
import type { ReadDocument } from '../document/read.js';
import { type FiledSide, zoneShown } from '../document/sides.js';
import { chipBlock } from './chip.js';
import {
  ACCENT,
  FAINT,
  filled,
  HAIRLINE,
  INK,
  line,
  OUTCOME_COLOURS,
  PAPER,
  shortened,
  wrap,
} from './palette.js';
import { fitted } from './photo.js';
import { sheet } from './sheet.js';
import { type Block, checksBlock, factsBlock, visualBlock, zoneBlock, zoneTitle } from './zone.js';

const MARGIN = 28;
const COLUMN = 640;
const WIDTH = 2 * COLUMN + 3 * MARGIN;
const RIGHT = 2 * MARGIN + COLUMN;
const BANNER = 84;
const TALLEST_PHOTO = 520;
const LINE = 22;
const SIZE = 11;

const COLOURS: Readonly<Record<DocumentVerdict, Colour>> = {
  coherent: OUTCOME_COLOURS.approve,
  fails: OUTCOME_COLOURS.reject,
  review: OUTCOME_COLOURS.review,
  recapture: OUTCOME_COLOURS.recapture,
};

/** Of what is marked: the page, its zone, the portrait, ghosts. */
const PAGE: Colour = '#1d8a4e';
const ZONE: Colour = '#c2257a';
const PORTRAIT: Colour = ACCENT;
const GHOST: Colour = '#7a4fd0';

export async function documentSheet(document: ReadDocument): Promise<Uint8Array> {
  const marks: Mark[] = [...banner(document)];
  let y = BANNER + MARGIN;
  const put = (block: Block) => {
    marks.push(...block.marks);
    y += block.height + MARGIN;
  };
  const reasons = reasonsBlock(document, y);
  if (reasons.height > 0) put(reasons);
  for (const side of document.sides) {
    const isShown = document.printed?.on === side.side;
    put(sideBlock(side, isShown, y));
  }
  if (document.chip || pagesOf(document.sides).length > 0)
    put(beside(portraitBlock(document, y), dataBlock(document, y)));
  if (document.chip?.authenticity)
    put(chipBlock(document.chip.authenticity, document, { x: MARGIN, y }, WIDTH - 2 * MARGIN));
  const foot = `judged by ${document.today}`;
  return sheet(WIDTH, Math.ceil(y + LINE), [...marks, line(foot, { x: MARGIN, y }, 9, FAINT)]);
}

function banner(document: ReadDocument): Mark[] {
  const { verdict } = document.judged;
  const printed = zoneOf(document.sides);
  const shown = zoneShown(printed, document.chipZone);
  const isGuess = shown === printed?.zone.zone && isMisread(printed.zone);
  return [
    filled(0, 0, WIDTH, BANNER, COLOURS[verdict]),
    line(verdict.toUpperCase(), { x: MARGIN, y: 20 }, 26, PAPER),
    line(DOCUMENT_VERDICTS[verdict].meaning, { x: MARGIN, y: 58 }, SIZE, PAPER),
    ...(shown && !isGuess
      ? [line(shortened(titleOf(shown), 18, COLUMN), { x: RIGHT, y: 28 }, 18, PAPER)]
      : []),
  ];
}

function reasonsBlock({ judged }: ReadDocument, y: number): Block {
  const words = judged.reasons.flatMap(({ message }) => wrap(`• ${message}`, SIZE + 1, WIDTH - 2 * MARGIN));
  return {
    marks: words.map((text, i) => line(text, { x: MARGIN, y: y + i * (LINE + 2) }, SIZE + 1)),
    height: words.length * (LINE + 2),
  };
}

function beside(left: Block, right: Block): Block {
  return { marks: [...left.marks, ...right.marks], height: Math.max(left.height, right.height) };
}

/** The photograph with what was found in it, and the page straightened. */
function sideBlock(side: FiledSide, showsPortrait: boolean, y: number): Block {
  const { photograph, page } = side.reading;
  const into = { x: MARGIN, y: y + LINE, width: COLUMN, height: TALLEST_PHOTO };
  const photo = fitted(photograph, into);
  const title = line(shortened(`${side.side}: ${side.file}`, SIZE, COLUMN), { x: MARGIN, y }, SIZE);
  const left: Block = {
    marks: [
      title,
      { kind: 'picture', picture: photograph, box: photo },
      ...(page ? found(page, showsPortrait, photo, photograph) : []),
    ],
    height: LINE + photo.height,
  };
  if (!page)
    return beside(left, {
      marks: [line('no page of an identity document can be seen', { x: RIGHT, y: y + LINE }, SIZE, FAINT)],
      height: 2 * LINE,
    });
  return beside(left, straightened(page, showsPortrait, y));
}

function found(
  { corners, zone, portrait, rectified }: ReadPage,
  showsPortrait: boolean,
  box: Box,
  photograph: Picture,
): Mark[] {
  const scale = box.width / photograph.width;
  const place = ({ x, y }: Point): Point => ({ x: box.x + x * scale, y: box.y + y * scale });
  const onPage = (point: Point): Point => place(project(rectified.toPhotograph, point));
  return [
    outline(corners.map(place), PAGE, 3),
    ...(zone ? [outline(around(zone.corners).map(place), ZONE, 2)] : []),
    ...(portrait && showsPortrait ? [outline(cornersOf(portrait.face.box).map(onPage), PORTRAIT, 2.5)] : []),
  ];
}

/** A little more than the characters, so that the line runs beside them. */
function around(corners: Quad): Point[] {
  const out = homographyBetween(rectangle(0, 0, 1, 1), corners);
  return rectangle(-0.012, -0.12, 1.024, 1.24).map((corner) => project(out, corner));
}

const outline = (points: readonly Point[], colour: Colour, width: number): Mark => ({
  kind: 'line',
  points,
  colour,
  width,
  closed: true,
});

const cornersOf = ({ x, y, width, height }: Box): Quad => rectangle(x, y, width, height);

function straightened(page: ReadPage, showsPortrait: boolean, y: number): Block {
  const { picture } = page.rectified;
  const box = fitted(picture, { x: RIGHT, y: y + LINE, width: COLUMN, height: TALLEST_PHOTO });
  const scale = box.width / picture.width;
  const place = (b: Box): Box => ({
    x: box.x + b.x * scale,
    y: box.y + b.y * scale,
    width: b.width * scale,
    height: b.height * scale,
  });
  const below = box.y + box.height + 12;
  const condition = wrap(pageSentence(page), 9, COLUMN);
  const advice = page.shortfalls.flatMap(({ advice }) => wrap(`• ${advice}`, SIZE, COLUMN));
  const adviceTop = below + condition.length * 18 + 4;
  return {
    marks: [
      line(`straightened: ${SIZE_WORDS[page.size]}`, { x: RIGHT, y }, SIZE),
      { kind: 'picture', picture, box },
      ...(page.portrait && showsPortrait ? faceMarks(page.portrait.face, page.portrait.ghosts, place) : []),
      ...(page.zone ? zoneOutline(page, place) : []),
      ...condition.map((text, i) => line(text, { x: RIGHT, y: below + i * 18 }, 9, FAINT)),
      ...advice.map((text, i) =>
        line(text, { x: RIGHT, y: adviceTop + i * LINE }, SIZE, OUTCOME_COLOURS.recapture),
      ),
    ],
    height: adviceTop + advice.length * LINE - y,
  };
}

function faceMarks(face: Face, ghosts: readonly Face[], place: (box: Box) => Box): Mark[] {
  return [
    ...labelled(place(face.box), 'portrait', PORTRAIT),
    ...ghosts.flatMap((ghost) => labelled(place(ghost.box), 'ghost', GHOST)),
  ];
}

/** The zone was found in the photograph. */
function zoneOutline({ zone, rectified }: ReadPage, place: (box: Box) => Box): Mark[] {
  if (!zone) return [];
  const toPage = inverse(rectified.toPhotograph);
  const points = around(zone.corners).map((corner) =>
    place({ ...project(toPage, corner), width: 0, height: 0 }),
  );
  const [first] = points;
  return [
    outline(points, ZONE, 2),
    {
      kind: 'text',
      text: 'zone',
      at: { x: first!.x, y: first!.y - 17 },
      size: 8,
      colour: PAPER,
      background: ZONE,
    },
  ];
}

function labelled(box: Box, text: string, colour: Colour): Mark[] {
  return [
    { kind: 'box', box, colour, width: 2.5 },
    { kind: 'text', text, at: { x: box.x, y: box.y - 14 }, size: 8, colour: PAPER, background: colour },
  ];
}

const PORTRAIT_BOX = { width: 300, height: 386 } as const;

/** The portrait that counts, large; beside it the printed one where the chip's counts. */
function portraitBlock({ portrait, printed }: ReadDocument, y: number): Block {
  if (!portrait)
    return { marks: [line('no portrait was found', { x: MARGIN, y }, SIZE, FAINT)], height: LINE };
  const shown = [portrait, ...(portrait.on === 'chip' && printed ? [printed] : [])];
  const cuts = shown.map((one, i) => {
    const picture = cutOut(one);
    const x = MARGIN + i * (PORTRAIT_BOX.width + MARGIN);
    const box = { ...fitted(picture, { x, y: y + LINE, ...PORTRAIT_BOX }), x };
    const title = one.on === 'chip' ? 'portrait of the chip' : `portrait on the ${one.on}`;
    return {
      bottom: box.y + box.height,
      marks: [line(title, { x, y }, SIZE), { kind: 'picture' as const, picture, box }],
    };
  });
  const bottom = Math.max(...cuts.map((cut) => cut.bottom)) + 12;
  const eyes = Math.round(portrait.quality.components.InterEyeDistance.native);
  const advice = portraitAdvice(portrait);
  const said = [
    `${eyes} pixels between the eyes${advice.length === 0 ? ', good enough to compare' : ''}`,
    ...advice.map((sentence) => `• ${sentence}`),
  ].flatMap((text) => wrap(text, SIZE, COLUMN));
  return {
    marks: [
      ...cuts.flatMap(({ marks }) => marks),
      ...said.map((text, i) => line(text, { x: MARGIN, y: bottom + i * LINE }, SIZE, i === 0 ? FAINT : INK)),
    ],
    height: bottom + said.length * LINE - y,
  };
}

function cutOut({ picture, region }: ReadPortrait): Picture {
  if (!region) return picture;
  const { x, y, width, height } = region;
  return warp(picture, { a: 1, b: 0, tx: x, ty: y }, Math.round(width), Math.round(height));
}

function dataBlock(document: ReadDocument, y: number): Block {
  const printed = zoneOf(document.sides);
  const shown = zoneShown(printed, document.chipZone);
  const marks: Mark[] = [];
  let at = y;
  const put = (block: Block, gap = 12) => {
    marks.push(...block.marks);
    at += block.height + gap;
  };
  if (printed) {
    put(zoneTitle({ x: RIGHT, y: at }, COLUMN), 6);
    put(zoneBlock(printed.zone, { x: RIGHT, y: at }, COLUMN));
    put(checksBlock(printed.zone.zone, { x: RIGHT, y: at }, COLUMN));
  }
  const { visual } = document.judged;
  if (visual) put(visualBlock(visual, { x: RIGHT, y: at }, COLUMN));
  if (!shown)
    put({
      marks: [line('no machine-readable zone was read', { x: RIGHT, y: at }, SIZE, FAINT)],
      height: LINE,
    });
  else {
    if (printed && shown === printed.zone.zone && isMisread(printed.zone))
      put({ marks: [line(MISREAD, { x: RIGHT, y: at }, SIZE, OUTCOME_COLOURS.review)], height: LINE }, 6);
    if (shown !== printed?.zone.zone)
      put({ marks: [line('by the zone in the chip', { x: RIGHT, y: at }, SIZE)], height: LINE }, 6);
    put({ marks: [filled(RIGHT, at, COLUMN, 1, HAIRLINE)], height: 1 }, 14);
    put(factsBlock(shown, document.today, { x: RIGHT, y: at }, COLUMN), 0);
  }
  return { marks, height: at - y };
}
