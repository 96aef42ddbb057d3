// A thread's share of a search: part after part of the gallery, for all probes. Where there are codes, their bounds say
// who is scored in full; whoever is new and has none yet is scored in any case.

import { type Best, type Found, openBest } from './best.js';
import { type CodedProbe, codeProbe, type Subspace } from './codes.js';
import { EXACT_ROWS, FOUND_BYTES, GROUP, groupBytes } from './kernels/index.js';
import { groupsOfBlock, paddedLength, type References, rowPlace, rowsOfBlock } from './layout.js';
import { memoryOf } from './memory.js';
import { MOST_PROBES, type ProbeJob, thresholdAsInteger, thresholdOfInteger } from './protocol.js';
import type { Workplace, Workplaces } from './workplace.js';

// The desk: what the loops read and write beside the gallery.
const FOUND_AT = 0;
const ADDRESSES_AT = 160 * 1024;
const SCORES_AT = ADDRESSES_AT + 64;
const PARAMETERS_AT = SCORES_AT + 64;
const PARAMETER_BYTES = 32;
const PROBES_AT = PARAMETERS_AT + MOST_PROBES * PARAMETER_BYTES;

/** Bytes that a probe takes on the desk: its float64, and the int16 of its code. */
const probeBytes = (length: number): number => 8 * paddedLength(length) + 2 * (length + 16);

/** How many probes of a length one search takes at once. */
export const probesAtOnce = (length: number, deskBytes: number): number =>
  Math.max(1, Math.min(MOST_PROBES, Math.floor((deskBytes - PROBES_AT) / (probeBytes(length) + 16))));

interface OpenProbe {
  readonly vector: Float32Array;
  readonly coded: CodedProbe | undefined;
  readonly best: Best;
  /** Where float64 and code lie on a desk. */
  readonly exactAt: number;
  readonly codeAt: number;
  readonly parametersAt: number;
  /** Rows to be scored in full, by the memory that they lie in. */
  readonly waiting: Map<number, number[]>;
}

export interface Scan {
  readonly references: References;
  readonly subspace: Subspace | undefined;
  readonly probes: readonly ProbeJob[];
  readonly shared: Int32Array;
  readonly workplaces: Workplaces;
}

/** Takes parts until none is left. */
export function scan(job: Scan): Found[] {
  const { references, subspace, shared } = job;
  const { length, count, coded } = references;
  const codeParts = subspace && coded > 0 ? Math.ceil(coded / GROUP / groupsOfBlock(subspace.width)) : 0;
  const each = rowsOfBlock(length);
  const firstRows = Math.floor(coded / each);
  const parts = codeParts + (coded < count ? Math.ceil(count / each) - firstRows : 0);
  const probes = job.probes.map((probe, k) => openProbe(probe, k, job));
  const desks = new Set<number>();
  const work = { ...job, probes, desks };
  for (let part = Atomics.add(shared, 0, 1); part < parts; part = Atomics.add(shared, 0, 1)) {
    for (const [k, probe] of probes.entries()) {
      probe.best.raise(thresholdOfInteger(Atomics.load(shared, 1 + k)));
      if (part < codeParts) scanCodes(work, probe, part, subspace!.width);
      else scoreRows(work, probe, firstRows + part - codeParts);
      publish(shared, 1 + k, probe.best.kth);
    }
  }
  return probes.map(({ best }) => best.found());
}

interface Work extends Omit<Scan, 'probes'> {
  readonly probes: readonly OpenProbe[];
  /** Memories whose desk holds the probes. */
  readonly desks: Set<number>;
}

function openProbe(
  { vector, k, atLeast }: ProbeJob,
  place: number,
  { references, subspace }: Scan,
): OpenProbe {
  const { length, coded } = references;
  const exactAt = PROBES_AT + 16 * Math.ceil((place * probeBytes(length)) / 16);
  return {
    vector,
    coded: subspace && coded > 0 ? codeProbe(subspace, vector) : undefined,
    best: openBest(k, atLeast),
    exactAt,
    codeAt: exactAt + 8 * paddedLength(length),
    parametersAt: PARAMETERS_AT + place * PARAMETER_BYTES,
    waiting: new Map(),
  };
}

/** The workplace of a memory, all probes laid out on its desk. */
function workplaceOf({ workplaces, probes, desks, references }: Work, memory: number): Workplace {
  const workplace = workplaces.at(memory);
  if (desks.has(memory)) return workplace;
  desks.add(memory);
  const { buffer, desk } = workplace;
  for (const { vector, coded, exactAt, codeAt, parametersAt } of probes) {
    const exact = new Float64Array(buffer, desk + exactAt, paddedLength(references.length));
    exact.fill(0);
    exact.set(vector);
    if (!coded) continue;
    new Int16Array(buffer, desk + codeAt, coded.code.length).set(coded.code);
    new Float32Array(buffer, desk + parametersAt, 4).set(coded.parameters);
  }
  return workplace;
}

