// One picture of a verification: its faces, the one that counts, its quality; then the two compared.

import {
  assessQuality,
  type Calibration,
  comparisonScore,
  type Face,
  type FaceEngine,
  type Quality,
} from '../face/index.js';
import type { DecodedPicture } from '../image/index.js';
import { chooseFace } from './mainFace.js';
import { operatingPoint } from './policy.js';
import { faceReason, type Reason, type Role } from './reasons.js';
import type { Evidence } from './verify.js';

/** A picture whose faces were found and counted. */
export interface Examined extends Evidence {
  readonly picture: DecodedPicture;
  /** The face to compare; absent where there is none or several. */
  readonly face?: Face;
  /** Faces that must show the same person as `face`. */
  readonly ghosts: readonly Face[];
}

/** Finds the faces of one picture and chooses the one that counts. */
export async function examine(engine: FaceEngine, picture: DecodedPicture, role: Role): Promise<Examined> {
  const faces = await engine.faces(picture, 'quick');
  const choice = chooseFace(faces, role);
  const base = { picture, role, sha256: picture.source.sha256, notes: [], ghosts: [] };
  if (choice.kind === 'none') return { ...base, failure: faceReason('face_not_found', role) };
  if (choice.kind === 'several') return { ...base, failure: faceReason('faces_several', role) };
  const others = faces.filter((f) => f !== choice.main);
  const notes = choice.ignored.length > 0 ? [faceReason('bystanders_ignored', role)] : [];
  const quality = assessQuality(picture, picture.source.scale, choice.main, others);
  return { ...base, notes, face: choice.main, ghosts: choice.ghosts, quality };
}

/** A ghost portrait is faint and small: it need only match at the threshold of this FMR. */
const GHOST_FMR = 1e-2;

/**
 * Compares the chosen faces in one run of the model. Ghost portraits are compared with the main one in the same
 * run; where one shows somebody else, the document becomes a failure.
 * @returns the document as it stands then, and the score, null where there was nothing to compare
 */
export async function compareExamined(
  engine: FaceEngine,
  selfie: Examined,
  document: Examined,
): Promise<{ document: Examined; score: number | null }> {
  if (!selfie.face || !document.face) return { document, score: null };
  const [probe, reference, ...ghosts] = await engine.embed([
    engine.align(selfie.picture, selfie.face),
    ...[document.face, ...document.ghosts].map((face) => engine.align(document.picture, face)),
  ]);
  const score = comparisonScore(reference!, probe!);
  if (ghosts.length === 0) return { document, score };
  const samePerson = ghosts.every((g) =>
    isSamePerson(comparisonScore(reference!, g), engine.embedder.calibration),
  );
  return samePerson
    ? { document: withNote(document, faceReason('ghost_portrait_ignored', 'document')), score }
    : { document: withFailure(document), score: null };
}

const isSamePerson = (score: number, calibration: Calibration | undefined): boolean =>
  calibration !== undefined && score >= operatingPoint(calibration, GHOST_FMR).threshold;

const withNote = (examined: Examined, note: Reason): Examined => ({
  ...examined,
  notes: [...examined.notes, note],
});

function withFailure({ face: _, quality: __, ...rest }: Examined): Examined {
  return { ...rest, failure: faceReason('faces_several', 'document') };
}

/** What a verification reports of one of its pictures. */
export interface VerifiedPicture {
  readonly picture: DecodedPicture;
  /** The face that was compared; null where none could be chosen. */
  readonly face: Face | null;
  readonly quality: Quality | null;
}

export const verifiedPicture = ({ picture, face, quality }: Examined): VerifiedPicture => ({
  picture,
  face: face ?? null,
  quality: quality ?? null,
});
