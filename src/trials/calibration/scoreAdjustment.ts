// What quality and the type of the reference say of a score: numbers that are added to it before it is held against a
// threshold. Additive by picture, so that one threshold and one line to the LLR serve all comparisons: in logistic
// regression with quality as side information (Kelly & Hansen, IEEE Signal Processing Letters 20, 2013; Ferrer, Burget,
// Plchot & Scheffer, Odyssey 2012) it is what stands beside the score, divided by the score's slope.

/** The part that a picture plays. */
export type Side = 'reference' | 'probe';

/** What one quality component of one of the two pictures adds: a straight line between two caps. */
export interface QualityTerm {
  /** Name of the component. */
  readonly component: string;
  readonly of: Side;
  /** Added a unit of quality. */
  readonly slope: number;
  /** The quality that adds nothing. */
  readonly centre: number;
  /** The range of the fit: beyond it nothing is known, and its nearer end counts. */
  readonly range: readonly [lowest: number, highest: number];
}

/** Added to a score: of the reference's type, and of the quality of both pictures. */
export interface ScoreAdjustment {
  /** By type of the reference (`document`, `chip`, `selfie`); what is not named adds nothing. */
  readonly referenceTypes: Readonly<Record<string, number>>;
  readonly qualities: readonly QualityTerm[];
}

/** What is known of a picture. */
export interface AdjustedPicture {
  /** Of a reference. */
  readonly type?: string | null | undefined;
  /** Quality components by name, 0 to 100. One that is missing counts as at its centre. */
  readonly quality: Readonly<Record<string, number>>;
}

/** What one picture adds to the scores of its comparisons; the sum over both is what a score is adjusted by. */
export function adjustmentOf(
  { referenceTypes, qualities }: ScoreAdjustment,
  side: Side,
  { type, quality }: AdjustedPicture,
): number {
  const byType =
    side === 'reference' && type && Object.hasOwn(referenceTypes, type) ? referenceTypes[type] : 0;
  return qualities
    .filter((term) => term.of === side)
    .reduce((sum, { component, ...term }) => {
      const value = Object.hasOwn(quality, component) ? quality[component] : term.centre;
      return sum + term.slope * heldQuality(term, value);
    }, byType);
}

/** How far a quality lies from the centre, held within the range. */
export function heldQuality(
  { centre, range: [lowest, highest] }: Pick<QualityTerm, 'centre' | 'range'>,
  value: number,
): number {
  return Math.min(Math.max(value, lowest), highest) - centre;
}
