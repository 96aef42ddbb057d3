// report.json: all that an evaluation found, as plain data. The page shows it, `--compare` reads two of it, and it
// says enough of data, versions and settings for the run to be made again. Rates are shares in [0, 1]; scores are
// comparison scores of the model at hand; LLRs are natural logarithms.

import * as v from 'valibot';
import { EvidenceSchema } from './evidence.js';

const Finite = v.pipe(v.number(), v.finite());
const Share = v.pipe(Finite, v.minValue(0), v.maxValue(1));
const Count = v.pipe(Finite, v.minValue(0));
const Digest = v.pipe(v.string(), v.regex(/^[0-9a-f]{64}$/));

/** A rate with its 95 % interval. */
const RateSchema = v.object({
  rate: Share,
  lower: Share,
  upper: Share,
  errors: Count,
  trials: Count,
  /** What the interval rests upon, in words: `bootstrap over 2,876 subjects`, `Clopper–Pearson`, … */
  method: v.string(),
});

/** What cannot be said from this data, and why. */
const RefusalSchema = v.object({ kind: v.literal('refused'), reason: v.string() });

/** An FMR that one would like to claim, and whether the data carries it. */
const ClaimSchema = v.object({
  fmr: Share,
  supported: v.boolean(),
  /** What an auditor may write down, or why not. */
  statement: v.string(),
  /** At the threshold from which on the claim stands; null where it does not, or without mated comparisons. */
  fnmr: v.nullable(RateSchema),
  /** Where not supported: subjects like these that would be needed; null where that cannot be said. */
  requiredSubjects: v.nullable(Count),
});

const OperatingPointSchema = v.object({
  kind: v.literal('point'),
  /** The FMR asked for. */
  target: Share,
  threshold: Finite,
  /** Measured at the threshold, on the data that chose it. */
  fmr: RateSchema,
  fnmr: RateSchema,
  /** As FNMR, with the comparisons counted as errors that failures to acquire prevented. */
  frr: Share,
  far: Share,
});
const PointOrRefusal = v.variant('kind', [
  OperatingPointSchema,
  v.object({ ...RefusalSchema.entries, target: Share }),
]);

const DetPointSchema = v.object({ threshold: Finite, fmr: Share, fnmr: Share });
/** FNMR at an FMR with its pointwise 95 % band. */
const DetBandSchema = v.object({ fmr: Share, fnmr: Share, lower: Share, upper: Share });

/** Low FMRs by extreme-value theory (ISO/IEC 5152). */
const TailSchema = v.variant('kind', [
  RefusalSchema,
  v.object({
    kind: v.literal('fit'),
    /** Exceedances that were fitted, and the score from which on. */
    exceedances: Count,
    from: Finite,
    shape: Finite,
    scale: Finite,
    /** Of the goodness-of-fit test; below 0.05 the fit is not to be relied upon. */
    pValue: Share,
    warning: v.nullable(v.string()),
    /** No lower FMR may be read off the fit. */
    lowestFmr: Share,
    thresholds: v.array(v.object({ fmr: Share, threshold: Finite, lower: Finite, upper: Finite })),
  }),
]);

/** Scores of both kinds counted in the same bins. */
const DistributionsSchema = v.object({
  /** One more than there are bins, ascending. */
  edges: v.array(Finite),
  /** Share of the mated comparisons in each bin. */
  mated: v.array(Share),
  nonMated: v.array(Share),
});

/** A threshold or an LLR that was fixed on other subjects, and what it did here. */
const RealisedSchema = v.object({ nominal: Share, threshold: Finite, fmr: RateSchema, fnmr: RateSchema });

const LlrQualitySchema = v.object({
  /** Bits. */
  cllr: Finite,
  minCllr: Finite,
  /** Points for the reliability diagram, at even priors. */
  reliability: v.array(
    v.object({ stated: Share, observed: Share, lower: Share, upper: Share, comparisons: Count }),
  ),
  /** Shares of mated and of non-mated comparisons with an LLR of at least `llr`. */
  tippett: v.array(v.object({ llr: Finite, mated: Share, nonMated: Share })),
  /** Share of mated comparisons with LLR < 0 and of non-mated ones with LLR > 0. */
  misleading: v.object({ mated: Share, nonMated: Share }),
});

const CalibrationReportSchema = v.object({
  /** What the calibration in the model's manifest did here; null where it has none. */
  shipped: v.nullable(
    v.object({
      data: v.string(),
      /** Said where it may have seen these very subjects. */
      warning: v.nullable(v.string()),
      realised: v.array(RealisedSchema),
      llr: LlrQualitySchema,
    }),
  ),
  /** Fitted on each half of the subjects and tried on the other; or why that was not done. */
  crossFitted: v.variant('kind', [
    RefusalSchema,
    v.object({
      kind: v.literal('halves'),
      realised: v.array(v.object({ ...RealisedSchema.entries, half: v.picklist([1, 2]) })),
      llr: v.array(LlrQualitySchema),
    }),
  ]),
});

