// Dimensions, known or symbolic, and the little arithmetic that shapes need.
//
// A symbolic dimension is a name (`N`) or a whole multiple of names (`49*N`, `N*T`), written in one canonical
// form, so that two dimensions are equal exactly where their spellings are. What is no multiple stands as one opaque
// symbol, spelt as what it is (`(N+3)`, `floor((H+1)/2)`), and what cannot be known at all as one that opens with `?`.

import { LikenessError } from '../errors.js';

/** A dimension: a whole number, or a monomial in symbols such as `N` or `49*N`. */
export type Dim = number | string;

interface Monomial {
  readonly factor: number;
  readonly symbols: readonly string[];
}

function parse(dim: Dim): Monomial {
  if (typeof dim === 'number') return { factor: dim, symbols: [] };
  const parts = dim.split('*');
  return /^-?\d+$/.test(parts[0]!)
    ? { factor: Number(parts[0]), symbols: parts.slice(1).sort() }
    : { factor: 1, symbols: parts.sort() };
}

function spell({ factor, symbols }: Monomial): Dim {
  if (symbols.length === 0 || factor === 0) return factor;
  return factor === 1 ? symbols.join('*') : [factor, ...symbols].join('*');
}

/** Product of two dimensions. */
export function times(a: Dim, b: Dim): Dim {
  if (typeof a === 'number' && typeof b === 'number') return a * b;
  const [p, q] = [parse(a), parse(b)];
  return spell({ factor: p.factor * q.factor, symbols: [...p.symbols, ...q.symbols].sort() });
}

/** Product of all dimensions: the number of elements. */
export const sizeOf = (dims: readonly Dim[]): Dim => dims.reduce<Dim>(times, 1);

/** `a / b` where it comes out even, else undefined. */
export function over(a: Dim, b: Dim): Dim | undefined {
  const [p, q] = [parse(a), parse(b)];
  const left = [...p.symbols];
  for (const symbol of q.symbols) {
    const at = left.indexOf(symbol);
    if (at < 0) return undefined;
    left.splice(at, 1);
  }
  if (q.factor === 0 || p.factor % q.factor !== 0) return undefined;
  return spell({ factor: p.factor / q.factor, symbols: left });
}

/** Sum of two dimensions: `N + N` is `2*N`, `N + 3` is `(N+3)`. */
export function plus(a: Dim, b: Dim): Dim {
  const [x, y] = [offsetOf(a), offsetOf(b)];
  const offset = x.offset + y.offset;
  const base = plusBases(x.base, y.base);
  if (offset === 0) return base;
  return typeof base === 'number' ? base + offset : `(${opaque(base)}${offset > 0 ? '+' : ''}${offset})`;
}

/** `a − b`. */
export const minus = (a: Dim, b: Dim): Dim =>
  typeof b === 'number' ? plus(a, -b) : a === b ? 0 : plus(a, times(-1, b));

/** ⌊a / divisor⌋ for a whole divisor above 0: `floor((H+1)/2)` where it is not known. */
export function floorOver(a: Dim, divisor: number): Dim {
  if (typeof a === 'number') return Math.floor(a / divisor);
  const even = over(a, divisor);
  if (even !== undefined) return even;
  // ⌊(H − 1) / 2⌋ + 1 and ⌊(H + 1) / 2⌋ are one dimension, so they get one spelling.
  const { base, offset } = offsetOf(a);
  const whole = Math.floor(offset / divisor);
  const rest = plus(base, offset - whole * divisor);
  return plus(over(rest, divisor) ?? `floor(${opaque(rest)}/${divisor})`, whole);
}

/** ⌈a / divisor⌉ for a whole divisor above 0. */
export const ceilOver = (a: Dim, divisor: number): Dim => floorOver(plus(a, divisor - 1), divisor);

/** `(H+3)` is 3 more than `H`. */
function offsetOf(dim: Dim): { readonly base: Dim; readonly offset: number } {
  if (typeof dim === 'number') return { base: 0, offset: dim };
  const match = /^\((.+)([+-]\d+)\)$/.exec(dim);
  return match ? { base: transparent(match[1]!), offset: Number(match[2]) } : { base: dim, offset: 0 };
}

