import { execFile } from 'node:child_process';
import { mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { encodeModel } from './encode.js';
import { GraphBuilder } from './graph.js';
import { type FloatTensor, openSession, type Session } from './session.js';
import type { Tensor } from './tensor.js';

/** `y = factor · x`, for rows of three numbers. */
function scaling(factor: number): Uint8Array {
  const graph = new GraphBuilder('scaling');
  const x = graph.input('x', ['N', 3]);
  graph.output('y', graph.add('Mul', [x, graph.floats([factor], [])]), ['N', 3]);
  return encodeModel(graph.build());
}

const row = (...values: number[]): FloatTensor => ({ data: Float32Array.from(values), dims: [1, 3] });

const resultOf = async (session: Session, x: FloatTensor) => Array.from((await session.run({ x })).y!.data);

describe('openSession', () => {
  it('opens a model given as bytes', async () => {
    const session = await openSession(scaling(2));
    expect(await resultOf(session, row(1, 2, 3))).toEqual([2, 4, 6]);
    await session.close();
  });

  it('opens a model given as a path', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'likeness-session-'));
    const path = join(folder, 'model.onnx');
    await writeFile(path, scaling(3));
    const session = await openSession(path);
    expect(await resultOf(session, row(1, 2, 3))).toEqual([3, 6, 9]);
    await session.close();
    await rm(folder, { recursive: true });
  });

  it('opens a model that is a view into a larger buffer', async () => {
    const model = scaling(5);
    const larger = new Uint8Array(model.length + 20).fill(255);
    larger.set(model, 7);
    const session = await openSession(larger.subarray(7, 7 + model.length));
    expect(await resultOf(session, row(1, 2, 3))).toEqual([5, 10, 15]);
    await session.close();
  });

  it('names inputs and outputs with their types and dimensions', async () => {
    const session = await openSession(scaling(1));
    expect(session.inputs).toEqual([{ name: 'x', type: 'float32', dims: ['N', 3] }]);
    expect(session.outputs).toEqual([{ name: 'y', type: 'float32', dims: ['N', 3] }]);
    await session.close();
  });

  it.each([
    ['no bytes', new Uint8Array(0)],
    ['garbage', new Uint8Array(1000).fill(0xab)],
    ['half a model', scaling(1).subarray(0, 60)],
    ['an operator that does not exist', unknownOperator()],
    ['a path without a file', join(tmpdir(), 'no such file.onnx')],
  ])('refuses %s', async (_, model) => {
    await expect(openSession(model)).rejects.toMatchObject({ name: 'LikenessError', code: 'model_invalid' });
  });
});

function unknownOperator(): Uint8Array {
  const graph = new GraphBuilder('unknown');
  graph.output('y', graph.add('Neg', [graph.input('x', [1])]), [1]);
  const model = graph.build();
  const nodes = model.graph.nodes.map((node) => (node.op === 'Neg' ? { ...node, op: 'Frobnicate' } : node));
  return encodeModel({ ...model, graph: { ...model.graph, nodes } });
}