const GroupsSchema = v.object({
  /** Name of the attribute, as the file's column: `sex`, `region`. */
  attribute: v.string(),
  target: Share,
  threshold: Finite,
  unknownSubjects: Count,
  groups: v.array(
    v.object({
      name: v.string(),
      subjects: Count,
      pictures: Count,
      fta: RateSchema,
      fnmr: v.variant('kind', [v.object({ kind: v.literal('rate'), ...RateSchema.entries }), RefusalSchema]),
    }),
  ),
  /** FMR between the subjects of two groups; `a` = `b` within one. */
  pairs: v.array(
    v.object({
      a: v.string(),
      b: v.string(),
      fmr: v.variant('kind', [v.object({ kind: v.literal('rate'), ...RateSchema.entries }), RefusalSchema]),
    }),
  ),
  /** Worst to best, in words with interval, and whether the difference is more than chance. */
  differentials: v.array(v.object({ measure: v.picklist(['FMR', 'FNMR']), statement: v.string() })),
});

/** A list's non-mated pairs by how they were chosen, at thresholds that hard ones had no part in. */
const ImpostorsSchema = v.variant('kind', [
  RefusalSchema,
  v.object({
    kind: v.literal('kinds'),
    /** What set them: the list's random impostors, or where it has none the calibration that the model came with. */
    thresholds: v.picklist(['random', 'calibration']),
    kinds: v.array(
      v.object({
        /** As the list has it: `random`, `look-alike`. */
        kind: v.string(),
        comparisons: Count,
        /** Comparisons that failures to acquire prevented. */
        lost: Count,
        subjects: Count,
        /** FMR at the threshold of each `target`, in the same order for all kinds. */
        points: v.array(
          v.variant('kind', [
            v.object({
              kind: v.literal('rate'),
              target: Share,
              threshold: Finite,
              ...RateSchema.entries,
            }),
            v.object({ ...RefusalSchema.entries, target: Share }),
          ]),
        ),
      }),
    ),
  }),
]);

const QualitySchema = v.object({
  target: Share,
  threshold: Finite,
  /** Components by how well they foresee false non-matches, the best first. */
  curves: v.array(
    v.object({
      component: v.string(),
      points: v.array(v.object({ discarded: Share, fnmr: Share, lower: Share, upper: Share })),
      /** Partial area to 20 % discarded, from 0 (every error goes first) to 1 (no better than chance) or worse. */
      relativeArea: v.object({ value: Finite, lower: Finite, upper: Finite }),
    }),
  ),
});

const IdentificationSchema = v.object({
  gallery: Count,
  matedSearches: Count,
  nonMatedSearches: Count,
  rankOne: RateSchema,
  /** FNIR at rank one at the threshold of each FPIR that the searches can show. */
  points: v.array(v.object({ target: Share, threshold: Finite, fpir: RateSchema, fnir: RateSchema })),
});

const DegradedLevelSchema = v.object({
  /** Of the degraded pictures. */
  fta: RateSchema,
  /** Of the comparisons whose degraded side gave a template. */
  fnmr: v.variant('kind', [v.object({ kind: v.literal('rate'), ...RateSchema.entries }), RefusalSchema]),
});

/** What single degradations of one side do, at the threshold that undegraded pictures give for `target`. */
const RobustnessSchema = v.variant('kind', [
  RefusalSchema,
  v.object({
    kind: v.literal('curves'),
    /** Drawn from the data set, each with one picture that is degraded. */
    subjects: Count,
    target: Share,
    threshold: Finite,
    /** Without any effect: the portrait as cropped for a document, and the photograph as it is. */
    before: v.object({ portrait: DegradedLevelSchema, photograph: DegradedLevelSchema }),
    effects: v.array(
      v.object({
        name: v.string(),
        /** In words: what of the world it models. */
        models: v.string(),
        base: v.picklist(['portrait', 'photograph']),
        quantities: v.array(v.object({ name: v.string(), unit: v.string() })),
        levels: v.array(
          v.object({
            severity: Share,
            /** One each of `quantities`. */
            parameters: v.array(Finite),
            ...DegradedLevelSchema.entries,
          }),
        ),
      }),
    ),
  }),
]);

const PictureRefSchema = v.object({
  /** Path below the data set's folder. */
  image: v.string(),
  subject: v.string(),
});
const HardPairSchema = v.object({
  score: Finite,
  llr: v.nullable(Finite),
  reference: PictureRefSchema,
  probe: PictureRefSchema,
});

const AcquisitionSchema = v.object({
  fta: RateSchema,
  byCode: v.array(v.object({ code: v.string(), count: Count })),
  /** All of them, up to 500. */
  failures: v.array(v.object({ ...PictureRefSchema.entries, code: v.string(), message: v.string() })),
  /** Pictures with more than one face, where the one nearest to the centre was taken. */
  severalFaces: Count,
});

