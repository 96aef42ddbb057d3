// Where each picture lies in memory: channels last, with a rim of zeros as wide as what reads it reaches out, so that no
// step ever asks whether it is at a border. A place is taken again as soon as nothing looks at it any more.

import type { Plan, Step, Value } from './plan.js';

/** Channels that are computed together. */
export const LANES = 8;

export interface Place extends Value {
  /** Numbers of a cell, those of no channel among them. */
  readonly depth: number;
  /** Cells of zeros above, to the left, below, to the right. */
  readonly rim: readonly [number, number, number, number];
  /** Bytes from a row to the next. */
  readonly row: number;
  /** Of the rim's beginning, and of the first cell. */
  readonly start: number;
  readonly first: number;
  readonly bytes: number;
}

export interface Layout {
  readonly at: (value: Value) => Place;
  /** Where memory ends. */
  readonly end: number;
}

/** @param from the first byte that is free; a multiple of 16 */
export function layoutOf({ input, steps, outputs }: Plan, from: number): Layout {
  const places = new Map<string, Place>();
  const taken: { readonly place: Place; readonly until: number }[] = [];
  const end = (place: Place): number => place.start + place.bytes;
  const put = (value: Value, now: number, until: number): void => {
    const living = taken.filter((t) => t.until >= now).toSorted((a, b) => a.place.start - b.place.start);
    const { length } = placed(value, steps, 0);
    let start = from;
    for (const { place } of living) if (start + length > place.start) start = Math.max(start, end(place));
    const { place } = placed(value, steps, start);
    places.set(value.name, place);
    taken.push({ place, until });
  };
  const kept = new Set(
    Object.values(outputs)
      .flat()
      .map(({ name }) => name),
  );
  const lastUse = (name: string): number =>
    kept.has(name) ? steps.length : steps.findLastIndex((step) => readBy(step).some((v) => v.name === name));
  // The rim of what is given is written by nobody: its place stays its own.
  put(input, 0, steps.length);
  for (const [i, { output }] of steps.entries()) put(output, i, lastUse(output.name));
  return {
    at: ({ name }) => places.get(name)!,
    end: Math.max(...taken.map(({ place }) => end(place))),
  };
}

const readBy = (step: Step): readonly Value[] =>
  'residual' in step && step.residual ? [step.input, step.residual] : [step.input];

function placed(value: Value, steps: readonly Step[], start: number): { place: Place; length: number } {
  const isGiven = !steps.some(({ output }) => output.name === value.name);
  const depth = isGiven ? value.channels : Math.ceil(value.channels / LANES) * LANES;
  const rim = [0, 1, 2, 3].map((side) =>
    Math.max(
      0,
      ...steps.map((step) => ('pads' in step && step.input.name === value.name ? step.pads[side]! : 0)),
    ),
  ) as unknown as Place['rim'];
  const row = (rim[1] + value.width + rim[3]) * depth * 4;
  const length = Math.ceil(((rim[0] + value.height + rim[2]) * row) / 16) * 16;
  const first = start + rim[0] * row + rim[1] * depth * 4;
  return { place: { ...value, depth, rim, row, start, first, bytes: length }, length };
}
