// How a state designs its documents: everything about a page that is the same for all of its holders. A style is
// plain numbers and words, drawn from a seed, so that a design can be kept, printed and drawn again.

import type { Random } from '../../autograd/index.js';
import { between, chance, pick, weighted, whole } from './chance.js';
import { INVENTED_STATES, type InventedState } from './states.js';
import type { TypefaceName } from './type/typeface.js';

export interface SpecimenStyle {
  readonly state: InventedState;
  readonly palette: Palette;
  readonly background: Background;
  readonly header: Header;
  readonly lettering: Lettering;
  readonly portrait: PortraitStyle;
  readonly ghost: GhostStyle | null;
  readonly zone: ZoneStyle;
  readonly overlay: Overlay;
  readonly layout: Layout;
  readonly mark: SpecimenMark;
}

/** Colours as `#rrggbb`. */
export interface Palette {
  /** Paper at the left, in the middle, at the right. */
  readonly paper: readonly [string, string, string];
  /** Inks that the background's lines run through from left to right (rainbow printing, Doc 9303-2, appendix A). */
  readonly rainbow: readonly [string, string, string];
  readonly heading: string;
  readonly label: string;
  readonly entry: string;
  readonly signature: string;
}

export type Weave = 'waves' | 'mesh' | 'braid' | 'relief' | 'rays';

export interface Background {
  readonly weaves: readonly WeaveStyle[];
  readonly rosettes: readonly RosetteStyle[];
  /** The state's emblem, behind everything: how dark, 0–1, and how high, as a share of the page's height. */
  readonly emblem: {
    readonly strength: number;
    readonly size: number;
    readonly x: number;
    readonly y: number;
  };
  /** Lines of text too small to copy. */
  readonly microText: boolean;
  /** Coloured threads in the paper. */
  readonly fibres: number;
}

export interface WeaveStyle {
  readonly weave: Weave;
  /** From line to line, in millimetres. */
  readonly pitch: number;
  /** Width of a line, in millimetres. */
  readonly line: number;
  /** How much of the light a line takes away, 0–1. */
  readonly strength: number;
  readonly swing: number;
  readonly wavelength: number;
  readonly phase: number;
}

export interface RosetteStyle {
  /** Centre as a share of the page, radius in millimetres. */
  readonly x: number;
  readonly y: number;
  readonly radius: number;
  readonly petals: number;
  readonly depth: number;
  readonly turns: number;
  readonly strength: number;
}

export interface Header {
  readonly form: 'band' | 'curve' | 'line' | 'plain';
  readonly emblem: boolean;
  readonly chip: 'left' | 'right' | 'none';
}

export interface Lettering {
  readonly heading: TypefaceName;
  readonly label: TypefaceName;
  readonly entry: TypefaceName;
  /** Heights of capitals of a TD3 in millimetres; other sheets have them smaller. */
  readonly labelHeight: number;
  readonly entryHeight: number;
  readonly numbered: boolean;
  readonly separator: string;
  readonly dates: 'month' | 'months' | 'dots' | 'spaces';
}

export interface PortraitStyle {
  readonly form: 'box' | 'feather' | 'oval';
  readonly tone: 'colour' | 'grey' | 'laser';
  /** How much of the background's lines runs over it, 0–1. */
  readonly overprint: number;
  /** Width of the fading border as a share of the portrait's width. */
  readonly fade: number;
  /** How far the paper's own print is left out under it, 0–1. */
  readonly ground: number;
}

export interface GhostStyle {
  readonly ink: string;
  /** 0–1. */
  readonly strength: number;
  /** Whether the background's lines run over it. */
  readonly overprinted: boolean;
}

export interface ZoneStyle {
  readonly passportCode: 'P' | 'PP';
  readonly cardCode: 'I' | 'ID' | 'IU';
  /** What lies under the characters: the background's lines, fainter ones, or none. */
  readonly ground: 'through' | 'faint' | 'plain';
  readonly ink: string;
  readonly density: number;
  /** Growth of every stroke on either side, in millimetres: the ink's spread, or the ribbon's loss. */
  readonly spread: number;
  /** Shift of the whole zone and of each line, in millimetres, within the tolerances. */
  readonly shift: { readonly x: number; readonly y: number };
  readonly apart: number;
  /** Of the pitch and of the characters: real printers are a little off. */
  readonly pitchScale: number;
  readonly heightScale: number;
}

