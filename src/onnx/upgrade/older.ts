// Forms of operator sets 7 to 16 that became others: mostly attributes that are inputs now.

import { constantOf } from '../elements.js';
import type { Attribute, Constant, Node } from '../model.js';
import type { Form, Rewrite } from './rewrite.js';

/** The only test-time form: running statistics are given. */
function batchNormalization(r: Rewrite): Node {
  if (r.int('spatial', 1) === 0) r.refuse('statistics for each position cannot be said in operator set 17');
  if (r.node.outputs.filter(Boolean).length > 1)
    r.refuse('training mode has another form in operator set 17');
  return r.result('BatchNormalization', r.node.inputs, r.without('spatial'));
}

function clip(r: Rewrite): Node {
  const { type } = r.input(0);
  const bound = (name: string): string =>
    r.node.attributes[name] === undefined ? '' : r.numbers(type, [], [r.float(name, 0)]);
  return r.result('Clip', [r.node.inputs[0]!, bound('min'), bound('max')], r.without('min', 'max'));
}

const NUMBER_ATTRIBUTES: Readonly<Record<string, (value: Attribute) => Constant | undefined>> = {
  value_float: (a) =>
    typeof a === 'object' && 'float' in a ? constantOf('float32', [], [a.float]) : undefined,
  value_floats: (a) =>
    typeof a === 'object' && 'floats' in a ? constantOf('float32', [a.floats.length], a.floats) : undefined,
  value_int: (a) => (typeof a === 'number' ? constantOf('int64', [], [a]) : undefined),
  value_ints: (a) => (Array.isArray(a) ? constantOf('int64', [a.length], a) : undefined),
};

/** Numbers without a tensor around them. */
function constant(r: Rewrite): Node {
  const [[name, value] = ['', 0]] = Object.entries(r.node.attributes);
  if (name === 'value') return r.result('Constant', [], r.node.attributes);
  const tensor = NUMBER_ATTRIBUTES[name]?.(value) ?? r.refuse(`a constant given as ${name || 'nothing'}`);
  return r.result('Constant', [], { value: { tensor } });
}

/** Always as in use: training came to it with operator set 12, and the mask was zero then. */
function dropout(r: Rewrite): Node {
  if (r.node.outputs[1]) r.refuse('its mask is another in operator set 17');
  const ratio = r.numbers('float32', [], [r.float('ratio', 0.5)]);
  return r.result('Dropout', [r.node.inputs[0]!, ratio], r.without('ratio'));
}

/** Everything from the axis on was one vector. */
function flatSoftmax(r: Rewrite): Node {
  const { op, inputs } = r.node;
  const { dims } = r.input(0);
  const given = r.int('axis', 1);
  const axis = given < 0 ? given + dims.length : given;
  if (axis < dims.length && dims.slice(axis + 1).every((d) => d === 1)) return r.result(op, inputs, { axis });
  const shape = r.add('Shape', inputs);
  const flat = r.add(op, [r.add('Flatten', inputs, { axis })], { axis: 1 });
  return r.result('Reshape', [flat, shape]);
}

function pad(r: Rewrite): Node {
  const pads = r.ints64(r.intList('pads') ?? r.refuse('pads are missing'));
  const value = r.numbers(r.input(0).type, [], [r.float('value', 0)]);
  return r.result('Pad', [r.node.inputs[0]!, pads, value], r.without('pads', 'value'));
}

/** Attributes that became inputs behind the first; those at the end that are not given are left out. */
const attributesToInputs =
  (...names: readonly string[]) =>
  (r: Rewrite): Node => {
    const inputs = names.map((name) => {
      const value = r.node.attributes[name];
      return value === undefined
        ? ''
        : r.ints64(typeof value === 'number' ? [value] : (r.intList(name) ?? []));
    });
    while (inputs.at(-1) === '') inputs.pop();
    return r.result(r.node.op, [r.node.inputs[0]!, ...inputs], r.without(...names));
  };

/** How pictures were resized before operator set 11: corners aligned at 0, nearest pixel by rounding towards more. */
function upsample(r: Rewrite): Node {
  const scales = scalesOf(r);
  const mode = r.text('mode', 'nearest');
  const grows = scales.every((s) => s >= 1);
  if (!grows && mode === 'nearest' && !scales.every((s) => s <= 1))
    r.refuse(`nearest by the scales [${scales.join(', ')}], some larger and some smaller than 1`);
  return r.result('Resize', [r.node.inputs[0]!, '', r.numbers('float32', [scales.length], scales)], {
    mode,
    coordinate_transformation_mode: 'asymmetric',
    ...(mode === 'nearest' && { nearest_mode: grows ? 'floor' : 'ceil' }),
  });
}

function scalesOf(r: Rewrite): readonly number[] {
  const given = r.node.attributes.scales;
  if (typeof given === 'object' && 'floats' in given) return given.floats;
  return r.input(1).floats ?? r.refuse('scales must be a constant');
}

function resize(r: Rewrite): Node {
  if (r.text('coordinate_transformation_mode', '') === 'tf_half_pixel_for_nn')
    r.refuse('tf_half_pixel_for_nn cannot be said in operator set 17');
  return r.result('Resize', r.node.inputs, r.node.attributes);
}

export const OLDER_FORMS: ReadonlyMap<string, readonly Form[]> = new Map<string, readonly Form[]>([
  ['BatchNormalization', [{ before: 14, rewrite: batchNormalization }]],
  ['Clip', [{ before: 11, rewrite: clip }]],
  ['Constant', [{ rewrite: constant }]],
  ['Dropout', [{ before: 12, rewrite: dropout }]],
  ['Hardmax', [{ before: 13, rewrite: flatSoftmax }]],
  ['LogSoftmax', [{ before: 13, rewrite: flatSoftmax }]],
  ['Pad', [{ before: 11, rewrite: pad }]],
  ['ReduceSum', [{ before: 13, rewrite: attributesToInputs('axes') }]],
  [
    'Resize',
    [
      { before: 11, rewrite: upsample },
      { since: 11, before: 13, rewrite: resize },
    ],
  ],
  ['Scatter', [{ rewrite: (r) => r.result('ScatterElements', r.node.inputs, r.node.attributes) }]],
  ['Slice', [{ before: 10, rewrite: attributesToInputs('starts', 'ends', 'axes') }]],
  ['Softmax', [{ before: 13, rewrite: flatSoftmax }]],
  ['Split', [{ before: 13, rewrite: attributesToInputs('split') }]],
  ['Squeeze', [{ before: 13, rewrite: attributesToInputs('axes') }]],
  ['TopK', [{ before: 10, rewrite: attributesToInputs('k') }]],
  ['Unsqueeze', [{ before: 13, rewrite: attributesToInputs('axes') }]],
  ['Upsample', [{ rewrite: upsample }]],
]);
