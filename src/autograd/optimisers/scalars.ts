// Arithmetic on a step's scalars in double precision, and the range of the numbers it starts from.

import { LikenessError } from '../../errors.js';
import type { GraphBuilder, Value } from '../../onnx/index.js';

/** Refuses a number outside `[low, high)`. */
export function within(what: string, value: number, low: number, high: number): void {
  if (value >= low && value < high) return;
  throw new LikenessError(
    'option_invalid',
    `${what} is ${value}: it must be at least ${low} and below ${high}`,
  );
}

/** Arithmetic on scalars in float64, for what float32 would blur, such as 1 − 0.999. */
export class Scalars {
  constructor(readonly graph: GraphBuilder) {}

  of(value: number): Value {
    const data = new Uint8Array(Float64Array.of(value).buffer);
    return this.graph.constant({ type: 'float64', dims: [], data });
  }

  /** From a float32 scalar. */
  from(value: Value): Value {
    return this.graph.add('Cast', [value], { to: 11 });
  }

  /** As a float32 scalar. */
  give(value: Value): Value {
    return this.graph.add('Cast', [value], { to: 1 });
  }

  /** An operator on scalars. */
  on(op: string, ...inputs: (Value | number)[]): Value {
    return this.graph.add(
      op,
      inputs.map((x) => (typeof x === 'number' ? this.of(x) : x)),
    );
  }
}
