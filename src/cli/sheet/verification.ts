// The page that `likeness verify --out` draws: both pictures, their faces and quality, and the decision above.

import {
  portraitOn,
  type Role,
  type Verification,
  type VerifiedPicture,
  zoneOf,
} from '../../decision/index.js';
import { recaptureReasons } from '../../face/index.js';
import type { Mark, Point } from '../../image/index.js';
import { signed } from '../output.js';
import { type VerifiedFiles, verifiedSides } from '../verified.js';
import { FAINT, filled, INK, line, OUTCOME_COLOURS, PAPER, shortened, wrap } from './palette.js';
import { fitted, photoMarks } from './photo.js';
import { qualityHeight, qualityMarks } from './qualityBars.js';
import { sheet } from './sheet.js';
import { type Block, checksBlock, factsBlock, zoneBlock, zoneTitle } from './zone.js';

const MARGIN = 24;
const COLUMN = 560;
const WIDTH = 2 * COLUMN + 3 * MARGIN;
const BANNER = 96;
const TALLEST_PHOTO = 620;
const LINE = 24;

export async function verificationSheet(
  verification: Verification,
  files: VerifiedFiles,
  sentence: string,
): Promise<Uint8Array> {
  const sides = [
    { role: 'selfie', file: files.selfie, x: MARGIN, shown: verification.selfie },
    {
      role: 'document',
      file: titleOf(verification, files),
      x: 2 * MARGIN + COLUMN,
      shown: verification.document,
    },
  ] as const;
  const text = reasonLines(verification, sentence);
  const pictures = BANNER + 2 * MARGIN + text.length * LINE;
  const drawn = sides.map(({ role, file, x, shown }) =>
    column(role, file, shown, { x, y: pictures }, (at) =>
      role === 'document' ? documentBlock(verification, files, at) : NOTHING,
    ),
  );
  const height = Math.ceil(Math.max(...drawn.map((side) => side.bottom)) + MARGIN);
  return sheet(WIDTH, height, [
    ...banner(verification),
    ...text.map((words, i) => line(words, { x: MARGIN, y: BANNER + MARGIN + i * LINE }, 12)),
    ...drawn.flatMap((side) => side.marks),
  ]);
}

function banner({ decision, score, llr }: Verification): Mark[] {
  const numbers = [
    ...(score === null ? [] : [`score ${score.toFixed(3)}`]),
    ...(llr === null ? [] : [`LLR ${signed(llr, 1)}`]),
  ];
  return [
    filled(0, 0, WIDTH, BANNER, OUTCOME_COLOURS[decision]),
    line(decision.toUpperCase(), { x: MARGIN, y: 32 }, 32, PAPER),
    line(numbers.join('   '), { x: 2 * MARGIN + COLUMN, y: 40 }, 18, PAPER),
  ];
}

function reasonLines({ reasons, model }: Verification, sentence: string): string[] {
  const width = WIDTH - 2 * MARGIN;
  const said = reasons.map(({ about, message }) => `• ${about ? `${about}: ` : ''}${message}`);
  const name = `model ${model.name} (${model.digest.slice(0, 12)})`;
  return [...said, sentence, name].flatMap((words) => wrap(words, 12, width));
}

const NOTHING: Block = { marks: [], height: 0 };

const titleOf = ({ document }: Verification, files: VerifiedFiles): string => {
  const on = portraitOn(document);
  return on === 'chip' ? 'the portrait of the chip' : (files[on === 'back' ? 'back' : 'document'] ?? '');
};

/** What the document says of its holder, and its page where the chip's portrait stands above. */
function documentBlock(verification: Verification, files: VerifiedFiles, { x, y }: Point): Block {
  const { document } = verification;
  const page = portraitOn(document) === 'chip' ? document.readings[0]?.page : undefined;
  const read = zoneOf(verifiedSides(verification, files))?.zone;
  if (!read && !page) return NOTHING;
  const marks: Mark[] = [];
  let bottom = y;
  const put = (block: Block) => {
    marks.push(...block.marks);
    bottom += block.height + 10;
  };
  if (page) {
    const { picture } = page.rectified;
    const box = fitted(picture, { x, y: bottom, width: COLUMN, height: TALLEST_PHOTO });
    put({ marks: [{ kind: 'picture', picture, box }], height: box.height + MARGIN });
  }
  if (!read) return { marks, height: bottom - y };
  put(zoneTitle({ x, y: bottom }, COLUMN));
  put(zoneBlock(read, { x, y: bottom }, COLUMN));
  put(checksBlock(read.zone, { x, y: bottom }, COLUMN));
  if (read.status !== 'failed') put(factsBlock(read.zone, today(), { x, y: bottom }, COLUMN));
  return { marks, height: bottom + MARGIN - y };
}

const today = (): string => new Date().toISOString().slice(0, 10);

interface Column {
  readonly marks: readonly Mark[];
  readonly bottom: number;
}

function column(
  role: Role,
  title: string,
  { picture, face, quality }: VerifiedPicture,
  { x, y }: Point,
  under: (at: Point) => Block,
): Column {
  const photo = fitted(picture, { x, y: y + LINE, width: COLUMN, height: TALLEST_PHOTO });
  const between = under({ x, y: photo.y + photo.height + MARGIN });
  const below = photo.y + photo.height + MARGIN + between.height;
  const marks = [
    line(shortened(`${role}: ${title}`, 12, COLUMN), { x, y }, 12, INK),
    ...photoMarks(picture, face ? [{ face }] : [], photo),
    ...between.marks,
    ...(quality
      ? qualityMarks(
          quality,
          { x, y: below },
          new Set(recaptureReasons(quality, role).map((s) => s.component)),
        )
      : [line('no face was chosen', { x, y: below }, 12, FAINT)]),
  ];
  return { marks, bottom: below + (quality ? qualityHeight(quality) : LINE) };
}
