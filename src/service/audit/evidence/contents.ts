// What lies in an evidence pack, member by member, and how each is read.

import * as v from 'valibot';
import { LikenessError } from '../../../errors.js';
import type { Calibration } from '../../../face/index.js';
import { canonicalText, digestOfValue, type Json } from '../canonical.js';
import type { StoredEntry } from '../chain.js';
import { type Checkpoint, CheckpointSchema } from '../checkpoint.js';
import { HashText, Instant, Name } from '../entry.js';
import { readEntryLine } from '../export.js';
import { type PublicKey, publicKeyFrom } from '../keys.js';
import type { Members } from './zip.js';

/** What was given of selfie and document. `trusted`: whose signatures on a chip were trusted; any number. */
export const PARTS = ['selfie', 'document_front', 'document_back', 'dg1', 'dg2', 'sod', 'trusted'] as const;
export type EvidencePart = (typeof PARTS)[number];

const Finite = v.pipe(v.number(), v.finite());
const NullableNumber = v.nullable(Finite);

const Judged = {
  decision: v.picklist(['approve', 'review', 'reject', 'recapture']),
  reasons: v.array(v.looseObject({ code: v.string() })),
};

/** What was decided in the end: the report's decision, unless the tenant's floors or a concern changed it. */
const ConclusionSchema = v.strictObject({
  ...Judged,
  /** What beside the pictures spoke against approving: `[]` where nothing did. */
  concerns: v.array(v.custom<Json>(() => true)),
});
export type EvidenceConclusion = Readonly<v.InferOutput<typeof ConclusionSchema>>;

/** What every report of a comparison says, whatever else it says. */
const ReportSchema = v.looseObject({
  ...Judged,
  score: NullableNumber,
  llr: NullableNumber,
});
export type EvidenceReport = v.InferOutput<typeof ReportSchema>;

/** Under which conditions it was decided: with these and the same model a decision can be computed anew. */
const ConditionsSchema = v.strictObject({
  /** The policy as `Likeness.verify` was given it. */
  policy: v.strictObject({
    approveFmr: Finite,
    rejectLlr: Finite,
    prior: Finite,
    requires: v.picklist(['portrait', 'page', 'data']),
  }),
  /** The day of the check (UTC). */
  today: v.pipe(v.string(), v.regex(/^\d{4}-\d\d-\d\d$/)),
  /** Whether what the page prints for people was read as well. */
  visualZone: v.boolean(),
});
export type EvidenceConditions = Readonly<v.InferOutput<typeof ConditionsSchema>>;

/** The tenant's policy document. */
const PolicySchema = v.strictObject({
  version: v.pipe(v.number(), v.safeInteger(), v.minValue(1)),
  body: v.custom<Json>(() => true),
});

const ModelsSchema = v.strictObject({
  /** The manifest of the model that made the templates, without its calibration. */
  embedder: v.looseObject({ name: v.string(), sha256: HashText }),
  /** Other models that had a part, by what they are for: name to SHA-256. */
  others: v.record(Name, HashText),
});

const SoftwareSchema = v.strictObject({
  likeness: v.string(),
  node: v.string(),
  onnxruntime: v.string(),
  codec: v.string(),
  platform: v.string(),
  processor: v.string(),
  features: v.array(v.string()),
});

export const ManifestSchema = v.strictObject({
  format: v.literal('likeness-evidence'),
  version: v.literal(1),
  tenant: Name,
  verification: Name,
  madeAt: Instant,
  /** Every member but the manifest and its signature, by name. */
  members: v.array(
    v.strictObject({ name: v.string(), bytes: v.pipe(v.number(), v.safeInteger()), sha256: HashText }),
  ),
});
export type EvidenceManifest = Readonly<v.InferOutput<typeof ManifestSchema>>;

const SCHEMAS = {
  'conclusion.json': ConclusionSchema,
  'report.json': ReportSchema,
  'policy.json': PolicySchema,
  'conditions.json': ConditionsSchema,
  'models.json': ModelsSchema,
  'software.json': SoftwareSchema,
  'checkpoint.json': CheckpointSchema,
  'manifest.json': ManifestSchema,
} as const;

/** A picture, or another file that was given. */
export interface EvidencePicture {
  readonly part: EvidencePart;
  readonly bytes: Uint8Array;
  /** Of the file's name: `jpg`, `png`, `bin`. */
  readonly extension: string;
}

export interface EvidenceContents {
  readonly conclusion: EvidenceConclusion;
  readonly report: EvidenceReport;
  readonly policy: Readonly<v.InferOutput<typeof PolicySchema>>;
  readonly conditions: EvidenceConditions;
  readonly models: Readonly<v.InferOutput<typeof ModelsSchema>>;
  readonly calibration: Calibration | null;
  readonly software: Readonly<v.InferOutput<typeof SoftwareSchema>>;
  readonly pictures: readonly EvidencePicture[];
  /** Entries about the decision, and of the chain around them. */
  readonly entries: readonly StoredEntry[];
  readonly checkpoint: Checkpoint;
  /** Every key that has signed the log; the first of them signed the pack. */
  readonly publicKeys: readonly PublicKey[];
}

