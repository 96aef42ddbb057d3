// A drawing as data: two axes and what lies between them, in the units of the axes. `svg.ts` draws it.

import type { Mark } from './marks.js';
import type { Scale } from './scale.js';

export interface Axis {
  readonly title: string;
  readonly scale: Scale;
}

/** One thing drawn between the axes; later ones lie on top. */
export type Layer =
  /** A line through points. */
  | {
      readonly kind: 'line';
      readonly mark: Mark;
      readonly points: readonly Point[];
      /** Thin, for what others are held against. */
      readonly thin?: true;
    }
  /** The area between two lines over the same x. */
  | {
      readonly kind: 'band';
      readonly mark: Mark;
      readonly points: readonly (readonly [x: number, low: number, high: number])[];
    }
  /** Bars from zero, with a word above each: how many there are. */
  | { readonly kind: 'bars'; readonly mark: Mark; readonly bars: readonly Bar[] }
  | { readonly kind: 'dots'; readonly mark: Mark; readonly points: readonly Point[] }
  /** Intervals: upright at x, or lying at y. */
  | {
      readonly kind: 'intervals';
      readonly mark: Mark;
      readonly along: 'x' | 'y';
      readonly spans: readonly { readonly at: number; readonly low: number; readonly high: number }[];
    }
  /** An upright line with a word at its top, or some rows below where words would meet. */
  | { readonly kind: 'rule'; readonly at: number; readonly label: string; readonly row: number }
  /** A grey area over all y, with words in it. */
  | { readonly kind: 'region'; readonly from: number; readonly to: number; readonly label: string }
  /** Words beginning at a point. */
  | { readonly kind: 'words'; readonly at: Point; readonly text: string };

export interface Bar {
  readonly from: number;
  readonly to: number;
  readonly height: number;
  /** Empty for none. */
  readonly label: string;
}

export type Point = readonly [x: number, y: number];

export interface Plot {
  readonly x: Axis;
  readonly y: Axis;
  /** In units of the drawing, which is always `WIDTH` wide. */
  readonly height: number;
  readonly layers: readonly Layer[];
}

/** So wide that letters keep a readable size on a phone; a drawing without background scales up as well. */
export const WIDTH = 460;
export const HEIGHT = 330;
