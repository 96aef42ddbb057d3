// Decides anew from a pack: the same pictures, policy, day, model and calibration must give the same decision, to the
// last bit of the score.

import type { DocumentSource, ImageSource, Verification, VerifyOptions } from '../../../decision/index.js';
import type { ChipFiles } from '../../../document/index.js';
import { LikenessError } from '../../../errors.js';
import type { Calibration } from '../../../face/index.js';
import { canonicalText, digestOfValue } from '../canonical.js';
import { type EvidenceContents, type EvidencePart, type EvidencePicture, readContents } from './contents.js';
import { type Software, softwareVersions } from './software.js';
import { readMembers } from './zip.js';

/** What must be opened to decide anew. */
export interface ReplayModels {
  readonly model: { readonly name: string; readonly digest: string };
  readonly calibration: Calibration | null;
  readonly visualZone: boolean;
}

/** As much of a `Likeness` as a replay needs. */
export interface Replayer {
  readonly model: {
    readonly name: string;
    readonly sha256: string;
    readonly calibration?: Calibration | undefined;
  };
  verify(
    selfie: ImageSource,
    document: ImageSource | DocumentSource,
    options: VerifyOptions,
  ): Promise<ReplayedFields>;
  close(): Promise<void>;
}

type ReplayedFields = Pick<
  Verification,
  'decision' | 'reasons' | 'score' | 'llr' | 'probability' | 'adjustment' | 'operatingPoint'
>;

export interface Replay {
  /** Whether everything came out the same, to the last bit. */
  readonly same: boolean;
  readonly differences: readonly {
    readonly field: string;
    readonly packed: unknown;
    readonly here: unknown;
  }[];
  readonly model: { readonly packed: string; readonly here: string; readonly same: boolean };
  /** Digests of the calibrations; null where there was none. */
  readonly calibration: {
    readonly packed: string | null;
    readonly here: string | null;
    readonly same: boolean;
  };
  /** What computed then and what computes here, where that differs: a reason why last bits may. */
  readonly software: readonly { readonly name: string; readonly packed: string; readonly here: string }[];
}

/**
 * @param openLikeness opens the model that is asked for, or the nearest that there is: the answer says which it was
 * @throws `evidence_…` where the file is no pack; `evidence_not_replayable` where it lacks a picture; what
 *   `openLikeness` throws
 */
export async function replayEvidencePack(
  file: Uint8Array,
  openLikeness: (wanted: ReplayModels) => Promise<Replayer>,
): Promise<Replay> {
  const contents = readContents(readMembers(file));
  const { models, calibration, conditions, report } = contents;
  const [selfie, document] = await picturesOf(contents);
  const { name, sha256: digest } = models.embedder;
  const likeness = await openLikeness({
    model: { name, digest },
    calibration,
    visualZone: conditions.visualZone,
  });
  try {
    const { policy, today } = conditions;
    const here = comparable(await likeness.verify(selfie, document, { policy, today }));
    const differences = Object.entries(here).flatMap(([field, value]) => {
      const packed = report[field];
      // An older report may say less; what it does say must come out again.
      return packed === undefined || isSame(packed, value) ? [] : [{ field, packed, here: value }];
    });
    const model = pair(digest, likeness.model.sha256);
    const calibrations = pair(digestOrNull(calibration), digestOrNull(likeness.model.calibration));
    return {
      same: differences.length === 0 && model.same && calibrations.same,
      differences,
      model,
      calibration: calibrations,
      software: differing(contents.software, await softwareVersions()),
    };
  } finally {
    await likeness.close();
  }
}

/** As the report has it. Through canonical text two numbers are the same where all their bits are. */
const comparable = (fields: ReplayedFields) => ({
  decision: fields.decision,
  reasons: fields.reasons,
  score: fields.score,
  llr: fields.llr,
  probability: fields.probability,
  adjustment: fields.adjustment,
  threshold: fields.operatingPoint?.threshold ?? null,
});

const isSame = (a: unknown, b: unknown): boolean => canonicalText(a) === canonicalText(b);

const pair = <T>(packed: T, here: T) => ({ packed, here, same: packed === here });

const digestOrNull = (calibration: Calibration | null | undefined): string | null =>
  calibration ? digestOfValue(calibration) : null;

const differing = (packed: Software, here: Software): Replay['software'] =>
  (Object.keys(here) as (keyof Software)[])
    .filter((name) => !isSame(packed[name], here[name]))
    .map((name) => ({ name, packed: String(packed[name]), here: String(here[name]) }));

async function picturesOf({ pictures }: EvidenceContents): Promise<[ImageSource, DocumentSource]> {
  const bytesOf = (part: EvidencePart) => pictures.find((picture) => picture.part === part)?.bytes;
  const [selfie, front, back] = [bytesOf('selfie'), bytesOf('document_front'), bytesOf('document_back')];
  if (!selfie || !front)
    throw new LikenessError(
      'evidence_not_replayable',
      `the pack holds no picture of the ${selfie ? 'document' : 'selfie'}`,
    );
  const chip = await chipOf(pictures);
  return [selfie, { front, ...(back && { back }), ...(chip && { chip }) }];
}

async function chipOf(pictures: readonly EvidencePicture[]): Promise<ChipFiles | undefined> {
  const files = Object.fromEntries(
    pictures
      .filter(({ part }) => part === 'dg1' || part === 'dg2' || part === 'sod')
      .map(({ part, bytes }) => [part, bytes]),
  ) as ChipFiles;
  if (Object.keys(files).length === 0) return undefined;
  // The rooms that compute take a second to load, and whoever only checks a log needs none of them.
  const { readTrustFile } = await import('../../../document/index.js');
  const trust = await Promise.all(
    pictures.filter(({ part }) => part === 'trusted').map(({ bytes }) => readTrustFile(bytes)),
  );
  return {
    ...files,
    trusted: trust.flatMap(({ certificates }) => certificates),
    revocationLists: trust.flatMap(({ revocationLists }) => revocationLists),
  };
}
