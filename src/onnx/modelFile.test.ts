import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type protobuf from 'protobufjs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GraphBuilder } from './graph.js';
import type { Model } from './model.js';
import { readModelFile, writeModelFile } from './modelFile.js';
import { ModelProto } from './schema.js';
import { openSession } from './session.js';

let folder: string;
let path: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'likeness-model-file-'));
  path = join(folder, 'net.onnx');
});
afterEach(() => rm(folder, { recursive: true }));

/** `y = x · W + b` with a large W and a small b. */
function dense(factor = 1): Model {
  const graph = new GraphBuilder('dense');
  const w = graph.floats(
    Float32Array.from({ length: 1024 }, (_, i) => factor * (i % 7)),
    [32, 32],
  );
  const product = graph.add('MatMul', [graph.input('x', ['N', 32]), w]);
  const second = graph.add('MatMul', [product, graph.floats(new Float32Array(2048).fill(factor), [32, 64])]);
  graph.output('y', graph.add('Add', [second, graph.scalar(3)]));
  return graph.build();
}

async function resultOf(file: string): Promise<number[]> {
  const session = await openSession(file);
  const { y } = await session.run({ x: { data: new Float32Array(32).fill(1), dims: [1, 32] } });
  await session.close();
  return Array.from(y!.data as Float32Array);
}

const weightsIn = async (): Promise<string[]> =>
  (await readdir(folder)).filter((name) => name.endsWith('.weights'));

describe('a model on the disk', () => {
  it('is one file', async () => {
    await writeModelFile(path, dense());
    expect(await readdir(folder)).toEqual(['net.onnx']);
    expect((await readModelFile(path)).graph.constants).toEqual(dense().graph.constants);
  });

  it('has its weights in a file beside it where asked to, and ONNX Runtime finds them', async () => {
    await writeModelFile(path, dense());
    const alone = await resultOf(path);
    await writeModelFile(path, dense(), { externalData: true });
    const [weights] = await weightsIn();
    expect(await readdir(folder)).toEqual(['net.onnx', weights]);
    expect(weights).toMatch(/^net\.onnx\.[0-9a-f]{12}\.weights$/);
    expect((await stat(path)).size).toBeLessThan(1000);
    expect(await resultOf(path)).toEqual(alone);
    expect((await readModelFile(path)).graph.constants).toEqual(dense().graph.constants);
  });

  it('replaces the one before it, weights and all, and nothing else', async () => {
    const others = ['net.onnx.txt', 'other.onnx.0123456789ab.weights', '1net.onnx.0123456789ab.weights'];
    for (const name of others) await writeFile(join(folder, name), '');
    await writeModelFile(path, dense(1), { externalData: true });
    await writeModelFile(path, dense(2), { externalData: true });
    expect((await readdir(folder)).length).toBe(2 + others.length);
    expect((await readModelFile(path)).graph.constants).toEqual(dense(2).graph.constants);
    await writeModelFile(path, dense(3));
    expect((await readdir(folder)).toSorted()).toEqual([...others, 'net.onnx'].toSorted());
  });

  it('that cannot be written leaves the old one', async () => {
    await writeModelFile(path, dense());
    const before = await readFile(path);
    const broken = dense();
    const bad = { ...broken.graph.nodes[0]!, attributes: { axis: 0.5 } };
    const model = { ...broken, graph: { ...broken.graph, nodes: [bad] } };
    await expect(writeModelFile(path, model)).rejects.toMatchObject({ code: 'graph_invalid' });
    expect(await readdir(folder)).toEqual(['net.onnx']);
    expect((await readFile(path)).equals(before)).toBe(true);
  });

  it('in a folder that is not there is an error with the path in it', async () => {
    const nowhere = join(folder, 'nowhere', 'net.onnx');
    await expect(writeModelFile(nowhere, dense())).rejects.toMatchObject({ code: 'output_unwritable' });
    await expect(readModelFile(nowhere)).rejects.toMatchObject({ code: 'file_not_found' });
    await expect(readModelFile(folder)).rejects.toMatchObject({ code: 'file_unreadable' });
  });
});