export interface Overlay {
  readonly form: 'none' | 'rings' | 'flame' | 'grid';
  readonly strength: number;
  readonly x: number;
  readonly y: number;
  readonly size: number;
  readonly hue: number;
}

export interface Layout {
  /** Of a TD1's portrait; the others have it left, as Doc 9303-4 and 9303-6 want it. */
  readonly cardPortrait: 'left' | 'right';
  readonly portraitWidth: number;
  readonly gap: number;
  readonly personalNumberFirst: boolean;
  /** Among the data, or below the portrait. */
  readonly signature: 'data' | 'portrait';
  readonly ghostAt: 'right' | 'low';
  readonly accessNumber: boolean;
  readonly backPattern: 'bars' | 'squares' | 'foil';
}

/** The word SPECIMEN, printed large where it hides neither portrait nor zone. */
export interface SpecimenMark {
  readonly colour: string;
  readonly opacity: number;
  readonly tilt: number;
  readonly outlined: boolean;
}

export function drawStyle(random: Random): SpecimenStyle {
  const state = pick(random, INVENTED_STATES);
  const palette = drawPalette(random, state);
  const tone = weighted(random, [
    ['colour', 3],
    ['grey', 2],
    ['laser', 3],
  ] as const);
  return {
    state,
    palette,
    background: drawBackground(random),
    header: {
      form: pick(random, ['band', 'curve', 'line', 'plain'] as const),
      emblem: chance(random, 0.7),
      chip: weighted(random, [
        ['right', 4],
        ['left', 2],
        ['none', 2],
      ] as const),
    },
    lettering: drawLettering(random),
    portrait: {
      form: weighted(random, [
        ['box', 4],
        ['feather', 4],
        ['oval', 2],
      ] as const),
      tone,
      overprint: between(random, 0, 0.5),
      fade: between(random, 0.05, 0.16),
      ground: between(random, 0.6, 0.98),
    },
    ghost: chance(random, 0.8)
      ? {
          ink: chance(random, 0.5) ? palette.heading : mixed(palette.rainbow[1], '#202020', 0.45),
          strength: between(random, 0.5, 0.9),
          overprinted: chance(random, 0.5),
        }
      : null,
    zone: drawZoneStyle(random),
    overlay: {
      form: weighted(random, [
        ['none', 2],
        ['rings', 2],
        ['flame', 2],
        ['grid', 2],
      ] as const),
      strength: between(random, 0.1, 0.26),
      x: between(random, 0.1, 0.5),
      y: between(random, 0.25, 0.6),
      size: between(random, 14, 30),
      hue: random(),
    },
    layout: {
      cardPortrait: chance(random, 0.75) ? 'left' : 'right',
      portraitWidth: between(random, 0.88, 1),
      gap: between(random, 3, 5),
      personalNumberFirst: chance(random, 0.5),
      signature: chance(random, 0.65) ? 'data' : 'portrait',
      ghostAt: chance(random, 0.6) ? 'right' : 'low',
      accessNumber: chance(random, 0.6),
      backPattern: pick(random, ['bars', 'squares', 'foil'] as const),
    },
    mark: {
      colour: pick(random, ['#b3202a', '#b3202a', '#1f4fa3', '#8a1f6b', '#1c6b3c']),
      opacity: between(random, 0.27, 0.4),
      tilt: pick(random, [0, -8, -14, 10]),
      outlined: chance(random, 0.3),
    },
  };
}

function drawPalette(random: Random, state: InventedState): Palette {
  const [heading, first, second] = state.colours;
  const swap = chance(random, 0.5);
  const [a, b] = swap ? [second, first] : [first, second];
  const third = pick(random, [a, b, mixed(a, '#7fa8c9', 0.6), mixed(b, '#c9b07f', 0.6)]);
  const tint = between(random, 0.06, 0.24);
  const paper = (ink: string) => mixed('#fbfaf5', ink, tint);
  return {
    paper: [paper(a), chance(random, 0.5) ? paper(b) : mixed('#fbfaf5', a, tint / 3), paper(third)],
    rainbow: [a, b, third],
    heading,
    label: chance(random, 0.7) ? mixed(heading, '#555555', 0.3) : '#3a3a3a',
    entry: pick(random, ['#141414', '#1c1a18', '#22201f', '#101820']),
    signature: pick(random, ['#161616', '#1b2350', '#141c3c']),
  };
}

