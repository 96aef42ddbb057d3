// Products of matrices.

import { type Dim, showDims } from '../dims.js';
import type { RuleContext, ShapeRule } from './rule.js';

/** Shape of a product as NumPy's matmul has it: vectors are rows or columns, leading dimensions broadcast. */
export function matrixProduct(c: RuleContext, a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const why = () => `${showDims(a)} by ${showDims(b)}: inner dimensions differ`;
  if (a.length === 0 || b.length === 0) c.refuse(`${showDims(a)} by ${showDims(b)}: a scalar has no product`);
  const inner = b.length === 1 ? b[0]! : b.at(-2)!;
  c.agree(a.at(-1)!, inner, why);
  const rows = a.length === 1 ? [] : [a.at(-2)!];
  const columns = b.length === 1 ? [] : [b.at(-1)!];
  return [...c.broadcast(a.slice(0, -2), b.slice(0, -2)), ...rows, ...columns];
}

const matMul: ShapeRule = (c) => {
  const type = c.oneType([0, 1], 'number');
  return [{ type, dims: matrixProduct(c, c.input(0).dims, c.input(1).dims) }];
};

/** αAB + βC, either factor transposed where asked; C broadcasts to the product. */
export const gemm: ShapeRule = (c) => {
  const type = c.oneType([0, 1, 2], 'number');
  const [a, b] = [c.input(0).dims, c.input(1).dims];
  if (a.length !== 2 || b.length !== 2) c.refuse(`${showDims(a)} by ${showDims(b)}: both must be matrices`);
  const turned = (dims: readonly Dim[], by: string) => (c.int(by, 0) ? [dims[1]!, dims[0]!] : dims);
  const dims = matrixProduct(c, turned(a, 'transA'), turned(b, 'transB'));
  const added = c.optional(2);
  if (added) c.stretch('a sum', added.dims, dims);
  return [{ type, dims }];
};

const matMulInteger: ShapeRule = (c) => [
  { type: 'int32', dims: matrixProduct(c, c.input(0, 'byte').dims, c.input(1, 'byte').dims) },
];

/** Labels are letters; the ellipsis stands for leading dimensions that broadcast. */
const einsum: ShapeRule = (c) => {
  const type = c.oneType([...c.inputs.keys()], 'number');
  const equation = c.text('equation', '').replaceAll(' ', '');
  const [left, right] = equation.split('->') as [string, string | undefined];
  const terms = left.split(',');
  if (terms.length !== c.inputs.length)
    c.refuse(`${equation} takes ${terms.length} inputs, not ${c.inputs.length}`);
  const sizes = new Map<string, Dim>();
  let leading: readonly Dim[] = [];
  for (const [i, term] of terms.entries()) {
    const { dims } = c.input(i);
    const why = () => `${term} in ${equation} does not fit ${showDims(dims)}`;
    const labels = term.replace('...', '').split('').filter(Boolean);
    const spare = dims.length - labels.length;
    if (spare < 0 || (spare > 0 && !term.includes('...'))) c.refuse(why());
    const at = term.includes('...') ? term.indexOf('...') : labels.length;
    leading = c.broadcast(leading, dims.slice(at, at + spare));
    const named = [...dims.slice(0, at), ...dims.slice(at + spare)];
    for (const [j, label] of labels.entries())
      sizes.set(label, c.agree(sizes.get(label) ?? named[j]!, named[j]!, why));
  }
  const result = right ?? implicitResult(left);
  const dims = result
    .split(/(\.\.\.|.)/)
    .filter(Boolean)
    .flatMap((label) =>
      label === '...'
        ? leading
        : [sizes.get(label) ?? c.refuse(`${label} in ${equation} stands in no input`)],
    );
  return [{ type, dims }];
};

/** Without an arrow: the labels that occur once, in the order of the alphabet. */
function implicitResult(left: string): string {
  const labels = left.replaceAll(/[.,]/g, '');
  const once = [...labels].filter((l) => labels.indexOf(l) === labels.lastIndexOf(l)).sort();
  return (left.includes('...') ? '...' : '') + once.join('');
}

export const PRODUCTS: Readonly<Record<string, ShapeRule>> = {
  MatMul: matMul,
  MatMulInteger: matMulInteger,
  Gemm: gemm,
  Einsum: einsum,
};
