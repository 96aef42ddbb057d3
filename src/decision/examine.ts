// One picture of a verification: its faces, the one that counts, its quality; then the two compared.

import {
  type AlignedFace,
  assessQuality,
  type Calibration,
  comparisonScore,
  type Face,
  type FaceEngine,
  type Quality,
  type Template,
} from '../face/index.js';
import {
  type DecodedPicture,
  type DecodeOptions,
  decode,
  type Homography,
  scaleOf,
  toOriginal,
} from '../image/index.js';
import { chooseFace } from './mainFace.js';
import { operatingPoint } from './policy.js';
import { documentReason, faceReason, type Reason, type Role } from './reasons.js';
import type { Evidence } from './verify.js';

/** A picture whose faces were found and counted. */
export interface Examined extends Evidence {
  readonly picture: DecodedPicture;
  /** From pixels of `picture` to pixels of the upright original. */
  readonly toOriginal: Homography;
  /** The face to compare; absent where there is none or several. */
  readonly chosen?: { readonly face: Face; readonly aligned: AlignedFace };
  /** Faces that must show the same person as the chosen one. */
  readonly ghosts: readonly Face[];
  /** The print on the page where the chip’s portrait is compared: it must show the same person. */
  readonly print?: AlignedFace;
  /** Milliseconds that decoding and looking took. */
  readonly timings: { readonly decode: number; readonly faces: number };
}

/**
 * Longer side of the picture at a first glance. A phone's photograph is decoded at this size several times faster
 * than whole. A face that fills a quarter of a selfie, or a seventh of a document, still has more pixels there than
 * the models want.
 */
const GLANCE_SIDE: Readonly<Record<Role, number>> = { selfie: 640, document: 1024 };

/**
 * Finds the faces of one picture and chooses the one that counts: at a glance where that shows as many pixels of
 * the face as the model wants, else in the picture at full size.
 * @param glanced the picture as somebody has decoded it already, about as large as a glance
 */
export async function examine(
  engine: FaceEngine,
  bytes: Uint8Array,
  role: Role,
  options: DecodeOptions,
  glanced?: DecodedPicture,
): Promise<Examined> {
  const maxSide = Math.min(GLANCE_SIDE[role], options.maxSide ?? GLANCE_SIDE[role]);
  const glance = glanced
    ? await look(engine, glanced, role, 0)
    : await decodeAndLook(engine, bytes, role, { ...options, maxSide });
  return isDetailed(glance) ? glance : decodeAndLook(engine, bytes, role, options);
}

const isDetailed = ({ picture, chosen }: Examined): boolean =>
  picture.source.scale === 1 || (chosen !== undefined && scaleOf(chosen.aligned.toPicture) >= 1);

async function decodeAndLook(
  engine: FaceEngine,
  bytes: Uint8Array,
  role: Role,
  options: DecodeOptions,
): Promise<Examined> {
  const start = performance.now();
  const picture = await decode(bytes, options);
  return look(engine, picture, role, performance.now() - start);
}

async function look(
  engine: FaceEngine,
  picture: DecodedPicture,
  role: Role,
  decodeTime: number,
): Promise<Examined> {
  const start = performance.now();
  const faces = await engine.faces(picture, 'quick');
  const found = choose(engine, picture, faces, role);
  const timings = { decode: decodeTime, faces: performance.now() - start };
  return {
    picture,
    toOriginal: toOriginal(picture),
    role,
    sha256: picture.source.sha256,
    timings,
    ...found,
  };
}

/** The face that counts, cut out and judged; or why there is none. */
export function choose(
  engine: FaceEngine,
  picture: DecodedPicture,
  faces: readonly Face[],
  role: Role,
): Pick<Examined, 'chosen' | 'failure' | 'ghosts' | 'notes' | 'quality'> {
  const choice = chooseFace(faces, role);
  if (choice.kind === 'none') return { ghosts: [], notes: [], failure: faceReason('face_not_found', role) };
  if (choice.kind === 'several') return { ghosts: [], notes: [], failure: faceReason('faces_several', role) };
  const { main, ghosts, ignored } = choice;
  const others = faces.filter((face) => face !== main);
  return {
    chosen: { face: main, aligned: engine.align(picture, main) },
    ghosts,
    notes: ignored.length > 0 ? [faceReason('bystanders_ignored', role)] : [],
    quality: assessQuality(picture, picture.source.scale, main, others),
  };
}

/**
 * A ghost portrait is faint and small: it need only match at the threshold of this FMR. Its score is taken as it is
 * where calibrations adjust for quality: both portraits count as of typical quality.
 */
const GHOST_FMR = 1e-2;

/**
 * Compares the chosen faces in one run of the model. Ghost portraits are compared with the main one in the same
 * run; where one shows somebody else, the document becomes a failure.
 * @returns the document as it stands then, and what was compared, null where there was nothing to compare
 */
export async function compareExamined(
  engine: FaceEngine,
  selfie: Examined,
  document: Examined,
): Promise<{ document: Examined; compared: Compared | null }> {
  if (!selfie.chosen || !document.chosen) return { document, compared: null };
  const ghostChips = document.ghosts.map((face) => engine.align(document.picture, face));
  const prints = document.print ? [document.print] : [];
  const chips = [
    { ...selfie.chosen.aligned, role: selfie.role },
    ...[document.chosen.aligned, ...prints, ...ghostChips].map((aligned) => ({
      ...aligned,
      role: document.role,
    })),
  ];
  const [probe, reference, ...others] = await engine.embed(chips);
  const score = comparisonScore(reference!, probe!);
  const same = others.map((t) => isSamePerson(comparisonScore(reference!, t), engine.embedder.calibration));
  const [print, ghosts] = [same.slice(0, prints.length), same.slice(prints.length)];
  if (ghosts.includes(false)) return { document: withFailure(document), compared: null };
  const noted =
    ghosts.length === 0 ? document : withNote(document, faceReason('ghost_portrait_ignored', 'document'));
  return {
    document: print.includes(false) ? withForeignPrint(noted) : noted,
    compared: { score, selfie: probe!, document: reference! },
  };
}

/** Two templates and their score. */
export interface Compared {
  readonly score: number;
  readonly selfie: Template;
  readonly document: Template;
}

const isSamePerson = (score: number, calibration: Calibration | undefined): boolean =>
  calibration !== undefined && score >= operatingPoint(calibration, GHOST_FMR).threshold;

const withNote = (examined: Examined, note: Reason): Examined => ({
  ...examined,
  notes: [...examined.notes, note],
});

const withForeignPrint = (examined: Examined): Examined => ({
  ...examined,
  objections: [
    ...(examined.objections ?? []),
    { effect: 'review', reason: documentReason('chip_portrait_differs') },
  ],
});

function withFailure({ chosen: _, quality: __, ...rest }: Examined): Examined {
  return { ...rest, failure: faceReason('faces_several', 'document') };
}

/** What a verification reports of one of its pictures. */
export interface VerifiedPicture {
  /** As it was analysed: of a document, the page straightened. */
  readonly picture: DecodedPicture;
  /** From pixels of `picture` to pixels of the upright original. */
  readonly toOriginal: Homography;
  /** The face that was compared; null where none could be chosen. */
  readonly face: Face | null;
  readonly quality: Quality | null;
  /** Of the face, of length one; null where there was nothing to compare. */
  readonly template: Template | null;
}

export const verifiedPicture = (
  { picture, toOriginal, chosen, quality }: Examined,
  template: Template | undefined,
): VerifiedPicture => ({
  picture,
  toOriginal,
  face: chosen?.face ?? null,
  quality: quality ?? null,
  template: template ?? null,
});
