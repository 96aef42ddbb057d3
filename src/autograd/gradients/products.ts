// Sums of products. For Y = A · B: dA = dY · Bᵀ and dB = Aᵀ · dY; a factor that was given transposed gets its
// gradient transposed, and one that was broadcast gets the sum.

import { float, type Value } from '../../onnx/index.js';
import { type Adjoint, each, type GradientRule, type GradientTable, range, sizes } from './rule.js';

export const PRODUCTS: GradientTable = {
  MatMul: (a) => matrixProduct(a, { turnA: false, turnB: false, alpha: 1 }),
  'com.microsoft::FusedMatMul': (a) => {
    if (a.attributes.int('transBatchA', 0) || a.attributes.int('transBatchB', 0))
      a.refuse('transBatchA and transBatchB have none');
    return matrixProduct(a, factorsOf(a));
  },
  Gemm: (a) => {
    const dy = a.dy[0]!;
    const beta = a.attributes.float('beta', 1);
    const bias = () => a.f.sumTo(beta === 1 ? dy : a.f.mul(dy, beta), a.x[2]!);
    return [...matrixProduct(a, factorsOf(a)), a.wanted(2) ? bias() : undefined];
  },
  Einsum: einsum,
};

interface Factors {
  /** Whether A, B were given transposed. */
  readonly turnA: boolean;
  readonly turnB: boolean;
  readonly alpha: number;
}

const factorsOf = ({ attributes }: Adjoint): Factors => ({
  turnA: attributes.int('transA', 0) === 1,
  turnB: attributes.int('transB', 0) === 1,
  alpha: attributes.float('alpha', 1),
});

function matrixProduct(adjoint: Adjoint, { turnA, turnB, alpha }: Factors): readonly (Value | undefined)[] {
  const { f, graph } = adjoint;
  const [givenA, givenB] = adjoint.x as [Value, Value];
  const rank = (v: Value) => graph.dimsOf(v).length;
  // Vectors become a row from the left, a column from the right.
  const a = rank(givenA) === 1 ? f.unsqueeze(givenA, [0]) : givenA;
  const b = rank(givenB) === 1 ? f.unsqueeze(givenB, [1]) : givenB;
  const row =
    rank(givenA) === 1 ? f.unsqueeze(adjoint.dy[0]!, [rank(givenB) === 1 ? 0 : -2]) : adjoint.dy[0]!;
  const dy = rank(givenB) === 1 ? f.unsqueeze(row, [-1]) : row;
  const times = (p: Value, q: Value, turnP: boolean, turnQ: boolean) =>
    multiply(adjoint, p, q, turnP, turnQ, alpha);
  return each(
    adjoint,
    () => {
      const da = turnA ? times(b, dy, turnB, true) : times(dy, b, false, !turnB);
      return f.reshapeTo(f.sumTo(da, a), givenA);
    },
    () => {
      // One product over all matrices of the batch, where they share B.
      const [rowsA, rowsY] =
        rank(b) === 2 && rank(a) > 2 && !turnA ? [rowsOf(adjoint, a), rowsOf(adjoint, dy)] : [a, dy];
      const db = turnB ? times(rowsY, rowsA, true, turnA) : times(rowsA, rowsY, !turnA, false);
      return f.reshapeTo(f.sumTo(db, b), givenB);
    },
  );
}

/** All matrices of a batch below one another. */
const rowsOf = (a: Adjoint, x: Value): Value => {
  const last = a.graph.dimsOf(x).length - 1;
  return a.f.reshape(x, [-1, ...sizes(a, x, [last])]);
};

function multiply(
  { f, graph }: Adjoint,
  p: Value,
  q: Value,
  turnP: boolean,
  turnQ: boolean,
  alpha: number,
): Value {
  const rank = (v: Value) => graph.dimsOf(v).length;
  if (rank(p) === 2 && rank(q) === 2)
    return graph.add('Gemm', [p, q], { transA: Number(turnP), transB: Number(turnQ), alpha: float(alpha) });
  const turned = (v: Value, turn: boolean) =>
    turn ? f.transpose(v, [...range(0, rank(v) - 2), rank(v) - 1, rank(v) - 2]) : v;
  const product = graph.add('MatMul', [turned(p, turnP), turned(q, turnQ)]);
  return alpha === 1 ? product : f.mul(product, alpha);
}