function plusBases(a: Dim, b: Dim): Dim {
  if (a === 0) return b;
  if (b === 0) return a;
  const [p, q] = [parse(a), parse(b)];
  return p.symbols.join() === q.symbols.join()
    ? spell({ factor: p.factor + q.factor, symbols: p.symbols })
    : `(${[a, b].map(opaque).sort().join('+')})`;
}

/** As it stands inside one symbol, where a star would part two. */
const opaque = (dim: Dim): string => String(dim).replaceAll('*', '·');

/** Whether a dimension is more than names and their multiples: its value may yet turn out to be another's. */
const isDerived = (dim: string): boolean => /[?(]/.test(dim);

/**
 * The one dimension that both are: a number decides over a symbol, a name over what could not be known. Undefined
 * where they cannot be the same.
 */
export function unify(a: Dim, b: Dim): Dim | undefined {
  if (a === b) return a;
  if (typeof a === 'number') return typeof b === 'number' ? undefined : a;
  if (typeof b === 'number') return b;
  if (isDerived(a)) return b;
  return isDerived(b) ? a : undefined;
}

/** Whether two dimensions differ whatever their symbols stand for. */
export function surelyDiffer(a: Dim, b: Dim): boolean {
  const [p, q] = [parse(a), parse(b)];
  return p.factor !== q.factor && p.symbols.join() === q.symbols.join();
}

/** The dimension with symbols replaced by numbers; symbols that are not given stay. */
export function bindDim(dim: Dim, sizes: Readonly<Record<string, number>>): Dim {
  if (typeof dim === 'number') return dim;
  const { factor, symbols } = parse(dim);
  return symbols.map((symbol) => bindSymbol(symbol, sizes)).reduce<Dim>(times, factor);
}

function bindSymbol(symbol: string, sizes: Readonly<Record<string, number>>): Dim {
  if (Object.hasOwn(sizes, symbol)) return sizes[symbol]!;
  const bind = (text: string): Dim => bindDim(transparent(text), sizes);
  const quotient = /^floor\((.+)\/(\d+)\)$/.exec(symbol);
  if (quotient) return floorOver(bind(quotient[1]!), Number(quotient[2]));
  const sum = /^\((.+)\)$/.exec(symbol);
  return sum ? parted(sum[1]!, '+-').map(bind).reduce(plus, 0) : symbol;
}

/** What {@link opaque} wrote, as a dimension again. */
function transparent(text: string): Dim {
  const factors = parted(text.replace(/^\+/, ''), '·').map((part) => part.replace(/^·/, ''));
  return spell(parse(factors.join('*')));
}

/** Parts a text before each mark that stands outside all brackets. */
function parted(text: string, marks: string): string[] {
  const parts: string[] = [''];
  let depth = 0;
  for (const letter of text) {
    if (letter === '(') depth++;
    if (letter === ')') depth--;
    if (depth === 0 && marks.includes(letter)) parts.push(letter);
    else parts[parts.length - 1] += letter;
  }
  return parts.filter((part) => part !== '');
}

/** `[N, 64, 28, 28]`, as error messages show shapes. */
export const showDims = (dims: readonly Dim[]): string => `[${dims.join(', ')}]`;

/**
 * The shape that two shapes broadcast to, as NumPy and ONNX do.
 * @throws `graph_invalid` naming both shapes where they do not fit
 */
export function broadcast(a: readonly Dim[], b: readonly Dim[]): readonly Dim[] {
  const rank = Math.max(a.length, b.length);
  return Array.from({ length: rank }, (_, i) => {
    const x = a[i - rank + a.length] ?? 1;
    const y = b[i - rank + b.length] ?? 1;
    if (y === 1) return x;
    if (x === 1) return y;
    // A symbol against a number: the number, if the symbol turns out to be it (as ONNX shape inference has it).
    const both = unify(x, y);
    if (both !== undefined) return both;
    throw new LikenessError('graph_invalid', `${showDims(a)} and ${showDims(b)} do not broadcast`);
  });
}
