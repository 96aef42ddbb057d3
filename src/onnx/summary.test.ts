import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LikenessError } from '../errors.js';
import { encodeModel } from './encode.js';
import { GraphBuilder } from './graph.js';
import { summarizeModel } from './summary.js';

/** A network with a convolution, a foreign operator and metadata. */
function composed(): Uint8Array {
  const graph = new GraphBuilder('small');
  const x = graph.input('x', ['N', 3, 8, 8]);
  const weights = graph.floats(new Float32Array(4 * 3 * 3 * 3), [4, 3, 3, 3]);
  const features = graph.add('Relu', [graph.add('Conv', [x, weights], { kernel_shape: [3, 3] })]);
  const flat = graph.add('Reshape', [features, graph.ints([0, -1])]);
  graph.output('y', graph.add('QuickGelu', [flat], {}, 'com.microsoft'));
  return encodeModel(graph.build({ author: 'me' }));
}

describe('summarizeModel', () => {
  it('tells what a model holds', () => {
    expect(summarizeModel(composed())).toEqual({
      producer: 'likeness',
      irVersion: 8,
      opsets: { '': 17, 'com.microsoft': 1 },
      nodes: 5,
      operators: ['Conv', 'Identity', 'Relu', 'Reshape', 'com.microsoft::QuickGelu'],
      parameters: 4 * 3 * 3 * 3 + 2,
      externalFiles: [],
    });
  });

  it('names the files that hold weights beside the model', () => {
    const { externalFiles, parameters } = summarizeModel(withExternalData('weights.bin'));
    expect({ externalFiles, parameters }).toEqual({ externalFiles: ['weights.bin'], parameters: 6 });
  });

  it.each([
    ['nothing', Buffer.alloc(0)],
    ['zeros', Buffer.alloc(4096)],
    ['text', Buffer.from('This is not a model, it is a sentence.')],
    ['a PNG', Buffer.from('89504e470d0a1a0a0000000d49484452', 'hex')],
    ['a JPEG', Buffer.from('ffd8ffe000104a46494600010100', 'hex')],
    ['a ZIP, as PyTorch saves', Buffer.from('504b0304140000000800', 'hex')],
    ['a model without a graph', Buffer.from('080842021011', 'hex')],
  ])('refuses %s', (_, bytes) => {
    expect(() => summarizeModel(bytes)).toThrow(expect.objectContaining({ code: 'model_invalid' }));
  });

  it('refuses a message that is nested ten thousand deep', () => {
    // An attribute that holds a graph that holds a node that holds an attribute …
    let bytes = Buffer.alloc(0);
    for (const field of Array.from({ length: 10_000 }, (_, i) => [0x0a, 0x32, 0x2a][i % 3]!)) {
      const length = [];
      for (let left = bytes.length; ; left >>>= 7) {
        length.push(left < 128 ? left : (left & 127) | 128);
        if (left < 128) break;
      }
      bytes = Buffer.concat([Buffer.from([field, ...length]), bytes]);
    }
    expectSummaryOrRefusal(Buffer.concat([Buffer.from([0x3a]), bytes]));
  });

  it('ends every cut in a summary or a refusal', () => {
    const whole = composed();
    for (let length = 0; length < whole.length; length++) expectSummaryOrRefusal(whole.subarray(0, length));
  });

  it('ends every mutation in a summary or a refusal', () => {
    const whole = composed();
    const edit = fc.tuple(fc.nat(whole.length - 1), fc.integer({ min: 0, max: 255 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 12 }), (edits) => {
        const bytes = Uint8Array.from(whole);
        for (const [at, value] of edits) bytes[at] = value;
        expectSummaryOrRefusal(bytes);
      }),
      { numRuns: 500 },
    );
  });

  it('ends any bytes in a summary or a refusal', () => {
    fc.assert(fc.property(fc.uint8Array({ maxLength: 200 }), expectSummaryOrRefusal), { numRuns: 500 });
  });
});

function expectSummaryOrRefusal(bytes: Uint8Array): void {
  try {
    expect(summarizeModel(bytes).nodes).toBeGreaterThan(0);
  } catch (error) {
    if (!(error instanceof LikenessError)) throw error;
    expect(error.code).toBe('model_invalid');
  }
}

/** A model whose one weight lies in another file; written by hand, because `encodeModel` never does that. */
function withExternalData(location: string): Uint8Array {
  const message = (tag: number, content: Buffer) =>
    Buffer.concat([Buffer.from([tag, content.length]), content]);
  const entry = Buffer.concat([message(0x0a, Buffer.from('location')), message(0x12, Buffer.from(location))]);
  const tensor = Buffer.concat([
    Buffer.from('0a0203021001', 'hex'), // dims: [3, 2], packed as other writers do; data_type: FLOAT
    message(0x42, Buffer.from('w')), // name
    message(0x6a, entry), // external_data
    Buffer.from('7001', 'hex'), // data_location: EXTERNAL
  ]);
  const node = message(
    0x0a,
    Buffer.concat([message(0x12, Buffer.from('y')), message(0x22, Buffer.from('Relu'))]),
  );
  const graph = message(0x3a, Buffer.concat([node, message(0x2a, tensor)]));
  return Buffer.concat([Buffer.from('0808', 'hex'), graph, Buffer.from('42021011', 'hex')]);
}
