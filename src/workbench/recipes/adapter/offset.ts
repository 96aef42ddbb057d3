// The smallest head: what a document does to a template in the mean over people, taken back. It has one number a
// coordinate and needs no training loop, which is what a few hundred subjects can carry.

import { filled, type Layer, l2Normalise } from '../../../autograd/index.js';
import { type HeadPaths, pathsOf, type TrainedHeads } from './heads.js';
import { type BothSides, type Portraits, peopleIn, rowOf } from './portraits.js';

/** x + offset, of length one. */
const offsetLayer: Layer = (network, x) => {
  const offset = network.parameter('offset', [network.sizeAlong(x, -1)], filled(0));
  return l2Normalise(network, network.graph.add('Add', [x, offset]));
};

/**
 * Mean over subjects of their selfies' mean less their documents' mean; each subject counts once. Selfies of a
 * document's own capture are left out where there are others.
 */
export function fitOffset(sides: BothSides): TrainedHeads {
  const paths: HeadPaths = pathsOf({ heads: 'offset' });
  const { dimension } = sides.documents;
  const withSelfie = peopleIn(sides.selfies);
  const people = [...peopleIn(sides.documents)].filter((subject) => withSelfie.has(subject));
  const offset = new Float32Array(dimension);
  for (const subject of people) {
    const documents = rowsOf(sides.documents, subject);
    const captures = new Set(documents.map((row) => sides.documents.captures[row]));
    const selfies = rowsOf(sides.selfies, subject);
    const others = selfies.filter((row) => !captures.has(sides.selfies.captures[row]));
    addMean(offset, sides.selfies, others.length > 0 ? others : selfies, 1 / people.length);
    addMean(offset, sides.documents, documents, -1 / people.length);
  }
  const state = new Map([
    [`${paths.document}.offset`, { type: 'float32', dims: [dimension], data: offset } as const],
  ]);
  return { paths, layer: offsetLayer, state };
}

const rowsOf = ({ subjects }: Portraits, subject: number): readonly number[] =>
  [...subjects.keys()].filter((row) => subjects[row] === subject);

function addMean(
  sum: Float32Array,
  { templates, dimension }: Portraits,
  rows: readonly number[],
  weight: number,
): void {
  for (const row of rows) {
    const own = rowOf(templates, dimension, row);
    for (let k = 0; k < dimension; k++) sum[k]! += (weight * own[k]!) / rows.length;
  }
}
