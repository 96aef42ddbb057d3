// The ranges that values inside a network take on samples, seen by running it on ONNX Runtime.

import { LikenessError } from '../../../errors.js';
import { encodeModel, type Model, type Node, openSession } from '../../../onnx/index.js';
import type { Batch } from '../../step.js';

/** Smallest and largest number seen. */
export interface Range {
  readonly min: number;
  readonly max: number;
}

/**
 * Smallest and largest number that each of the named values takes on the samples.
 * @throws `option_invalid` without samples, `model_invalid` where a value is not finite
 */
export async function observeRanges(
  model: Model,
  names: ReadonlySet<string>,
  samples: AsyncIterable<Batch> | Iterable<Batch>,
): Promise<ReadonlyMap<string, Range>> {
  const session = await openSession(encodeModel(withBounds(model, names)));
  const ranges = new Map<string, Range>();
  try {
    for await (const batch of samples) {
      const bounds = await session.compute(batch);
      for (const name of names) {
        const [min, max] = [minimum(name), maximum(name)].map((bound) => Number(bounds[bound]!.data[0]));
        const known = ranges.get(name) ?? { min: Number.POSITIVE_INFINITY, max: Number.NEGATIVE_INFINITY };
        ranges.set(name, { min: Math.min(known.min, min!), max: Math.max(known.max, max!) });
      }
    }
  } finally {
    await session.close();
  }
  if (ranges.size === 0)
    throw new LikenessError('option_invalid', `${model.graph.name}: no samples to see ranges on`, {
      hint: 'Give some batches of pictures as the network will see them.',
    });
  const wild = [...ranges].find(([, { min, max }]) => !Number.isFinite(max - min));
  if (wild)
    throw new LikenessError('model_invalid', `${model.graph.name}: ${wild[0]} is not finite on the samples`);
  return ranges;
}

const minimum = (name: string): string => `${name}.minimum`;
const maximum = (name: string): string => `${name}.maximum`;

/** The model with the bounds of the values for results, and nothing else: what is inside is freed as it goes. */
function withBounds(model: Model, names: ReadonlySet<string>): Model {
  const bound = (op: string, value: string, result: string): Node => ({
    name: `${result}/${op}`,
    op,
    domain: '',
    inputs: [value],
    outputs: [result],
    attributes: { keepdims: 0 },
  });
  const bounds = [...names].flatMap((name) => [
    bound('ReduceMin', name, minimum(name)),
    bound('ReduceMax', name, maximum(name)),
  ]);
  const outputs = bounds.map(({ outputs: [name] }) => ({ name: name!, type: 'float32', dims: [] }) as const);
  return { ...model, graph: { ...model.graph, nodes: [...model.graph.nodes, ...bounds], outputs } };
}
