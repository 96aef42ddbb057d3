// Forms of operator sets 18 to 21: what 17 can say too is said its way, the rest is refused.

import type { Dim } from '../dims.js';
import type { Node } from '../model.js';
import type { Form, Rewrite } from './rewrite.js';

/** Axes are an attribute in operator set 17. */
function reduction(r: Rewrite): Node {
  const axes = r.ints(1);
  const attributes = r.without('noop_with_empty_axes');
  if (axes?.length) return r.result(r.node.op, [r.node.inputs[0]!], { ...attributes, axes });
  if (r.int('noop_with_empty_axes', 0) === 0) return r.result(r.node.op, [r.node.inputs[0]!], attributes);
  return ['ReduceMax', 'ReduceMean', 'ReduceMin', 'ReduceProd'].includes(r.node.op)
    ? r.result('Identity', [r.node.inputs[0]!])
    : r.refuse('a reduction over no axes cannot be said in operator set 17');
}

/** The last part may be smaller. */
function split(r: Rewrite): Node {
  const attributes = r.without('num_outputs');
  if (r.has(1)) return r.result('Split', r.node.inputs, attributes);
  const { dims } = r.input(0);
  const given = r.int('axis', 0);
  const size = dims.at(given);
  const count = r.node.outputs.length;
  if (typeof size !== 'number') return r.refuse(`${size} may not part evenly into ${count}`);
  const part = Math.ceil(size / count);
  const sizes = Array.from({ length: count }, (_, i) => Math.max(0, Math.min(part, size - i * part)));
  return r.result('Split', [r.node.inputs[0]!, r.ints64(sizes)], attributes);
}

function pad(r: Rewrite): Node {
  if (r.text('mode', 'constant') === 'wrap') r.refuse('mode wrap cannot be said in operator set 17');
  const axes = r.ints(3);
  if (!axes) return r.result('Pad', r.node.inputs.slice(0, 3), r.node.attributes);
  const { dims } = r.input(0);
  const pads = r.ints(1) ?? r.refuse('pads are missing');
  const all = Array<number>(2 * dims.length).fill(0);
  for (const [i, axis] of axes.entries()) {
    const at = axis < 0 ? axis + dims.length : axis;
    all[at] = pads[i]!;
    all[at + dims.length] = pads[i + axes.length]!;
  }
  return r.result('Pad', [r.node.inputs[0]!, r.ints64(all), r.node.inputs[2] ?? ''], r.node.attributes);
}

function resize(r: Rewrite): Node {
  if (r.int('antialias', 0) !== 0) r.refuse('antialias cannot be said in operator set 17');
  if (r.text('keep_aspect_ratio_policy', 'stretch') !== 'stretch')
    r.refuse('keep_aspect_ratio_policy cannot be said in operator set 17');
  if (r.text('coordinate_transformation_mode', '') === 'half_pixel_symmetric')
    r.refuse('half_pixel_symmetric cannot be said in operator set 17');
  const attributes = r.without('antialias', 'keep_aspect_ratio_policy', 'axes');
  const axes = r.intList('axes');
  if (!axes) return r.result('Resize', r.node.inputs, attributes);
  const { dims } = r.input(0);
  if (r.has(1) && r.text('coordinate_transformation_mode', '') === 'tf_crop_and_resize')
    r.refuse('tf_crop_and_resize along some axes');
  const spread = <T>(values: readonly T[], others: readonly T[]): T[] => {
    const all = [...others];
    for (const [i, axis] of axes.entries()) all[axis < 0 ? axis + dims.length : axis] = values[i]!;
    return all;
  };
  const sizes = r.ints(3);
  if (sizes) {
    const all = spread<Dim>(sizes, dims);
    const known = all.every((d) => typeof d === 'number') ? (all as number[]) : undefined;
    const given = known ? r.ints64(known) : sizesOf(r, axes);
    return r.result('Resize', [r.node.inputs[0]!, '', '', given], attributes);
  }
  const scales = r.input(2).floats ?? r.refuse('scales must be a constant');
  const all = spread(
    scales,
    dims.map(() => 1),
  );
  return r.result('Resize', [r.node.inputs[0]!, '', r.numbers('float32', [all.length], all)], attributes);
}

/** The shape with some of its entries replaced, computed by the graph. */
function sizesOf(r: Rewrite, axes: readonly number[]): string {
  const shape = r.add('Shape', [r.node.inputs[0]!]);
  const rank = r.input(0).dims.length;
  const places = r.ints64(axes.map((axis) => (axis < 0 ? axis + rank : axis)));
  return r.add('ScatterElements', [shape, places, r.node.inputs[3]!]);
}

/** Attributes that are refused where they say what 17 cannot, and left out where they say what 17 does anyway. */
const plainly =
  (isPlain: Readonly<Record<string, (r: Rewrite, name: string) => boolean>>) =>
  (r: Rewrite): Node => {
    for (const [name, plain] of Object.entries(isPlain))
      if (!plain(r, name)) r.refuse(`${name} cannot be said in operator set 17`);
    return r.result(r.node.op, r.node.inputs, r.without(...Object.keys(isPlain)));
  };

