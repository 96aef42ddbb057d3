// Drawing on pictures, for people to look at: what to draw is plain data; runs of it become one SVG overlay
// each, which the codec renders. All text of the SVG is ours: strangers' words are strokes before they get here.

import { toSharp } from './encode.js';
import { textHeight, textPath, textWidth } from './glyphs.js';
import type { Box, Picture, Point } from './picture.js';
import { resize } from './resize.js';

/** `#rrggbb`, or `#rrggbbaa` with opacity. */
export type Colour = `#${string}`;

/** Something to draw; lengths in pixels of the picture. */
export type Mark =
  /** The outline of a box. */
  | { readonly kind: 'box'; readonly box: Box; readonly colour: Colour; readonly width?: number }
  /** A dot at each point. */
  | {
      readonly kind: 'points';
      readonly points: readonly Point[];
      readonly colour: Colour;
      readonly radius?: number;
    }
  /** A line through the points; closed, it ends where it began. */
  | {
      readonly kind: 'line';
      readonly points: readonly Point[];
      readonly colour: Colour;
      readonly width?: number;
      readonly closed?: boolean;
    }
  /**
   * A line of text with its top left corner `at`, capitals `size` high. On a `background` it is a label, which is
   * moved so far that all of it can be seen.
   */
  | {
      readonly kind: 'text';
      readonly text: string;
      readonly at: Point;
      readonly size: number;
      readonly colour: Colour;
      readonly background?: Colour;
    }
  /** A bar filled from the left up to `value`, 0–1. */
  | {
      readonly kind: 'bar';
      readonly box: Box;
      readonly value: number;
      readonly colour: Colour;
      readonly background: Colour;
    }
  /** Another picture, fitted to the box. */
  | { readonly kind: 'picture'; readonly picture: Picture; readonly box: Box };

/** A picture of one colour. */
export function blank(width: number, height: number, colour: Colour): Picture {
  const data = new Uint8Array(3 * width * height);
  const rgb = Buffer.from(checked(colour).slice(1, 7), 'hex');
  for (let i = 0; i < data.length; i += 3) data.set(rgb, i);
  return { width, height, data };
}

/** The picture with the marks on it, later ones above earlier ones. The given picture stays as it is. */
export async function draw(picture: Picture, marks: readonly Mark[]): Promise<Picture> {
  let drawn = picture;
  for (let from = 0; from < marks.length; ) {
    const mark = marks[from];
    if (mark.kind === 'picture') {
      drawn = paste(drawn, mark.picture, mark.box);
      from += 1;
      continue;
    }
    let to = from;
    let shapes = '';
    for (; to < marks.length; to++) {
      const next = marks[to];
      if (next.kind === 'picture') break;
      shapes += shape(next, picture);
    }
    drawn = await overlay(drawn, shapes);
    from = to;
  }
  return drawn;
}

/** As wide as a label of that text will be, and as high. */
export function labelSize(text: string, size: number): { width: number; height: number } {
  return { width: textWidth(text, size) + 2 * padding(size), height: textHeight(size) + padding(size) };
}

async function overlay(picture: Picture, shapes: string): Promise<Picture> {
  const { width, height } = picture;
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">${shapes}</svg>`;
  const data = await toSharp(picture)
    .composite([{ input: Buffer.from(svg) }])
    .removeAlpha()
    .raw()
    .toBuffer();
  return { width, height, data: new Uint8Array(data.buffer, data.byteOffset, data.byteLength) };
}

function shape(mark: Exclude<Mark, { kind: 'picture' }>, picture: Picture): string {
  switch (mark.kind) {
    case 'box':
      return `<rect ${rectangle(mark.box)} fill="none" ${stroke(mark.colour, mark.width ?? 2)}/>`;
    case 'points':
      return mark.points.map((point) => dot(point, mark.radius ?? 2, mark.colour)).join('');
    case 'line': {
      const path = `M${mark.points.map(({ x, y }) => `${number(x)} ${number(y)}`).join('L')}`;
      return mark.points.length < 2
        ? ''
        : `<path d="${path}${mark.closed ? 'Z' : ''}" fill="none" ${stroke(mark.colour, mark.width ?? 2)}/>`;
    }
    case 'text':
      return mark.background ? label(mark, mark.background, picture) : text(mark, mark.at);
    case 'bar': {
      const filled = { ...mark.box, width: mark.box.width * Math.max(0, Math.min(1, mark.value)) };
      return area(mark.box, mark.background) + area(filled, mark.colour);
    }
  }
}

type Text = Extract<Mark, { kind: 'text' }>;

function text({ text, size, colour }: Text, at: Point): string {
  const line = stroke(colour, Math.max(1, size / 7));
  return `<path d="${textPath(text, number(at.x), number(at.y), size)}" fill="none" ${line}/>`;
}

function label(mark: Text, background: Colour, picture: Picture): string {
  const { width, height } = labelSize(mark.text, mark.size);
  const x = Math.max(0, Math.min(mark.at.x, picture.width - width));
  const y = Math.max(0, Math.min(mark.at.y, picture.height - height));
  const inside = padding(mark.size);
  return area({ x, y, width, height }, background) + text(mark, { x: x + inside, y: y + inside });
}

function padding(size: number): number {
  return size * 0.6;
}

function area(box: Box, colour: Colour): string {
  return `<rect ${rectangle(box)} fill="${checked(colour)}"/>`;
}

function dot({ x, y }: Point, radius: number, colour: Colour): string {
  return `<circle cx="${number(x)}" cy="${number(y)}" r="${number(radius)}" fill="${checked(colour)}"/>`;
}

function rectangle({ x, y, width, height }: Box): string {
  return `x="${number(x)}" y="${number(y)}" width="${number(width)}" height="${number(height)}"`;
}

function stroke(colour: Colour, width: number): string {
  return `stroke="${checked(colour)}" stroke-width="${number(width)}" stroke-linecap="round" stroke-linejoin="round"`;
}

/** Nothing but digits gets into the SVG. */
function number(value: number): number {
  if (!Number.isFinite(value)) throw new RangeError(`Cannot draw at ${value}.`);
  return Math.round(value * 100) / 100;
}

function checked(colour: Colour): Colour {
  if (!/^#([0-9a-f]{6}|[0-9a-f]{8})$/i.test(colour))
    throw new RangeError(`${colour} is not #rrggbb or #rrggbbaa.`);
  return colour;
}

function paste(picture: Picture, other: Picture, box: Box): Picture {
  const width = Math.max(1, Math.round(box.width));
  const height = Math.max(1, Math.round(box.height));
  const fitted = resize(other, width, height);
  const left = Math.round(box.x);
  const top = Math.round(box.y);
  const from = Math.max(0, -left);
  const to = Math.min(width, picture.width - left);
  const data = picture.data.slice();
  for (let y = Math.max(0, -top); y < Math.min(height, picture.height - top) && from < to; y++) {
    const row = fitted.data.subarray(3 * (y * width + from), 3 * (y * width + to));
    data.set(row, 3 * ((top + y) * picture.width + left + from));
  }
  return { width: picture.width, height: picture.height, data };
}