describe('Session', () => {
  it('computes with every element type, and into tensors that are given', async () => {
    const graph = new GraphBuilder('types');
    const total = graph.add('Add', [graph.input('a', [2], 'int64'), graph.input('b', [2], 'int64')]);
    graph.output('sum', total);
    graph.output('half', graph.add('Mul', [graph.input('c', [2]), graph.scalar(0.5)]));
    const session = await openSession(encodeModel(graph.build()));
    const half: Tensor = { type: 'float32', dims: [2], data: new Float32Array(2) };
    const ints = (...values: bigint[]): Tensor => ({
      type: 'int64',
      dims: [2],
      data: BigInt64Array.from(values),
    });
    const result = await session.compute(
      {
        a: ints(1n, -2n),
        b: ints(2n ** 40n, 5n),
        c: { type: 'float32', dims: [2], data: Float32Array.of(3, 4) },
      },
      { half },
    );
    expect([...result.sum!.data]).toEqual([2n ** 40n + 1n, 3n]);
    expect([...half.data]).toEqual([1.5, 2]);
    await session.close();
  });

  it('says which device is missing', async () => {
    await expect(
      openSession(scaling(2), { device: process.platform === 'win32' ? 'coreml' : 'dml' }),
    ).rejects.toMatchObject({
      code: 'provider_missing',
    });
  });

  it('takes any number where a dimension is symbolic', async () => {
    const session = await openSession(scaling(2));
    const { y } = await session.run({ x: { data: new Float32Array(12).fill(1), dims: [4, 3] } });
    expect(y!.dims).toEqual([4, 3]);
    await session.close();
  });

  it.each<[string, Record<string, FloatTensor>]>([
    ['a wrong shape', { x: { data: new Float32Array(4), dims: [1, 4] } }],
    ['a wrong rank', { x: { data: new Float32Array(3), dims: [3] } }],
    ['data that does not fill its shape', { x: { data: new Float32Array(2), dims: [1, 3] } }],
    ['a negative dimension', { x: { data: new Float32Array(3), dims: [-1, 3] } }],
    ['an unknown name', { z: row(1, 2, 3) }],
    ['no input at all', {}],
  ])('refuses %s, and works on', async (_, inputs) => {
    const session = await openSession(scaling(2));
    await expect(session.run(inputs)).rejects.toMatchObject({
      name: 'LikenessError',
      code: 'runtime_failed',
    });
    expect(await resultOf(session, row(1, 2, 3))).toEqual([2, 4, 6]);
    await session.close();
  });

  it('keeps its results: the next run does not write over them', async () => {
    const session = await openSession(scaling(2));
    const first = (await session.run({ x: row(1, 1, 1) })).y!;
    await session.run({ x: row(9, 9, 9) });
    expect(Array.from(first.data)).toEqual([2, 2, 2]);
    await session.close();
  });

  it('does not mix with another session, run in turns or at once', async () => {
    const [two, ten] = await Promise.all([openSession(scaling(2)), openSession(scaling(10))]);
    for (let i = 0; i < 5; i++) {
      expect(await resultOf(two, row(i, 0, 0))).toEqual([2 * i, 0, 0]);
      expect(await resultOf(ten, row(i, 0, 0))).toEqual([10 * i, 0, 0]);
    }
    const many = Array.from({ length: 10 }, (_, i) => resultOf(i % 2 === 0 ? two : ten, row(i, i, i)));
    const expected = Array.from({ length: 10 }, (_, i) => Array(3).fill(i % 2 === 0 ? 2 * i : 10 * i));
    expect(await Promise.all(many)).toEqual(expected);
    await two.close();
    await ten.close();
  });

  it('is closed once and for all', async () => {
    const [session, other] = [await openSession(scaling(2)), await openSession(scaling(3))];
    await session.close();
    await session.close();
    await expect(session.run({ x: row(1, 2, 3) })).rejects.toMatchObject({ code: 'closed' });
    expect(await resultOf(other, row(1, 2, 3))).toEqual([3, 6, 9]);
    await other.close();
  });

  it('finishes a run that was under way when it was closed', async () => {
    const session = await openSession(scaling(2));
    const run = resultOf(session, row(1, 2, 3));
    await session.close();
    expect(await run).toEqual([2, 4, 6]);
  });
});

it('keeps nothing of its use on the disk', async () => {
  const home = await mkdtemp(join(tmpdir(), 'likeness-telemetry-'));
  const session = fileURLToPath(new URL('./session.ts', import.meta.url));
  const script = `
    import { openSession } from ${JSON.stringify(session)};
    const s = await openSession(Buffer.from(${JSON.stringify(Buffer.from(scaling(2)).toString('base64'))}, 'base64'));
    await s.run({ x: { data: new Float32Array(3), dims: [1, 3] } });
    await s.close();`;
  const env = { PATH: process.env.PATH, HOME: home, XDG_CACHE_HOME: join(home, '.cache') };
  const root = fileURLToPath(new URL('../..', import.meta.url));
  await promisify(execFile)(process.execPath, ['--import', 'tsx', '--input-type=module', '--eval', script], {
    env,
    cwd: root,
  });
  expect(await readdir(home, { recursive: true })).toEqual([]);
  await rm(home, { recursive: true });
});
