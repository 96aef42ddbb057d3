// Run ONNX: a thin, typed skin over ONNX Runtime with the settings that proved fastest on a CPU.

import { env } from 'onnxruntime-common';
import { LikenessError } from '../errors.js';

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

export interface SessionOptions {
  /** Threads inside one run. Default 1. */
  readonly threads?: number;
}

/**
 * Opens a model given as bytes or as a path.
 * @throws `runtime_missing`, or `model_invalid` where ONNX Runtime refuses the model.
 */
export async function openSession(
  model: Uint8Array | string,
  options: SessionOptions = {},
): Promise<Session> {
  const ort = await loadRuntime();
  const settings = {
    executionProviders: ['cpu'],
    graphOptimizationLevel: 'all',
    executionMode: 'sequential',
    intraOpNumThreads: options.threads ?? 1,
    interOpNumThreads: 1,
    logSeverityLevel: 3,
    // Spinning threads burn the cores that decoding and the other sessions need.
    extra: { session: { intra_op: { allow_spinning: '0' }, inter_op: { allow_spinning: '0' } } },
  } as const;
  try {
    const session =
      typeof model === 'string'
        ? await ort.InferenceSession.create(model, settings)
        : await ort.InferenceSession.create(model, settings);
    return new Session(ort, session);
  } catch (cause) {
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

  constructor(ort: Runtime, session: import('onnxruntime-node').InferenceSession) {
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
    if (!this.#session) throw new LikenessError('closed', 'this session was closed');
    try {
      const feeds = Object.fromEntries(
        Object.entries(inputs).map(([name, { data, dims }]) => [
          name,
          new this.#ort.Tensor('float32', data, dims),
        ]),
      );
      const results = await this.#underWay(this.#session.run(feeds));
      return Object.fromEntries(
        Object.entries(results).map(([name, tensor]) => [
          name,
          { data: tensor.data as Float32Array, dims: tensor.dims },
        ]),
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
