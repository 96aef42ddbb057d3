// Operators that read or write at positions which are themselves data.
// Formulas: ONNX operator specification, operator set 17.

import type { Call, KernelTable } from './kernel.js';
import { at, count, type DoubleTensor, eachIndex, flatIndex, fromStart, generate } from './tensor.js';

export const INDEXING: KernelTable = {
  Gather: (c) => {
    const [x, indices] = [c.input(0), c.input(1)];
    const axis = fromStart(c.int('axis', 0), x.dims.length);
    const rank = indices.dims.length;
    const dims = [...x.dims.slice(0, axis), ...indices.dims, ...x.dims.slice(axis + 1)];
    return [
      generate(x.type, dims, (index) => {
        const chosen = at(indices, index.slice(axis, axis + rank));
        return at(x, [...index.slice(0, axis), fromStart(chosen, x.dims[axis]), ...index.slice(axis + rank)]);
      }),
    ];
  },
  GatherElements: (c) => {
    const [x, indices] = [c.input(0), c.input(1)];
    const axis = fromStart(c.int('axis', 0), x.dims.length);
    return [
      generate(x.type, indices.dims, (index, flat) =>
        at(x, index.with(axis, fromStart(indices.data[flat], x.dims[axis]))),
      ),
    ];
  },
  GatherND: (c) => {
    const [x, indices] = [c.input(0), c.input(1)];
    const batch = c.int('batch_dims', 0);
    const outer = indices.dims.length - 1;
    const depth = indices.dims[outer];
    return [
      generate(x.type, [...indices.dims.slice(0, -1), ...x.dims.slice(batch + depth)], (index) => {
        const place = tupleAt(indices, index.slice(0, outer), x.dims.slice(batch));
        return at(x, [...index.slice(0, batch), ...place, ...index.slice(outer)]);
      }),
    ];
  },
  ScatterElements: (c) => {
    const [x, indices, updates] = [c.input(0), c.input(1), c.input(2)];
    const axis = fromStart(c.int('axis', 0), x.dims.length);
    const y = { ...x, data: x.data.slice() };
    const write = writer(c, y);
    eachIndex(indices.dims, (index, flat) => {
      write(index.with(axis, fromStart(indices.data[flat], x.dims[axis])), updates.data[flat]);
    });
    return [y];
  },
  ScatterND: (c) => {
    const [x, indices, updates] = [c.input(0), c.input(1), c.input(2)];
    const outer = indices.dims.length - 1;
    const y = { ...x, data: x.data.slice() };
    const write = writer(c, y);
    eachIndex(updates.dims, (index, flat) => {
      const place = tupleAt(indices, index.slice(0, outer), x.dims);
      write([...place, ...index.slice(outer)], updates.data[flat]);
    });
    return [y];
  },
  OneHot: (c) => {
    const [indices, depth, values] = [c.input(0), c.input(1).data[0], c.input(2)];
    const axis = fromStart(c.int('axis', -1), indices.dims.length + 1);
    return [
      generate(values.type, indices.dims.toSpliced(axis, 0, depth), (index) => {
        const hot = fromStart(at(indices, index.toSpliced(axis, 1)), depth);
        return values.data[index[axis] === hot ? 1 : 0];
      }),
    ];
  },
};

/** The tuple of indices that stands at a position, each counted from the start of its dimension. */
function tupleAt(indices: DoubleTensor, index: readonly number[], dims: readonly number[]): number[] {
  const depth = indices.dims.at(-1)!;
  return Array.from({ length: depth }, (_, i) => fromStart(at(indices, [...index, i]), dims[i]));
}

const REDUCTIONS: Readonly<Record<string, (old: number, update: number) => number>> = {
  none: (_, update) => update,
  add: (old, update) => old + update,
  mul: (old, update) => old * update,
  min: Math.min,
  max: Math.max,
};

function writer(c: Call, y: DoubleTensor): (index: readonly number[], update: number) => void {
  const kind = c.text('reduction', 'none');
  const join = REDUCTIONS[kind] ?? c.refuse(`reduction ${kind} is not known`);
  return (index, update) => {
    const flat = flatIndex(y.dims, index);
    if (!(flat >= 0 && flat < count(y.dims)))
      c.refuse(`[${index.join(', ')}] is outside [${y.dims.join(', ')}]`);
    y.data[flat] = join(y.data[flat], update);
  };
}
