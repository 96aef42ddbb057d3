// WebAssembly as far as it is used here. Its types come with those of browsers, which Node has no use for.

/** Memory that threads share; handed to another thread by a message. */
export interface SharedMemory {
  readonly buffer: SharedArrayBuffer;
}

/** Compiled code. */
export type CompiledLoop = object;

type Loop = (...parameters: number[]) => number;

const { Memory, Module, Instance } = (globalThis as unknown as { WebAssembly: Constructors }).WebAssembly;

interface Constructors {
  readonly Memory: new (size: { initial: number; maximum: number; shared: true }) => SharedMemory;
  readonly Module: new (bytes: Uint8Array<ArrayBuffer>) => CompiledLoop;
  readonly Instance: new (
    module: CompiledLoop,
    imports: { env: { memory: SharedMemory } },
  ) => { readonly exports: { readonly run: Loop } };
}

export const PAGE_BYTES = 65_536;

/**
 * Memory of a size that stays; the system gives pages as they are written to.
 * @throws RangeError where there are no addresses left
 */
export const openMemory = (bytes: number): SharedMemory => {
  const pages = Math.ceil(bytes / PAGE_BYTES);
  return new Memory({ initial: pages, maximum: pages, shared: true });
};

export const compileLoop = (bytes: Uint8Array<ArrayBuffer>): CompiledLoop => new Module(bytes);

/** The loop, over a memory. */
export const bindLoop = (loop: CompiledLoop, memory: SharedMemory): Loop =>
  new Instance(loop, { env: { memory } }).exports.run;
