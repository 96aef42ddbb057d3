// Chains for tests: a key from RFC 8032, times that stand still, and entries such as the service writes.

import {
  type AuditDraft,
  appendEntry,
  columnsOf,
  GENESIS,
  type Head,
  type Signer,
  type StoredEntry,
  signingKeyFrom,
} from './index.js';

/** RFC 8032, 7.1, TEST 1 and TEST 2. */
export const SEED = Buffer.from('9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60', 'hex');
export const OTHER_SEED = Buffer.from(
  '4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb',
  'hex',
);

export const SIGNER = signingKeyFrom(SEED);
export const TENANT = '01938f2e-0000-7000-8000-000000000001';

/** One second apart. */
export const momentOf = (sequence: number): Date => new Date(Date.UTC(2026, 10, 28, 12, 0, sequence));

export const draftOf = (
  sequence: number,
  details: AuditDraft['details'] = { policy: sequence % 3 },
): AuditDraft => ({
  tenant: TENANT,
  at: momentOf(sequence),
  actor: { kind: 'key', id: 'k1', name: 'onboarding' },
  action: sequence % 2 ? 'verification.decided' : 'picture.read',
  target: { kind: 'verification', id: `v${sequence}` },
  details,
});

/** A chain as a table holds it. */
export function chainOf(
  length: number,
  { from = GENESIS, signer = SIGNER }: { from?: Head; signer?: Signer } = {},
): StoredEntry[] {
  const rows: StoredEntry[] = [];
  let head = from;
  for (let i = 0; i < length; i++) {
    const { entry, body, hash, signature } = appendEntry(head, draftOf(head.sequence + 1), signer);
    rows.push({ body, hash, signature, columns: columnsOf(entry) });
    head = { sequence: entry.sequence, hash };
  }
  return rows;
}

export const headOf = (rows: readonly StoredEntry[]): Head => ({
  sequence: JSON.parse(rows.at(-1)!.body).sequence,
  hash: rows.at(-1)!.hash,
});
