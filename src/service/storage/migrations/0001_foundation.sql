-- Tenants, who may ask, whom it is about, what was decided, and the log of it.
-- Every table but `tenants` is shut by row-level security: without `likeness.tenant` a connection sees no row.
-- PostgreSQL 15 or later. Times are UTC. Sealed columns are encrypted with the subject's key (src/service/pictures).

create function current_tenant() returns uuid language sql stable parallel safe
  return nullif(current_setting('likeness.tenant', true), '')::uuid;

-- Shuts a table: its rows belong to the tenant of the transaction, for the table's owner too.
create procedure isolate(target regclass) language plpgsql as $$
begin
  execute format('alter table %s enable row level security', target);
  execute format('alter table %s force row level security', target);
  execute format('create policy tenant on %s using (tenant = current_tenant())', target);
end $$;

create function refuse_change() returns trigger language plpgsql as $$
begin
  raise exception '% is append-only', tg_table_name using errcode = 'restrict_violation';
end $$;

create table tenants (
  id uuid primary key,
  name text not null unique check (name ~ '^[a-z0-9][a-z0-9-]{0,62}$'),
  created_at timestamptz not null
);

create table api_keys (
  tenant uuid not null default current_tenant() references tenants,
  id text not null,
  name text not null,
  -- SHA-256 of a secret of 256 random bits: nothing to guess, so nothing to slow down.
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  scopes text[] not null,
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz,
  revoked_at timestamptz,
  last_used_on date,
  primary key (tenant, id)
);
create unique index api_keys_id on api_keys (id);
call isolate('api_keys');
-- Whoever presents a key is not known to be anybody's yet: that one row may be read, by its id.
create policy presented on api_keys for select using (id = current_setting('likeness.presented', true));

-- One person's key, for as long as the person is known. Without it nothing sealed with it can be read.
create table subjects (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  wrapped_key bytea,
  master_key text,
  created_at timestamptz not null,
  erased_at timestamptz,
  primary key (tenant, id),
  check ((wrapped_key is null) = (erased_at is not null)),
  check ((master_key is null) = (wrapped_key is null))
);
create index subjects_by_master_key on subjects (tenant, master_key);
call isolate('subjects');

-- The caller's own name for a person. One subject each.
create table customers (
  tenant uuid not null default current_tenant() references tenants,
  id text not null check (length(id) between 1 and 200),
  subject uuid not null,
  status text not null check (status in ('pending', 'enrolled', 'blocked', 'erased')),
  created_at timestamptz not null,
  enrolled_at timestamptz,
  primary key (tenant, id),
  unique (tenant, subject),
  foreign key (tenant, subject) references subjects (tenant, id)
);
call isolate('customers');

create table policies (
  tenant uuid not null default current_tenant() references tenants,
  version integer not null check (version > 0),
  body jsonb not null,
  note text not null,
  created_at timestamptz not null,
  created_by text not null,
  activated_at timestamptz,
  activated_by text,
  primary key (tenant, version)
);
create index policies_active on policies (tenant, activated_at desc) where activated_at is not null;
call isolate('policies');

-- One decision: proofing (selfie against a document) or authentication (selfie against the enrolled reference).
create table verifications (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  kind text not null check (kind in ('proofing', 'authentication')),
  subject uuid not null,
  customer text,
  decision text not null check (decision in ('approve', 'review', 'reject', 'recapture')),
  reasons text[] not null,
  score double precision,
  llr double precision,
  threshold double precision,
  fmr double precision,
  policy_version integer not null,
  model_name text not null,
  model_digest text not null,
  -- Facts about the traffic that name nobody, for figures over many.
  document_type text,
  issuing_state text,
  quality jsonb not null,
  channel text not null check (channel in ('api', 'capture')),
  device text,
  -- Keyed digest of the document's number: equal for equal documents, and says nothing else.
  document_digest bytea,
  -- The whole report, with what the document says.
  report bytea not null,
  milliseconds real not null,
  created_at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, customer) references customers (tenant, id),
  foreign key (tenant, policy_version) references policies (tenant, version)
);
create index verifications_of_customer on verifications (tenant, customer, id) where customer is not null;
create index verifications_by_decision on verifications (tenant, decision, id);
create index verifications_by_subject on verifications (tenant, subject);
create index verifications_by_device on verifications (tenant, device, created_at) where device is not null;
create index verifications_by_document on verifications (tenant, document_digest, created_at)
  where document_digest is not null;