const allOnes = (r: Rewrite, name: string): boolean => (r.intList(name) ?? []).every((v) => v === 1);
const zero = (r: Rewrite, name: string): boolean => r.int(name, 0) === 0;
/** Only for element types that are not read. */
const anything = (): boolean => true;

function scatter(r: Rewrite): Node {
  const how = r.text('reduction', 'none');
  if (how === 'max' || how === 'min') r.refuse(`reduction ${how} cannot be said in operator set 17`);
  return r.result(r.node.op, r.node.inputs, r.node.attributes);
}

const GRID_MODES: Readonly<Record<string, string>> = {
  linear: 'bilinear',
  cubic: 'bicubic',
  nearest: 'nearest',
};

function gridSample(r: Rewrite): Node {
  const mode = r.text('mode', 'linear');
  return r.result('GridSample', r.node.inputs, {
    ...r.node.attributes,
    mode: GRID_MODES[mode] ?? r.refuse(`mode ${mode}`),
  });
}

/** x · Φ(x), or its approximation by tanh (Hendrycks and Gimpel, arXiv:1606.08415). */
function gelu(r: Rewrite): Node {
  const [x] = r.node.inputs as [string];
  const { type } = r.input(0);
  const number = (value: number): string => r.numbers(type, [], [value]);
  const bent = (): string => {
    if (r.text('approximate', 'none') !== 'tanh')
      return r.add('Erf', [r.add('Mul', [x, number(Math.SQRT1_2)])]);
    const cube = r.add('Mul', [r.add('Mul', [x, x]), x]);
    const sum = r.add('Add', [x, r.add('Mul', [cube, number(0.044715)])]);
    return r.add('Tanh', [r.add('Mul', [sum, number(Math.sqrt(2 / Math.PI))])]);
  };
  const half = r.add('Mul', [x, number(0.5)]);
  return r.result('Mul', [half, r.add('Add', [bent(), number(1)])]);
}

/** x · tanh(softplus(x)). */
function mish(r: Rewrite): Node {
  return r.result('Mul', [r.node.inputs[0]!, r.add('Tanh', [r.add('Softplus', r.node.inputs)])]);
}

/** Each group normalised as one instance, then scaled: by channel since operator set 21, by group before. */
function groupNormalization(r: Rewrite): Node {
  const [x, scale, bias] = r.node.inputs as [string, string, string];
  const { type, dims } = r.input(0);
  const groups = r.int('num_groups', 0);
  const byGroup = r.version < 21;
  const vector = (value: number): string => r.numbers(type, [groups], Array<number>(groups).fill(value));
  const grouped = r.add('Reshape', [x, r.ints64([0, groups, -1])]);
  const normalised = r.add(
    'InstanceNormalization',
    [grouped, byGroup ? scale : vector(1), byGroup ? bias : vector(0)],
    { epsilon: { float: r.float('epsilon', 1e-5) } },
  );
  const shape = r.add('Shape', [x]);
  if (byGroup) return r.result('Reshape', [normalised, shape]);
  const axes = r.ints64(Array.from({ length: dims.length - 2 }, (_, i) => i + 1));
  const restored = r.add('Reshape', [normalised, shape]);
  const scaled = r.add('Mul', [restored, r.add('Unsqueeze', [scale, axes])]);
  return r.result('Add', [scaled, r.add('Unsqueeze', [bias, axes])]);
}

const REDUCTIONS = ['L1', 'L2', 'LogSum', 'LogSumExp', 'Max', 'Mean', 'Min', 'Prod', 'SumSquare'];

const since18 = (rewrite: Form['rewrite']): readonly Form[] => [{ since: 18, rewrite }];

export const NEWER_FORMS: ReadonlyMap<string, readonly Form[]> = new Map<string, readonly Form[]>([
  ...REDUCTIONS.map((name) => [`Reduce${name}`, since18(reduction)] as const),
  ['AveragePool', since18(plainly({ dilations: allOnes }))],
  ['Cast', since18(plainly({ saturate: anything }))],
  ['CastLike', since18(plainly({ saturate: anything }))],
  ['DequantizeLinear', since18(plainly({ block_size: zero }))],
  ['Gelu', since18(gelu)],
  ['GridSample', [{ since: 20, rewrite: gridSample }]],
  ['GroupNormalization', since18(groupNormalization)],
  ['LpPool', since18(plainly({ dilations: allOnes, ceil_mode: zero }))],
  ['Mish', since18(mish)],
  ['Pad', since18(pad)],
  ['QuantizeLinear', since18(plainly({ block_size: zero, output_dtype: zero, saturate: anything }))],
  ['Resize', since18(resize)],
  ['ScatterElements', since18(scatter)],
  ['ScatterND', since18(scatter)],
  ['Split', since18(split)],
]);
