import { readdirSync, readFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import type protobuf from 'protobufjs';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../errors.js';
import { decodeModel } from './decode.js';
import { encodeModel } from './encode.js';
import { GraphBuilder } from './graph.js';
import { type ElementType, float, type Model } from './model.js';
import { ModelProto } from './schema.js';
import { openSession } from './session.js';

const bytesOf = (raw: object): Uint8Array => ModelProto.encode(raw as unknown as protobuf.Message).finish();

const tensorType = (elemType: number, ...dim: object[]) => ({ tensorType: { elemType, shape: { dim } } });

/** `y = Cast(w)`, with fields of the model, the weight, the node and the output as they are given. */
function raw({ model = {}, graph = {}, weight = {}, node = {}, output = {} } = {}): object {
  return {
    irVersion: 8,
    opsetImport: [{ domain: '', version: 17 }],
    graph: {
      name: 'g',
      node: [
        { opType: 'Cast', input: ['w'], output: ['y'], attribute: [{ name: 'to', type: 2, i: 1 }], ...node },
      ],
      initializer: [{ name: 'w', dims: [3], dataType: 1, floatData: [1, 2, 3], ...weight }],
      output: [{ name: 'y', type: tensorType(1, { dimValue: 3 }), ...output }],
      ...graph,
    },
    ...model,
  };
}

const decoded = (parts: Parameters<typeof raw>[0]): Model => decodeModel(bytesOf(raw(parts)));
const withAttribute = (attribute: object): Model =>
  decoded({ node: { attribute: [{ name: 'a', ...attribute }] } });

/** A small network with all kinds of attributes. */
function composed(): Model {
  const graph = new GraphBuilder('small');
  const x = graph.input('x', ['N', 3, 8, 8]);
  const weights = graph.floats(new Float32Array(4 * 3 * 3 * 3).fill(0.5), [4, 3, 3, 3]);
  const bent = graph.scope('stem', () =>
    graph.add('LeakyRelu', [graph.add('Conv', [x, weights], { kernel_shape: [3, 3] })], {
      alpha: float(0.1),
    }),
  );
  const padded = graph.add('Pad', [bent, graph.ints([0, 0, 1, 1, 0, 0, 1, 1])], { mode: 'edge' });
  const two = { type: 'float32', dims: [], data: new Uint8Array(Float32Array.of(2).buffer) } as const;
  const doubled = graph.add('Mul', [padded, graph.add('Constant', [], { value: { tensor: two } })]);
  graph.output('y', graph.add('Clip', [doubled, undefined, graph.scalar(6)]));
  return graph.build({ author: 'me' });
}

describe('a model that Likeness wrote', () => {
  it('comes back as it was', () => {
    const model = composed();
    const back = decodeModel(encodeModel(model));
    expect(
      back.graph.nodes.map(({ op, inputs, outputs, attributes }) => ({ op, inputs, outputs, attributes })),
    ).toEqual(
      model.graph.nodes.map(({ op, inputs, outputs, attributes }) => ({
        op,
        inputs,
        outputs,
        attributes: 'alpha' in attributes ? { alpha: float(Math.fround(0.1)) } : attributes,
      })),
    );
    expect(back.graph.nodes[0]!.name).toBe('stem/Conv_0');
    expect({ ...back, graph: undefined }).toEqual({ ...model, graph: undefined });
    expect(back.graph.constants).toEqual(model.graph.constants);
    expect([back.graph.inputs, back.graph.outputs]).toEqual([model.graph.inputs, model.graph.outputs]);
  });

  it('can be built on', () => {
    const { graph } = decodeModel(encodeModel(composed()));
    const builder = GraphBuilder.from(graph, { N: 5 });
    expect(builder.dimsOf(builder.producerOf(graph.outputs[0]!.name as never)!.inputs[0] as never)).toEqual([
      5, 4, 8, 8,
    ]);
  });

  // The default models, composed before all tests: scripts/test-models.ts.
  const home = join(tmpdir(), 'likeness-test-home', 'models');
  it.each(readdirSync(home).filter((entry) => !entry.startsWith('.')))(
    'of the digest %s gives the same bytes',
    (digest) => {
      const bytes = readFileSync(join(home, digest, 'model.onnx'));
      const model = decodeModel(bytes);
      expect(bytes.equals(encodeModel(model))).toBe(true);
      GraphBuilder.from(model.graph, { N: 1 });
    },
  );

  it('shares no memory with its bytes, and each weight starts a buffer', () => {
    const bytes = encodeModel(composed());
    const { constants } = decodeModel(bytes).graph;
    bytes.fill(0);
    const weights = constants.get('c_0')!.data;
    expect(new Float32Array(weights.buffer, weights.byteOffset, 3)).toEqual(Float32Array.of(0.5, 0.5, 0.5));
  });
});

describe('weights stand in any field that the format has for them, and are read as ONNX Runtime reads them', () => {
  const cases: readonly [ElementType, number, object, readonly number[]][] = [
    ['float32', 1, { floatData: [1.5, -2, 3] }, [1.5, -2, 3]],
    ['float64', 11, { doubleData: [1.5, -2, 3] }, [1.5, -2, 3]],
    ['float16', 10, { int32Data: [0x3e00, 0xc000, 0x4200] }, [1.5, -2, 3]],
    ['int32', 6, { int32Data: [1, -70000, 3] }, [1, -70000, 3]],
    ['int8', 3, { int32Data: [1, -128, 3] }, [1, -128, 3]],
    ['uint8', 2, { int32Data: [1, 255, 3] }, [1, 255, 3]],
    ['bool', 9, { int32Data: [1, 0, 1] }, [1, 0, 1]],
    ['int64', 7, { int64Data: [1, -(2 ** 40), 3] }, [1, -(2 ** 40), 3]],
    [
      'int64',
      7,
      { rawData: new Uint8Array(BigInt64Array.of(1n, -(2n ** 40n), 3n).buffer) },
      [1, -(2 ** 40), 3],
    ],
  ];

  it.each(cases)('%s', async (type, dataType, fields, expected) => {
    const bytes = bytesOf(raw({ weight: { dataType, floatData: [], ...fields } }));
    const model = decodeModel(bytes);
    expect(model.graph.constants.get('w')!.type).toBe(type);
    for (const file of [bytes, encodeModel(model)]) {
      const session = await openSession(file);
      expect(Array.from((await session.run({})).y!.data as Float32Array)).toEqual(expected);
      await session.close();
    }
  });

  it('and may be none', () => {
    const { graph } = decoded({ weight: { dims: [0, 4], floatData: [] } });
    expect(graph.constants.get('w')).toEqual({ type: 'float32', dims: [0, 4], data: new Uint8Array() });
  });
});

describe('attributes', () => {
  it.each([
    ['FLOAT', { type: 1, f: 0.5 }, float(0.5)],
    ['INT', { type: 2, i: -3 }, -3],
    ['STRING', { type: 3, s: Buffer.from('edge') }, 'edge'],
    ['FLOATS', { type: 6, floats: [0.5, 2] }, { floats: [0.5, 2] }],
    ['INTS', { type: 7, ints: [-1, 4] }, [-1, 4]],
    ['STRINGS', { type: 8, strings: [Buffer.from('a'), Buffer.from('b')] }, { strings: ['a', 'b'] }],
    ['INTS that mean "to the end"', { type: 7, ints: ['9223372036854775807'] }, [Number.MAX_SAFE_INTEGER]],
    ['no INTS', { type: 7 }, []],
    ['an INT left at zero', { type: 2 }, 0],
  ])('%s', (_, attribute, expected) => {
    expect(withAttribute(attribute).graph.nodes[0]!.attributes).toEqual({ a: expected });
  });
});

describe('names of dimensions', () => {
  const input = (...dim: object[]) =>
    decoded({ graph: { input: [{ name: 'x', type: tensorType(1, ...dim) }] } }).graph.inputs[0]!.dims;

  it('are kept, and what has neither name nor number gets a symbol of its own', () => {
    expect(input({ dimParam: 'batch' }, { dimValue: 3 }, {}, { dimValue: -1 }, { dimValue: 0 })).toEqual([
      ...['batch', 3, '?x.2', '?x.3', 0],
    ]);
  });
});

it('the standard domain has two names', () => {
  const model = decoded({
    model: { opsetImport: [{ domain: 'ai.onnx', version: 13 }] },
    node: { domain: 'ai.onnx' },
  });
  expect([model.opsets, model.graph.nodes[0]!.domain]).toEqual([{ '': 13 }, '']);
});

describe('what Likeness does not read is refused by name', () => {
  const cases: readonly [string, () => unknown, RegExp][] = [
    [
      'an If',
      () =>
        decoded({ node: { name: 'choose', opType: 'If', attribute: [{ name: 'then_branch', type: 5 }] } }),
      /then_branch of choose \(If\) is a subgraph/,
    ],
    [
      'a Loop',
      () => decoded({ node: { opType: 'Loop', attribute: [{ name: 'body', type: 5 }] } }),
      /body of node 0 \(Loop\) is a subgraph/,
    ],
    [
      'an attribute of an unknown kind',
      () => withAttribute({ type: 77 }),
      /attribute a of node 0 \(Cast\) is of kind 77/,
    ],
    ['an attribute of no kind', () => withAttribute({}), /of kind 0/],
    ['an attribute that is no text', () => withAttribute({ type: 3, s: Uint8Array.of(0xff) }), /is not text/],
    [
      'a function',
      () => decoded({ model: { functions: [{ name: 'Swish' }] } }),
      /a function of its own, Swish/,
    ],
    ['sparse weights', () => decoded({ graph: { sparseInitializer: [{}] } }), /sparse weights/],
    ['weights of text', () => decoded({ weight: { dataType: 8 } }), /weight w is of element type string/],
    ['weights of bfloat16', () => decoded({ weight: { dataType: 16 } }), /bfloat16/],
    [
      'too few weights',
      () => decoded({ weight: { dims: [4] } }),
      /weight w of \[4\] takes 16 bytes and holds 12/,
    ],
    ['a shape below zero', () => decoded({ weight: { dims: [-3] } }), /has the shape \[-3\]/],
    ['a shape beyond all memory', () => decoded({ weight: { dims: [2 ** 40, 2 ** 40] } }), /has the shape/],
    ['a shape beyond this machine', () => decoded({ weight: { dims: [2 ** 45] } }), /holds 12/],
    [
      'two weights of one name',
      () =>
        decoded({
          graph: { initializer: [1, 2].map(() => ({ name: 'w', dims: [1], dataType: 1, floatData: [1] })) },
        }),
      /two weights are called w/,
    ],
    ['a sequence', () => decoded({ output: { type: { sequenceType: {} } } }), /output y is not a tensor/],
    [
      'an output without a shape',
      () => decoded({ output: { type: { tensorType: { elemType: 1 } } } }),
      /output y has no shape/,
    ],
    [
      'an output of text',
      () => decoded({ output: { type: tensorType(8) } }),
      /output y is of element type string/,
    ],
    [
      'weights elsewhere, without a folder',
      () => decoded({ weight: { dataLocation: 1, externalData: [{ key: 'location', value: 'w.bin' }] } }),
      /give the folder/,
    ],
    [
      'no graph',
      () => decodeModel(bytesOf({ irVersion: 8, opsetImport: [{ version: 17 }] })),
      /not an ONNX model/,
    ],
  ];

  it.each(cases)('%s', (_, read, message) => {
    expect(read).toThrow(
      expect.objectContaining({ code: 'model_invalid', message: expect.stringMatching(message) }),
    );
  });
});

describe('hostile bytes end in a model or a refusal', () => {
  const whole = encodeModel(composed());

  it('cut anywhere', () => {
    for (let length = 0; length < whole.length; length++) expectModelOrRefusal(whole.subarray(0, length));
  });

  it('changed anywhere', () => {
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of edits) bytes[at] = value;
        expectModelOrRefusal(bytes);
      }),
      { numRuns: 1000 },
    );
  });

  it('made up', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 300 }), expectModelOrRefusal), { numRuns: 1000 });
  });

  /** Where a model comes of it, it can be written again, and building on it ends well or in a refusal too. */
  function expectModelOrRefusal(bytes: Uint8Array): void {
    try {
      const model = decodeModel(bytes);
      encodeModel(model);
      GraphBuilder.from(model.graph);
    } catch (error) {
      if (!(error instanceof LikenessError)) throw error;
      expect(['model_invalid', 'graph_invalid']).toContain(error.code);
    }
  }
});
