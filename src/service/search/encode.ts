// A thread's share of giving references their codes.

import { clearCode, type Subspace, writeCode } from './codes.js';
import { bindLoop, compileLoop, GROUP, GROUP_NUMBERS, openMemory, projectKernel } from './kernels/index.js';
import { groupPlace, paddedLength, type References, rowPlace } from './layout.js';
import { memoryOf } from './memory.js';
import type { Workplaces } from './workplace.js';

/** Projects a centred template upon a subspace; its answer is overwritten by the next. */
export type Projection = (template: Float32Array) => Float32Array | undefined;

export function openProjection({ length, width, centre, basis }: Subspace): Projection {
  if (!basis) return () => undefined;
  const padded = paddedLength(length);
  const [vectorAt, projectedAt] = [4 * basis.length, 4 * (basis.length + padded)];
  // Shared with nobody; the loops take no other kind.
  const memory = openMemory(projectedAt + 4 * width);
  new Float32Array(memory.buffer).set(basis);
  const run = bindLoop(compileLoop(projectKernel(padded, width)), memory);
  const vector = new Float32Array(memory.buffer, vectorAt, length);
  const projected = new Float32Array(memory.buffer, projectedAt, width);
  return (template) => {
    for (let i = 0; i < length; i++) vector[i] = template[i]! - centre[i]!;
    run(vectorAt, 0, projectedAt);
    return projected;
  };
}

export interface Encoding {
  readonly references: References;
  readonly subspace: Subspace;
  readonly projection: Projection;
  readonly from: number;
  readonly to: number;
  readonly shared: Int32Array;
  readonly workplaces: Workplaces;
}

/** Takes groups until none is left. */
export function encode(job: Encoding): void {
  const { references, subspace, projection, from, to, shared, workplaces } = job;
  const { length, rows, codes } = references;
  const { width } = subspace;
  const viewOf = ({ block, offset }: { block: number; offset: number }) => ({
    buffer: workplaces.at(memoryOf(block)).buffer,
    at: workplaces.addressOf(block) + offset,
  });
  const next = () => from + GROUP * Atomics.add(shared, 0, 1);
  for (let first = next(); first < to; first = next()) {
    const group = viewOf(groupPlace(codes, width, first));
    const place = {
      codes: new Int8Array(group.buffer, group.at, GROUP * width),
      numbers: new Float32Array(group.buffer, group.at + GROUP * width, GROUP * GROUP_NUMBERS),
    };
    for (let lane = 0; lane < GROUP; lane++) {
      if (first + lane >= to) {
        clearCode({ ...place, lane }, width);
        continue;
      }
      const row = viewOf(rowPlace(rows, length, first + lane));
      const template = new Float32Array(row.buffer, row.at, length);
      writeCode(subspace, template, projection(template), { ...place, lane });
    }
  }
}