const ModelReportSchema = v.object({
  model: v.object({
    name: v.string(),
    digest: Digest,
    licence: v.string(),
    source: v.string(),
    templateLength: Count,
    /** Networks that find the face: name and digest. */
    finders: v.array(v.object({ name: v.string(), digest: Digest })),
  }),
  acquisition: AcquisitionSchema,
  comparisons: v.object({
    mated: Count,
    nonMated: Count,
    lostMated: Count,
    lostNonMated: Count,
    /** Comparisons that they are worth, since many share a person. */
    effectiveMated: Count,
    effectiveNonMated: Count,
  }),
  claims: v.array(ClaimSchema),
  eer: v.object({ ...RateSchema.entries, threshold: Finite }),
  points: v.array(PointOrRefusal),
  det: v.object({ curve: v.array(DetPointSchema), band: v.array(DetBandSchema) }),
  tail: TailSchema,
  distributions: DistributionsSchema,
  calibration: CalibrationReportSchema,
  /** Of a list of pairs that says how its impostors were chosen only. */
  impostors: v.optional(ImpostorsSchema),
  groups: v.array(GroupsSchema),
  quality: v.nullable(QualitySchema),
  /** With `--robustness` only. */
  robustness: v.optional(RobustnessSchema),
  identification: v.nullable(IdentificationSchema),
  /** LFW's own measure, with `--protocol lfw` only. */
  tenFold: v.nullable(v.object({ accuracy: Share, standardError: Finite, folds: v.array(Share) })),
  hardest: v.object({
    /** The lowest mated scores, one a pair of pictures; the first suspects of wrong labels. */
    mated: v.array(HardPairSchema),
    /** The highest non-mated scores. */
    nonMated: v.array(HardPairSchema),
  }),
  evidence: v.nullable(EvidenceSchema),
});

/** One model against another on the same comparisons. */
const ComparisonSchema = v.object({
  a: v.string(),
  b: v.string(),
  target: Share,
  result: v.variant('kind', [
    RefusalSchema,
    v.object({
      kind: v.literal('difference'),
      fnmrA: Share,
      fnmrB: Share,
      /** FNMR of `a` less that of `b`, with its 95 % interval. */
      difference: Finite,
      lower: Finite,
      upper: Finite,
      pValue: Share,
      /** Of the clustered McNemar test at these thresholds. */
      mcnemarP: Share,
      /** Said of `a`. */
      verdict: v.picklist(['better', 'worse', 'indistinguishable']),
      statement: v.string(),
    }),
  ]),
});

export const REPORT_FORMAT = 'likeness-report-1';

export const ReportSchema = v.object({
  format: v.literal(REPORT_FORMAT),
  created: v.string(),
  /** The command line that made it. */
  command: v.string(),
  software: v.object({
    likeness: v.string(),
    node: v.string(),
    onnxruntime: v.string(),
    platform: v.string(),
  }),
  dataset: v.object({
    name: v.string(),
    path: v.string(),
    /** Of all paths and picture digests: the same digest is the same data. */
    digest: Digest,
    pictures: Count,
    subjects: Count,
    subjectsWithSeveral: Count,
    /** Pictures whose bytes occur more than once, in words for those under two subjects. */
    duplicates: Count,
    duplicatesAcrossSubjects: v.array(v.object({ a: PictureRefSchema, b: PictureRefSchema })),
  }),
  protocol: v.object({
    name: v.picklist(['all-pairs', 'documents', 'pairs', 'lfw']),
    description: v.string(),
    /** SHA-256 of the list of pairs, or of what says who meets whom beside pictures and subjects; null where nothing does. */
    listDigest: v.nullable(Digest),
  }),
  settings: v.object({
    /** The FMR to decide by. */
    fmr: Share,
    /** All FMRs that were looked at. */
    targets: v.array(Share),
    replicates: Count,
    confidence: Share,
    seed: Count,
  }),
  /** The best at the strictest FMR that all can show first. */
  models: v.array(ModelReportSchema),
  comparisons: v.array(ComparisonSchema),
});

export type Report = v.InferOutput<typeof ReportSchema>;
export type ModelReport = v.InferOutput<typeof ModelReportSchema>;
export type ReportedRate = v.InferOutput<typeof RateSchema>;
export type ReportedClaim = v.InferOutput<typeof ClaimSchema>;
export type ReportedPoint = v.InferOutput<typeof PointOrRefusal>;
export type ReportedImpostors = v.InferOutput<typeof ImpostorsSchema>;
export type ReportedGroups = v.InferOutput<typeof GroupsSchema>;
export type ReportedComparison = v.InferOutput<typeof ComparisonSchema>;
export type ReportedLlrQuality = v.InferOutput<typeof LlrQualitySchema>;
export type ReportedRealised = v.InferOutput<typeof RealisedSchema>;
export type HardPair = v.InferOutput<typeof HardPairSchema>;
export type PictureRef = v.InferOutput<typeof PictureRefSchema>;
export type Refusal = v.InferOutput<typeof RefusalSchema>;
