// Run ONNX: a thin, typed skin over ONNX Runtime with the settings that proved fastest on a CPU.

import { env } from 'onnxruntime-common';
import { LikenessError } from '../errors.js';
import type { Tensor } from './tensor.js';

/** Version of ONNX Runtime that executes the models. */
export const RUNTIME_VERSION: string = env.versions.common;

// Loaded lazily: its native library takes longer to load than all of our own code.
type Runtime = typeof import('onnxruntime-node');
let runtime: Promise<Runtime> | undefined;

function loadRuntime(): Promise<Runtime> {
  // As it ships, ONNX Runtime 1.30 for Linux reports its use to Microsoft and keeps a device identifier in the
  // user's cache. It reads this variable when its library is loaded; in a worker thread set it on the main thread,
  // since a worker's environment is a copy that the library does not see.
  process.env.ORT_DISABLE_TELEMETRY = '1';
  runtime ??= import('onnxruntime-node').catch((cause: unknown) => {
    runtime = undefined;
    throw new LikenessError(
      'runtime_missing',
      `ONNX Runtime does not start on ${process.platform} ${process.arch}: ${messageOf(cause)}`,
      { cause },
    );
  });
  return runtime;
}

/** Name, element type and dimensions of an input or output; symbolic dimensions are strings. */
export interface Port {
  readonly name: string;
  readonly type: string;
  readonly dims: readonly (number | string)[];
}

/** float32 in C order. */
export interface FloatTensor {
  readonly data: Float32Array;
  readonly dims: readonly number[];
}

/** What computes: the processor, or an execution provider of ONNX Runtime for another device. */
export const DEVICES = ['cpu', 'cuda', 'webgpu', 'coreml', 'dml', 'tensorrt'] as const;

export type Device = (typeof DEVICES)[number];

export interface SessionOptions {
  /** Threads inside one run. Default 1. */
  readonly threads?: number;
  /** Default `cpu`. Operators that another device lacks run on the CPU. */
  readonly device?: Device;
  /**
   * For a graph that is run again and again with nothing beside it, such as a training step: threads spin between
   * operators, and memory is taken and given back operator by operator. (ONNX Runtime's memory pattern plans one
   * block for the run; for MobileFaceNet's step that took 2.7 GB instead of 1.4 and was slower.)
   */
  readonly alone?: boolean;
  /** Writes a trace of every operator to `<path prefix>_<date>.json` when the session is closed. */
  readonly trace?: string;
}

/**
 * Opens a model given as bytes or as a path.
 * @throws `runtime_missing`, `provider_missing` where the device is not there, or `model_invalid` where ONNX
 * Runtime refuses the model.
 */
export async function openSession(
  model: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  const ort = await loadRuntime();
  const { device = 'cpu', alone = false, trace } = options;
  if (!ort.listSupportedBackends().some(({ name }) => name === device))
    throw new LikenessError('provider_missing', `ONNX Runtime on ${process.platform} has no ${device}`);
  const spinning = alone ? '1' : '0';
  const settings = {
    executionProviders: device === 'cpu' ? ['cpu'] : [device, 'cpu'],
    // Level "all" moves standard convolutions into the blocked layout; a graph that is there already only loses.
    graphOptimizationLevel: alone ? 'extended' : 'all',
    enableMemPattern: !alone,
    ...(trace !== undefined && { enableProfiling: true, profileFilePrefix: trace }),
    executionMode: 'sequential',
    intraOpNumThreads: options.threads ?? 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Spinning threads burn the cores that decoding and the other sessions need.
    extra: { session: { intra_op: { allow_spinning: spinning }, inter_op: { allow_spinning: spinning } } },
  } as const;
  try {
    const session =
      typeof model === 'string'
        ? await ort.InferenceSession.create(model, settings)
        : await ort.InferenceSession.create(model, settings);
    return new Session(ort, session, trace !== undefined);
  } catch (cause) {
    if (device !== 'cpu' && /provider|\.so|\.dll|device|adapter/i.test(messageOf(cause)))
      throw new LikenessError('provider_missing', `${device} does not start: ${messageOf(cause)}`, { cause });
    throw new LikenessError('model_invalid', `ONNX Runtime refuses the model: ${messageOf(cause)}`, {
      cause,
    });
  }
}

/** An open model. Open few, keep them: opening costs up to 100 ms, and close them when done. */
export class Session {
  readonly inputs: readonly Port[];
  readonly outputs: readonly Port[];
  readonly #ort: Runtime;
  #session: import('onnxruntime-node').InferenceSession | undefined;
  readonly #runs = new Set<Promise<unknown>>();

  readonly #traced: boolean;

  constructor(ort: Runtime, session: import('onnxruntime-node').InferenceSession, traced = false) {
    this.#traced = traced;
    this.#ort = ort;
    this.#session = session;
    this.inputs = session.inputMetadata.map(portOf);
    this.outputs = session.outputMetadata.map(portOf);
  }

  /**
   * Runs the graph. Blocks the thread until done, as ONNX Runtime for Node does.
   * @throws `runtime_failed`, or `closed`.
   */
  async run(inputs: Readonly<Record<string, FloatTensor>>): Promise<Record<string, FloatTensor>> {
    const feeds: Record<string, Tensor> = {};
    for (const [name, { data, dims }] of Object.entries(inputs))
      feeds[name] = { type: 'float32', data, dims };
    return (await this.compute(feeds)) as Record<string, FloatTensor>;
  }

  /**
   * Runs the graph on tensors of any element type.
   * @param into tensors to write results into, by name; other results are new
   * @throws `runtime_failed`, or `closed`.
   */
  async compute(
    inputs: Readonly<Record<string, Tensor>>,
    into: Readonly<Record<string, Tensor>> = {},
  ): Promise<Record<string, Tensor>> {
    if (!this.#session) throw new LikenessError('closed', 'this session was closed');
    const wrap = (tensors: Readonly<Record<string, Tensor>>) =>
      Object.fromEntries(
        Object.entries(tensors).map(([name, { type, data, dims }]) => [
          name,
          new this.#ort.Tensor(type, data as Float32Array, dims),
        ]),
      );
    try {
      const names = Object.fromEntries(this.outputs.map(({ name }) => [name, null]));
      const results = await this.#underWay(this.#session.run(wrap(inputs), { ...names, ...wrap(into) }));
      return Object.fromEntries(
        Object.entries(results).map(([name, { type, data, dims }]) => [name, { type, data, dims } as Tensor]),
      );
    } catch (cause) {
      throw new LikenessError('runtime_failed', `ONNX Runtime failed: ${messageOf(cause)}`, { cause });
    }
  }

  /** Frees the model's memory once the runs under way are done. May be called twice. */
  async close(): Promise<void> {
    const session = this.#session;
    this.#session = undefined;
    await Promise.allSettled(this.#runs);
    if (this.#traced) session?.endProfiling();
    await session?.release();
  }

  #underWay<T>(run: Promise<T>): Promise<T> {
    this.#runs.add(run);
    return run.finally(() => this.#runs.delete(run));
  }
}

function portOf(meta: import('onnxruntime-node').InferenceSession.ValueMetadata): Port {
  return meta.isTensor
    ? { name: meta.name, type: meta.type, dims: meta.shape }
    : { name: meta.name, type: 'not a tensor', dims: [] };
}

const messageOf = (cause: unknown): string => (cause instanceof Error ? cause.message : String(cause));