function scanCodes(work: Work, probe: OpenProbe, part: number, width: number): void {
  const { references, workplaces } = work;
  const each = groupsOfBlock(width);
  const block = references.codes[part]!;
  const workplace = workplaceOf(work, memoryOf(block));
  const { buffer, desk } = workplace;
  const start = workplaces.addressOf(block);
  const groups = Math.min(each, Math.ceil(references.coded / GROUP) - part * each);
  const { best } = probe;
  new Float32Array(buffer, desk + probe.parametersAt, 5)[4] = roundedDown(best.threshold);
  const end = workplace.scan(width)(
    start,
    start + groups * groupBytes(width),
    desk + probe.codeAt,
    desk + probe.parametersAt,
    desk + FOUND_AT,
  );
  const count = (end - desk - FOUND_AT) / FOUND_BYTES;
  if (count === 0) return;
  const words = FOUND_BYTES / 4;
  const addresses = new Int32Array(buffer, desk + FOUND_AT, count * words);
  const numbers = new Float32Array(buffer, desk + FOUND_AT, count * words);
  const rowAt = (at: number, lane: number) =>
    GROUP * (part * each + (addresses[at]! - start) / groupBytes(width)) + lane;
  const [estimates, bounds] = [GROUP, 2 * GROUP];
  // Whoever is likely to be among the best comes first: then the threshold is high before the many are looked at.
  for (const first of [true, false]) {
    for (let at = 0; at < addresses.length; at += words) {
      for (let lane = 0; lane < GROUP; lane++) {
        const value = numbers[at + (first ? estimates : bounds) + lane]!;
        if (!(value >= best.threshold)) continue;
        numbers[at + bounds + lane] = Number.NaN;
        const row = rowAt(at, lane);
        if (row < references.coded) score(work, probe, row);
      }
    }
    settle(work, probe);
  }
}

/** All rows of a block that have no codes. */
function scoreRows(work: Work, probe: OpenProbe, block: number): void {
  const { length, count, coded } = work.references;
  const each = rowsOfBlock(length);
  const last = Math.min(count, (block + 1) * each);
  for (let row = Math.max(coded, block * each); row < last; row++) score(work, probe, row);
  settle(work, probe);
}

/** Scores a row in full as soon as there are enough others. */
function score(work: Work, probe: OpenProbe, row: number): void {
  const { length, rows } = work.references;
  const memory = memoryOf(rowPlace(rows, length, row).block);
  const waiting = probe.waiting.get(memory);
  if (!waiting) probe.waiting.set(memory, [row]);
  else if (waiting.push(row) === EXACT_ROWS) scoreAll(work, probe, memory, waiting);
}

function settle(work: Work, probe: OpenProbe): void {
  for (const [memory, waiting] of probe.waiting) {
    if (waiting.length > 0) scoreAll(work, probe, memory, waiting);
  }
}

function scoreAll(work: Work, probe: OpenProbe, memory: number, waiting: number[]): void {
  const { references, workplaces } = work;
  const { length, rows } = references;
  const workplace = workplaceOf(work, memory);
  const { buffer, desk } = workplace;
  const addresses = new Int32Array(buffer, desk + ADDRESSES_AT, EXACT_ROWS);
  for (let k = 0; k < EXACT_ROWS; k++) {
    const { block, offset } = rowPlace(rows, length, waiting[Math.min(k, waiting.length - 1)]!);
    addresses[k] = workplaces.addressOf(block) + offset;
  }
  workplace.exact(paddedLength(length))(desk + probe.exactAt, desk + ADDRESSES_AT, desk + SCORES_AT);
  const scores = new Float64Array(buffer, desk + SCORES_AT, EXACT_ROWS);
  for (const [k, row] of waiting.entries()) probe.best.offer(row, Math.min(1, Math.max(-1, scores[k]!)));
  waiting.length = 0;
}

/** Tells the other threads, where it is news. */
function publish(shared: Int32Array, at: number, kth: number): void {
  if (kth === Number.NEGATIVE_INFINITY) return;
  const mine = thresholdAsInteger(kth);
  for (let theirs = Atomics.load(shared, at); mine > theirs; ) {
    const before = Atomics.compareExchange(shared, at, theirs, mine);
    if (before === theirs) return;
    theirs = before;
  }
}

/** The float32 at or below a number. */
function roundedDown(value: number): number {
  const nearest = Math.fround(value);
  return nearest <= value ? nearest : Math.fround(value - Math.abs(value) * 2 ** -23 - 1e-45);
}
