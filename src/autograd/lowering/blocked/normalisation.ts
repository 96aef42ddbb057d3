// Batch normalisation and rectifiers in the blocked layout.
//
// In training, batch normalisation is an affine map a channel, y = s·(x − mean) + t, once the batch's mean and variance
// are known. x − mean is what is kept. A rectifier or a sum that follows takes the map in, so y is computed only where
// something else reads it, and its gradient, a sum of scaled tensors, only on the way to dx.

import type { Node, Value } from '../../../onnx/index.js';
import { deferOrCompute } from './convolution.js';
import type { Blocking, BlockingRule } from './index.js';
import { affine, channelDots, channelSums } from './primitives.js';
import { type Combination, combined } from './representations.js';

export const NORMALISATION_RULES: Readonly<Record<string, BlockingRule>> = {
  BatchNormalization: batchNormalization,
  PRelu: prelu,
  Relu: relu,
  'likeness::BatchNormGrad': batchNormGrad,
  'likeness::PReluGrad': preluGrad,
  'likeness::ReluGrad': reluGrad,
};

/** What a batch's normalisation leaves for its gradient. */
interface Statistics {
  /** x less its mean a channel, blocked. */
  readonly centred: Value;
  /** 1 / √(variance + ε), `[C]`. */
  readonly inverse: Value;
}

function batchNormalization(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  const [x, scale, bias, runningMean, runningVariance] = node.inputs as Value[];
  if (node.attributes.training_mode !== 1 || !pictures(b, x!)) return false;
  const picture = forms.blocked(x!);
  const [weight, offset] = [forms.plain(scale!), forms.plain(bias!)];
  const count = pixelsOf(b, x!);
  const mean = graph.add('Mul', [sumsOf(b, picture), graph.scalar(1 / count)]);
  // A pass more than E[x²] − E[x]² takes, which at a mean of ten deviations is 4 % off in float32.
  const ones = graph.floats(new Float32Array(b.source.shapeOf(x!)[1]!).fill(1));
  const centred = affine(graph, picture, ones, graph.add('Neg', [mean]));
  const variance = graph.add('Mul', [dotsOf(b, centred, centred), graph.scalar(1 / count)]);
  const epsilon = graph.scalar(floatOf(node, 'epsilon', 1e-5));
  const inverse = graph.add('Pow', [graph.add('Add', [variance, epsilon]), graph.scalar(-0.5)]);
  const factor = graph.add('Mul', [weight, inverse]);
  b.notes.set(statisticsOf(x!, node), { centred, inverse } satisfies Statistics);
  const [y, nextMean, nextVariance] = node.outputs as Value[];
  forms.set(y!, { affine: { x: centred, scale: factor, shift: offset } });
  const momentum = floatOf(node, 'momentum', 0.9);
  const next = (kept: Value, fresh: Value): Value => {
    const [old, now] = [graph.scalar(momentum), graph.scalar(1 - momentum)];
    return graph.add('Add', [graph.add('Mul', [forms.plain(kept), old]), graph.add('Mul', [fresh, now])]);
  };
  if (nextMean) forms.set(nextMean, { plain: next(runningMean!, mean) });
  if (nextVariance) forms.set(nextVariance, { plain: next(runningVariance!, variance) });
  // Where the result is wanted as it is, it is computed now, once.
  if (b.readersOf(y!).some((reader) => !TAKES_AFFINE.has(reader.op))) forms.blocked(y!);
  return true;
}

/** Operators that take an affine map of their input in. */
const TAKES_AFFINE = new Set(['PRelu', 'PReluGrad', 'Relu', 'Add', 'BatchNormGrad']);

const statisticsOf = (x: Value, node: Node): string =>
  `statistics of ${x} with ε ${floatOf(node, 'epsilon', 1e-5)}`;

