// Which layer made the first number that is none: forward pass and gradient, in order.

import { encodeModel, GraphBuilder, openSession, type Tensor, type Value } from '../onnx/index.js';
import { lowerPlain } from './lowering/plain.js';
import type { TrainingState } from './step.js';

/**
 * Runs forward pass and gradient in the plain layout and looks at every floating-point result.
 * @param graph with the gradient appended; its parameters are constants, replaced by `state`
 * @returns the name of the first node whose result is not finite, such as `stage1.0.norm/BatchNormalization_4`
 */
export async function findNonFinite(
  graph: GraphBuilder,
  batch: Readonly<Record<string, Tensor>>,
  state: TrainingState,
): Promise<string | undefined> {
  const model = graph.build();
  const constants = new Map(model.graph.constants);
  for (const [name, { data, dims }] of state) {
    const bytes = new Uint8Array(data.buffer, data.byteOffset, data.byteLength);
    if (constants.has(name)) constants.set(name, { type: 'float32', dims, data: bytes });
  }
  const checked = GraphBuilder.from({ ...model.graph, constants });
  const suspects = model.graph.nodes.flatMap((node) =>
    (node.outputs as Value[])
      .filter((value) => value !== '' && checked.typeOf(value) === 'float32')
      .map((value) => ({ node, value })),
  );
  // Zero times a finite number is zero; times infinity or not-a-number it is not.
  suspects.forEach(({ value }, i) => {
    const nothing = checked.add('Mul', [value, checked.scalar(0)]);
    checked.output(`check${i}`, checked.add('ReduceSum', [nothing], { keepdims: 0 }));
  });
  const session = await openSession(encodeModel(lowerPlain(checked.build())), { alone: true });
  try {
    const results = await session.compute(batch);
    const first = suspects.find((_, i) => !Number.isFinite(Number(results[`check${i}`]!.data[0])));
    return first && (first.node.name ?? first.node.op);
  } finally {
    await session.close();
  }
}
