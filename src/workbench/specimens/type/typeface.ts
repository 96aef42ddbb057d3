// Lettering as outlines. A page must look the same wherever it is drawn, so no font of the system is ever asked:
// the files come with Likeness (OCR-B) or with installed packages, and what reaches the codec is paths.

import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { fileURLToPath } from 'node:url';
import opentype, { type Font, type PathCommand } from 'opentype.js';
import { LikenessError } from '../../../errors.js';
import { number } from './svg.js';

export type TypefaceName =
  | 'sans'
  | 'sansBold'
  | 'sansItalic'
  | 'narrow'
  | 'narrowBold'
  | 'serif'
  | 'serifBold'
  | 'serifItalic'
  | 'typewriter'
  | 'typewriterBold'
  | 'ocrB';

/** Text as it will lie on a page. */
export interface TextOutline {
  /** Data of a path whose text begins at x 0 and stands on y 0, in millimetres, y downwards. */
  readonly path: string;
  readonly width: number;
}

export interface TextOptions {
  /** Height of the capitals in millimetres. */
  readonly height: number;
  /** Added after every character, as a share of the height. */
  readonly tracking?: number;
  /** Horizontal scale; 1. */
  readonly stretch?: number;
}

/**
 * Sets a line of text.
 * @throws LikenessError `specimen_unprintable` where the typeface has no glyph for a character
 */
export function letter(name: TypefaceName, text: string, options: TextOptions): TextOutline {
  const face = typeface(name);
  const scale = options.height / face.capitals;
  const across = scale * (options.stretch ?? 1);
  const tracking = (options.tracking ?? 0) * options.height;
  let path = '';
  let x = 0;
  let before: { glyph: Glyph; font: Font } | undefined;
  for (const character of text.normalize('NFC')) {
    const found = face.glyph(character);
    if (!found)
      throw new LikenessError(
        'specimen_unprintable',
        `${JSON.stringify(character)} in ${JSON.stringify(text)} cannot be printed: the typefaces of specimens have Latin letters.`,
      );
    if (before?.font === found.font) x += across * kerning(found.font, before.glyph, found.glyph);
    path += placed(found.glyph.commands, x, across, scale);
    x += across * found.glyph.advance + tracking;
    before = found;
  }
  return { path, width: Math.max(0, x - tracking) };
}

/** Whether the typeface has all of a text's characters. */
export function prints(name: TypefaceName, text: string): boolean {
  const face = typeface(name);
  return [...text.normalize('NFC')].every((character) => face.glyph(character) !== undefined);
}

/**
 * The text with letters that the typeface lacks replaced by their letters without marks, as states print them whose
 * presses have no `ễ`; a letter that has none stays, for `letter` to refuse.
 */
export function printable(name: TypefaceName, text: string): string {
  const face = typeface(name);
  return [...text.normalize('NFC')]
    .map((character) => {
      const bare = character.normalize('NFD').replace(/\p{M}/gu, '');
      return face.glyph(character) || bare === '' ? character : bare;
    })
    .join('');
}

export interface Glyph {
  readonly index: number;
  /** In units where capitals are `Typeface.capitals` high, y upwards. */
  readonly commands: readonly PathCommand[];
  readonly advance: number;
}

interface Typeface {
  readonly capitals: number;
  readonly glyph: (character: string) => { readonly glyph: Glyph; readonly font: Font } | undefined;
}

/** Subsets of one design, the first that has a character prints it. */
const FILES: Readonly<Record<Exclude<TypefaceName, 'ocrB'>, readonly [string, string, readonly string[]]>> = {
  sans: ['pt-sans', '400-normal', ['latin', 'latin-ext', 'cyrillic']],
  sansBold: ['pt-sans', '700-normal', ['latin', 'latin-ext', 'cyrillic']],
  sansItalic: ['pt-sans', '400-italic', ['latin', 'latin-ext', 'cyrillic']],
  narrow: ['pt-sans-narrow', '400-normal', ['latin', 'latin-ext', 'cyrillic']],
  narrowBold: ['pt-sans-narrow', '700-normal', ['latin', 'latin-ext', 'cyrillic']],
  serif: ['pt-serif', '400-normal', ['latin', 'latin-ext', 'cyrillic']],
  serifBold: ['pt-serif', '700-normal', ['latin', 'latin-ext', 'cyrillic']],
  serifItalic: ['pt-serif', '400-italic', ['latin', 'latin-ext', 'cyrillic']],
  typewriter: ['courier-prime', '400-normal', ['latin', 'latin-ext']],
  typewriterBold: ['courier-prime', '700-normal', ['latin', 'latin-ext']],
};

/** Height of the capitals above the baseline, of OCR-B in its units: that of `H`. */
const OCR_B_CAPITALS = 713;

const OPENED = new Map<TypefaceName, Typeface>();

export function typeface(name: TypefaceName): Typeface {
  const known = OPENED.get(name);
  if (known) return known;
  const fonts = filesOf(name).map(readFont);
  const capitals = name === 'ocrB' ? OCR_B_CAPITALS : (fonts[0]!.tables.os2.sCapHeight as number);
  const glyphs = new Map<string, ReturnType<Typeface['glyph']>>();
  const find = (character: string) => {
    const font = fonts.find((f) => f.charToGlyphIndex(character) > 0);
    if (!font) return undefined;
    const { index, advanceWidth, path } = font.charToGlyph(character);
    return { font, glyph: { index, commands: path.commands, advance: advanceWidth ?? 0 } };
  };
  const opened: Typeface = {
    capitals,
    glyph(character) {
      if (!glyphs.has(character)) glyphs.set(character, find(character));
      return glyphs.get(character);
    },
  };
  OPENED.set(name, opened);
  return opened;
}

function filesOf(name: TypefaceName): string[] {
  if (name === 'ocrB') return [fileURLToPath(new URL('../../../../assets/fonts/OCRB.otf', import.meta.url))];
  const [family, style, subsets] = FILES[name];
  const { resolve } = createRequire(import.meta.url);
  try {
    return subsets.map((subset) => resolve(`@fontsource/${family}/files/${family}-${subset}-${style}.woff`));
  } catch (cause) {
    throw new LikenessError('typeface_missing', `@fontsource/${family} is not installed.`, { cause });
  }
}

function readFont(file: string): Font {
  const bytes = readFileSync(file);
  return opentype.parse(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

function kerning(font: Font, left: Glyph, right: Glyph): number {
  return font.getKerningValue(font.glyphs.get(left.index), font.glyphs.get(right.index));
}

function placed(commands: readonly PathCommand[], x: number, across: number, scale: number): string {
  const at = (px: number, py: number) => `${number(x + px * across)} ${number(-py * scale)}`;
  return commands
    .map((c) => {
      if (c.type === 'Z') return 'Z';
      if (c.type === 'C') return `C${at(c.x1, c.y1)} ${at(c.x2, c.y2)} ${at(c.x, c.y)}`;
      if (c.type === 'Q') return `Q${at(c.x1, c.y1)} ${at(c.x, c.y)}`;
      return `${c.type}${at(c.x, c.y)}`;
    })
    .join('');
}
