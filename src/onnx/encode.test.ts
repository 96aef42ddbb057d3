import { describe, expect, it } from 'vitest';
import { encodeModel } from './encode.js';
import { GraphBuilder } from './graph.js';
import { type Attribute, type Constant, type ElementType, float, type Model, type Node } from './model.js';
import { openSession } from './session.js';

/** `y = op(x, …constants)`, with x and y of any shape. */
function oneOperator(
  op: string,
  attributes: Readonly<Record<string, Attribute>>,
  constants: Readonly<Record<string, Constant>> = {},
  { domain = '', inputs = ['x', ...Object.keys(constants)], rank = 1 } = {},
): Model {
  const symbolic = (letter: string) => Array.from({ length: rank }, (_, i) => `${letter}${i}`);
  const node: Node = { op, domain, inputs, outputs: ['y'], attributes };
  return {
    graph: {
      name: 'one',
      nodes: [node],
      inputs: inputs.includes('x') ? [{ name: 'x', type: 'float32', dims: symbolic('n') }] : [],
      outputs: [{ name: 'y', type: 'float32', dims: symbolic('m') }],
      constants: new Map(Object.entries(constants)),
    },
    opsets: domain === '' ? { '': 17 } : { '': 17, [domain]: 1 },
    producer: 'likeness',
    metadata: {},
  };
}

/** What ONNX Runtime, which knows nothing of our encoder, makes of the model. */
async function runtimeSays(model: Model, data: readonly number[] = [], dims = [data.length]) {
  const session = await openSession(encodeModel(model));
  try {
    const feeds = session.inputs.length > 0 ? { x: { data: Float32Array.from(data), dims } } : {};
    const { y } = await session.run(feeds);
    return { values: Array.from(y!.data), dims: y!.dims };
  } finally {
    await session.close();
  }
}

const floats = (values: readonly number[], dims = [values.length]): Constant => ({
  type: 'float32',
  dims,
  data: new Uint8Array(Float32Array.from(values).buffer),
});

describe('bytes of an .onnx file', () => {
  it('are those of the protobuf schema, field by field', () => {
    const model: Model = {
      graph: {
        name: 'g',
        nodes: [{ op: 'Relu', domain: '', inputs: ['x'], outputs: ['y'], attributes: { k: 3 } }],
        inputs: [{ name: 'x', type: 'float32', dims: ['N', 2] }],
        outputs: [{ name: 'y', type: 'int64', dims: [] }],
        constants: new Map([['c', { type: 'uint8', dims: [2], data: Uint8Array.of(7, 9) }]]),
      },
      opsets: { '': 17 },
      producer: 'p',
      metadata: { a: 'b' },
    };
    // Field numbers of onnx.proto3, from the outermost message inwards.
    expect(leavesOf(Buffer.from(encodeModel(model))).toSorted()).toEqual(
      [
        '1 = 8', // ir_version
        '2 = p', // producer_name
        '7.1.1 = x', // graph.node.input
        '7.1.2 = y', // graph.node.output
        '7.1.3 = Relu_0', // graph.node.name
        '7.1.4 = Relu', // graph.node.op_type
        '7.1.5.1 = k', // graph.node.attribute.name
        '7.1.5.20 = 2', // graph.node.attribute.type: INT
        '7.1.5.3 = 3', // graph.node.attribute.i
        '7.1.7 = ', // graph.node.domain
        '7.2 = g', // graph.name
        '7.5.1 = 2', // graph.initializer.dims, one by one; readers take packed ones too
        '7.5.2 = 2', // graph.initializer.data_type: UINT8
        '7.5.8 = c', // graph.initializer.name
        '7.5.9 = \u0007\t', // graph.initializer.raw_data
        '7.11.1 = x', // graph.input.name
        '7.11.2.1.1 = 1', // graph.input.type.tensor_type.elem_type: FLOAT
        '7.11.2.1.2.1.2 = N', // graph.input.type.tensor_type.shape.dim.dim_param
        '7.11.2.1.2.1.1 = 2', // graph.input.type.tensor_type.shape.dim.dim_value
        '7.12.1 = y', // graph.output.name
        '7.12.2.1.1 = 7', // graph.output.type.tensor_type.elem_type: INT64
        '8.1 = ', // opset_import.domain
        '8.2 = 17', // opset_import.version
        '14.1 = a', // metadata_props.key
        '14.2 = b', // metadata_props.value
      ].toSorted(),
    );
  });

  it('are the same each time', async () => {
    const compose = () => {
      const graph = new GraphBuilder('twice');
      const x = graph.input('x', ['N', 4]);
      graph.output('y', graph.add('Mul', [x, graph.floats([1, 2, 3, 4], [4])]), ['N', 4]);
      return encodeModel(graph.build({ author: 'me' }));
    };
    expect(Buffer.from(compose()).equals(compose())).toBe(true);
  });
});

/** The fields of `ModelProto` that hold messages. */
const MESSAGES = new Set([
  ...['7', '7.1', '7.1.5', '7.5', '7.11', '7.11.2', '7.11.2.1', '7.11.2.1.2', '7.11.2.1.2.1'],
  ...['7.12', '7.12.2', '7.12.2.1', '7.12.2.1.2', '8', '14'],
]);

