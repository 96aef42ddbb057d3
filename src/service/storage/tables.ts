// The tables as the migrations leave them, for Kysely. `storage.test.ts` holds them against a migrated database.

import type { ColumnType } from 'kysely';

/** Set by the transaction's tenant (`current_tenant()`): never written by hand. */
type Tenant = ColumnType<string, never, never>;
/** Written with a Date, read as a Date. */
type Json<T> = ColumnType<T, string, string>;
type Once<T> = ColumnType<T, T, never>;

export interface TenantsTable {
  id: Once<string>;
  name: string;
  created_at: Once<Date>;
}

export interface ApiKeysTable {
  tenant: Tenant;
  id: Once<string>;
  name: string;
  secret_hash: Once<Buffer>;
  scopes: string[];
  created_at: Once<Date>;
  created_by: Once<string>;
  expires_at: Date | null;
  revoked_at: Date | null;
  last_used_on: ColumnType<string | null, string | null, string | null>;
  successor: ColumnType<string | null, never, string>;
}

export interface SubjectsTable {
  tenant: Tenant;
  id: Once<string>;
  wrapped_key: Buffer | null;
  master_key: string | null;
  created_at: Once<Date>;
  erased_at: Date | null;
}

export type CustomerStatus = 'pending' | 'enrolled' | 'blocked' | 'erased';

export interface CustomersTable {
  tenant: Tenant;
  id: Once<string>;
  subject: Once<string>;
  status: CustomerStatus;
  created_at: Once<Date>;
  enrolled_at: Date | null;
}

export interface PoliciesTable {
  tenant: Tenant;
  version: Once<number>;
  body: Json<unknown>;
  note: string;
  created_at: Once<Date>;
  created_by: Once<string>;
  activated_at: Date | null;
  activated_by: string | null;
}

export interface VerificationsTable {
  tenant: Tenant;
  id: Once<string>;
  kind: Once<'proofing' | 'authentication'>;
  subject: Once<string>;
  customer: Once<string | null>;
  decision: Once<'approve' | 'review' | 'reject' | 'recapture'>;
  reasons: Once<string[]>;
  score: Once<number | null>;
  llr: Once<number | null>;
  threshold: Once<number | null>;
  fmr: Once<number | null>;
  policy_version: Once<number>;
  model_name: Once<string>;
  model_digest: Once<string>;
  document_type: Once<string | null>;
  issuing_state: Once<string | null>;
  quality: ColumnType<Record<string, Record<string, number>>, string, never>;
  channel: Once<'api' | 'capture'>;
  device: ColumnType<string | null, string | null, null>;
  document_digest: ColumnType<Buffer | null, Buffer | null, null>;
  hints: ColumnType<string[] | null, string[] | null | undefined, null>;
  report: ColumnType<Buffer | null, Buffer | null, null>;
  milliseconds: Once<number>;
  created_at: Once<Date>;
}

export type PicturePart = 'selfie' | 'document_front' | 'document_back' | 'dg1' | 'dg2' | 'sod' | 'listed';

export interface PicturesTable {
  tenant: Tenant;
  id: Once<string>;
  subject: Once<string>;
  verification: Once<string | null>;
  part: Once<PicturePart>;
  sha256: Once<Buffer>;
  bytes: Once<number>;
  created_at: Once<Date>;
  deleted_at: Date | null;
  removed_at: ColumnType<Date | null, never, Date>;
}

export interface TemplatesTable {
  tenant: Tenant;
  id: Once<string>;
  subject: Once<string>;
  verification: Once<string | null>;
  role: Once<'selfie' | 'document'>;
  model_digest: Once<string>;
  sealed: Buffer | null;
  is_reference: boolean;
  sequence: Once<number>;
  ended: number | null;
  created_at: Once<Date>;
}

export interface AuditEntriesTable {
  tenant: Tenant;
  sequence: Once<number>;
  at: Once<Date>;
  actor_kind: Once<string>;
  actor_id: Once<string>;
  action: Once<string>;
  target_kind: Once<string>;
  target_id: Once<string>;
  body: Once<string>;
  hash: Once<Buffer>;
  signature: Once<Buffer>;
}

