// One chip for several networks: at the resolution of the finest, and wide enough for all of them to find in it what
// they would have cut out of the photograph themselves.

import { LikenessError } from '../../../errors.js';
import type { EmbedderManifest } from '../../../face/index.js';
import { apply, fitSimilarity, rotationOf, type Similarity, scaleOf } from '../../../image/index.js';

/** Where a network's chip lies in the common one: common = scale · own + (x, y), in pixels. */
export interface Placement {
  readonly scale: number;
  readonly x: number;
  readonly y: number;
}

export interface Canvas {
  /** Side in pixels. */
  readonly size: number;
  readonly alignment: EmbedderManifest['alignment'];
  /** One a network, in their order. */
  readonly placements: readonly Placement[];
}

/** A network's chip as it lies in that of the first network. */
export interface RelatedChip {
  readonly manifest: Pick<EmbedderManifest, 'name' | 'input' | 'alignment'>;
  /** From its own coordinates to those of the first network’s chip. */
  readonly toFirst: Similarity;
}

/** Manifests take no larger chip. */
const MOST = 1024;

/** Pixels of a network’s chip by which its corners may be off because chips are not turned against each other. */
const MOST_TURNED = 1;

/**
 * @throws LikenessError `training_unsuitable` where the chips are turned against each other, or show so different
 * parts of the face that one chip would be too large
 */
export function canvasOf(chips: readonly RelatedChip[]): Canvas {
  for (const chip of chips) requireUpright(chip);
  const scales = chips.map(({ toFirst }) => scaleOf(toFirst));
  const finest = scales.indexOf(Math.min(...scales));
  const base = chips[finest]!;
  const relative = chips.map(({ manifest, toFirst }, i) => {
    const scale = scales[i]! / scales[finest]!;
    const { size } = manifest.input;
    // By the middle, so that what little turn there is falls to the corners.
    const middle = apply(toFirst, { x: size / 2, y: size / 2 });
    const own = apply(inverse(base.toFirst, scales[finest]!), middle);
    return { scale, size, x: own.x - (scale * size) / 2, y: own.y - (scale * size) / 2 };
  });
  const edge = (values: number[]) => Math.floor(Math.min(...values) + SLACK);
  // Whole pixels, so that the finest network’s chip is a plain cut-out.
  const [left, top] = [edge(relative.map(({ x }) => x)), edge(relative.map(({ y }) => y))];
  const size = Math.ceil(
    Math.max(...relative.map((r) => Math.max(r.x + r.scale * r.size - left, r.y + r.scale * r.size - top))) -
      SLACK,
  );
  if (size > MOST) {
    throw new LikenessError(
      'training_unsuitable',
      `a chip that holds what all networks look at would be ${size} pixels wide: ${MOST} at most are possible`,
    );
  }
  const { alignment } = base.manifest;
  return {
    size,
    alignment: {
      landmarks: alignment.landmarks,
      points: alignment.points.map(([x, y]): [number, number] => [x - left, y - top]),
      mirror: false,
    },
    placements: relative.map(({ scale, x, y }) => ({ scale, x: x - left, y: y - top })),
  };
}

/** Of chips with the same landmarks: what carries the points of the one onto those of the other best, and how well. */
export function relateByPoints(
  from: EmbedderManifest['alignment'],
  to: EmbedderManifest['alignment'],
): { readonly transform: Similarity; readonly rms: number } {
  const [own, others] = [from.points, to.points].map((points) => points.map(([x, y]) => ({ x, y })));
  const transform = fitSimilarity(own!, others!);
  const squares = own!.map((point, k) => {
    const placed = apply(transform, point);
    return (placed.x - others![k]!.x) ** 2 + (placed.y - others![k]!.y) ** 2;
  });
  const rms = Math.sqrt(squares.reduce((sum, square) => sum + square, 0) / squares.length);
  return { transform, rms: rms / scaleOf(transform) };
}

/** Rounding errors are not worth a pixel more. */
const SLACK = 1e-6;

/** Without the turn. */
const inverse = ({ tx, ty }: Similarity, scale: number): Similarity => ({
  a: 1 / scale,
  b: 0,
  tx: -tx / scale,
  ty: -ty / scale,
});

function requireUpright({ manifest: { name, input }, toFirst }: RelatedChip): void {
  const off = Math.abs(rotationOf(toFirst)) * (input.size / Math.SQRT2);
  if (off <= MOST_TURNED) return;
  throw new LikenessError(
    'training_unsuitable',
    `the chip of ${name} is turned against that of the first network by ${((180 / Math.PI) * rotationOf(toFirst)).toFixed(1)}°: chips are resampled along rows and columns, which cannot turn them`,
  );
}
