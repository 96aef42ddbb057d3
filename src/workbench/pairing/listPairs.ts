// The pairs of a list, drawn by a seed: mated ones, and non-mated ones of each kind.

import { numberCaptures } from '../datasets/captures.js';
import type { DatasetRecord } from '../datasets/record.js';
import { distinct, type Field, streamFor } from './draw.js';
import type { ImpostorKind } from './kinds.js';
import { matedPairsOf, type PairedSubject } from './roles.js';

/** A line of the list. */
export interface ListedPair {
  readonly mated: boolean;
  readonly reference: string;
  readonly probe: string;
  /** `mated`, or the name of an `ImpostorKind`. */
  readonly kind: string;
}

/** What became of one kind of pairs. */
export interface KindSummary {
  readonly kind: string;
  readonly pairs: number;
  /** Subjects whose reference is in such a pair. */
  readonly subjects: number;
  /** Pairs that were left out since they are in the list as another kind, or show one capture. */
  readonly repeated: number;
}

/** A kind of impostors, and whom it offers. */
export interface Impostors {
  readonly kind: ImpostorKind;
  readonly field: Field;
  /** Of look-alikes: of each subject the others in question, from whatever model, each once. */
  readonly lookAlikes?: readonly (readonly number[])[];
}

export interface ListOptions {
  /** Most mated pairs of one subject. */
  readonly perSubject: number;
  /** Non-mated pairs of each kind for each subject with a reference. */
  readonly nonMated: number;
  readonly seed: number;
}

/**
 * Mated pairs first, then each kind of impostors; within, by subject. No two pairs are of the same two pictures, also not the
 * other way round: what two kinds draw stands under the first. Pictures of a chosen impostor are drawn, not picked by
 * their score.
 */
export function listPairs(
  records: readonly DatasetRecord[],
  subjects: readonly PairedSubject[],
  impostors: readonly Impostors[],
  options: ListOptions,
): { readonly pairs: ListedPair[]; readonly kinds: KindSummary[] } {
  const captures = numberCaptures(records);
  const list = openList(records, captures);
  drawMated(subjects, captures, options, list.add);
  for (const one of impostors) drawImpostors(subjects, one, options, list.add);
  return list.close(['mated', ...impostors.map(({ kind }) => kind.name)]);
}

type Add = (kind: string, reference: number, probe: number) => void;

function drawMated(
  subjects: readonly PairedSubject[],
  captures: Int32Array,
  { perSubject, seed }: ListOptions,
  add: Add,
): void {
  const random = streamFor(seed, 'mated');
  for (const subject of subjects) {
    const all = matedPairsOf(subject, captures);
    const drawn = distinct(all.length, Math.min(perSubject, all.length), random).sort((a, b) => a - b);
    for (const k of drawn) add('mated', all[k]!.reference, all[k]!.probe);
  }
}

function drawImpostors(
  subjects: readonly PairedSubject[],
  { kind, field, lookAlikes }: Impostors,
  { nonMated, seed }: ListOptions,
  add: Add,
): void {
  const random = streamFor(seed, kind.name);
  const one = (places: readonly number[]) => places[random.below(places.length)]!;
  subjects.forEach(({ references }, subject) => {
    if (references.length === 0) return;
    const others = lookAlikes ? lookAlikes[subject]! : drawOthers(subjects, field, subject, nonMated, random);
    for (const other of others) add(kind.name, one(references), one(subjects[other]!.probes));
  });
}

/** Subjects without a probe are passed over; more are drawn until there are enough, or no more. */
function drawOthers(
  subjects: readonly PairedSubject[],
  field: Field,
  subject: number,
  count: number,
  random: ReturnType<typeof streamFor>,
): number[] {
  const size = field.size(subject);
  for (let wanted = count; ; wanted *= 2) {
    const drawn = field.draw(subject, wanted, random).filter((other) => subjects[other]!.probes.length > 0);
    if (drawn.length >= count || wanted >= size) return drawn.slice(0, count);
  }
}

function openList(records: readonly DatasetRecord[], captures: Int32Array) {
  const pairs: ListedPair[] = [];
  const listed = new Set<string>();
  const subjectsOf = new Map<string, Set<string>>();
  const repeated = new Map<string, number>();
  return {
    add(kind: string, reference: number, probe: number): void {
      const key = reference < probe ? `${reference} ${probe}` : `${probe} ${reference}`;
      // A pair of one capture says nothing of faces; under two names it is a leak, which `data split --check` finds.
      if (listed.has(key) || captures[reference] === captures[probe]) {
        repeated.set(kind, (repeated.get(kind) ?? 0) + 1);
        return;
      }
      listed.add(key);
      const [left, right] = [records[reference]!, records[probe]!];
      subjectsOf.set(kind, (subjectsOf.get(kind) ?? new Set()).add(left.subject));
      pairs.push({
        mated: left.subject === right.subject,
        reference: left.image,
        probe: right.image,
        kind,
      });
    },
    close: (kinds: readonly string[]) => ({
      pairs,
      kinds: kinds.map((kind) => ({
        kind,
        pairs: pairs.filter((pair) => pair.kind === kind).length,
        subjects: subjectsOf.get(kind)?.size ?? 0,
        repeated: repeated.get(kind) ?? 0,
      })),
    }),
  };
}