export interface AuditHeadsTable {
  tenant: Tenant;
  sequence: number;
  hash: Buffer;
  at: Date | null;
}

export interface IdempotencyTable {
  tenant: Tenant;
  key: Once<string>;
  actor: Once<string>;
  request_hash: Once<Buffer>;
  worker: string;
  locked_until: Date;
  made: string | null;
  created_at: Once<Date>;
}

export type PersonState = 'invited' | 'active' | 'disabled';

export interface PeopleTable {
  tenant: Tenant;
  id: Once<string>;
  name: string;
  email: Once<string>;
  role: string;
  state: PersonState;
  created_at: Once<Date>;
  created_by: Once<string>;
  signed_in_at: ColumnType<Date | null, never, Date>;
}

export interface InvitationsTable {
  tenant: Tenant;
  id: Once<string>;
  person: Once<string>;
  secret_hash: Once<Buffer>;
  created_at: Once<Date>;
  created_by: Once<string>;
  expires_at: Date;
  ended_at: ColumnType<Date | null, never, Date>;
}

export interface PasskeysTable {
  tenant: Tenant;
  id: Once<string>;
  person: Once<string>;
  label: string;
  public_key: Once<Buffer>;
  counter: number;
  transports: Once<string[]>;
  synced: boolean;
  created_at: Once<Date>;
  last_used_at: ColumnType<Date | null, never, Date>;
}

export interface TotpsTable {
  tenant: Tenant;
  id: Once<string>;
  person: Once<string>;
  sealed_seed: Once<Buffer>;
  salt: Once<Buffer>;
  phrase_hash: Once<Buffer>;
  last_step: number;
  created_at: Once<Date>;
  confirmed_at: ColumnType<Date | null, never, Date>;
}

export interface RecoveryCodesTable {
  tenant: Tenant;
  totp: Once<string>;
  hash: Once<Buffer>;
  used_at: ColumnType<Date | null, never, Date>;
}

export type SignInMethod = 'passkey' | 'totp' | 'recovery_code';

export interface SignInsTable {
  tenant: Tenant;
  id: Once<string>;
  person: Once<string>;
  secret_hash: Once<Buffer>;
  method: Once<SignInMethod>;
  agent: Once<string>;
  created_at: Once<Date>;
  seen_at: Date;
  ended_at: ColumnType<Date | null, never, Date>;
}

export interface AnsweredChallengesTable {
  tenant: Tenant;
  hash: Once<Buffer>;
  expires_at: Once<Date>;
}

export interface WebhookEndpointsTable {
  tenant: Tenant;
  id: Once<string>;
  url: string;
  description: string;
  event_types: string[] | null;
  state: 'active' | 'disabled';
  disabled_because: 'asked' | 'gone' | 'failing' | null;
  disabled_at: Date | null;
  failing_since: Date | null;
  created_at: Once<Date>;
  created_by: Once<string>;
}

export interface WebhookSecretsTable {
  tenant: Tenant;
  id: Once<string>;
  endpoint: Once<string>;
  sealed: Once<Buffer>;
  created_at: Once<Date>;
  expires_at: Date | null;
}

export interface WebhookEventsTable {
  tenant: Tenant;
  id: Once<string>;
  type: Once<string>;
  data: ColumnType<Record<string, unknown>, string, never>;
  created_at: Once<Date>;
}

export interface WebhookDeliveriesTable {
  tenant: Tenant;
  id: Once<string>;
  event: Once<string>;
  endpoint: Once<string>;
  state: 'pending' | 'delivered' | 'dead';
  attempts: number;
  next_at: Date | null;
  claim: string | null;
  claimed_until: Date | null;
  attempted_at: Date | null;
  last_status: number | null;
  last_fault: string | null;
  created_at: Once<Date>;
}

