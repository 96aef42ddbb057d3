// How the chips of two networks lie to each other that are aligned on different landmarks: as seen on the faces of the
// data set itself. No one transform is right for all faces, as the two sets of points sit differently in each; how far
// it is off is measured.

import { LikenessError } from '../../../errors.js';
import { defaultModels, FaceEngine, type ModelStore, type StoredModel } from '../../../face/index.js';
import {
  apply,
  compose,
  decode,
  fitSimilarity,
  invert,
  type Point,
  readPictureFile,
  type Similarity,
  scaleOf,
} from '../../../image/index.js';

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
