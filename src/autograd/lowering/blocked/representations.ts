// What the blocked graph holds of each value of the graph that it is made from, and conversions on demand.

import type { GraphBuilder, Value } from '../../../onnx/index.js';
import { appendFromFilterOrder, appendToFilterOrder, type FilterOrder } from './filterOrder.js';
import { affine, toBlocked, toPlain } from './primitives.js';

/** `scale · x + shift` a channel, not computed yet: what follows may take it in. */
export interface Affine {
  /** Blocked. */
  readonly x: Value;
  /** `[C]` */
  readonly scale: Value;
  /** `[C]` */
  readonly shift: Value;
}

/** A sum of tensors, each times a vector of channels (or once, where it has none), not computed yet. */
export interface Combination {
  readonly terms: readonly { readonly x: Value; readonly scale?: Value }[];
}

interface Forms {
  plain?: Value;
  blocked?: Value;
  affine?: Affine;
  combination?: Combination;
  /** Computes the blocked form, with another tensor added on the way. */
  deferred?: (sum?: Value) => Value;
  filter?: { readonly order: FilterOrder; readonly value: Value };
}

export class Representations {
  readonly #forms = new Map<Value, Forms>();

  constructor(
    readonly source: GraphBuilder,
    readonly graph: GraphBuilder,
    readonly block: number,
  ) {}

  set(value: Value, forms: Forms): void {
    const { affine: scaled, combination, deferred, ...made } = forms;
    // A picture of one pixel is the same in both layouts.
    const onePixel = this.isOnePixel(value) ? (made.plain ?? made.blocked) : undefined;
    this.#forms.set(value, {
      ...this.#forms.get(value),
      ...(onePixel && { plain: onePixel, blocked: onePixel }),
      ...made,
      ...(scaled && { affine: scaled }),
      ...(combination && { combination }),
      ...(deferred && { deferred }),
    });
  }

  affineOf(value: Value): Affine | undefined {
    return this.#formsOf(value).affine;
  }

  combinationOf(value: Value): Combination | undefined {
    return this.#formsOf(value).combination;
  }

  filterOf(value: Value): Forms['filter'] {
    return this.#formsOf(value).filter;
  }

  /** Whether a blocked form is there, or can be had without leaving the layout. */
  prefersBlocked(value: Value): boolean {
    const { blocked, affine: scaled, combination, deferred } = this.#formsOf(value);
    return (
      blocked !== undefined || scaled !== undefined || combination !== undefined || deferred !== undefined
    );
  }

  /** Whether the value is a batch of pictures whose channels fill whole blocks. */
  isBlockable(value: Value): boolean {
    const dims = this.source.dimsOf(value);
    return (
      this.source.typeOf(value) === 'float32' &&
      dims.length === 4 &&
      dims.every((d) => typeof d === 'number') &&
      (dims[1] as number) % this.block === 0
    );
  }

  isOnePixel(value: Value): boolean {
    return (
      this.isBlockable(value) && this.source.dimsOf(value)[2] === 1 && this.source.dimsOf(value)[3] === 1
    );
  }

  /** In the order that ONNX says. */
  plain(value: Value): Value {
    const forms = this.#formsOf(value);
    if (forms.filter && !forms.plain)
      forms.plain = appendFromFilterOrder(this.graph, forms.filter.value, forms.filter.order, this.block);
    forms.plain ??= toPlain(this.graph, this.blocked(value));
    return forms.plain;
  }

  /** In the blocked layout. */
  blocked(value: Value): Value {
    const forms = this.#formsOf(value);
    forms.blocked ??= this.#compute(value, forms);
    return forms.blocked;
  }

  /** `value + sum`, both blocked, on the way where the value is not computed yet. */
  blockedSum(value: Value, sum: Value): Value {
    const { blocked, deferred, affine: scaled } = this.#formsOf(value);
    if (blocked === undefined && deferred) return deferred(sum);
    if (blocked === undefined && scaled)
      return affine(this.graph, scaled.x, scaled.scale, scaled.shift, { sum });
    return this.graph.add('Add', [this.blocked(value), sum]);
  }

  /** Whether {@link blockedSum} costs no pass of its own for this value. */
  takesSum(value: Value): boolean {
    const { blocked, deferred, affine: scaled } = this.#formsOf(value);
    return blocked === undefined && (deferred !== undefined || scaled !== undefined);
  }

  /** A filter in an order that the blocked convolutions read. */
  filter(value: Value, order: FilterOrder): Value {
    const { filter } = this.#formsOf(value);
    if (filter?.order === order) return filter.value;
    return appendToFilterOrder(this.graph, this.plain(value), order, this.block);
  }

  #compute(value: Value, { affine: scaled, combination, deferred }: Forms): Value {
    if (deferred) return deferred();
    if (scaled) return affine(this.graph, scaled.x, scaled.scale, scaled.shift);
    if (combination) return combined(this.graph, combination);
    const plain = this.plain(value);
    return this.isOnePixel(value) ? plain : toBlocked(this.graph, plain);
  }

  #formsOf(value: Value): Forms {
    let forms = this.#forms.get(value);
    if (!forms) {
      forms = {};
      this.#forms.set(value, forms);
    }
    return forms;
  }
}

/** A combination as one tensor, a pass a term. */
export function combined(graph: GraphBuilder, { terms }: Combination, first?: Value): Value {
  return terms.reduce<Value | undefined>((sum, { x, scale }) => {
    if (scale) return affine(graph, x, scale, undefined, { sum });
    return sum === undefined ? x : graph.add('Add', [x, sum]);
  }, first) as Value;
}
