// The form that all quality components share, and the curve that most of them score with.

import type { QualityContext } from './context.js';

/** What the picture is for: a selfie can be taken anew, a printed portrait only photographed anew. */
export type PictureRole = 'selfie' | 'document';

/** One quality component of ISO/IEC 29794-5: what it measures, how good that is, what to do about it. */
export interface QualityComponent {
  /** The unit of the native measure. */
  readonly unit: string;
  /** The native measure, always a finite number. */
  measure(context: QualityContext): number;
  /** From a native measure to 0 (worst) to 100 (best). */
  score(native: number): number;
  /** What the customer should do where the native measure is outside its limits. */
  advice(native: number, role: PictureRole): string;
}

/** From 0 far below the centre to 1 far above it; `width` is the distance from 0.5 to 0.73. */
export const sigmoid = (x: number, centre: number, width: number): number =>
  1 / (1 + Math.exp((centre - x) / width));

export const clamp = (x: number, least: number, most: number): number => Math.max(least, Math.min(most, x));
