// Sums of products: MatMul, Gemm, Einsum. Formulas: ONNX operator specification, operator set 17, and
// ContribOperators.md of ONNX Runtime for FusedMatMul.

import { broadcast } from '../dims.js';
import type { Call, KernelTable } from './kernel.js';
import { at, broadcastAt, type DoubleTensor, eachIndex, generate } from './tensor.js';

export const PRODUCTS: KernelTable = {
  MatMul: (c) => [matMul(c, c.input(0), c.input(1))],
  Gemm: gemm,
  Einsum: einsum,
  'com.microsoft::FusedMatMul': (c) => {
    if (c.int('transBatchA', 0) || c.int('transBatchB', 0))
      c.refuse('transBatchA and transBatchB are not known');
    const turned = (t: DoubleTensor, turn: number) => (turn ? swapLast(t) : t);
    const y = matMul(c, turned(c.input(0), c.int('transA', 0)), turned(c.input(1), c.int('transB', 0)));
    const alpha = c.float('alpha', 1);
    return [{ ...y, data: y.data.map((v) => alpha * v) }];
  },
};

function matMul(c: Call, left: DoubleTensor, right: DoubleTensor): DoubleTensor {
  const a = left.dims.length === 1 ? { ...left, dims: [1, ...left.dims] } : left;
  const b = right.dims.length === 1 ? { ...right, dims: [...right.dims, 1] } : right;
  const [rows, inner] = a.dims.slice(-2);
  const [innerB, columns] = b.dims.slice(-2);
  if (inner !== innerB) c.refuse(`[${left.dims.join(', ')}] times [${right.dims.join(', ')}]`);
  const batch = broadcast(a.dims.slice(0, -2), b.dims.slice(0, -2)) as readonly number[];
  const pick = (t: DoubleTensor, index: readonly number[], row: number, column: number) => {
    const lead = index.slice(batch.length - (t.dims.length - 2), batch.length);
    return at(t, [...lead.map((p, i) => (t.dims[i] === 1 ? 0 : p)), row, column]);
  };
  const y = generate(left.type, [...batch, rows, columns], (index) => {
    const [row, column] = index.slice(-2);
    let sum = 0;
    for (let k = 0; k < inner; k++) sum += pick(a, index, row, k) * pick(b, index, k, column);
    return sum;
  });
  const dims = y.dims.filter(
    (_, i) =>
      !(left.dims.length === 1 && i === y.dims.length - 2) &&
      !(right.dims.length === 1 && i === y.dims.length - 1),
  );
  return { ...y, dims };
}

function swapLast(t: DoubleTensor): DoubleTensor {
  const dims = [...t.dims.slice(0, -2), t.dims.at(-1)!, t.dims.at(-2)!];
  return generate(t.type, dims, (i) => at(t, [...i.slice(0, -2), i.at(-1)!, i.at(-2)!]));
}

/** alpha · A′ · B′ + beta · C */
function gemm(c: Call): readonly DoubleTensor[] {
  const a = c.int('transA', 0) ? swapLast(c.input(0)) : c.input(0);
  const b = c.int('transB', 0) ? swapLast(c.input(1)) : c.input(1);
  const product = matMul(c, a, b);
  const bias = c.inputs[2];
  const [alpha, beta] = [c.float('alpha', 1), c.float('beta', 1)];
  return [
    generate(
      product.type,
      product.dims,
      (index, flat) => alpha * product.data[flat] + (bias ? beta * broadcastAt(bias, index) : 0),
    ),
  ];
}

/** Any equation: a loop over all letters at once. The dimensions of an ellipsis are letters of their own. */
function einsum(c: Call): readonly DoubleTensor[] {
  const inputs = c.inputs.map((_, i) => c.input(i));
  const [left, right] = c.text('equation', '').replaceAll(' ', '').split('->');
  const terms = left.split(',').map((term, i) => lettersOf(term, inputs[i].dims.length));
  const output = right === undefined ? implied(terms) : lettersOf(right, undefined, longestEllipsis(terms));
  const sizes = new Map<string, number>();
  terms.forEach((term, i) => {
    term.forEach((letter, axis) => {
      sizes.set(letter, Math.max(sizes.get(letter) ?? 1, inputs[i].dims[axis]));
    });
  });
  const summed = [...sizes.keys()].filter((letter) => !output.includes(letter));
  const sizeOf = (letters: readonly string[]) => letters.map((letter) => sizes.get(letter) ?? 1);
  const places = terms.map((term, i) =>
    term.map((letter, axis) => (inputs[i].dims[axis] === 1 ? -1 : [...output, ...summed].indexOf(letter))),
  );
  const result = generate(inputs[0].type, sizeOf(output), (index) => {
    let sum = 0;
    eachIndex(sizeOf(summed), (rest) => {
      const all = [...index, ...rest];
      sum += inputs.reduce(
        (p, t, i) =>
          p *
          at(
            t,
            places[i].map((place) => (place < 0 ? 0 : all[place])),
          ),
        1,
      );
    });
    return sum;
  });
  return [result];
}

/** `...ij` of rank 4 as `…1 …0 i j`: dimensions of an ellipsis count from its end, so that they broadcast. */
function lettersOf(term: string, rank: number | undefined, ellipsis?: number): string[] {
  if (!term.includes('...')) return [...term];
  const [before, after] = term.split('...');
  const length = ellipsis ?? rank! - before.length - after.length;
  return [...before, ...Array.from({ length }, (_, i) => `…${length - 1 - i}`), ...after];
}

const longestEllipsis = (terms: readonly (readonly string[])[]): number =>
  Math.max(...terms.map((term) => term.filter((letter) => letter.startsWith('…')).length));

/** Without an arrow: the dimensions of the ellipsis, then the letters that stand there once, in their order. */
function implied(terms: readonly (readonly string[])[]): string[] {
  const all = terms.flat().filter((letter) => !letter.startsWith('…'));
  const once = all.filter((letter) => all.indexOf(letter) === all.lastIndexOf(letter)).sort();
  return [...lettersOf('...', undefined, longestEllipsis(terms)), ...once];
}