function drawBackground(random: Random): Background {
  const weave = (weaves: readonly Weave[], strength: readonly [number, number]): WeaveStyle => ({
    weave: pick(random, weaves),
    pitch: between(random, 0.55, 1.15),
    line: between(random, 0.06, 0.14),
    strength: between(random, ...strength),
    swing: between(random, 0.6, 3.2),
    wavelength: between(random, 9, 46),
    phase: 2 * Math.PI * random(),
  });
  const weaves = [weave(['waves', 'braid', 'relief', 'rays'], [0.3, 0.75])];
  if (chance(random, 0.75)) weaves.push(weave(['waves', 'mesh', 'braid'], [0.18, 0.5]));
  return {
    weaves,
    rosettes: Array.from({ length: whole(random, 1, 3) }, (_, i) => ({
      x: [between(random, 0.45, 0.75), between(random, 0.02, 0.3), between(random, 0.85, 1)][i]!,
      y: [between(random, 0.3, 0.5), between(random, 0.1, 0.8), between(random, 0.05, 0.9)][i]!,
      radius: between(random, 9, 24),
      petals: whole(random, 7, 19),
      depth: between(random, 0.12, 0.34),
      turns: whole(random, 9, 22),
      strength: between(random, 0.25, 0.6),
    })),
    emblem: {
      strength: between(random, 0.1, 0.26),
      size: between(random, 0.34, 0.52),
      x: between(random, 0.56, 0.74),
      y: between(random, 0.36, 0.46),
    },
    microText: chance(random, 0.85),
    fibres: chance(random, 0.4) ? whole(random, 12, 45) : 0,
  };
}

function drawLettering(random: Random): Lettering {
  const entry = weighted<TypefaceName>(random, [
    ['sans', 3],
    ['sansBold', 2],
    ['narrow', 1],
    ['narrowBold', 2],
    ['serif', 1],
    ['typewriter', 2],
    ['typewriterBold', 1],
  ]);
  return {
    heading: pick(random, ['sansBold', 'serifBold', 'serif', 'narrowBold'] as const),
    label: pick(random, ['sans', 'sans', 'narrow', 'serif', 'sansItalic', 'serifItalic'] as const),
    entry,
    labelHeight: between(random, 0.95, 1.2),
    entryHeight: between(random, 1.95, 2.4),
    numbered: chance(random, 0.25),
    separator: pick(random, [' / ', ' · ', '/', ' – ']),
    dates: pick(random, ['month', 'months', 'dots', 'spaces'] as const),
  };
}

function drawZoneStyle(random: Random): ZoneStyle {
  const grey = whole(random, 8, 46);
  const spread = between(random, -0.045, 0.06);
  return {
    passportCode: chance(random, 0.75) ? 'P' : 'PP',
    cardCode: pick(random, ['I', 'ID', 'IU'] as const),
    ground: weighted(random, [
      ['through', 4],
      ['faint', 4],
      ['plain', 2],
    ] as const),
    ink: rgb([grey + whole(random, -4, 6), grey, grey + whole(random, -4, 8)]),
    density: between(random, 0.82, 1),
    spread,
    shift: { x: between(random, -0.9, 0.9), y: between(random, -0.55, 0.55) },
    apart: chance(random, 0.8) ? between(random, -0.1, 0.1) : between(random, -0.6, 0.6),
    pitchScale: between(random, 0.994, 1.004),
    heightScale: between(random, 0.96, 1.04),
  };
}

/** A colour a share of the way from one to another. */
export function mixed(from: string, to: string, share: number): string {
  const [a, b] = [channels(from), channels(to)];
  return rgb(a.map((value, i) => value + share * (b[i]! - value)));
}

export function channels(colour: string): readonly number[] {
  return [1, 3, 5].map((at) => Number.parseInt(colour.slice(at, at + 2), 16));
}

function rgb(values: readonly number[]): string {
  return `#${values
    .map((v) =>
      Math.min(255, Math.max(0, Math.round(v)))
        .toString(16)
        .padStart(2, '0'),
    )
    .join('')}`;
}