describe('weights beside a model are read only from its folder, and only what is there', () => {
  /** A model whose weights `[2, 2]` say that they lie there. */
  async function claiming(...claims: Readonly<Record<string, string>>[]): Promise<Model> {
    const externalData = (claim: object) => Object.entries(claim).map(([key, value]) => ({ key, value }));
    const initializer = claims.map((claim, i) => {
      return { name: `w${i}`, dims: [2, 2], dataType: 1, dataLocation: 1, externalData: externalData(claim) };
    });
    const type = { tensorType: { elemType: 1, shape: { dim: [{ dimValue: 2 }, { dimValue: 2 }] } } };
    const raw = {
      irVersion: 8,
      opsetImport: [{ domain: '', version: 17 }],
      graph: {
        node: [{ opType: 'Relu', input: ['w0'], output: ['y'] }],
        initializer,
        output: [{ name: 'y', type }],
      },
    };
    await writeFile(path, ModelProto.encode(raw as unknown as protobuf.Message).finish());
    return readModelFile(path);
  }

  beforeEach(async () => {
    await writeFile(join(folder, 'w.bin'), Buffer.from(Float32Array.of(1, 2, 3, 4, 5, 6).buffer));
    await mkdir(join(folder, 'sub'));
    await writeFile(join(folder, 'sub', 'w.bin'), Buffer.alloc(16));
  });

  const weights = (model: Model) => new Float32Array(model.graph.constants.get('w0')!.data.buffer);

  it('from the start, or from an offset on, or in a folder of the folder', async () => {
    expect(weights(await claiming({ location: 'w.bin' }))).toEqual(Float32Array.of(1, 2, 3, 4));
    expect(weights(await claiming({ location: 'w.bin', offset: '8', length: '16' }))).toEqual(
      Float32Array.of(3, 4, 5, 6),
    );
    expect(weights(await claiming({ location: 'sub/../sub/w.bin' }))).toEqual(new Float32Array(4));
  });

  it('and may be shared', async () => {
    const { constants } = (await claiming({ location: 'w.bin' }, { location: 'w.bin' })).graph;
    expect(constants.get('w1')).toEqual(constants.get('w0'));
  });

  it.each([
    ['no location', {}],
    ['the folder above', { location: '../w.bin' }],
    ['a way out and in again', { location: `sub/../../w.bin` }],
    ['an absolute path', { location: '/etc/hostname' }],
    ['a file that is not there', { location: 'ghost.bin' }],
    ['a folder', { location: 'sub' }],
    ['the folder itself', { location: '.' }],
    ['a name with a zero in it', { location: 'w.bin\0' }],
    ['more than the file holds', { location: 'w.bin', offset: '16' }],
    ['another length than the shape takes', { location: 'w.bin', length: '12' }],
    ['an offset that is no number', { location: 'w.bin', offset: '-8' }],
    ['an offset beyond all numbers', { location: 'w.bin', offset: '99999999999999999999' }],
  ])('refuses %s', async (_, claim) => {
    await expect(claiming(claim)).rejects.toMatchObject({ code: 'model_invalid' });
  });

  it('refuses a link that leads out of the folder', async () => {
    const outside = await mkdtemp(join(tmpdir(), 'likeness-outside-'));
    await writeFile(join(outside, 'w.bin'), Buffer.alloc(16));
    await symlink(join(outside, 'w.bin'), join(folder, 'link.bin'));
    await symlink(outside, join(folder, 'linked'));
    for (const location of ['link.bin', 'linked/w.bin'])
      await expect(claiming({ location })).rejects.toMatchObject({
        message: expect.stringContaining('leaves the folder'),
      });
    await rm(outside, { recursive: true });
  });

  it.skipIf(process.platform === 'win32')('refuses a pipe, which would never end', async () => {
    execFileSync('mkfifo', [join(folder, 'pipe')]);
    await expect(claiming({ location: 'pipe' })).rejects.toMatchObject({
      message: expect.stringContaining('not a file'),
    });
  });

  it('refuses tensors that overlap, so that a small file cannot fill the memory', async () => {
    const claims = [0, 4, 8].map((offset) => ({ location: 'w.bin', offset: String(offset) }));
    await expect(claiming(...claims)).rejects.toMatchObject({ message: expect.stringContaining('overlap') });
  });
});
