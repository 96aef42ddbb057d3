// What a later comparison of two models needs and a reader does not: the scores themselves, small enough to stand
// in the report. All mated scores, the highest non-mated ones, and whose picture each is. Two models fail on
// different pictures: a comparison that could not be made stands with the lowest score, so that both have the same.

import * as v from 'valibot';
import type { PairScores } from '../../trials/index.js';
import type { Meetings } from './meetings.js';

/** Typed arrays as base64 of their little-endian bytes. */
const PackedSchema = v.pipe(v.string(), v.regex(/^[A-Za-z0-9+/]*={0,2}$/));

const PackedPairsSchema = v.object({
  /** float32. */
  scores: PackedSchema,
  /** int32: pictures by their place in the data set's list. */
  left: PackedSchema,
  right: PackedSchema,
});

export const EvidenceSchema = v.object({
  /** int32: subject of each picture of the data set, numbered as the pictures name them. */
  subjects: PackedSchema,
  /** int32: capture of each picture, by any numbers; absent where each picture is one of its own. */
  captures: v.optional(PackedSchema),
  /** int32: `ROLE` of each picture; absent where every picture meets every other. */
  roles: v.optional(PackedSchema),
  /** With those that failures to acquire prevented, as −1. */
  mated: PackedPairsSchema,
  nonMated: PackedPairsSchema,
  /** Whether `nonMated` are the highest of all pairs that meet, or every one that was listed. */
  nonMatedAre: v.picklist(['highest of all pairs', 'listed']),
});

export type Evidence = v.InferOutput<typeof EvidenceSchema>;

/** Evidence unpacked: pictures by their place in the data set's list. */
export interface ScoredPictures extends Pick<Meetings, 'subjects' | 'roles'> {
  /** Absent where each picture is a capture of its own. */
  readonly captures?: Int32Array;
  readonly mated: PairScores;
  /** Highest score first. */
  readonly nonMated: PairScores;
  readonly nonMatedAre: Evidence['nonMatedAre'];
}

export function packEvidence(scored: ScoredPictures): Evidence {
  const { subjects, captures, roles, mated, nonMated, nonMatedAre } = scored;
  const isShared = captures && new Set(captures).size < captures.length;
  return {
    subjects: pack(subjects),
    ...(isShared ? { captures: pack(captures) } : {}),
    ...(roles ? { roles: pack(roles) } : {}),
    mated: packPairs(mated),
    nonMated: packPairs(nonMated),
    nonMatedAre,
  };
}

/** @throws RangeError where arrays that belong together differ in length */
export function unpackEvidence(evidence: Evidence): ScoredPictures {
  const subjects = unpackInt32(evidence.subjects);
  const labels = (packed: string): Int32Array => {
    const found = unpackInt32(packed);
    if (found.length === subjects.length) return found;
    throw new RangeError(`${subjects.length} pictures with ${found.length} captures or roles`);
  };
  return {
    subjects,
    ...(evidence.captures === undefined ? {} : { captures: labels(evidence.captures) }),
    ...(evidence.roles === undefined ? {} : { roles: labels(evidence.roles) }),
    mated: unpackPairs(evidence.mated, subjects.length),
    nonMated: unpackPairs(evidence.nonMated, subjects.length),
    nonMatedAre: evidence.nonMatedAre,
  };
}

function packPairs({ scores, left, right }: PairScores): Evidence['mated'] {
  return { scores: pack(Float32Array.from(scores)), left: pack(left), right: pack(right) };
}

function unpackPairs({ scores, left, right }: Evidence['mated'], pictures: number): PairScores {
  const pairs = {
    scores: new Float32Array(bytesOf(scores)),
    left: unpackInt32(left),
    right: unpackInt32(right),
  };
  const known = (picture: number) => picture >= 0 && picture < pictures;
  const { length } = pairs.scores;
  if (pairs.left.length !== length || pairs.right.length !== length) {
    throw new RangeError(`${length} scores with ${pairs.left.length} and ${pairs.right.length} pictures`);
  }
  if (!pairs.left.every(known) || !pairs.right.every(known)) {
    throw new RangeError(`a score is of a picture that is none of the ${pictures}`);
  }
  if (!pairs.scores.every(Number.isFinite)) throw new RangeError('a score is not a finite number');
  return pairs;
}

const pack = ({ buffer, byteOffset, byteLength }: Int32Array | Float32Array): string =>
  Buffer.from(buffer, byteOffset, byteLength).toString('base64');

const unpackInt32 = (packed: string): Int32Array => new Int32Array(bytesOf(packed));

/** A copy, since Node's buffers need not lie on a boundary of four bytes; numbers that were cut off are dropped. */
function bytesOf(packed: string): ArrayBuffer {
  const bytes = Buffer.from(packed, 'base64');
  return Uint8Array.from(bytes.subarray(0, bytes.length - (bytes.length % 4))).buffer;
}
