// Activations: the result has the shape of the input.

import { showDims } from '../dims.js';
import { unary } from './elementwise.js';
import type { ShapeRule } from './rule.js';

/** The slope is broadcast to the input, never the other way round. */
const prelu: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'number');
  const [x, slope] = [c.input(0).dims, c.input(1).dims];
  c.stretch('a slope', slope, x);
  return [{ type, dims: x }];
};

const alongAxis: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'float');
  c.axis(c.int('axis', -1), dims.length);
  return [{ type, dims }];
};

const clip: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'number');
  for (const bound of [c.optional(1), c.optional(2)])
    if (bound && bound.dims.length > 0 && bound.dims.some((d) => d !== 1))
      c.refuse(`a bound of ${showDims(bound.dims)} is not one number`);
  return [{ type, dims: c.input(0).dims }];
};

/** Mask as second result. */
const dropout: ShapeRule = (c) => {
  const { type, dims } = c.input(0, 'float');
  return [
    { type, dims },
    { type: 'bool', dims },
  ];
};

const FLOAT_FUNCTIONS = [
  ...[
    'Celu',
    'Elu',
    'HardSigmoid',
    'HardSwish',
    'LeakyRelu',
    'Selu',
    'Sigmoid',
    'Softplus',
    'Softsign',
    'Tanh',
  ],
  'ThresholdedRelu',
] as const;

export const ACTIVATIONS: Readonly<Record<string, ShapeRule>> = {
  ...Object.fromEntries(FLOAT_FUNCTIONS.map((op) => [op, unary('float')])),
  Relu: unary('number'),
  Erf: unary('number'),
  Shrink: unary('number'),
  PRelu: prelu,
  Softmax: alongAxis,
  LogSoftmax: alongAxis,
  Hardmax: alongAxis,
  Clip: clip,
  Dropout: dropout,
};
