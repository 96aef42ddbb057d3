// Checks an evidence pack, offline: its container, every member against the signed manifest, the entries of the log,
// and whether the log says that it was decided on these very things.

import { LikenessError } from '../../../errors.js';
import { canonicalText, digestOf, sha256 } from '../canonical.js';
import type { Checkpoint } from '../checkpoint.js';
import { isSigned, type PublicKey } from '../keys.js';
import { type ChainReport, verifyChain } from '../verifyChain.js';
import {
  type EvidenceConclusion,
  type EvidenceContents,
  type EvidenceManifest,
  readContents,
  readJson,
  readKeys,
} from './contents.js';
import {
  absentPictures,
  type Contradiction,
  contradictions,
  decisionEntry,
  unboundDetails,
} from './contradictions.js';
import { type Members, readMembers } from './zip.js';

export interface EvidenceFault {
  readonly code:
    | 'member_missing'
    | 'member_altered'
    | 'member_unlisted'
    | 'member_invalid'
    | 'signature_wrong'
    | Contradiction['code'];
  readonly message: string;
}

export interface EvidenceVerification {
  readonly ok: boolean;
  readonly tenant: string;
  readonly verification: string;
  readonly madeAt: string;
  /** What was decided in the end; null where the pack is damaged. */
  readonly decision: EvidenceConclusion['decision'] | null;
  readonly members: number;
  readonly faults: readonly EvidenceFault[];
  /** The entries of the log; null where the pack itself is damaged, so that nothing in it was read. */
  readonly audit: ChainReport | null;
  /** Given for the decision, as the log says, and no longer there when the pack was made. */
  readonly absent: readonly string[];
  /** What the log says nothing of, such as `reportDigest`: the signature of the pack alone vouches for it. */
  readonly unbound: readonly string[];
  /** Thumbprints of the keys that were checked with, and whether they came from outside or from the pack itself. */
  readonly keys: readonly string[];
  readonly keySource: 'given' | 'file';
}

export interface EvidenceOptions {
  /** Default: those in the pack; then it is proven to be one piece, but not whose it is. */
  readonly publicKeys?: readonly PublicKey[];
  /** Heads that were kept outside: where the pack holds an entry of their sequence it must be the same. */
  readonly checkpoints?: readonly Checkpoint[];
}

/**
 * @throws `evidence_not_zip`, `evidence_truncated`, `evidence_compressed`, `evidence_name_unsafe`,
 *   `evidence_duplicate`, `evidence_too_large`, `evidence_invalid` where the file is no evidence pack at all; what is
 *   wrong with one is reported
 */
export async function verifyEvidencePack(
  file: Uint8Array,
  { publicKeys, checkpoints = [] }: EvidenceOptions = {},
): Promise<EvidenceVerification> {
  const members = readMembers(file);
  const manifest = readJson(members, 'manifest.json');
  const keys = publicKeys ?? readKeys(members);
  const container = [...memberFaults(members, manifest), ...(await signatureFaults(members, manifest, keys))];
  // What is in a damaged member says nothing, so it is not read.
  const content = container.some(({ code }) => code !== 'signature_wrong')
    ? DAMAGED
    : await contentFaults(members, manifest, keys, checkpoints);
  const faults = [...container, ...content.faults];
  const { tenant, verification, madeAt } = manifest;
  return {
    ok: faults.length === 0 && content.audit?.ok === true,
    tenant,
    verification,
    madeAt,
    members: members.size,
    ...content,
    faults,
    keys: keys.map(({ thumbprint }) => thumbprint),
    keySource: publicKeys ? 'given' : 'file',
  };
}

type Content = Pick<EvidenceVerification, 'decision' | 'audit' | 'absent' | 'unbound' | 'faults'>;

const DAMAGED: Content = { decision: null, audit: null, absent: [], unbound: [], faults: [] };

/** Neither can name its own digest. */
const UNLISTED = new Set(['manifest.json', 'manifest.sig']);

function memberFaults(members: Members, { members: listed }: EvidenceManifest): EvidenceFault[] {
  const names = new Set(listed.map(({ name }) => name));
  return [
    ...listed.flatMap(({ name, bytes, sha256: digest }): EvidenceFault[] => {
      const member = members.get(name);
      if (!member) return [{ code: 'member_missing', message: `${name} is missing.` }];
      const isIntact = member.length === bytes && sha256(member) === digest;
      return isIntact ? [] : [{ code: 'member_altered', message: `${name} is not what was packed.` }];
    }),
    ...[...members.keys()]
      .filter((name) => !names.has(name) && !UNLISTED.has(name))
      .map((name): EvidenceFault => ({ code: 'member_unlisted', message: `${name} was added.` })),
  ];
}

async function signatureFaults(
  members: Members,
  manifest: EvidenceManifest,
  keys: readonly PublicKey[],
): Promise<EvidenceFault[]> {
  const digest = digestOf('likeness.evidence.manifest.v1', canonicalText(manifest));
  const signature = members.get('manifest.sig') ?? new Uint8Array();
  return (await isSigned(digest, signature, keys))
    ? []
    : [{ code: 'signature_wrong', message: 'None of the keys signed the manifest.' }];
}

async function contentFaults(
  members: Members,
  { tenant, verification }: EvidenceManifest,
  keys: readonly PublicKey[],
  checkpoints: readonly Checkpoint[],
): Promise<Content> {
  let contents: EvidenceContents;
  try {
    contents = readContents(members);
  } catch (error) {
    if (!(error instanceof LikenessError)) throw error;
    return { ...DAMAGED, faults: [{ code: 'member_invalid', message: error.message }] };
  }
  const audit = await verifyChain(contents.entries, keys, {
    excerpt: true,
    tenant,
    checkpoints: [...checkpoints, contents.checkpoint],
  });
  const entry = decisionEntry(contents.entries, tenant, verification);
  return {
    decision: contents.conclusion.decision,
    audit: { ...audit, checkpoints: audit.checkpoints.slice(0, checkpoints.length) },
    absent: absentPictures(contents, entry),
    unbound: unboundDetails(contents, entry),
    faults: contradictions(contents, tenant, verification),
  };
}
