// The page that `likeness verify --out` draws: both pictures, their faces and quality, and the decision above.

import type { Role, Verification, VerifiedPicture } from '../../decision/index.js';
import { recaptureReasons } from '../../face/index.js';
import type { Mark } from '../../image/index.js';
import { signed } from '../output.js';
import type { VerifiedFiles } from '../verification.js';
import { FAINT, filled, INK, line, OUTCOME_COLOURS, PAPER, shortened, wrap } from './palette.js';
import { fitted, photoMarks } from './photo.js';
import { qualityHeight, qualityMarks } from './qualityBars.js';
import { sheet } from './sheet.js';

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
    { role: 'document', file: files.document, x: 2 * MARGIN + COLUMN, shown: verification.document },
  ] as const;
  const text = reasonLines(verification, sentence);
  const pictures = BANNER + 2 * MARGIN + text.length * LINE;
  const drawn = sides.map(({ role, file, x, shown }) => column(role, file, shown, x, pictures));
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

function column(
  role: Role,
  file: string,
  { picture, face, quality }: VerifiedPicture,
  x: number,
  y: number,
): { marks: Mark[]; bottom: number } {
  const photo = fitted(picture, { x, y: y + LINE, width: COLUMN, height: TALLEST_PHOTO });
  const title = shortened(`${role}: ${file}`, 12, COLUMN);
  const below = photo.y + photo.height + MARGIN;
  const marks = [
    line(title, { x, y }, 12, INK),
    ...photoMarks(picture, face ? [{ face }] : [], photo),
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
