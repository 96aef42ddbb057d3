-- How long things are kept, what is kept regardless, and what has been deleted.

-- Versions of a tenant's periods: the last one holds. Without any, those that Likeness comes with.
create table retention_settings (
  tenant uuid not null default current_tenant() references tenants,
  version integer not null check (version > 0),
  -- Days by purpose: src/service/retention/purposes.ts.
  days jsonb not null,
  note text not null,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant, version)
);
call isolate('retention_settings');

-- Legal holds: of all that is known of a subject, or of one decision alone.
create table holds (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  subject uuid not null,
  -- Null: of all decisions of the subject.
  verification uuid,
  -- As it was asked for: the customer's name, or an identifier.
  target_kind text not null check (target_kind in ('customer', 'subject', 'verification')),
  target_id text not null,
  -- Says nothing of the person: a file's number.
  reason text not null check (length(reason) between 1 and 2000),
  created_at timestamptz not null,
  created_by text not null,
  released_at timestamptz,
  released_by text,
  primary key (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, verification) references verifications (tenant, id),
  check ((released_at is null) = (released_by is null)),
  check ((target_kind = 'verification') = (verification is not null))
);
create index holds_in_force on holds (tenant, subject) where released_at is null;
call isolate('holds');

-- `deleted_at` says that nobody gets the picture any more, `removed_at` that its object is gone too: what lies between is
-- still to be done.
alter table pictures add column removed_at timestamptz;
create index pictures_to_remove on pictures (tenant, id) where deleted_at is not null and removed_at is null;

-- A report that has been kept long enough, or whose subject was erased, is null.
alter table verifications alter column report drop not null;
create index verifications_to_age on verifications (tenant, created_at) where report is not null;
create index templates_to_age on templates (tenant, created_at) where ended is null and not is_reference;
create index captures_to_age on captures (tenant, ended_at) where ended_at is not null;

-- What turned scores into evidence when something was decided, by SHA-256 of its canonical JSON: with it a decision can
-- be computed anew when the model has another.
create table calibrations (
  tenant uuid not null default current_tenant() references tenants,
  digest text not null,
  body jsonb not null,
  created_at timestamptz not null,
  primary key (tenant, digest)
);
call isolate('calibrations');
