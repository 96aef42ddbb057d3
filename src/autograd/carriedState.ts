// All that is carried from step to step: parameters, running statistics, the optimiser's state. It lies in two sets of
// buffers: a run reads one and writes the other, so nothing is allocated, and an update can never be read by the
// gradient that it is made from.

import { LikenessError } from '../errors.js';
import type { Constant, Tensor, TensorOf } from '../onnx/index.js';
import { type Carried, nextOf } from './assemble.js';
import { fromFilterOrder, toFilterOrder } from './lowering/blocked/filterOrder.js';
import type { TrainingState } from './step.js';

interface Slot {
  readonly carried: Carried;
  now: TensorOf<'float32'>;
  next: TensorOf<'float32'>;
}

/** Holds tensors in the order that the graph wants them; reads and writes the plain one. */
export class CarriedState {
  readonly #slots = new Map<string, Slot>();

  constructor(
    readonly constants: ReadonlyMap<string, Constant>,
    readonly block: number,
  ) {}

  /** Makes room for a tensor and fills it as it is before the first step. */
  open(carried: Carried): void {
    if (this.#slots.has(carried.name)) return;
    const { dims, start } = carried;
    const size = dims.reduce((p, d) => p * d, 1);
    const now = new Float32Array(size);
    if (start !== 'zeros') now.set(this.#ordered(carried, floatsOf(this.constants.get(start.constant)!)));
    const tensor = (data: Float32Array): TensorOf<'float32'> => ({ type: 'float32', dims, data });
    this.#slots.set(carried.name, { carried, now: tensor(now), next: tensor(new Float32Array(size)) });
  }

  has(name: string): boolean {
    return this.#slots.has(name);
  }

  inputs(carried: readonly Carried[]): Record<string, Tensor> {
    return Object.fromEntries(carried.map(({ name }) => [name, this.#slot(name).now]));
  }

  /** Where a run is to write. */
  outputs(carried: readonly Carried[]): Record<string, Tensor> {
    return Object.fromEntries(carried.map(({ name }) => [nextOf(name), this.#slot(name).next]));
  }

  /** What a run has written is what the next one reads. */
  advance(carried: readonly Carried[]): void {
    for (const { name } of carried) {
      const slot = this.#slot(name);
      [slot.now, slot.next] = [slot.next, slot.now];
    }
  }

  /** The greatest element of some tensors; −∞ where there are none. */
  greatest(names: readonly string[]): number {
    let greatest = Number.NEGATIVE_INFINITY;
    for (const name of names)
      for (const v of this.#slots.get(name)?.now.data ?? []) greatest = Math.max(greatest, v);
    return greatest;
  }

  read(): TrainingState {
    return new Map(
      [...this.#slots].map(([name, { carried, now }]) => [
        name,
        { type: 'float32', dims: carried.dims, data: this.#plain(carried, now.data) },
      ]),
    );
  }

  write(state: TrainingState): void {
    for (const [name, { carried }] of this.#slots) {
      const given = state.get(name);
      if (given?.dims.join() !== carried.dims.join()) {
        throw new LikenessError(
          'checkpoint_mismatch',
          `${name} is [${carried.dims.join(', ')}] here and ${given ? `[${given.dims.join(', ')}]` : 'missing'} there`,
        );
      }
    }
    for (const name of state.keys()) {
      if (!this.#slots.has(name))
        throw new LikenessError('checkpoint_mismatch', `${name} is there and not in this network`);
    }
    for (const [name, { carried, now }] of this.#slots)
      now.data.set(this.#ordered(carried, state.get(name)!.data));
  }

  #slot(name: string): Slot {
    return this.#slots.get(name) as Slot;
  }

  #ordered({ dims, order }: Carried, plain: Float32Array): Float32Array {
    return order ? toFilterOrder(plain, dims, order, this.block) : plain;
  }

  #plain({ dims, order }: Carried, data: Float32Array): Float32Array<ArrayBuffer> {
    return order ? fromFilterOrder(data, dims, order, this.block) : Float32Array.from(data);
  }
}

const floatsOf = ({ data }: Constant): Float32Array => new Float32Array(data.slice().buffer);
