// Makes an evidence pack: everything that one decision rests on, in one signed file that can be checked without us.

import { LikenessError } from '../../../errors.js';
import type { Calibration } from '../../../face/index.js';
import { canonicalText, digestOf, type Json, sha256 } from '../canonical.js';
import type { StoredEntry } from '../chain.js';
import type { Checkpoint } from '../checkpoint.js';
import { entryLine } from '../export.js';
import type { PublicKey, Signer } from '../keys.js';
import {
  type EvidenceConclusion,
  type EvidenceConditions,
  type EvidenceManifest,
  type EvidencePicture,
  type EvidenceReport,
  pictureMembers,
  readContents,
} from './contents.js';
import { contradictions } from './contradictions.js';
import { readmeText } from './readme.js';
import type { Software } from './software.js';
import { packMembers } from './zip.js';

export interface EvidenceInput {
  readonly tenant: string;
  /** The decision's id: the target of its entry in the log. */
  readonly verification: string;
  /** What was decided in the end. */
  readonly conclusion: EvidenceConclusion;
  /** What the comparison found, as it was kept. */
  readonly report: EvidenceReport;
  readonly policy: { readonly version: number; readonly body: Json };
  readonly conditions: EvidenceConditions;
  readonly models: {
    /** The embedder's manifest; its calibration is left out, as that which was in force is given beside. */
    readonly embedder: { readonly name: string; readonly sha256: string };
    readonly others: Readonly<Record<string, string>>;
  };
  readonly calibration: Calibration | null;
  /** As they were given, deciphered. What was deleted since is left out. */
  readonly pictures: readonly EvidencePicture[];
  /**
   * By sequence: all that are about the decision, and as much of the chain around them as shall be shown. That which
   * says how it was decided must be among them.
   */
  readonly entries: readonly StoredEntry[];
  /** Of the last of the entries, or of a later head. */
  readonly checkpoint: Checkpoint;
  /** Of the machine that decided. */
  readonly software: Software;
  /** Keys that signed the log before. */
  readonly formerKeys?: readonly PublicKey[];
  readonly signer: Signer;
  /** Default: now. */
  readonly madeAt?: Date;
}

/**
 * The pack as a file. It is not encrypted and holds pictures of a person: whoever hands it on sees to that.
 * @throws `evidence_invalid` where the log says otherwise than what is given; `evidence_too_large`,
 *   `evidence_name_unsafe`
 */
export function buildEvidencePack(input: EvidenceInput): Uint8Array {
  const members = new Map<string, Uint8Array>(
    contentsOf(input).map(([name, content]) => [name, bytesOf(content)]),
  );
  members.set('sha256sums.txt', bytesOf(sumsOf(members)));
  const contents = readContents(members);
  const [fault] = contradictions(contents, input.tenant, input.verification);
  if (fault) throw new LikenessError('evidence_invalid', fault.message);
  const manifest: EvidenceManifest = {
    format: 'likeness-evidence',
    version: 1,
    tenant: input.tenant,
    verification: input.verification,
    madeAt: (input.madeAt ?? new Date()).toISOString(),
    members: [...members]
      .map(([name, bytes]) => ({ name, bytes: bytes.length, sha256: sha256(bytes) }))
      .toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
  const text = canonicalText(manifest);
  const signature = input.signer.sign(digestOf('likeness.evidence.manifest.v1', text));
  return packMembers(
    new Map([
      ['README.txt', members.get('README.txt')!],
      ['manifest.json', bytesOf(text)],
      ['manifest.sig', signature],
      ...members,
    ]),
  );
}

function contentsOf(input: EvidenceInput): [name: string, content: string | Uint8Array][] {
  const { embedder, others } = input.models;
  const { calibration: _, ...manifest } = embedder as typeof embedder & { calibration?: unknown };
  const { publicKey } = input.signer;
  const keys = [publicKey, ...(input.formerKeys ?? [])];
  return [
    ['README.txt', readmeText(input)],
    ['conclusion.json', canonicalText(input.conclusion)],
    ['report.json', canonicalText(input.report)],
    ['policy.json', canonicalText({ version: input.policy.version, body: input.policy.body })],
    ['conditions.json', canonicalText(input.conditions)],
    ['models.json', canonicalText({ embedder: manifest, others })],
    ['calibration.json', canonicalText(input.calibration)],
    ['software.json', canonicalText(input.software)],
    ...pictureMembers(input.pictures),
    ['audit.jsonl', input.entries.map((entry) => `${entryLine(entry)}\n`).join('')],
    ['checkpoint.json', canonicalText(input.checkpoint)],
    ['public-key.pem', publicKey.pem],
    ['public-keys.json', canonicalText(keys.map(({ jwk }) => jwk))],
  ];
}

/** As `sha256sum -c` reads it. */
export const sumsOf = (members: ReadonlyMap<string, Uint8Array>): string =>
  [...members].map(([name, bytes]) => `${sha256(bytes)}  ${name}\n`).join('');

const bytesOf = (content: string | Uint8Array): Uint8Array =>
  typeof content === 'string' ? new TextEncoder().encode(content) : content;