/** @throws `evidence_invalid` naming the member that is missing or wrong */
export function readContents(members: Members): EvidenceContents {
  const json = <N extends keyof typeof SCHEMAS>(name: N) => readJson(members, name);
  return {
    conclusion: json('conclusion.json'),
    report: json('report.json'),
    policy: json('policy.json'),
    conditions: json('conditions.json'),
    models: json('models.json'),
    // Kept as it is: the model room reads it, and refuses what it cannot use.
    calibration: parse(members, 'calibration.json') as Calibration | null,
    software: json('software.json'),
    pictures: [...members].flatMap(([name, bytes]) => {
      const found = PICTURE.exec(name);
      return found ? [{ part: found[1] as EvidencePart, bytes, extension: found[2]! }] : [];
    }),
    entries: textOf(members, 'audit.jsonl').split('\n').filter(Boolean).map(readEntryLine),
    checkpoint: json('checkpoint.json'),
    publicKeys: readKeys(members),
  };
}

const PICTURE = new RegExp(`^pictures/(${PARTS.join('|')})(?:-\\d+)?\\.([a-z0-9]+)$`);

/** Reads one JSON member against its schema. @throws `evidence_invalid` */
export function readJson<N extends keyof typeof SCHEMAS>(
  members: Members,
  name: N,
): v.InferOutput<(typeof SCHEMAS)[N]> {
  const checked = v.safeParse(SCHEMAS[name], parse(members, name));
  if (checked.success) return checked.output as v.InferOutput<(typeof SCHEMAS)[N]>;
  const [issue] = checked.issues;
  throw invalid(`${name}: ${v.getDotPath(issue) ?? 'the whole'}: ${issue.message}`);
}

/** Every key of a pack, the pack's own first. @throws `evidence_invalid` */
export function readKeys(members: Members): PublicKey[] {
  const keys = parse(members, 'public-keys.json');
  if (!Array.isArray(keys) || keys.length === 0 || keys.length > 32)
    throw invalid('public-keys.json: must be 1 to 32 keys');
  try {
    return keys.map(publicKeyFrom);
  } catch (cause) {
    throw invalid(`public-keys.json: ${(cause as Error).message}`, cause);
  }
}

function parse(members: Members, name: string): unknown {
  const text = textOf(members, name);
  try {
    const value: unknown = JSON.parse(text);
    if (canonicalText(value) !== text) throw new Error('it is not in canonical form');
    return value;
  } catch (cause) {
    throw invalid(`${name}: ${(cause as Error).message}`, cause);
  }
}

function textOf(members: Members, name: string): string {
  const bytes = members.get(name);
  if (!bytes) throw invalid(`the pack has no ${name}`);
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch (cause) {
    throw invalid(`${name} is no text in UTF-8`, cause);
  }
}

const invalid = (message: string, cause?: unknown): LikenessError =>
  new LikenessError('evidence_invalid', message, cause === undefined ? {} : { cause });

/** Members that hold what was given, by name. Of `trusted` there may be several: they are counted. */
export function pictureMembers(pictures: readonly EvidencePicture[]): [name: string, bytes: Uint8Array][] {
  const names = pictureNames(pictures.map(({ part }) => part));
  return pictures.map(({ extension, bytes }, i) => [`pictures/${names[i]}.${extension}`, bytes]);
}

/** `selfie`, `trusted-1`, `trusted-2`: how each is called in the log and in the pack. */
export function pictureNames(parts: readonly EvidencePart[]): string[] {
  let trusted = 0;
  return parts.map((part) => (part === 'trusted' ? `trusted-${++trusted}` : part));
}

/** What is logged of a decision, so that nothing that it rests on can be exchanged later. */
export interface DecisionFacts {
  readonly conclusion: Pick<EvidenceConclusion, 'decision' | 'reasons'>;
  /** The report's JSON value, as it will be kept. */
  readonly report: EvidenceReport;
  readonly policy: { readonly version: number; readonly body: Json };
  readonly conditions: EvidenceConditions;
  /** SHA-256 of the model that made the templates. */
  readonly model: string;
  readonly calibration: Calibration | null;
  /** In the order in which they will be packed; SHA-256 of the bytes as they were given. */
  readonly pictures: readonly { readonly part: EvidencePart; readonly sha256: string }[];
}

/**
 * Details of the entry `verification.decided` or `customer.authenticated`; a caller may add others. An evidence pack is
 * checked against them.
 */
export function decisionDetails(facts: DecisionFacts) {
  const { conclusion, report, policy, conditions, model, calibration, pictures } = facts;
  const names = pictureNames(pictures.map(({ part }) => part));
  return {
    decision: conclusion.decision,
    reasons: conclusion.reasons.map(({ code }) => code),
    score: report.score,
    llr: report.llr,
    threshold: (report.threshold as number | null | undefined) ?? null,
    model,
    calibration: calibration && digestOfValue(calibration),
    policy: policy.version,
    today: conditions.today,
    pictures: Object.fromEntries(pictures.map(({ sha256 }, i) => [names[i]!, sha256])),
    // SHA-256 of canonical JSON.
    reportDigest: digestOfValue(report),
    policyDigest: digestOfValue(policy.body),
    conditionsDigest: digestOfValue(conditions),
  };
}

/** Without these an entry says too little of a decision to be evidence of it. */
export const BOUND_ALWAYS: ReadonlySet<string> = new Set(['decision', 'model', 'policy', 'pictures']);
