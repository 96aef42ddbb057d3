// The front door of the inner loops.

export {
  CODE_STEP,
  EXACT_ROWS,
  exactKernel,
  FOUND_BYTES,
  GROUP,
  GROUP_NUMBERS,
  groupBytes,
  projectKernel,
  scanKernel,
} from './kernels.js';
export {
  bindLoop,
  type CompiledLoop,
  compileLoop,
  openMemory,
  type SharedMemory,
} from './webassembly.js';
