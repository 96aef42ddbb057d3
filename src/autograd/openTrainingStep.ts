// A compiled training step with its parameters, on ONNX Runtime.

import { availableParallelism } from 'node:os';
import { LikenessError } from '../errors.js';
import {
  type Constant,
  type Device,
  encodeModel,
  floatElements,
  openSession,
  type Session,
  type Tensor,
  type Value,
} from '../onnx/index.js';
import {
  assemble,
  differentiated,
  nextOf,
  type Objective,
  type Program,
  type UpdateOptions,
} from './assemble.js';
import { CarriedState } from './carriedState.js';
import { findNonFinite } from './findNonFinite.js';
import { blockSize } from './lowering/blocked/blockSize.js';
import type { NetworkBuilder } from './network.js';
import { randomStream } from './random.js';
import type { Batch, StepResult, StepSettings, TrainingStep } from './step.js';

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
 * @throws `gradient_missing`, `graph_invalid`, `option_invalid`, `provider_missing`, `runtime_missing`
 */
export async function openTrainingStep(
  network: NetworkBuilder,
  objective: Objective,
  options: TrainingStepOptions,
): Promise<TrainingStep> {
  requireSound(network, objective, options);
  const { device = 'cpu', layout = 'auto', threads = availableParallelism(), trace } = options;
  const inputs = network.graph.inputs.filter(({ name }) => !network.noises.some((n) => n.name === name));
  const gradients = differentiated(network, objective);
  const block = layout === 'auto' && device === 'cpu' ? await blockSize() : 1;
  const open = async (steepSlopes: boolean): Promise<Compiled> => {
    const { update, ...program } = assemble(gradients, options, { block, steepSlopes });
    const settings = { threads, device, alone: true, ...(trace !== undefined && { trace }) };
    return {
      ...program,
      session: await openSession(encodeModel(program.model), settings),
      ...(update && {
        update: { ...update, session: await openSession(encodeModel(update.model), settings) },
      }),
    };
  };
  const usual = await open(false);
  const store = new CarriedState(network.graph.build().graph.constants, block);
  for (const carried of [...usual.carried, ...(usual.update?.carried ?? [])]) store.open(carried);
  const slopes = block === 1 ? [] : slopesOf(network);
  const moving = slopes.filter((name) => store.has(name));
  // Slopes that are frozen are known now; of those that are computed nothing is.
  const alwaysSteep = slopes.some((name) => !store.has(name) && !atMostOne(network.graph.constantOf(name)));
  let steep: Promise<Compiled> | undefined;
  let closed = false;
  let underWay: Promise<unknown> = Promise.resolve();

  /** By the slopes alone, so that a resumed run takes the formula that the uninterrupted one did. */
  async function fitting(): Promise<Compiled> {
    if (!alwaysSteep && !(store.greatest(moving) > 1)) return usual;
    steep ??= open(true);
    return steep;
  }

  async function run(batch: Batch, settings: StepSettings): Promise<StepResult> {
    if (closed) throw new LikenessError('closed', 'this training step was closed');
    const { session, carried, update, scalars } = await fitting();
    const feeds = { ...batch, ...noise(settings.step), ...store.inputs(carried) };
    const changing = carried.filter(({ name }) =>
      session.outputs.some((output) => output.name === nextOf(name)),
    );
    const results = await session.compute(
      update ? feeds : { ...feeds, ...stepScalars(settings) },
      store.outputs(changing),
    );
    const numbers = numbersOf(scalars, results);
    // What such a step would leave behind is worth nothing; the state before it shows where the fault is.
    if (!numbers.every(([, value]) => Number.isFinite(value))) return resultOf(numbers);
    store.advance(changing);
    // By the step's number, so that a run resumed between two updates goes on where it was.
    const due = update && (settings.step + 1) % update.batches === 0;
    return resultOf(due ? [...numbers, ...(await applyUpdate(update, settings))] : numbers);
  }

  async function applyUpdate(update: NonNullable<Compiled['update']>, settings: StepSettings) {
    const sums = store.inputs(usual.carried.filter(({ name }) => name.endsWith('.gradientSum')));
    const step = Math.floor(settings.step / update.batches);
    const results = await update.session.compute(
      { ...sums, ...store.inputs(update.carried), ...stepScalars({ ...settings, step }) },
      store.outputs(update.carried),
    );
    for (const sum of Object.values(sums)) (sum.data as Float32Array).fill(0);
    const numbers = numbersOf(update.scalars, results);
    if (numbers.every(([, value]) => Number.isFinite(value))) store.advance(update.carried);
    return numbers;
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
    run(batch, settings) {
      const running = run(batch, settings);
      underWay = running.catch(() => {});
      return running;
    },
    read: () => store.read(),
    write: (state) => store.write(state),
    findNonFinite: (batch, settings) =>
      findNonFinite(network.graph, { ...batch, ...noise(settings.step) }, store.read()),
    async close() {
      closed = true;
      await underWay;
      for (const compiled of [usual, await steep]) {
        await compiled?.session.close();
        await compiled?.update?.session.close();
      }
    },
  };
}

interface Compiled extends Omit<Program, 'update'> {
  readonly session: Session;
  readonly update?: NonNullable<Program['update']> & { readonly session: Session };
}

/** Names that the step itself gives to inputs and outputs. */
const RESERVED = ['loss', 'gradientNorm', 'learningRate', 'step'];

function requireSound(
  network: NetworkBuilder,
  { metrics = {} }: Objective,
  options: TrainingStepOptions,
): void {
  const { accumulate = 1 } = options;
  if (!Number.isSafeInteger(accumulate) || accumulate < 1)
    throw new LikenessError('option_invalid', `accumulate is ${accumulate}: give a whole number from 1 on`);
  if (network.parameters.length === 0)
    throw new LikenessError('graph_invalid', `${network.graph.name} has no parameter that could be trained`);
  const names = [...Object.keys(metrics), ...network.graph.inputs.map(({ name }) => name)];
  const taken = names.find((name) => RESERVED.includes(name));
  if (taken !== undefined)
    throw new LikenessError('graph_invalid', `${taken} is a name of the training step: call it otherwise`);
}

type Numbers = readonly (readonly [name: string, value: number])[];

const numbersOf = (names: readonly string[], results: Readonly<Record<string, Tensor>>): Numbers =>
  names.map((name) => [name, Number(results[name]!.data[0])]);

const resultOf = (numbers: Numbers): StepResult => ({
  loss: numbers[0]![1],
  metrics: Object.fromEntries(numbers.slice(1)),
});

const stepScalars = ({ learningRate, step }: StepSettings): Record<string, Tensor> => ({
  learningRate: { type: 'float32', dims: [], data: Float32Array.of(learningRate) },
  step: { type: 'float32', dims: [], data: Float32Array.of(step) },
});

const batchSizeOf = (inputs: TrainingStep['inputs']): number => {
  const size = inputs[0]?.dims[0];
  return typeof size === 'number' ? size : 1;
};

/** Parameters that are slopes of a PRelu. */
const slopesOf = ({ graph }: NetworkBuilder): readonly Value[] => [
  ...new Set(graph.nodes.filter(({ op }) => op === 'PRelu').map(({ inputs }) => inputs[1] as Value)),
];

const atMostOne = (slopes: Constant | undefined): boolean =>
  slopes?.type === 'float32' && floatElements(slopes).every((slope) => slope <= 1);
