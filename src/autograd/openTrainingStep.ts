// A compiled training step with its parameters, on ONNX Runtime.
//
// Parameters and all that is carried from step to step lie in two sets of buffers: a run reads one and writes the
// other, so nothing is allocated, and an update can never be read by the gradient that it is made from.

import { availableParallelism } from 'node:os';
import { LikenessError } from '../errors.js';
import {
  type Constant,
  type Device,
  encodeModel,
  openSession,
  type Session,
  type Tensor,
  type TensorOf,
} from '../onnx/index.js';
import {
  assemble,
  type Carried,
  differentiated,
  type LayoutOptions,
  nextOf,
  type Objective,
  type UpdateOptions,
} from './assemble.js';
import { findNonFinite } from './findNonFinite.js';
import { blockSize } from './lowering/blocked/blockSize.js';
import { fromFilterOrder, toFilterOrder } from './lowering/blocked/filterOrder.js';
import type { NetworkBuilder } from './network.js';
import { randomStream } from './random.js';
import type { Batch, StepResult, StepSettings, TrainingState, TrainingStep } from './step.js';

export interface TrainingStepOptions extends UpdateOptions {
  /** Decides the noise (dropout). */
  readonly seed: number;
  /** Default: as many as the machine has. */
  readonly threads?: number;
  /** Default `cpu`. */
  readonly device?: Device;
  /** `auto` takes the blocked layout where the processor has kernels for it. Both give the same numbers. */
  readonly layout?: 'auto' | 'plain';
  /** Writes a trace of every operator to `<prefix>_<date>.json` when closed. */
  readonly trace?: string;
}

/**
 * Compiles a network and its loss into a training step.
 *
 * The gradient is appended to the network's graph. Sizes, the batch's too, must be numbers: the layout and its
 * formulas are chosen by them.
 * @throws `gradient_missing`, `graph_invalid`, `provider_missing`, `runtime_missing`
 */
export async function openTrainingStep(
  network: NetworkBuilder,
  objective: Objective,
  options: TrainingStepOptions,
): Promise<TrainingStep> {
  const { device = 'cpu', layout = 'auto', threads = availableParallelism(), trace } = options;
  const inputs = network.graph.inputs.filter(({ name }) => !network.noises.some((n) => n.name === name));
  const gradients = differentiated(network, objective);
  const block = layout === 'auto' && device === 'cpu' ? await blockSize() : 1;
  const open = async (layoutOptions: LayoutOptions): Promise<Compiled> => {
    const program = assemble(gradients, options, layoutOptions);
    const settings = { threads, device, alone: true };
    const session = await openSession(
      encodeModel(program.model),
      trace === undefined ? settings : { ...settings, trace },
    );
    if (!program.update) return { session, carried: program.carried, scalars: program.scalars };
    const update = await openSession(encodeModel(program.update.model), settings);
    return {
      session,
      carried: program.carried,
      scalars: program.scalars,
      update: { ...program.update, session: update },
    };
  };
  const constants = network.graph.build().graph.constants;
  const store = new Store(constants, block);
  const compiled = await open({ block, steepSlopes: false });
  for (const carried of [...compiled.carried, ...(compiled.update?.carried ?? [])]) store.open(carried);
  const slopes = slopesOf(network);
  let current = compiled;
  let steep = block === 1;
  let pending = 0;
  let closed = false;

  async function run(batch: Batch, settings: StepSettings): Promise<StepResult> {
    if (closed) throw new LikenessError('closed', 'this training step was closed');
    if (!steep && store.greatest(slopes) > 1) {
      await current.session.close();
      current = {
        ...(await open({ block, steepSlopes: true })),
        ...(current.update && { update: current.update }),
      };
      steep = true;
    }
    const feeds = { ...batch, ...noise(settings.step), ...store.inputs(current.carried) };
    const results = await current.session.compute(
      current.update ? feeds : { ...feeds, ...stepScalars(settings) },
      store.outputs(current.carried),
    );
    store.advance(current.carried.filter(({ name }) => nextOf(name) in results));
    pending += 1;
    if (current.update && pending >= current.update.batches) {
      await applyUpdate(current.update, settings);
      pending = 0;
    }
    const numbers = current.scalars.map((name) => [name, Number(results[name]!.data[0])] as const);
    return { loss: numbers[0]![1], metrics: Object.fromEntries(numbers.slice(1)) };
  }

  async function applyUpdate(update: NonNullable<Compiled['update']>, settings: StepSettings): Promise<void> {
    const sums = store.inputs(current.carried.filter(({ name }) => name.endsWith('.gradientSum')));
    await update.session.compute(
      { ...sums, ...store.inputs(update.carried), ...stepScalars(settings) },
      store.outputs(update.carried),
    );
    store.advance(update.carried);
    for (const sum of Object.values(sums)) (sum.data as Float32Array).fill(0);
  }

  function noise(step: number): Record<string, Tensor> {
    return Object.fromEntries(
      network.noises.map(({ name, dims }) => {
        const random = randomStream(options.seed, `${name} ${step}`);
        const size = (dims as readonly number[]).reduce((p, d) => p * d, 1);
        return [
          name,
          {
            type: 'float32',
            dims: dims as readonly number[],
            data: Float32Array.from({ length: size }, random),
          },
        ];
      }),
    );
  }

  return {
    inputs,
    batchSize: batchSizeOf(inputs),
    run,
    read: () => store.read(),
    write: (state) => store.write(state),
    findNonFinite: (batch, settings) =>
      findNonFinite(network.graph, { ...batch, ...noise(settings.step) }, store.read()),
    async close() {
      closed = true;
      await current.session.close();
      await current.update?.session.close();
    },
  };
}

interface Compiled {
  readonly session: Session;
  readonly carried: readonly Carried[];
  readonly scalars: readonly string[];
  readonly update?: {
    readonly session: Session;
    readonly carried: readonly Carried[];
    readonly batches: number;
  };
}

const stepScalars = ({ learningRate, step }: StepSettings): Record<string, Tensor> => ({
  learningRate: { type: 'float32', dims: [], data: Float32Array.of(learningRate) },
  step: { type: 'float32', dims: [], data: Float32Array.of(step) },
});

const batchSizeOf = (inputs: TrainingStep['inputs']): number => {
  const size = inputs[0]?.dims[0];
  return typeof size === 'number' ? size : 1;
};

/** Parameters that are slopes of a PRelu. */
const slopesOf = (network: NetworkBuilder): ReadonlySet<string> =>
  new Set(network.graph.nodes.filter(({ op }) => op === 'PRelu').map(({ inputs }) => inputs[1]!));

interface Slot {
  readonly carried: Carried;
  now: TensorOf<'float32'>;
  next: TensorOf<'float32'>;
}

/** All that is carried from step to step, in the order that the graph wants it. */
class Store {
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

  greatest(names: ReadonlySet<string>): number {
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