/** Ioffe and Szegedy, arXiv:1502.03167, section 3: dx = s·(dy − Σdy/n − x̂·Σ(dy·x̂)/n). */
function batchNormGrad(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  const [x, dy, scale] = node.inputs as [Value, Value, Value];
  const statistics = b.notes.get(statisticsOf(x, node)) as Statistics | undefined;
  if (!statistics || !pictures(b, x)) return false;
  const { centred, inverse } = statistics;
  const { terms } = forms.combinationOf(dy) ?? { terms: [{ x: forms.blocked(dy) }] };
  const total = (sum: (x: Value) => Value): Value =>
    terms
      .map(({ x: part, scale: times }) => (times ? graph.add('Mul', [sum(part), times]) : sum(part)))
      .reduce((one, other) => graph.add('Add', [one, other]));
  const bias = total((part) => sumsOf(b, part));
  const dots = total((part) => dotsOf(b, centred, part));
  const outward = graph.add('Mul', [inverse, dots]);
  const [dx, dscale, dbias] = node.outputs as Value[];
  if (dscale) forms.set(dscale, { plain: outward });
  if (dbias) forms.set(dbias, { plain: bias });
  if (!dx) return true;
  const slope = graph.add('Mul', [forms.plain(scale), inverse]);
  const share = graph.add('Mul', [slope, graph.scalar(1 / pixelsOf(b, x))]);
  const pull = graph.add('Neg', [graph.add('Mul', [graph.add('Mul', [share, inverse]), outward])]);
  const level = graph.add('Neg', [graph.add('Mul', [share, bias])]);
  const pulled: Combination = {
    terms: terms.map(({ x: part, scale: times }) => ({
      x: part,
      scale: times ? graph.add('Mul', [slope, times]) : slope,
    })),
  };
  forms.set(dx, {
    deferred: (sum) => combined(graph, pulled, affine(graph, centred, pull, level, { sum })),
  });
  deferOrCompute(b, node, dx);
  return true;
}

/**
 * y = a·x + relu((1 − a)·x): He et al., arXiv:1502.01852, eq. 1 in two passes, each a convolution of one pixel. It
 * holds for slopes of at most one; y = a·x + (1 − a)·relu(x), a pass longer, for all.
 */
function prelu(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  const [x, slope] = node.inputs as [Value, Value];
  if (!pictures(b, x) || !isPerChannel(b, x, slope)) return false;
  const a = vectorOf(b, slope);
  const rest = graph.add('Sub', [graph.scalar(1), a]);
  const input = affineOf(b, x);
  const rectified = ({ x: of, scale, shift }: MaybeAffine) =>
    scale ? affine(graph, of, scale, shift, { activation: 'Relu' }) : graph.add('Relu', [of]);
  const bent = b.steepSlopes ? affine(graph, rectified(input), rest) : rectified(scaled(b, input, rest));
  const lower = scaled(b, input, a);
  forms.set(node.outputs[0] as Value, {
    blocked: affine(graph, lower.x, lower.scale, lower.shift, { sum: bent }),
  });
  return true;
}

/** dx = a·dy + (1 − a)·u and da = Σ(dy − u)·x, where u is dy where x is above zero. */
function preluGrad(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  const [x, dy, slope] = node.inputs as [Value, Value, Value];
  if (!pictures(b, x) || !isPerChannel(b, x, slope)) return false;
  const a = vectorOf(b, slope);
  const input = affineOf(b, x);
  const d = forms.blocked(dy);
  const above = input.scale
    ? affine(graph, input.x, input.scale, input.shift, { activation: 'Step' })
    : stepOf(b, input.x);
  const u = graph.add('Mul', [d, above]);
  const [dx, dslope] = node.outputs as Value[];
  if (dslope) {
    const dots = graph.add('Sub', [dotsOf(b, input.x, d), dotsOf(b, input.x, u)]);
    const outward = input.scale ? graph.add('Mul', [dots, input.scale]) : dots;
    const shifted = input.shift
      ? graph.add('Add', [
          outward,
          graph.add('Mul', [graph.add('Sub', [sumsOf(b, d), sumsOf(b, u)]), input.shift]),
        ])
      : outward;
    const plain = graph.add('Reshape', [shifted, graph.ints(b.source.shapeOf(dslope))]);
    forms.set(dslope, { plain });
  }
  if (dx)
    forms.set(dx, {
      combination: {
        terms: [
          { x: d, scale: a },
          { x: u, scale: graph.add('Sub', [graph.scalar(1), a]) },
        ],
      },
    });
  return true;
}