/**
 * The gradient by one operand is an Einsum too: of dY and the other operands, to the letters of this one. A letter
 * that stands in this operand alone was summed over, so its gradient repeats; one that stands twice in it read a
 * diagonal, so its gradient stands on that.
 */
function einsum(a: Adjoint): ReturnType<GradientRule> {
  const { terms, output } = lettersOf(a);
  const dy = a.dy[0]!;
  return a.x.map((x, i) => {
    if (!a.wanted(i)) return undefined;
    const [others, otherTerms] = [a.x.toSpliced(i, 1), terms.toSpliced(i, 1)];
    const own = [...new Set(terms[i]!)];
    const kept = own.filter((letter) => [output, ...otherTerms].some((term) => term.includes(letter)));
    const equation = `${[output, ...otherTerms].join(',')}->${kept.join('')}`;
    const met = a.graph.add('Einsum', [dy, ...others], { equation });
    const alone = own.flatMap((letter, axis) => (kept.includes(letter) ? [] : [axis]));
    return spread(a, x!, terms[i]!, own, a.f.unsqueeze(met, alone), alone.length > 0);
  });
}

/** A gradient by distinct letters, where some are 1 yet, as the gradient by a term in which some stand twice. */
function spread(
  a: Adjoint,
  x: Value,
  term: string,
  own: readonly string[],
  gradient: Value,
  repeated: boolean,
): Value {
  if (own.length === term.length) return repeated ? a.f.expandTo(gradient, x) : gradient;
  const diagonal = sizes(
    a,
    x,
    own.map((letter) => term.indexOf(letter)),
  );
  return onDiagonal(a, a.graph.add('Expand', [gradient, a.graph.ints(diagonal)]), own, term, x);
}

function onDiagonal(a: Adjoint, gradient: Value, own: readonly string[], term: string, x: Value): Value {
  const names = spareLetters(own);
  const eyes: { readonly term: string; readonly value: Value }[] = [];
  const result = [...term].map((letter, axis) => {
    if (term.indexOf(letter) === axis) return letter;
    const name = names.next().value!;
    const [size] = sizes(a, x, [axis]) as [number];
    const eye = range(0, size).map((row) => range(0, size).map((column) => Number(row === column)));
    eyes.push({ term: letter + name, value: a.f.matrix(eye, gradient) });
    return name;
  });
  const equation = `${[own.join(''), ...eyes.map((e) => e.term)].join(',')}->${result.join('')}`;
  return a.graph.add('Einsum', [gradient, ...eyes.map((e) => e.value)], { equation });
}

/** The equation with letters for the dimensions of an ellipsis, which must not broadcast, and with an arrow. */
function lettersOf(a: Adjoint): { readonly terms: readonly string[]; readonly output: string } {
  const equation = a.attributes.text('equation', '').replaceAll(' ', '');
  const [left, right] = equation.split('->') as [string, string | undefined];
  const names = spareLetters([...equation]);
  const ranks = left.split(',').map((term, i) => {
    const rank = a.graph.dimsOf(a.x[i]!).length;
    return term.includes('...') ? rank - (term.length - 3) : 0;
  });
  const ellipsis = range(0, Math.max(...ranks)).map(() => names.next().value!);
  const last = (count: number) => ellipsis.slice(ellipsis.length - count).join('');
  const terms = left.split(',').map((term, i) => term.replace('...', last(ranks[i]!)));
  const seen = new Map<string, number | string>();
  terms.forEach((term, i) => {
    [...term].forEach((letter, axis) => {
      const size = a.graph.dimsOf(a.x[i]!)[axis]!;
      if ((seen.get(letter) ?? size) !== size) a.refuse(`in ${equation} the ellipsis broadcasts`);
      seen.set(letter, size);
    });
  });
  const once = [...left.replaceAll(/[.,]/g, '')]
    .filter((l, _, all) => all.indexOf(l) === all.lastIndexOf(l))
    .sort();
  return {
    terms,
    output: right?.replace('...', last(ellipsis.length)) ?? last(ellipsis.length) + once.join(''),
  };
}

function* spareLetters(taken: readonly string[]): Generator<string, undefined> {
  for (const letter of 'zyxwvutsrqponmlkjihgfedcbaZYXWVUTSRQPONMLKJIHGFEDCBA')
    if (!taken.includes(letter)) yield letter;
  return undefined;
}
