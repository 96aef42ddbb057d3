// A pack for tests, with what the service would put into it.

import { sha256 } from '../canonical.js';
import { chainOf, draftOf, headOf, momentOf, SIGNER, TENANT } from '../chain.fixture.js';
import { appendEntry, type Head, type StoredEntry } from '../chain.js';
import { checkpointOf } from '../checkpoint.js';
import type { EvidenceInput } from './build.js';
import { decisionDetails, type EvidencePicture, type EvidenceReport } from './contents.js';

export const VERIFICATION = '01938f2e-0000-7000-8000-00000000000a';

const PICTURES: readonly EvidencePicture[] = [
  { part: 'selfie', bytes: Buffer.from('a selfie'), extension: 'jpg' },
  { part: 'document_front', bytes: Buffer.from('a page'), extension: 'png' },
  { part: 'trusted', bytes: Buffer.from('a certificate'), extension: 'bin' },
  { part: 'trusted', bytes: Buffer.from('another'), extension: 'bin' },
];

/** Decimal places that a rounding on the way would cost. */
export const REPORT: EvidenceReport = {
  decision: 'approve',
  reasons: [{ code: 'score_reaches_threshold', message: 'The comparison score reaches the threshold.' }],
  score: 0.6180339887498949,
  llr: 7.000000000000001,
  probability: 0.9990889488055994,
  adjustment: null,
  threshold: 0.30000000000000004,
  model: { name: 'accurate', digest: 'a'.repeat(64) },
};

/** What may differ from the pack of these files' own: a real decision has a report, pictures and a model of its own. */
export type PackChange = Partial<
  Pick<
    EvidenceInput,
    'conclusion' | 'pictures' | 'report' | 'conditions' | 'models' | 'calibration' | 'software'
  >
>;

const PARTS = {
  conclusion: {
    decision: 'review' as const,
    reasons: [
      ...REPORT.reasons,
      { code: 'face_of_another_customer', message: 'The face is that of another customer.' },
    ],
    concerns: [{ code: 'face_of_another_customer', effect: 'review', evidence: [] }],
  },
  pictures: PICTURES,
  report: REPORT,
  policy: { version: 3, body: { approveFmr: 1e-4, lists: ['fraud'] } },
  conditions: {
    policy: { approveFmr: 1e-4, rejectLlr: -4, prior: 0.5, requires: 'portrait' as const },
    today: '2026-11-28',
    visualZone: false,
  },
  models: { embedder: { name: 'accurate', sha256: 'a'.repeat(64) }, others: { detector: 'b'.repeat(64) } },
  calibration: null,
  software: {
    likeness: '0.1.0',
    node: 'v20.20.2',
    onnxruntime: '1.30.0',
    codec: '8.17.2',
    platform: 'linux x64',
    processor: 'A processor',
    features: ['avx2'],
  },
} satisfies Partial<EvidenceInput>;

/** All that a pack is made of: the decision is entry 4 of a log of 6, entry 5 is a look at its picture. */
export function inputOf(change: PackChange = {}): EvidenceInput {
  const parts = { ...PARTS, ...change };
  const facts = {
    ...parts,
    model: parts.models.embedder.sha256,
    pictures: parts.pictures.map(({ part, bytes }) => ({ part, sha256: sha256(bytes) })),
  };
  const before = chainOf(3);
  const decided = append(headOf(before), 'verification.decided', decisionDetails(facts));
  const read = append(headOf([decided]), 'picture.read', { part: 'selfie' });
  const last = chainOf(1, { from: headOf([read]) });
  return {
    ...parts,
    tenant: TENANT,
    verification: VERIFICATION,
    entries: [before[1]!, decided, read, ...last],
    checkpoint: checkpointOf(TENANT, headOf(last), SIGNER, momentOf(90)),
    signer: SIGNER,
    madeAt: momentOf(99),
  };
}

function append(head: Head, action: 'verification.decided' | 'picture.read', details: object): StoredEntry {
  const target = { kind: 'verification', id: VERIFICATION };
  const draft = { ...draftOf(head.sequence + 1), action, target, details: details as Record<string, never> };
  return appendEntry(head, draft, SIGNER);
}
