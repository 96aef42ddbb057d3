import { describe, expect, it } from 'vitest';
import { comparisonScore } from '../../../face/index.js';
import { createRandom } from '../../../trials/index.js';
import {
  bindLoop,
  compileLoop,
  EXACT_ROWS,
  exactKernel,
  FOUND_BYTES,
  groupBytes,
  openMemory,
  projectKernel,
  scanKernel,
} from './index.js';

const memory = openMemory(8 * 65_536);
const { buffer } = memory;
const random = createRandom(11);

const open = (bytes: Uint8Array<ArrayBuffer>) => bindLoop(compileLoop(bytes), memory);

describe('the inner loops', () => {
  it.each([4, 16, 128, 1152])(
    'score references of %d numbers as comparisonScore does, in every bit',
    (length) => {
      const rows = Array.from({ length: EXACT_ROWS }, () =>
        Float32Array.from({ length }, () => (random.uniform() - 0.5) / Math.sqrt(length)),
      );
      const probe = Float32Array.from({ length }, () => (random.uniform() - 0.5) / Math.sqrt(length));
      new Float64Array(buffer, 0, length).set(probe);
      const at = (row: number) => 16_384 + (EXACT_ROWS - row) * 4 * length;
      new Int32Array(buffer, 12_288, EXACT_ROWS).set(rows.map((_, row) => at(row)));
      for (const [row, values] of rows.entries()) new Float32Array(buffer, at(row), length).set(values);
      open(exactKernel(length))(0, 12_288, 12_400);
      expect([...new Float64Array(buffer, 12_400, EXACT_ROWS)]).toEqual(
        rows.map((vector) => comparisonScore({ model: '', vector }, { model: '', vector: probe })),
      );
    },
  );

  it.each([16, 32, 48, 64, 512])(
    'bound codes of %d numbers, and write down the groups that reach the threshold',
    (width) => {
      const groups = 7;
      const byte = () => Math.round(254 * random.uniform() - 127);
      const start = 32_768;
      const probe = Int16Array.from({ length: width }, () => Math.round(2000 * (random.uniform() - 0.5)));
      new Int16Array(buffer, 0, width).set(probe);
      const golden = Array.from({ length: groups }, (_, group) => {
        const base = start + group * groupBytes(width);
        const numbers = new Float32Array(buffer, base + 4 * width, 16);
        return [0, 1, 2, 3].map((lane) => {
          const code = Int8Array.from({ length: width }, byte);
          new Int8Array(buffer, base + lane * width, width).set(code);
          const [scale, offset, within, beyond] = [0.5, group / 10, 0.25, 0.125 * lane];
          for (const [k, value] of [scale, offset, within, beyond].entries()) numbers[4 * k + lane] = value;
          const dot = code.reduce((sum, value, i) => sum + value * probe[i]!, 0);
          const estimate = dot * 2 ** -20 * scale + offset + 0.03;
          return { estimate, bound: estimate + 2 * within + 3 * beyond };
        });
      });
      const threshold =
        golden.map((group) => Math.max(...group.map(({ bound }) => bound))).toSorted((a, b) => a - b)[3]! -
        1e-6;
      new Float32Array(buffer, 2048, 5).set([2 ** -20, 0.03, 2, 3, threshold]);
      const end = open(scanKernel(width))(start, start + groups * groupBytes(width), 0, 2048, 4096);
      const reached = golden.flatMap((group, k) =>
        group.some(({ bound }) => bound >= threshold) ? [k] : [],
      );
      expect(end).toBe(4096 + reached.length * FOUND_BYTES);
      expect(reached.length).toBeGreaterThan(2);
      for (const [place, group] of reached.entries()) {
        const at = 4096 + place * FOUND_BYTES;
        expect(new Int32Array(buffer, at, 1)[0]).toBe(start + group * groupBytes(width));
        for (const lane of [0, 1, 2, 3]) {
          expect(new Float32Array(buffer, at + 16, 4)[lane]).toBeCloseTo(golden[group]![lane]!.estimate, 5);
          expect(new Float32Array(buffer, at + 32, 4)[lane]).toBeCloseTo(golden[group]![lane]!.bound, 5);
        }
      }
      expect(open(scanKernel(width))(start, start, 0, 2048, 4096)).toBe(4096);
    },
  );

  it('project upon a basis', () => {
    const [length, width] = [20, 8];
    const values = (count: number) => Float32Array.from({ length: count }, () => random.uniform() - 0.5);
    const [vector, basis] = [values(length), values(length * width)];
    new Float32Array(buffer, 0, length).set(vector);
    new Float32Array(buffer, 1024, length * width).set(basis);
    open(projectKernel(length, width))(0, 1024, 4096);
    for (let k = 0; k < width; k++) {
      const golden = vector.reduce((sum, value, i) => sum + value * basis[k * length + i]!, 0);
      expect(new Float32Array(buffer, 4096, width)[k]).toBeCloseTo(golden, 6);
    }
  });
});
