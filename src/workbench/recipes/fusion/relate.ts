// How the chips of two networks lie to each other that are aligned on different landmarks: as seen on the faces of the
// data set itself. No one transform is right for all faces, as the two sets of points sit differently in each; how far
// it is off is measured.

import { LikenessError } from '../../../errors.js';
import {
  defaultModels,
  type EmbedderManifest,
  embedderManifest,
  FaceEngine,
  type ModelStore,
  type StoredModel,
} from '../../../face/index.js';
import {
  apply,
  compose,
  decode,
  fitSimilarity,
  IDENTITY,
  invert,
  type Point,
  readPictureFile,
  type Similarity,
  scaleOf,
} from '../../../image/index.js';
import type { DatasetRecord } from '../../datasets/record.js';
import type { Finding, TrainingContext } from '../kind.js';
import { type RelatedChip, relateByPoints } from './canvas.js';

/**
 * How every chip lies to the first, with what was measured of it.
 * @throws LikenessError `training_unsuitable` where a chip cannot take another's place; what the signal was aborted with
 */
export async function relateAll(
  models: readonly StoredModel[],
  records: readonly DatasetRecord[],
  { store, signal, onProgress }: TrainingContext,
): Promise<{ chips: RelatedChip[]; measurements: Finding[] }> {
  const [first, ...others] = models.map((model) => ({ model, manifest: embedderManifest(model) }));
  const chips: RelatedChip[] = [{ manifest: first!.manifest, toFirst: IDENTITY }];
  const measurements: Finding[] = [];
  // By digest: the same order at every run, and no order of people.
  const files = records.toSorted((a, b) => (a.sha256 < b.sha256 ? -1 : 1)).map(({ file }) => file);
  for (const { model, manifest } of others) {
    const what = `where the chip of ${manifest.name} lies in that of ${first!.manifest.name}`;
    if (manifest.alignment.landmarks === first!.manifest.alignment.landmarks) {
      const { transform, rms } = relateByPoints(manifest.alignment, first!.manifest.alignment);
      chips.push({ manifest, toFirst: transform });
      measurements.push({
        what,
        before: null,
        after: `the points of both fit within ${rms.toFixed(2)} pixels`,
      });
      continue;
    }
    onProgress?.(what);
    const relation = await relateByFaces(model, first!.model, files, {
      store,
      ...(signal ? { signal } : {}),
    });
    requireClose(manifest, relation);
    chips.push({ manifest, toFirst: relation.transform });
    measurements.push({ what, before: null, after: offsetOf(relation) });
  }
  return { chips, measurements };
}

/** Half of the faces may lie elsewhere by so much of the chip's side: networks bear that much, as augmentation is wider. */
const MOST_OFF = 0.03;

function requireClose({ name, input }: EmbedderManifest, relation: MeasuredRelation): void {
  if (relation.off.median <= MOST_OFF * input.size) return;
  throw new LikenessError(
    'training_unsuitable',
    `${name} is aligned on other landmarks, and no one chip serves: its own would lie elsewhere by ${offsetOf(relation)}`,
  );
}

const offsetOf = ({ off, faces }: MeasuredRelation): string =>
  `${off.median.toFixed(2)} pixels in half of ${faces} faces, ${off.most.toFixed(2)} in one of twenty`;

export interface MeasuredRelation {
  /** From the chip of the one to that of the other. */
  readonly transform: Similarity;
  /** Pixels of the first chip by which a face lies elsewhere than said, root mean square over the chip: median and 95 %. */
  readonly off: { readonly median: number; readonly most: number };
  readonly faces: number;
}

/** Faces that are looked at: the mean is known to a tenth of the spread. */
const FACES = 100;
const FEWEST = 20;

/**
 * @param files photographs, in an order by chance
 * @throws LikenessError `training_unsuitable` where too few faces are found; what `signal` was aborted with
 */
export async function relateByFaces(
  from: StoredModel,
  to: StoredModel,
  files: readonly string[],
  { store, signal }: { readonly store: ModelStore; readonly signal?: AbortSignal },
): Promise<MeasuredRelation> {
  const [detector, landmarks] = await defaultModels(store);
  const engines = [
    await FaceEngine.open({ detector, landmarks, embedder: from }, 1),
    await FaceEngine.open({ detector, landmarks, embedder: to }, 1),
  ] as const;
  try {
    const relations: Similarity[] = [];
    for (const file of files) {
      if (relations.length === FACES) break;
      signal?.throwIfAborted();
      const found = await relationIn(engines, file);
      if (found) relations.push(found);
    }
    if (relations.length < FEWEST) {
      throw new LikenessError(
        'training_unsuitable',
        `${from.manifest.name} and ${to.manifest.name} are aligned on different landmarks, and only ${relations.length} photographs with one face show how these lie to each other: ${FEWEST} at least are needed`,
      );
    }
    return measured(relations, from.manifest.input!.size);
  } finally {
    await Promise.all(engines.map((engine) => engine.close()));
  }
}

/** Undefined where the picture cannot be decoded or shows no single face: others will do. */
async function relationIn(
  [from, to]: readonly [FaceEngine, FaceEngine],
  file: string,
): Promise<Similarity | undefined> {
  try {
    const picture = await decode(await readPictureFile(file));
    const faces = await from.faces(picture, 'quick');
    if (faces.length !== 1) return undefined;
    return compose(from.align(picture, faces[0]!).toPicture, invert(to.align(picture, faces[0]!).toPicture));
  } catch (error) {
    if (error instanceof LikenessError && /^(image|file)_/.test(error.code)) return undefined;
    throw error;
  }
}

/** The similarity nearest to the mean of them all, over the whole chip. */
export function measured(relations: readonly Similarity[], size: number): MeasuredRelation {
  const grid = [0, 1, 2, 3].flatMap((row) =>
    [0, 1, 2, 3].map((column): Point => ({ x: (size * (column + 0.5)) / 4, y: (size * (row + 0.5)) / 4 })),
  );
  const mean = grid.map((point) => {
    const placed = relations.map((relation) => apply(relation, point));
    const over = (of: (p: Point) => number) => placed.reduce((sum, p) => sum + of(p), 0) / placed.length;
    return { x: over(({ x }) => x), y: over(({ y }) => y) };
  });
  const transform = fitSimilarity(grid, mean);
  const off = relations
    .map((relation) => {
      const squares = grid.map((point) => {
        const [here, said] = [apply(relation, point), apply(transform, point)];
        return (here.x - said.x) ** 2 + (here.y - said.y) ** 2;
      });
      return (
        Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length) / scaleOf(transform)
      );
    })
    .sort((a, b) => a - b);
  const quantile = (share: number) => off[Math.min(off.length - 1, Math.floor(share * off.length))]!;
  return { transform, off: { median: quantile(0.5), most: quantile(0.95) }, faces: relations.length };
}
