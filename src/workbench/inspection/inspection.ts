// All that an inspection found of a data set, as plain data: what `data inspect --json` prints and the page shows. It
// is read off the rows alone; no model runs. Rates are shares in [0, 1], quality scores 0 (worst) to 100, days ISO 8601.

import * as v from 'valibot';
import { PARTS, SOURCE_TYPES } from '../datasets/record.js';

const Finite = v.pipe(v.number(), v.finite());
const Share = v.pipe(Finite, v.minValue(0), v.maxValue(1));
const Count = v.pipe(Finite, v.integer(), v.minValue(0));
const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));
const Text = v.nullable(v.string());
const SourceTypeOrNull = v.nullable(v.picklist(SOURCE_TYPES));

/** Null of no values at all. */
const PercentilesSchema = v.nullable(v.object({ p5: Finite, median: Finite, p95: Finite }));

/** From `from` on to below `to`; null is no end. */
const BinSchema = v.object({ from: Finite, to: v.nullable(Finite), count: Count });

const PictureRefSchema = v.object({ image: v.string(), subject: v.string() });
const PairRefSchema = v.object({ a: PictureRefSchema, b: PictureRefSchema });

/** What the data could be used for, and what stands in the way. */
const UseSchema = v.object({
  use: v.picklist(['comparisons', 'documents', 'parts', 'lapse', 'groups', 'labels', 'quality', 'terms']),
  answer: v.picklist(['yes', 'partly', 'no']),
  statement: v.string(),
  /** What to do about it; null where nothing needs to be done. */
  remedy: Text,
});

/** What comparisons could be made, and which FMR they could carry if none were a false match. */
const EvidenceSchema = v.object({
  /** All pictures with a face; those of one part; selfies and video against documents and chips. */
  of: v.picklist(['all', ...PARTS, 'documents']),
  subjects: Count,
  pictures: Count,
  /** Comparisons of two captures of one subject; pictures made from one another are one capture. */
  mated: Count,
  matedSubjects: Count,
  /** Kish's effective number of the subjects, by their mated comparisons. */
  matedWorth: Finite,
  nonMated: Count,
  /** As many independent ones. */
  nonMatedWorth: Finite,
  /** The lowest FMR that could be claimed at 95 % if no comparison were a false match; null without comparisons. */
  lowestFmr: v.nullable(Share),
  claims: v.array(v.object({ fmr: Share, possible: v.boolean(), requiredSubjects: v.nullable(Count) })),
});

const SubjectsSchema = v.object({
  /** Subjects by how many pictures they have. */
  histogram: v.array(BinSchema),
  median: Finite,
  several: Count,
  /** Those with most pictures, and what share of all mated comparisons is theirs. */
  most: v.array(v.object({ subject: v.string(), pictures: Count, matedShare: Share })),
  /** Subjects of whom no picture gave a template, so that nobody can compare them. */
  withoutFace: v.object({ count: Count, named: v.array(v.string()) }),
});

const RateSchema = v.object({ rate: Share, lower: Share, upper: Share, errors: Count, trials: Count });

const SourcesSchema = v.object({
  types: v.array(
    v.object({
      sourceType: SourceTypeOrNull,
      subjects: Count,
      pictures: Count,
      fta: RateSchema,
      /** Pixels between the eyes. */
      interEye: PercentilesSchema,
      /** Pictures with a face of which a component is beyond its limit of recapture. */
      outside: Count,
    }),
  ),
  /** Mated comparisons between pictures of two types, or within one. */
  pairs: v.array(v.object({ a: SourceTypeOrNull, b: SourceTypeOrNull, subjects: Count, mated: Count })),
  /** Pictures that were made from others. */
  derived: Count,
});

const PartsSchema = v.object({
  parts: v.array(
    v.object({ part: v.nullable(v.picklist(PARTS)), subjects: Count, pictures: Count, matedSubjects: Count }),
  ),
  /** Subjects that lie in several parts: a leak. */
  shared: v.object({ count: Count, named: v.array(v.string()) }),
  /** Captures that lie in several parts under any name: byte for byte, or one made from the other. */
  sharedCaptures: Count,
});

const AttributeSchema = v.object({
  name: v.string(),
  /** Most subjects first; at most 40. */
  values: v.array(
    v.object({
      value: v.string(),
      subjects: Count,
      pictures: Count,
      /** With two captures at least, which an FNMR takes. */
      matedSubjects: Count,
      /** Whether an FNMR of the group could be stated at all. */
      enough: v.boolean(),
    }),
  ),
  distinct: Count,
  missing: v.object({ subjects: Count, pictures: Count }),
  /** Subjects whose pictures say different things: an attribute of pictures, or an error. */
  contradicting: Count,
});

const TimeSchema = v.object({
  known: Count,
  unknown: Count,
  /** After the day of the inspection: an error of the camera's clock or of the list. */
  future: Count,
  years: v.array(v.object({ year: v.string(), pictures: Count })),
  /** Subjects with two dated pictures, by the days from the first to the last. */
  lapse: v.object({
    subjects: Count,
    days: PercentilesSchema,
    longest: Count,
    histogram: v.array(BinSchema),
  }),
});