export type CaseState = 'open' | 'assigned' | 'awaiting_second' | 'decided' | 'closed';
export type CaseOutcome = 'approve' | 'reject' | 'recapture';

export interface CasesTable {
  tenant: Tenant;
  id: Once<string>;
  verification: Once<string>;
  subject: Once<string>;
  customer: Once<string | null>;
  state: CaseState;
  version: number;
  risk: Once<number>;
  stands_at: Once<Date>;
  reasons: Once<string[]>;
  opened_at: Once<Date>;
  assignee: string | null;
  assigned_at: Date | null;
  touched_at: Date | null;
  /** When its assignee first read it, where that is not before `assigned_at`: else it was another, or an earlier time. */
  looked_at: Date | null;
  second_because: 'override' | 'drawn' | null;
  outcome: CaseOutcome | null;
  outcome_reasons: string[] | null;
  decided_at: Date | null;
  decided_sequence: number | null;
  sealed_hits: Buffer | null;
}

export interface CaseLooksTable {
  tenant: Tenant;
  case: Once<string>;
  ordinal: Once<1 | 2>;
  person: Once<string>;
  outcome: Once<CaseOutcome>;
  reasons: Once<string[]>;
  sealed: Once<Buffer | null>;
  against_evidence: Once<boolean>;
  seconds: Once<number>;
  at: Once<Date>;
}

export interface CaseNotesTable {
  tenant: Tenant;
  id: Once<string>;
  case: Once<string>;
  person: Once<string>;
  sealed: Once<Buffer>;
  at: Once<Date>;
}

export interface CaseSeedsTable {
  tenant: Tenant;
  id: Once<string>;
  subject: Once<string>;
  answer: Once<'mated' | 'non_mated'>;
  sealed_note: Once<Buffer | null>;
  customer: Once<string | null>;
  device: Once<string | null>;
  channel: Once<'api' | 'capture'>;
  state: 'waiting' | 'due' | 'placed' | 'unsuited' | 'removed';
  verification: string | null;
  case: string | null;
  created_at: Once<Date>;
  created_by: Once<string>;
  placed_at: Date | null;
}

export interface CaseSettingsTable {
  tenant: Tenant;
  seed_share: number;
  second_look_share: number;
  changed_at: Date;
  changed_by: string;
}

export interface InstallationTable {
  only_one: ColumnType<boolean, never, never>;
  root_key: Once<string>;
  created_at: Once<Date>;
}

export interface CapturesTable {
  tenant: Tenant;
  id: Once<string>;
  token_id: Once<string>;
  secret_hash: Once<Buffer>;
  purpose: Once<'proofing' | 'authentication'>;
  customer: Once<string | null>;
  return_url: Once<string | null>;
  state: 'open' | 'completed' | 'failed' | 'expired';
  tries_left: number;
  nonce: Buffer;
  created_at: Once<Date>;
  created_by: Once<string>;
  expires_at: Once<Date>;
  opened_at: Date | null;
  ended_at: Date | null;
  verification: string | null;
  consent: ColumnType<string | null, string | null | undefined, string | null>;
  consented_at: ColumnType<Date | null, Date | null | undefined, Date | null>;
}

export interface RetentionSettingsTable {
  tenant: Tenant;
  version: Once<number>;
  days: ColumnType<Record<string, number>, string, never>;
  note: Once<string>;
  created_at: Once<Date>;
  created_by: Once<string>;
}

export interface HoldsTable {
  tenant: Tenant;
  id: Once<string>;
  subject: Once<string>;
  verification: Once<string | null>;
  target_kind: Once<'customer' | 'subject' | 'verification'>;
  target_id: Once<string>;
  reason: Once<string>;
  created_at: Once<Date>;
  created_by: Once<string>;
  released_at: ColumnType<Date | null, never, Date>;
  released_by: ColumnType<string | null, never, string>;
}

export interface CalibrationsTable {
  tenant: Tenant;
  digest: Once<string>;
  body: ColumnType<unknown, string, never>;
  created_at: Once<Date>;
}

export type ListPurpose = 'fraud' | 'lookalike' | 'other';

