// What came of reading one specimen, beside the truth.

import type { PageCondition, PageSize, ReadingStage } from '../../src/document/index.js';
import type { SpecimenKind } from '../../src/workbench/specimens/index.js';
import type { VisualOutcome } from './visual.js';

export interface Outcome {
  readonly number: number;
  readonly kind: SpecimenKind;
  /** The farthest corner, as a share of the page's diagonal; null where no page was found. */
  readonly cornerError: number | null;
  readonly size: PageSize | null;
  /** Whether the face that was chosen lies in the printed portrait; null where none is printed. */
  readonly portrait: boolean | null;
  /** How sure the detector is of the face that was chosen; null where none was. */
  readonly faceConfidence: number | null;
  /** Null where none is printed. */
  readonly zone: {
    readonly seen: boolean;
    readonly status: 'read' | 'doubtful' | 'failed' | null;
    /** All check digits pass. */
    readonly valid: boolean;
    /** Characters that are wrong in the end; null where nothing was read. */
    readonly wrong: number | null;
    readonly firstChoiceWrong: number | null;
    readonly presence: number | null;
    readonly text: readonly string[] | null;
  } | null;
  /** A zone was read where none is. */
  readonly ghostZone: boolean;
  readonly condition: PageCondition | null;
  readonly shortfalls: readonly string[];
  readonly pixelsPerMm: number;
  readonly milliseconds: Readonly<Record<ReadingStage | 'total', number>>;
  /** Null where that was not measured. */
  readonly visual: VisualOutcome | null;
  readonly tesseract: TesseractOutcome | null;
}

export interface TesseractOutcome {
  /** Characters of the zone that are wrong, of the photograph as it is, and of the strip that our page finder cut out. */
  readonly wholeWrong: number;
  readonly stripWrong: number | null;
  readonly wholeMilliseconds: number;
  readonly stripMilliseconds: number | null;
}
