// A network that was compiled to WebAssembly: numbers are written into its memory, it runs, numbers are read from there.

import type { PlaceNote, Places } from './places.js';

export interface Network {
  readonly input: PlaceNote;
  /** All of its memory. */
  readonly numbers: Float32Array;
  run(): void;
  /** One output, cell after cell, the channels of a cell together. */
  read(output: string): Float32Array;
}

/** @throws where the browser has no WebAssembly with SIMD, or the file did not arrive */
export async function openNetwork(module: WebAssembly.Module): Promise<Network> {
  const [note] = WebAssembly.Module.customSections(module, 'places');
  const { input, outputs } = JSON.parse(new TextDecoder().decode(note)) as Places;
  const { exports } = await WebAssembly.instantiate(module);
  const { memory, run } = exports as { memory: WebAssembly.Memory; run: () => void };
  const numbers = new Float32Array(memory.buffer);
  return { input, numbers, run, read: (output) => gathered(numbers, outputs[output]!) };
}

function gathered(numbers: Float32Array, places: readonly PlaceNote[]): Float32Array {
  const total = places.reduce((sum, { height, width, channels }) => sum + height * width * channels, 0);
  const read = new Float32Array(total);
  let to = 0;
  for (const { at, height, width, channels, cell, row } of places)
    for (let y = 0; y < height; y++)
      for (let x = 0; x < width; x++, to += channels) {
        const from = at + y * row + x * cell;
        read.set(numbers.subarray(from, from + channels), to);
      }
  return read;
}