export interface ListsTable {
  tenant: Tenant;
  id: Once<string>;
  name: string;
  purpose: Once<ListPurpose>;
  note: string;
  created_at: Once<Date>;
  created_by: Once<string>;
}

export interface ListEntriesTable {
  tenant: Tenant;
  id: Once<string>;
  list: Once<string>;
  subject: Once<string>;
  picture: Once<string>;
  verification: Once<string | null>;
  sealed_reason: Buffer | null;
  added_at: Once<Date>;
  added_by: Once<string>;
  expires_at: Once<Date | null>;
  removed_at: ColumnType<Date | null, never, Date>;
  removed_by: ColumnType<string | null, never, string>;
}

export interface GalleryEntriesTable {
  tenant: Tenant;
  id: Once<string>;
  gallery: Once<string>;
  model_digest: Once<string>;
  subject: Once<string>;
  template: Once<string>;
  sequence: Once<number>;
  ended: ColumnType<number | null, never, number>;
}

export type PairRelation = 'different_people' | 'same_person';

export interface SettledPairsTable {
  tenant: Tenant;
  lower: Once<string>;
  higher: Once<string>;
  relation: PairRelation;
  created_at: Date;
  created_by: string;
}

export type ModelRole = 'active' | 'shadow';

export interface ModelRolesTable {
  role: Once<ModelRole>;
  name: string;
  digest: string;
  since: Date;
  by_whom: string;
}

export interface ShadowScoresTable {
  tenant: Tenant;
  verification: Once<string>;
  model_digest: Once<string>;
  subject: Once<string>;
  decision: 'approve' | 'review' | 'reject' | 'recapture' | null;
  reasons: string[];
  score: number | null;
  llr: number | null;
  active_decision: 'approve' | 'review' | 'reject' | 'recapture' | null;
  fault: string | null;
  milliseconds: number | null;
  at: Date;
}

export interface ReembeddingsTable {
  tenant: Tenant;
  model_digest: Once<string>;
  run: string;
  asked_at: Date;
  asked_by: string;
  behind_sequence: number;
  behind_entry: string;
  claimed_until: Date | null;
  fault: string | null;
}

export interface ReembeddingFailuresTable {
  tenant: Tenant;
  subject: Once<string>;
  model_digest: Once<string>;
  fault: string;
  at: Date;
}

export interface Tables {
  reembeddings: ReembeddingsTable;
  reembedding_failures: ReembeddingFailuresTable;
  model_roles: ModelRolesTable;
  shadow_scores: ShadowScoresTable;
  lists: ListsTable;
  list_entries: ListEntriesTable;
  gallery_entries: GalleryEntriesTable;
  settled_pairs: SettledPairsTable;
  retention_settings: RetentionSettingsTable;
  holds: HoldsTable;
  calibrations: CalibrationsTable;
  cases: CasesTable;
  case_looks: CaseLooksTable;
  case_notes: CaseNotesTable;
  case_seeds: CaseSeedsTable;
  case_settings: CaseSettingsTable;
  captures: CapturesTable;
  installation: InstallationTable;
  tenants: TenantsTable;
  api_keys: ApiKeysTable;
  subjects: SubjectsTable;
  customers: CustomersTable;
  policies: PoliciesTable;
  verifications: VerificationsTable;
  pictures: PicturesTable;
  templates: TemplatesTable;
  audit_entries: AuditEntriesTable;
  audit_heads: AuditHeadsTable;
  idempotency: IdempotencyTable;
  webhook_endpoints: WebhookEndpointsTable;
  webhook_secrets: WebhookSecretsTable;
  webhook_events: WebhookEventsTable;
  webhook_deliveries: WebhookDeliveriesTable;
  people: PeopleTable;
  invitations: InvitationsTable;
  passkeys: PasskeysTable;
  totps: TotpsTable;
  recovery_codes: RecoveryCodesTable;
  sign_ins: SignInsTable;
  answered_challenges: AnsweredChallengesTable;
}
