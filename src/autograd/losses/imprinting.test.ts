// Against the large margin cosine loss, which is PyTorch's (losses.test.ts): with the centres after imprinting it is the
// same loss.

import { describe, expect, it } from 'vitest';
import { evaluate, GraphBuilder } from '../../onnx/index.js';
import { lowerPlain } from '../lowering/plain.js';
import { NetworkBuilder } from '../network.js';
import { pattern } from '../pattern.fixture.js';
import { imprintedMargin } from './imprinting.js';

const [N, D, CLASSES] = [3, 4, 5];
const LABELS = [4, 0, 2];

const units = (rows: Float32Array<ArrayBuffer>): number[][] =>
  Array.from({ length: rows.length / D }, (_, i) => {
    const row = [...rows.subarray(i * D, (i + 1) * D)];
    const length = Math.hypot(...row);
    return row.map((value) => value / length);
  });

function run(renewal: number) {
  const graph = new GraphBuilder('imprinting');
  const network = new NetworkBuilder(graph, { training: true, seed: 1 });
  const references = pattern('references', [N, D]);
  const probes = pattern('probes', [N, D]);
  const centres = Float32Array.from(units(pattern('centres', [CLASSES, D])).flat());
  const loss = imprintedMargin(
    network,
    graph.floats(references, [N, D]),
    graph.floats(probes, [N, D]),
    graph.ints(LABELS),
    { centres, scale: 8, margin: 0.1, renewal },
  );
  graph.output('loss', loss);
  graph.output('after', network.states[0]!.updated);
  const outputs = evaluate(lowerPlain(graph.build()), {});
  return {
    references,
    probes,
    centres,
    loss: outputs.loss!.data[0]!,
    after: [...outputs.after!.data].map(Number),
  };
}

describe('dynamic weight imprinting', () => {
  it('makes the references of a batch the centres of their classes, and leaves the others', () => {
    const { references, centres, after } = run(1);
    const expected = units(centres);
    units(references).forEach((row, i) => {
      expected[LABELS[i]!] = row;
    });
    expected.flat().forEach((value, i) => {
      expect(after[i]).toBeCloseTo(value, 6);
    });
  });

  it('moves centres by the share α, on the sphere', () => {
    const { references, centres, after } = run(0.25);
    const before = units(centres)[4]!;
    const reference = units(references)[0]!;
    const mixed = before.map((value, k) => 0.75 * value + 0.25 * reference[k]!);
    const length = Math.hypot(...mixed);
    mixed.forEach((value, k) => {
      expect(after[4 * D + k]).toBeCloseTo(value / length, 6);
    });
  });

  it('is the mean of the margin losses of references and probes against those centres', () => {
    const { references, probes, after, loss } = run(0.25);
    const centres = Array.from({ length: CLASSES }, (_, c) => after.slice(c * D, (c + 1) * D));
    const lossOf = (row: readonly number[], label: number): number => {
      const logits = centres.map(
        (centre, c) =>
          8 * (centre.reduce((sum, value, k) => sum + value * row[k]!, 0) - (c === label ? 0.1 : 0)),
      );
      return Math.log(logits.reduce((sum, logit) => sum + Math.exp(logit), 0)) - logits[label]!;
    };
    const rows = [...units(references), ...units(probes)];
    const expected = rows.reduce((sum, row, i) => sum + lossOf(row, LABELS[i % N]!), 0) / rows.length;
    expect(loss).toBeCloseTo(expected, 6);
  });
});