/** A reader of the wire format of its own: each number and string with the numbers of the fields around it. */
function leavesOf(bytes: Buffer, path: readonly number[] = []): string[] {
  const leaves: string[] = [];
  let at = 0;
  const varint = (): number => {
    let value = 0;
    for (let factor = 1; ; factor *= 128) {
      const byte = bytes.readUInt8(at++);
      value += (byte & 127) * factor;
      if (byte < 128) return value;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    const field = [...path, tag >> 3];
    const name = field.join('.');
    const value = varint();
    if ((tag & 7) === 0) leaves.push(`${name} = ${value}`);
    else {
      const content = bytes.subarray(at, at + value);
      leaves.push(
        ...(MESSAGES.has(name) ? leavesOf(content, field) : [`${name} = ${content.toString('latin1')}`]),
      );
      at += value;
    }
  }
  return leaves;
}

describe('attributes reach ONNX Runtime', () => {
  it('INT: Flatten at axis 2', async () => {
    const { dims } = await runtimeSays(
      oneOperator('Flatten', { axis: 2 }, {}, { rank: 3 }),
      [1, 2, 3, 4],
      [1, 2, 2],
    );
    expect(dims).toEqual([2, 2]);
  });

  it('INT below zero: the last axis is −1', async () => {
    const { values } = await runtimeSays(oneOperator('Softmax', { axis: -1 }), [0, Math.log(3)]);
    expect(values[1]).toBeCloseTo(0.75, 6);
  });

  it('INTS: Transpose by [1, 0]', async () => {
    const model = oneOperator('Transpose', { perm: [1, 0] }, {}, { rank: 2 });
    expect(await runtimeSays(model, [1, 2, 3, 4, 5, 6], [2, 3])).toEqual({
      values: [1, 4, 2, 5, 3, 6],
      dims: [3, 2],
    });
  });

  it('FLOAT: a LeakyRelu of slope 0.25', async () => {
    const model = oneOperator('LeakyRelu', { alpha: float(0.25) });
    expect((await runtimeSays(model, [-4, 4])).values).toEqual([-1, 4]);
  });

  it('a FLOAT that is a whole number is still a FLOAT', async () => {
    const model = oneOperator('LeakyRelu', { alpha: float(2) });
    expect((await runtimeSays(model, [-4, 4])).values).toEqual([-8, 4]);
  });

  it('FLOATS, in a domain of its own: ai.onnx.ml Scaler', async () => {
    const attributes = { offset: { floats: [1, 2] }, scale: { floats: [10, 100] } };
    const model = oneOperator('Scaler', attributes, {}, { domain: 'ai.onnx.ml', rank: 2 });
    expect((await runtimeSays(model, [2, 4], [1, 2])).values).toEqual([10, 200]);
  });

  it('STRING: Pad by reflection', async () => {
    const pads: Constant = {
      type: 'int64',
      dims: [2],
      data: new Uint8Array(BigInt64Array.of(2n, 1n).buffer),
    };
    const model = oneOperator('Pad', { mode: 'reflect' }, { pads });
    expect((await runtimeSays(model, [1, 2, 3])).values).toEqual([3, 2, 1, 2, 3, 2]);
  });

  it('TENSOR: a Constant node', async () => {
    const model = oneOperator('Constant', { value: { tensor: floats([1.5, -2]) } }, {}, { inputs: [] });
    expect((await runtimeSays(model)).values).toEqual([1.5, -2]);
  });

  it('an INT that is not whole is refused by name', () => {
    const model = oneOperator('Flatten', { axis: 0.5 });
    expect(() => encodeModel(model)).toThrow(
      expect.objectContaining({ code: 'graph_invalid', message: expect.stringContaining('axis') }),
    );
  });
});

describe('constants reach ONNX Runtime', () => {
  const cases: readonly [ElementType, ArrayBufferLike, readonly number[]][] = [
    ['float32', Float32Array.of(-1.5, 3).buffer, [-1.5, 3]],
    ['float64', Float64Array.of(-1.5, 3).buffer, [-1.5, 3]],
    ['float16', Uint16Array.of(0xbe00, 0x4200).buffer, [-1.5, 3]],
    ['uint8', Uint8Array.of(255, 3).buffer, [255, 3]],
    ['int8', Int8Array.of(-128, 3).buffer, [-128, 3]],
    ['int32', Int32Array.of(-70000, 3).buffer, [-70000, 3]],
    ['int64', BigInt64Array.of(-70000n, 3n).buffer, [-70000, 3]],
    ['bool', Uint8Array.of(0, 1).buffer, [0, 1]],
  ];

  it.each(cases)('as %s', async (type, buffer, expected) => {
    const constant: Constant = { type, dims: [2], data: new Uint8Array(buffer) };
    const model = oneOperator('Cast', { to: 1 }, { constant }, { inputs: ['constant'] });
    expect((await runtimeSays(model)).values).toEqual(expected);
  });

  it('an empty name is an optional input left out: a Clip without a lower bound', async () => {
    const model = oneOperator('Clip', {}, { high: floats([2], []) }, { inputs: ['x', '', 'high'] });
    expect((await runtimeSays(model, [-5, 5])).values).toEqual([-5, 2]);
  });
});