const SizesSchema = v.object({
  /** Of the shorter side of the picture as decoded, in pixels. */
  shortSide: v.object({ histogram: v.array(BinSchema), pixels: PercentilesSchema }),
  /** Of the distance between the eyes, in pixels of the picture as decoded. */
  interEye: v.object({ histogram: v.array(BinSchema), pixels: PercentilesSchema }),
  undecoded: Count,
});

const ComponentSchema = v.object({
  component: v.string(),
  measured: Count,
  /** Pictures by score: 0 to below 5, … 95 to 100. */
  histogram: v.array(Count),
  scores: PercentilesSchema,
  /** By the role that the picture's type gives it; empty where the component has no limit. */
  limits: v.array(
    v.object({
      role: v.picklist(['selfie', 'document']),
      /** Score at the limit; null where rows do not tell. */
      score: v.nullable(Finite),
      judged: Count,
      outside: v.nullable(Count),
    }),
  ),
  /** The worst of those below the median, the lowest score first, and whether it is beyond the limit of its role. */
  worst: v.array(v.object({ ...PictureRefSchema.entries, score: Finite, outside: v.boolean() })),
});

const AcquisitionSchema = v.object({
  fta: v.nullable(RateSchema),
  byCode: v.array(v.object({ code: v.string(), pictures: Count })),
  /** At most 500 of them. */
  failures: v.array(v.object({ ...PictureRefSchema.entries, code: v.string(), message: v.string() })),
  several: v.object({
    pictures: Count,
    most: Count,
    /** Those whose second face is largest, at most 12. */
    worst: v.array(v.object({ ...PictureRefSchema.entries, faces: Count })),
  }),
});

const DuplicatesSchema = v.object({
  /** Byte for byte. */
  exact: v.object({
    /** Pictures beyond the first of each. */
    repeated: Count,
    /** Digests that lie under several subjects, and pairs of them, at most 48. */
    acrossSubjects: Count,
    pairs: v.array(PairRefSchema),
  }),
  /** Perceptual hashes that differ in few bits; null where too many are alike to be compared one by one. */
  near: v.nullable(
    v.object({
      bits: Count,
      withinSubjects: Count,
      acrossSubjects: Count,
      /** Across subjects, the nearest first, at most 48. */
      pairs: v.array(v.object({ ...PairRefSchema.entries, distance: Count })),
    }),
  ),
});

const HeldSchema = v.object({ subjects: Count, pictures: Count });
const TermNameSchema = v.picklist(['source', 'licence', 'consent', 'purpose', 'retain_until']);

const TermsSchema = v.object({
  entries: v.array(
    v.object({
      ...HeldSchema.entries,
      terms: v.object({ source: Text, licence: Text, consent: Text, purpose: Text, retainUntil: Text }),
      unstated: v.array(TermNameSchema),
      overdue: v.boolean(),
    }),
  ),
  unstated: v.record(TermNameSchema, HeldSchema),
  overdue: HeldSchema,
  copies: v.object({
    kept: Count,
    unlisted: Count,
    elsewhere: Count,
    formerStates: Count,
    formerPictures: Count,
  }),
});

const HistorySchema = v.object({
  changes: v.array(v.object({ number: Count, at: v.string(), change: v.string() })),
  erasures: v.array(
    v.object({
      at: v.string(),
      why: v.string(),
      pictures: Count,
      subjects: Count,
      copies: Count,
      templates: Count,
    }),
  ),
});

export const InspectionSchema = v.object({
  dataset: v.object({
    name: v.string(),
    path: v.string(),
    /** SHA-256 of images.parquet. */
    version: Digest,
    subjects: Count,
    pictures: Count,
    /** Pictures with a face. */
    acquired: Count,
  }),
  /** The day that it was looked at. */
  on: v.string(),
  uses: v.array(UseSchema),
  evidence: v.array(EvidenceSchema),
  subjects: SubjectsSchema,
  sources: SourcesSchema,
  parts: PartsSchema,
  attributes: v.array(AttributeSchema),
  time: TimeSchema,
  sizes: SizesSchema,
  quality: v.array(ComponentSchema),
  acquisition: AcquisitionSchema,
  duplicates: DuplicatesSchema,
  terms: TermsSchema,
  history: HistorySchema,
  /** Pictures of as many subjects, drawn by their digests: what the data looks like. */
  sample: v.array(PictureRefSchema),
});

export type Inspection = v.InferOutput<typeof InspectionSchema>;
export type Use = v.InferOutput<typeof UseSchema>;
export type Evidence = v.InferOutput<typeof EvidenceSchema>;
export type Bin = v.InferOutput<typeof BinSchema>;
export type Percentiles = v.InferOutput<typeof PercentilesSchema>;
export type PictureRef = v.InferOutput<typeof PictureRefSchema>;
export type Component = v.InferOutput<typeof ComponentSchema>;
export type Attribute = v.InferOutput<typeof AttributeSchema>;