call isolate('verifications');

create table pictures (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  subject uuid not null,
  verification uuid,
  part text not null
    check (part in ('selfie', 'document_front', 'document_back', 'dg1', 'dg2', 'sod', 'listed')),
  -- Of the plain bytes, as the report names them.
  sha256 bytea not null check (octet_length(sha256) = 32),
  bytes integer not null,
  created_at timestamptz not null,
  deleted_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, verification) references verifications (tenant, id)
);
create index pictures_of_verification on pictures (tenant, verification);
create index pictures_by_subject on pictures (tenant, subject);
create index pictures_to_age on pictures (tenant, created_at) where deleted_at is null;
call isolate('pictures');

-- What a model made of a face. `sequence` is that of the log entry which added it, `ended` of that which took it away:
-- the log orders what a tenant commits, so whoever has read up to a sequence has missed nothing before it.
create table templates (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  subject uuid not null,
  verification uuid,
  role text not null check (role in ('selfie', 'document')),
  model_digest text not null,
  sealed bytea,
  -- The one that authentications are held against.
  is_reference boolean not null,
  sequence bigint not null,
  ended bigint,
  created_at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  check ((sealed is null) = (ended is not null))
);
create index templates_in_step on templates (tenant, model_digest, sequence);
create index templates_ended on templates (tenant, model_digest, ended) where ended is not null;
create index templates_of_subject on templates (tenant, subject);
call isolate('templates');

-- The log: each entry holds the hash of the one before. The body is the text that was hashed and signed.
create table audit_entries (
  tenant uuid not null default current_tenant() references tenants,
  sequence bigint not null check (sequence > 0),
  at timestamptz not null,
  actor_kind text not null,
  actor_id text not null,
  action text not null,
  target_kind text not null,
  target_id text not null,
  body text not null,
  hash bytea not null check (octet_length(hash) = 32),
  signature bytea not null,
  primary key (tenant, sequence)
);
create index audit_by_target on audit_entries (tenant, target_kind, target_id, sequence);
create index audit_by_action on audit_entries (tenant, action, sequence);
create index audit_by_actor on audit_entries (tenant, actor_kind, actor_id, sequence);
call isolate('audit_entries');
create trigger append_only before update or delete on audit_entries for each row execute function refuse_change();
create trigger never_emptied before truncate on audit_entries for each statement execute function refuse_change();

-- The last entry of each chain; its lock puts those who append into one line.
create table audit_heads (
  tenant uuid primary key default current_tenant() references tenants,
  sequence bigint not null,
  hash bytea not null check (octet_length(hash) = 32),
  at timestamptz
);
call isolate('audit_heads');

-- A request that was asked under a key: being worked on, or done, with the identifier of what it made.
create table idempotency (
  tenant uuid not null default current_tenant() references tenants,
  key text not null check (length(key) between 1 and 255),
  actor text not null,
  request_hash bytea not null,
  -- Who works on it: another may take over when `locked_until` has passed, and then only the other may answer.
  worker uuid not null,
  locked_until timestamptz not null,
  made text,
  created_at timestamptz not null,
  primary key (tenant, actor, key)
);
create index idempotency_to_age on idempotency (tenant, created_at);
call isolate('idempotency');

-- One row: what all processes on this database must agree on.
create table installation (
  only_one boolean primary key default true check (only_one),
  -- The first master key: all derived secrets hang on it.
  root_key text not null,
  created_at timestamptz not null
);

-- Counters of the package rate-limiter-flexible, which knows no tenants. Lost in a crash, as nobody needs them then.
create unlogged table rate_limits (
  key varchar(255) primary key,
  points integer not null default 0,
  expire bigint
);
