// Lines of made-up characters in OCR-B on paper of any tint, so that no letter is rare and no word is expected.

import sharp from 'sharp';
import type { Random } from '../../src/autograd/index.js';
import { ZONE_ALPHABET } from '../../src/document/zone/index.js';
import { element, polyline } from '../../src/workbench/specimens/type/svg.js';
import { letter } from '../../src/workbench/specimens/type/typeface.js';
import type { Printed } from './zoneSamples.js';

/** Of what is drawn: more than a window on a strip shows. */
const [WIDTH, HEIGHT] = [80, 26];

export async function printedText(random: Random): Promise<Printed> {
  const scale = 9 + 7 * random();
  const pitch = 2.54 * (0.97 + 0.06 * random());
  const height = 2.75 * (0.9 + 0.24 * random());
  const leading = 4 + 3.2 * random();
  const lines = 1 + Math.floor(3 * random());
  const top = 6 + 6 * random();
  const kinds = random();
  const characters = Array.from({ length: lines }, (_, row) =>
    Array.from({ length: Math.ceil(WIDTH / pitch) - 1 }, (_, i) => ({
      character: drawCharacter(random, kinds),
      at: { x: (i + 0.8) * pitch, y: top + row * leading },
    })),
  ).flat();
  const paper = [0, 1, 2].map(() => Math.round(170 + 85 * random() ** 0.6));
  const ink = Math.round(70 * random());
  const spread = 0.22 * random() * random();
  const glyphs = characters.map(({ character, at }) => {
    const { path, width } = letter('ocrB', character, { height });
    const wobble = 0.05 * (random() - 0.5);
    return element('path', {
      d: path,
      transform: `translate(${at.x - width / 2 + wobble} ${at.y + height / 2})`,
    });
  });
  const svg = element(
    'svg',
    {
      xmlns: 'http://www.w3.org/2000/svg',
      width: Math.round(WIDTH * scale),
      height: Math.round(HEIGHT * scale),
      viewBox: `0 0 ${WIDTH} ${HEIGHT}`,
    },
    element('rect', { width: WIDTH, height: HEIGHT, fill: `rgb(${paper.join(',')})` }),
    ...waves(random, paper),
    element(
      'g',
      {
        fill: `rgb(${ink},${ink},${ink})`,
        stroke: `rgb(${ink},${ink},${ink})`,
        'stroke-width': spread,
        opacity: 0.72 + 0.28 * random(),
      },
      ...glyphs,
    ),
  );
  const { data, info } = await sharp(Buffer.from(svg))
    .removeAlpha()
    .raw()
    .toBuffer({ resolveWithObject: true });
  const picture = { width: info.width, height: info.height, data: new Uint8Array(data) };
  return { picture, pixelsPerMm: info.width / WIDTH, characters, pitch, height };
}

/** Mostly evenly from the alphabet; lines of digits, of letters, of fillers, now and then. */
function drawCharacter(random: Random, kinds: number): string {
  const from =
    kinds < 0.6
      ? ZONE_ALPHABET
      : kinds < 0.75
        ? '0123456789<'
        : kinds < 0.85
          ? '0OQDB8S5Z2G6I1U'
          : 'ABCDEFGHIJKLMNOPQRSTUVWXYZ<<<';
  return from[Math.floor(from.length * random())]!;
}

/** Fine lines of security printing behind the text. */
function waves(random: Random, paper: readonly number[]): string[] {
  const sets = Math.floor(3 * random());
  return Array.from({ length: sets }, () => {
    const [pitch, bend, length] = [0.4 + 1.4 * random(), 3 * random(), 6 + 40 * random()];
    const lean = (random() - 0.5) * 0.8;
    const colour = paper.map((level) => Math.round(level * (0.5 + 0.45 * random())));
    const lines: string[] = [];
    for (let y = -20; y < HEIGHT + 20; y += pitch) {
      const points = Array.from({ length: 41 }, (_, i) => {
        const x = (i / 40) * WIDTH;
        return [x, y + lean * x * 0.3 + bend * Math.sin((6.283 * x) / length)] as const;
      });
      lines.push(polyline(points));
    }
    return element('path', {
      d: lines.join(''),
      fill: 'none',
      stroke: `rgb(${colour.join(',')})`,
      'stroke-width': 0.08 + 0.2 * random(),
    });
  });
}
