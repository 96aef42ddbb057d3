// The adapter behind a real embedder gives what it gives on that embedder's templates.

import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, test } from 'vitest';
import { normal, randomStream } from '../../../autograd/index.js';
import { type EmbedderManifest, embedderManifest, ensureModel, ModelStore } from '../../../face/index.js';
import { openSession } from '../../../onnx/index.js';
import { adapt, type FullCrowd } from './adapt.js';
import { composeAdapter, OUTPUTS } from './compose.js';
import { crowdOf, peopleOfPortraits } from './crowd.js';
import type { Portraits } from './portraits.js';

const CHIPS = 2;

let base: EmbedderManifest;
let bytes: Uint8Array;
let chips: Float32Array;
let crowd: FullCrowd;

beforeAll(async () => {
  const stored = await ensureModel(new ModelStore(join(tmpdir(), 'likeness-test-home')), 'fast');
  base = embedderManifest(stored);
  bytes = stored.bytes;
  const draw = normal(randomStream(1, 'chips'));
  chips = Float32Array.from({ length: CHIPS * 3 * base.input.size ** 2 }, () => 0.3 * draw());
  const usual = { document: 0.1, selfie: 0.1 };
  crowd = {
    nearest: 3,
    weight: 0.5,
    limit: 1,
    crowd: crowdOf(peopleOfPortraits(strangers(40), 1000), 4),
    usual,
  };
});

function strangers(count: number): Portraits {
  const draw = normal(randomStream(2, 'strangers'));
  const templates = Float32Array.from({ length: count * base.templateLength }, draw);
  return portraitsOf(Array.from({ length: count }, (_, i) => templates.subarray(i * 128, (i + 1) * 128)));
}

function portraitsOf(rows: readonly Float32Array[]): Portraits {
  const dimension = base.templateLength;
  const templates = new Float32Array(rows.length * dimension);
  rows.forEach((row, i) => {
    const length = Math.hypot(...row);
    templates.set(
      row.map((value) => value / length),
      i * dimension,
    );
  });
  const subjects = Int32Array.from(rows.keys());
  return { dimension, templates, subjects, captures: subjects };
}

/** The first output, or the one that is named, row by row. */
async function run(model: Uint8Array, data: Float32Array, output?: string): Promise<Float32Array[]> {
  const session = await openSession(model);
  const [{ size }, port] = [base.input, session.inputs[0]!.name];
  const results = await session.run({ [port]: { data, dims: [CHIPS, 3, size, size] } });
  const { data: rows, dims } = results[output ?? session.outputs[0]!.name]!;
  await session.close();
  return Array.from({ length: CHIPS }, (_, i) => rows.slice(i * dims[1]!, (i + 1) * dims[1]!));
}

/** Each row of pixels backwards. */
function mirrored(data: Float32Array): Float32Array {
  const { size } = base.input;
  return data.map((_, i) => data[i - (i % size) + size - 1 - (i % size)]!);
}

describe('an adapter as one file', () => {
  test.each([true, false])('gives what it gives on the embedder’s templates (mirror: %s)', async (mirror) => {
    const manifest = { ...base, alignment: { ...base.alignment, mirror } };
    const composed = composeAdapter(bytes, manifest, { heads: undefined, crowd });
    const straight = await run(bytes, chips);
    const turned = await run(bytes, mirrored(chips));
    const templates = portraitsOf(
      straight.map((row, i) => (mirror ? row.map((value, k) => value + turned[i]![k]!) : row)),
    );
    const expected = await adapt({ heads: undefined, crowd }, { documents: templates, selfies: templates });
    for (const [side, { templates: rows, dimension }] of [
      ['document', expected.documents],
      ['selfie', expected.selfies],
    ] as const) {
      const actual = await run(composed, chips, OUTPUTS[side]);
      expect(actual[0]).toHaveLength(132);
      actual.forEach((row, i) => {
        row.forEach((value, k) => {
          expect(value).toBeCloseTo(rows[i * dimension + k]!, 4);
        });
      });
    }
  });

  test('gives templates of selfies first, as the registry has it', async () => {
    const composed = composeAdapter(bytes, base, { heads: undefined, crowd });
    expect(await run(composed, chips)).toEqual(await run(composed, chips, 'selfie'));
  });

  test('says which embedder it stands on', async () => {
    const composed = composeAdapter(bytes, base, { heads: undefined, crowd: undefined });
    expect(Buffer.from(composed).includes(base.sha256)).toBe(true);
  });
});
