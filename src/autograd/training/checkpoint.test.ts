import { createHash } from 'node:crypto';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { TensorOf } from '../../onnx/index.js';
import { type Checkpoint, readCheckpoint, type Standing, writeCheckpoint } from './checkpoint.js';
import { checkpointPath, newestCheckpoint, saveCheckpoint } from './checkpointFolder.js';

let folder = '';
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-checkpoint-'));
});
afterAll(() => rm(folder, { recursive: true }));

const tensor = (dims: readonly number[], data: readonly number[]): TensorOf<'float32'> => ({
  type: 'float32',
  dims,
  data: Float32Array.from(data),
});
const standing: Standing = {
  step: 1200,
  seed: 7,
  recipe: 'ab',
  loss: 0.25,
  metrics: { eer: 0.03 },
  best: { step: 900, value: 0.029, since: 3 },
  seconds: 12.5,
};
const checkpoint: Checkpoint = {
  standing,
  state: new Map([
    ['b.weight', tensor([2, 3], [1, -2, 3.5, 0, -0, 1e-40])],
    ['a.bias', tensor([2], [Number.NaN, Number.NEGATIVE_INFINITY])],
    ['0', tensor([], [42])],
    ['none', tensor([0, 4], [])],
  ]),
};

async function write(name: string, { standing, state }: Checkpoint): Promise<string> {
  const path = join(folder, name);
  const file = await open(path, 'w');
  await writeCheckpoint(file, { standing, state });
  await file.close();
  return path;
}

describe('a checkpoint', () => {
  it('is read as it was written, bit for bit', async () => {
    expect(await readCheckpoint(await write('whole', checkpoint))).toEqual(checkpoint);
  });

  it('keeps any state and standing', async () => {
    const float = fc.float({ noNaN: false });
    const state = fc.dictionary(fc.string({ minLength: 1 }), fc.array(float, { maxLength: 20 }));
    await fc.assert(
      fc.asyncProperty(state, fc.nat(), async (values, step) => {
        const tensors = Object.entries(values).map(([k, data]) => [k, tensor([data.length], data)] as const);
        const any = { standing: { ...standing, step }, state: new Map(tensors) };
        expect(await readCheckpoint(await write('any', any))).toEqual(any);
      }),
      { numRuns: 60 },
    );
  });

  it('is a safetensors file: header length, JSON, numbers without a gap', async () => {
    // Read here as https://huggingface.co/docs/safetensors says, with none of our code.
    const bytes = await readFile(await write('format', checkpoint));
    const length = Number(bytes.readBigUInt64LE(0));
    expect(length % 8).toBe(0);
    const { __metadata__: metadata, ...tensors } = JSON.parse(bytes.toString('utf8', 8, 8 + length));
    expect(Object.values(metadata).every((value) => typeof value === 'string')).toBe(true);
    const spans = Object.values<{ data_offsets: [number, number] }>(tensors).map((t) => t.data_offsets);
    spans.sort(([, a], [, b]) => a - b);
    expect(spans[0]![0]).toBe(0);
    for (let i = 1; i < spans.length; i++) expect(spans[i]![0]).toBe(spans[i - 1]![1]);
    expect(8 + length + spans.at(-1)![1]).toBe(bytes.length);
    const weight = tensors['b.weight'];
    expect(weight).toMatchObject({ dtype: 'F32', shape: [2, 3] });
    const at = (i: number) => bytes.readFloatLE(8 + length + weight.data_offsets[0] + 4 * i);
    expect([0, 1, 2].map(at)).toEqual([1, -2, 3.5]);
  });

  it('is invalid when cut off anywhere', async () => {
    const bytes = await readFile(await write('long', checkpoint));
    for (let length = 0; length < bytes.length; length++) {
      await writeFile(join(folder, 'cut'), bytes.subarray(0, length));
      await expect(readCheckpoint(join(folder, 'cut'))).rejects.toMatchObject({ code: 'checkpoint_invalid' });
    }
  });

  it('is invalid when any one byte is another', async () => {
    const bytes = await readFile(await write('right', checkpoint));
    for (let at = 0; at < bytes.length; at++) {
      const changed = Buffer.from(bytes);
      changed[at]! ^= 1 << (at % 8);
      await writeFile(join(folder, 'changed'), changed);
      await expect(readCheckpoint(join(folder, 'changed'))).rejects.toMatchObject({
        code: 'checkpoint_invalid',
      });
    }
  });

  it('is invalid with anything behind its end', async () => {
    const bytes = await readFile(await write('right', checkpoint));
    await writeFile(join(folder, 'longer'), Buffer.concat([bytes, Buffer.of(0)]));
    await expect(readCheckpoint(join(folder, 'longer'))).rejects.toMatchObject({
      code: 'checkpoint_invalid',
    });
  });

  /** A file with a right digest and any header. */
  async function forged(header: string, data = 0): Promise<string> {
    const text = Buffer.from(header);
    const length = Buffer.alloc(8);
    length.writeBigUInt64LE(BigInt(text.length));
    const body = Buffer.concat([length, text, Buffer.alloc(data)]);
    const path = join(folder, 'forged');
    await writeFile(path, Buffer.concat([body, createHash('sha256').update(body).digest()]));
    return path;
  }
  const run = JSON.stringify(JSON.stringify(standing));
  const metadata = `"__metadata__":{"format":"likeness-checkpoint-1","run":${run}}`;
  const digest = (from: number) =>
    `"__sha256__":{"dtype":"U8","shape":[32],"data_offsets":[${from},${from + 32}]}`;

  it.each([
    ['no JSON', '{', 0],
    ['a list', '[]', 0],
    ['another format', `{"__metadata__":{"format":"pt"},${digest(0)}}`, 0],
    ['no digest', `{${metadata}}`, 0],
    [
      'a huge tensor',
      `{${metadata},"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,4]},${digest(4)}}`,
      4,
    ],
    [
      'offsets that fit no shape',
      `{${metadata},"a":{"dtype":"F32","shape":[3],"data_offsets":[0,4]},${digest(4)}}`,
      4,
    ],
    [
      'tensors that overlap',
      `{${metadata},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},${digest(4)}}`,
      4,
    ],
    ['a gap', `{${metadata},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]},${digest(8)}}`, 8],
    [
      'a negative dimension',
      `{${metadata},"a":{"dtype":"F32","shape":[-1,-1],"data_offsets":[0,4]},${digest(4)}}`,
      4,
    ],
    [
      'another element type',
      `{${metadata},"a":{"dtype":"F64","shape":[1],"data_offsets":[0,8]},${digest(8)}}`,
      8,
    ],
    [
      'more numbers than the file holds',
      `{${metadata},"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]},${digest(8)}}`,
      4,
    ],
  ])('is invalid with %s, though its digest be right', async (_, header, data) => {
    await expect(readCheckpoint(await forged(header, data))).rejects.toMatchObject({
      code: 'checkpoint_invalid',
    });
  });

  it('that is well forged is read: the cases above fail for their own reason', async () => {
    const header = `{${metadata},"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},${digest(4)}}`;
    expect((await readCheckpoint(await forged(header, 4))).state.get('a')!.data).toEqual(Float32Array.of(0));
  });

  it('that is not there is not found', async () => {
    await expect(readCheckpoint(join(folder, 'nowhere'))).rejects.toMatchObject({ code: 'file_not_found' });
  });
});

