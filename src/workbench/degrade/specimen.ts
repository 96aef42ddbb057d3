// What the document laboratory works upon: a picture that has a size in the world, and effects whose parameters are
// physical quantities.

import type { Random } from '../../autograd/index.js';
import type { Picture, Point } from '../../image/index.js';

/** A picture with a size: of a document on its page, of a person in the plane of the face. */
export interface Specimen extends Picture {
  /** Pixels a millimetre, on the document's page or in the plane of the face. */
  readonly pixelsPerMm: number;
  /** The point between the eyes, in pixels. */
  readonly eyes: Point;
  /** The file whose pixels these are, where the last effect was a codec. */
  readonly file?: EncodedFile;
}

export interface EncodedFile {
  readonly bytes: Uint8Array;
  readonly extension: '.jpg' | '.jp2';
}

/** A physical quantity, and how far it goes. */
export interface Quantity {
  readonly unit: string;
  /** What it is, for the table of effects. */
  readonly meaning: string;
  /** At severity 0: as the best equipment does it. */
  readonly mild: number;
  /** At severity 1: as bad as it gets in practice. */
  readonly severe: number;
  /** How severity runs from mild to severe: by equal steps (default) or by equal ratios. */
  readonly scale?: 'linear' | 'geometric';
}

export type Parameters = Readonly<Record<string, number>>;

/** One thing that happens to a portrait between a person and a verifier. */
export interface Effect<P extends Parameters = Parameters> {
  readonly name: string;
  /** In words: what of the world it models. */
  readonly models: string;
  /** Standard, paper or textbook that the formula is from. */
  readonly source: string;
  /** What its millimetres are measured on; `any` where it has none. */
  readonly plane: 'document' | 'face' | 'any';
  readonly quantities: { readonly [K in keyof P]: Quantity };
  /** Pure: the same specimen, parameters and stream give the same bytes. */
  apply(specimen: Specimen, parameters: P, random: Random): Specimen | Promise<Specimen>;
}

/** The quantity at a severity from 0 (mild) to 1 (severe). */
export function quantityAt({ mild, severe, scale }: Quantity, severity: number): number {
  return between(mild, severe, severity, scale);
}

/** The parameters of an effect at a severity from 0 to 1. */
export function parametersAt<P extends Parameters>(effect: Effect<P>, severity: number): P {
  return Object.fromEntries(
    Object.entries(effect.quantities).map(([name, quantity]) => [name, quantityAt(quantity, severity)]),
  ) as unknown as P;
}

/** The point a share of the way from one value to another, by equal steps or by equal ratios. */
export const between = (from: number, to: number, share: number, scale: Quantity['scale'] = 'linear') =>
  scale === 'geometric' ? from * (to / from) ** share : from + (to - from) * share;

/** Other pixels for the same specimen. */
export const repainted = ({ pixelsPerMm, eyes }: Specimen, { width, height, data }: Picture): Specimen => ({
  width,
  height,
  data,
  pixelsPerMm,
  eyes,
});