function relu(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  const [x] = node.inputs as [Value];
  if (!pictures(b, x)) return false;
  const input = forms.affineOf(x);
  forms.set(node.outputs[0] as Value, {
    blocked: input
      ? affine(graph, input.x, input.scale, input.shift, { activation: 'Relu' })
      : graph.add('Relu', [forms.blocked(x)]),
  });
  return true;
}

/** The steep hard sigmoid is 1 above zero, else 0. */
const stepOf = ({ graph }: Blocking, x: Value): Value =>
  graph.add('HardSigmoid', [x], { alpha: { float: 1e30 }, beta: { float: 0 } });

function reluGrad(b: Blocking, node: Node): boolean {
  const { graph, forms } = b;
  const [y, dy] = node.inputs as [Value, Value];
  if (!pictures(b, y)) return false;
  forms.set(node.outputs[0] as Value, {
    blocked: graph.add('Mul', [forms.blocked(dy), stepOf(b, forms.blocked(y))]),
  });
  return true;
}

const pictures = ({ forms }: Blocking, x: Value): boolean =>
  forms.isBlockable(x) && !forms.isOnePixel(x) && forms.prefersBlocked(x);

interface MaybeAffine {
  readonly x: Value;
  readonly scale?: Value | undefined;
  readonly shift?: Value | undefined;
}

/** x as an affine map of something stored; of itself where it is stored. */
function affineOf({ forms }: Blocking, x: Value): MaybeAffine {
  return forms.affineOf(x) ?? { x: forms.blocked(x) };
}

/** An affine map, times a vector of channels. */
function scaled(b: Blocking, { x, scale, shift }: MaybeAffine, by: Value) {
  return {
    x,
    scale: scale ? b.graph.add('Mul', [scale, by]) : by,
    shift: shift && b.graph.add('Mul', [shift, by]),
  };
}

const isPerChannel = ({ source }: Blocking, x: Value, slope: Value): boolean => {
  const [, channels] = source.shapeOf(x);
  const dims = source.dimsOf(slope);
  return dims.at(-3) === channels && dims.every((d, i) => i === dims.length - 3 || d === 1);
};

function vectorOf(b: Blocking, v: Value): Value {
  const size = b.source.shapeOf(v).reduce((p, d) => p * d, 1);
  return noted(b, `vector of ${v}`, () => b.graph.add('Reshape', [b.forms.plain(v), b.graph.ints([size])]));
}

const pixelsOf = ({ source }: Blocking, x: Value): number => {
  const [batch, , height, width] = source.shapeOf(x);
  return batch! * height! * width!;
};

/** Sums a channel of a value of the blocked graph, once. */
export const sumsOf = (b: Blocking, x: Value): Value =>
  noted(b, `sums of ${x}`, () => channelSums(b.graph, x));

const dotsOf = (b: Blocking, x: Value, y: Value): Value =>
  noted(b, `dots of ${x} and ${y}`, () => channelDots(b.graph, x, y));

function noted(b: Blocking, key: string, make: () => Value): Value {
  const known = b.notes.get(key) as Value | undefined;
  if (known) return known;
  const made = make();
  b.notes.set(key, made);
  return made;
}

function floatOf(node: Node, name: string, otherwise: number): number {
  const value = node.attributes[name];
  return typeof value === 'object' && 'float' in value ? value.float : otherwise;
}