describe('a folder of checkpoints', () => {
  const at = (step: number, best: number | null): Checkpoint => ({
    state: new Map([['w', tensor([1], [step])]]),
    standing: { ...standing, step, best: best === null ? null : { step: best, value: 1, since: 0 } },
  });
  const fresh = () => mkdtemp(join(folder, 'run-'));

  it('keeps the last few and the best, and finds the newest', async () => {
    const runs = await fresh();
    for (const step of [10, 20, 30, 40, 50]) await saveCheckpoint(runs, at(step, 20), 2);
    expect((await readdir(runs)).sort()).toEqual(
      [20, 40, 50].map((step) => `step-${String(step).padStart(9, '0')}.safetensors`),
    );
    expect(await newestCheckpoint(runs)).toEqual({
      checkpoint: at(50, 20),
      path: checkpointPath(runs, 50),
      damaged: [],
    });
  });

  it('passes over damaged ones and what was left unfinished, and removes them', async () => {
    const runs = await fresh();
    for (const step of [10, 20, 30]) await saveCheckpoint(runs, at(step, null), 3);
    await writeFile(checkpointPath(runs, 30), 'damaged');
    await writeFile(`${checkpointPath(runs, 40)}.unfinished`, 'half');
    const newest = await newestCheckpoint(runs);
    expect(newest).toMatchObject({
      path: checkpointPath(runs, 20),
      damaged: [{ code: 'checkpoint_invalid' }],
    });
    expect((await readdir(runs)).length).toBe(2);
  });

  it('that is empty or not there holds none', async () => {
    expect(await newestCheckpoint(await fresh())).toBeUndefined();
    expect(await newestCheckpoint(join(folder, 'nowhere'))).toBeUndefined();
  });

  it('with damaged ones alone is an error, not a new beginning', async () => {
    const runs = await fresh();
    await writeFile(checkpointPath(runs, 10), 'damaged');
    await expect(newestCheckpoint(runs)).rejects.toMatchObject({ code: 'checkpoint_invalid' });
  });

  it('that cannot be written to is an error', async () => {
    const file = join(folder, 'a-file');
    await writeFile(file, '');
    await expect(saveCheckpoint(join(file, 'x'), at(1, null), 1)).rejects.toMatchObject({
      code: 'output_unwritable',
    });
  });
});
