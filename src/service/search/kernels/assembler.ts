// Just enough of an assembler for functions of WebAssembly that are written here: a module with one function, `run`,
// over one shared memory. WebAssembly core 2.0, and its extensions for threads; numbers are those of its binary format.

/** Code of WebAssembly, as bytes. */
export type Code = readonly number[];

const I32 = 0x7f;
const V128 = 0x7b;
/** 4 GiB, the most that 32-bit addresses reach. */
const MOST_PAGES = 65_536;

export interface FunctionParts {
  /** Parameters, all i32, at local 0 and on. */
  readonly parameters: number;
  /** Local i32s behind the parameters. */
  readonly integers: number;
  /** Local v128s behind those. */
  readonly vectors: number;
  /** Leaves an i32 where `returns`, else nothing. */
  readonly body: Code;
  readonly returns: boolean;
}

/** The module; it imports its memory as `env.memory` and exports `run`. */
export function assemble({
  parameters,
  integers,
  vectors,
  body,
  returns,
}: FunctionParts): Uint8Array<ArrayBuffer> {
  const type = [
    0x60,
    ...list(Array.from({ length: parameters }, () => [I32])),
    ...list(returns ? [[I32]] : []),
  ];
  const memory = [...name('env'), ...name('memory'), 0x02, 0x03, ...unsigned(1), ...unsigned(MOST_PAGES)];
  const locals = list([
    [...unsigned(integers), I32],
    [...unsigned(vectors), V128],
  ]);
  const code = [...locals, ...body, 0x0b];
  return Uint8Array.from([
    ...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
    ...section(1, list([type])),
    ...section(2, list([memory])),
    ...section(3, list([[0]])),
    ...section(7, list([[...name('run'), 0x00, 0x00]])),
    ...section(10, list([[...unsigned(code.length), ...code]])),
  ]);
}

export const get = (local: number): Code => [0x20, ...unsigned(local)];
export const set = (local: number, value: Code): Code => [...value, 0x21, ...unsigned(local)];
export const constant = (value: number): Code => [0x41, ...signed(value)];
export const add = (a: Code, b: Code): Code => [...a, ...b, 0x6a];
/** Adds a constant to a local. */
export const advance = (local: number, by: number): Code => set(local, add(get(local), constant(by)));
export const load32 = (address: Code, offset: number): Code => [...address, 0x28, 2, ...unsigned(offset)];

/** Repeats as long as `again`, taken after the body, is not zero: at least once. */
export const repeat = (body: Code, again: Code): Code => [0x03, 0x40, ...body, ...again, 0x0d, 0, 0x0b];
export const when = (condition: Code, body: Code): Code => [...condition, 0x04, 0x40, ...body, 0x0b];
export const less = (a: Code, b: Code): Code => [...a, ...b, 0x49];

/** Operators on v128, by their names in the specification. */
export const v128 = {
  load: (address: Code, offset: number): Code => memoryAccess(0x00, address, 4, offset),
  /** Eight signed bytes as i16x8. */
  load8x8: (address: Code, offset: number): Code => memoryAccess(0x01, address, 3, offset),
  load32Splat: (address: Code, offset: number): Code => memoryAccess(0x09, address, 2, offset),
  load64Splat: (address: Code, offset: number): Code => memoryAccess(0x0a, address, 3, offset),
  store: (address: Code, offset: number, value: Code): Code => [
    ...address,
    ...value,
    ...vector(0x0b),
    4,
    ...unsigned(offset),
  ],
  zero: [...[0xfd, 0x0c], ...Array<number>(16).fill(0)] as Code,
  /** Lanes of 32 bits: 0 to 3 of `a`, 4 to 7 of `b`. */
  shuffle: (a: Code, b: Code, lanes: readonly [number, number, number, number]): Code => [
    ...a,
    ...b,
    ...vector(0x0d),
    ...lanes.flatMap((lane) => [0, 1, 2, 3].map((byte) => 4 * lane + byte)),
  ],
  splat32: (value: Code): Code => [...value, ...vector(0x11)],
  anyTrue: (a: Code): Code => [...a, ...vector(0x53)],
  f32GreaterOrEqual: (a: Code, b: Code): Code => [...a, ...b, ...vector(0x46)],
  i32Add: (a: Code, b: Code): Code => [...a, ...b, ...vector(0xae)],
  /** i16x8 times i16x8, neighbours summed to i32x4. */
  i16Dot: (a: Code, b: Code): Code => [...a, ...b, ...vector(0xba)],
  f32Add: (a: Code, b: Code): Code => [...a, ...b, ...vector(0xe4)],
  f32Multiply: (a: Code, b: Code): Code => [...a, ...b, ...vector(0xe6)],
  f64Add: (a: Code, b: Code): Code => [...a, ...b, ...vector(0xf0)],
  f64Multiply: (a: Code, b: Code): Code => [...a, ...b, ...vector(0xf2)],
  i32ToF32: (a: Code): Code => [...a, ...vector(0xfa)],
  /** The lower two f32 as f64. */
  promoteLow: (a: Code): Code => [...a, ...vector(0x5f)],
} as const;

const vector = (operator: number): Code => [0xfd, ...unsigned(operator)];
const memoryAccess = (operator: number, address: Code, alignment: number, offset: number): Code => [
  ...address,
  ...vector(operator),
  alignment,
  ...unsigned(offset),
];

const section = (id: number, content: Code): Code => [id, ...unsigned(content.length), ...content];
const list = (entries: readonly Code[]): Code => [...unsigned(entries.length), ...entries.flat()];
const name = (text: string): Code => [...unsigned(text.length), ...Buffer.from(text)];

/** LEB128. */
function unsigned(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest > 0x7f; rest >>>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest];
}

function signed(value: number): number[] {
  const bytes: number[] = [];
  let rest = value;
  for (; rest < -64 || rest > 63; rest >>= 7) bytes.push((rest & 0x7f) | 0x80);
  return [...bytes, rest & 0x7f];
}
