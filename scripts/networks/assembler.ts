// WebAssembly by its binary format (W3C, WebAssembly Core Specification 2.0, chapter 5): as much of it as networks need.
// An instruction is its bytes, with those of its operands before it, so that code is written as it is read.

export type Code = readonly number[];
export type LocalType = 'i32' | 'v128';

const TYPES = { i32: 0x7f, v128: 0x7b } as const;

/** Unsigned, seven bits a byte. */
export function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  do {
    const low = left & 0x7f;
    left >>>= 7;
    bytes.push(left === 0 ? low : low | 0x80);
  } while (left !== 0);
  return bytes;
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let left = value;
  for (;;) {
    const low = left & 0x7f;
    left >>= 7;
    const isLast = (left === 0 && (low & 0x40) === 0) || (left === -1 && (low & 0x40) !== 0);
    bytes.push(isLast ? low : low | 0x80);
    if (isLast) return bytes;
  }
}

const SIMD = 0xfd;
const simd = (opcode: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  SIMD,
  ...unsigned(opcode),
];
/** An access to memory: how it is aligned (as a power of two), and how far behind the address. */
const access = (opcode: number, align: number, offset: number, ...operands: readonly Code[]): Code => [
  ...simd(opcode, ...operands),
  align,
  ...unsigned(offset),
];

export const i32 = {
  const: (value: number): Code => [0x41, ...signed(value)],
  add: (a: Code, b: Code): Code => [...a, ...b, 0x6a],
  sub: (a: Code, b: Code): Code => [...a, ...b, 0x6b],
} as const;

export const v128 = {
  load: (address: Code, offset = 0): Code => access(0x00, 2, offset, address),
  /** Four signed integers of 16 bits, made 32 bits wide. */
  load16x4: (address: Code, offset = 0): Code => access(0x03, 0, offset, address),
  /** Eight signed integers of 8 bits, made 16 bits wide. */
  load8x8: (address: Code, offset = 0): Code => access(0x01, 0, offset, address),
  load32Splat: (address: Code, offset = 0): Code => access(0x09, 2, offset, address),
  store: (address: Code, value: Code, offset = 0): Code => access(0x0b, 2, offset, address, value),
  zero: simd(0x0c).concat(Array(16).fill(0)) as Code,
} as const;

export const f32x4 = {
  add: (a: Code, b: Code): Code => simd(0xe4, a, b),
  mul: (a: Code, b: Code): Code => simd(0xe6, a, b),
  /** The greater, one instruction on every processor; `max` is more, for NaN's sake. */
  greater: (a: Code, b: Code): Code => simd(0xeb, a, b),
  ofInts: (a: Code): Code => simd(0xfa, a),
} as const;

/** Eight integers of 16 bits to four of 32. */
export const extend = { low: (a: Code): Code => simd(0xa7, a), high: (a: Code): Code => simd(0xa8, a) };

export const fill = (address: Code, bytes: Code): Code => [
  ...address,
  ...i32.const(0),
  ...bytes,
  0xfc,
  0x0b,
  0,
];

export const call = (index: number, ...operands: readonly Code[]): Code => [
  ...operands.flat(),
  0x10,
  ...unsigned(index),
];

/** A local variable of a function. */
export class Local {
  constructor(private readonly index: number) {}
  get get(): Code {
    return [0x20, ...unsigned(this.index)];
  }
  set(value: Code): Code {
    return [...value, 0x21, ...unsigned(this.index)];
  }
  add(value: number): Code {
    return value === 0 ? [] : this.set(i32.add(this.get, i32.const(value)));
  }
}

/** A function as it is written: variables first, then its body. */
export class FunctionBuilder {
  private readonly types: LocalType[] = [];
  readonly parameters: readonly Local[];

  constructor(private readonly count = 0) {
    this.parameters = Array.from({ length: count }, (_, i) => new Local(i));
  }

  local(type: LocalType): Local {
    this.types.push(type);
    return new Local(this.count + this.types.length - 1);
  }

  /** Repeats as often as `times` says, once or more, counting down. */
  repeat(times: number | Code, ...body: readonly Code[]): Code {
    if (times === 1) return body.flat();
    const left = this.local('i32');
    return [
      ...left.set(typeof times === 'number' ? i32.const(times) : times),
      ...[0x03, 0x40], // loop
      ...body.flat(),
      ...left.add(-1),
      ...left.get,
      ...[0x0d, 0], // br_if
      0x0b, // end
    ];
  }

  build(...body: readonly Code[]): WasmFunction {
    const locals = this.types.flatMap((type) => [1, TYPES[type]]);
    return {
      parameters: this.count,
      code: [...unsigned(this.types.length), ...locals, ...body.flat(), 0x0b],
    };
  }
}

/** Takes so many i32, gives nothing. */
export interface WasmFunction {
  readonly parameters: number;
  readonly code: Code;
}

export interface WasmModule {
  readonly functions: readonly WasmFunction[];
  /** Called once, as soon as the module is opened. */
  readonly start: number;
  readonly exports: Readonly<Record<string, number>>;
  /** Bytes of memory; exported as `memory`. */
  readonly memory: number;
  /** What lies at the memory's beginning. */
  readonly data: Uint8Array;
  /** Texts beside the code, by name (`WebAssembly.Module.customSections`). */
  readonly notes: Readonly<Record<string, string>>;
}

const PAGE = 65_536;
const text = (value: string): Uint8Array => {
  const bytes = new TextEncoder().encode(value);
  return joined([unsigned(bytes.length), bytes]);
};

export function encodeModule(module: WasmModule): Uint8Array {
  const { functions, start, exports, memory, data, notes } = module;
  const arities = [...new Set(functions.map(({ parameters }) => parameters))];
  const signatures = arities.map((count) => [0x60, count, ...Array(count).fill(TYPES.i32), 0]);
  const exported = Object.entries(exports).map(([name, index]) => joined([text(name), [0], unsigned(index)]));
  const bodies = functions.map(({ code }) => joined([unsigned(code.length), code]));
  return joined([
    [0, 0x61, 0x73, 0x6d, 1, 0, 0, 0],
    ...Object.entries(notes).map(([name, note]) =>
      section(0, joined([text(name), new TextEncoder().encode(note)])),
    ),
    section(1, vector(signatures)),
    section(3, vector(functions.map(({ parameters }) => unsigned(arities.indexOf(parameters))))),
    section(5, vector([[0, ...unsigned(Math.ceil(memory / PAGE))]])),
    section(7, vector([...exported, joined([text('memory'), [2, 0]])])),
    section(8, unsigned(start)),
    section(10, vector(bodies)),
    section(11, vector([joined([[0], i32.const(0), [0x0b], unsigned(data.length), data])])),
  ]);
}

type Bytes = Uint8Array | Code;

const section = (id: number, content: Bytes): Uint8Array => joined([[id], unsigned(content.length), content]);
const vector = (items: readonly Bytes[]): Uint8Array => joined([unsigned(items.length), ...items]);

function joined(parts: readonly Bytes[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
