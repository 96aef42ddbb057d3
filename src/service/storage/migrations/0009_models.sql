-- Which models serve, and what a challenger found of the same pictures.

-- What all processes on this database must agree on, like `installation`: a process holds one model for all tenants.
create table model_roles (
  role text primary key check (role in ('active', 'shadow')),
  name text not null check (length(name) between 1 and 200),
  -- SHA-256 of the model's file.
  digest text not null check (digest ~ '^[0-9a-f]{64}$'),
  since timestamptz not null,
  by_whom text not null,
  -- Held at the commit: a promotion moves a digest from one role to the other.
  constraint model_roles_digest unique (digest) deferrable initially deferred
);

-- One row for each decision that a challenger was asked about. It says nothing that the decision hangs on.
create table shadow_scores (
  tenant uuid not null default current_tenant() references tenants,
  verification uuid not null,
  model_digest text not null,
  subject uuid not null,
  -- Of the comparison alone, before screens and floors: null where it could not be made, and `fault` says why.
  decision text check (decision in ('approve', 'review', 'reject', 'recapture')),
  reasons text[] not null,
  score double precision,
  llr double precision,
  -- The same of the model that decided: `verifications` holds what was decided after screens and floors.
  active_decision text check (active_decision in ('approve', 'review', 'reject', 'recapture')),
  fault text,
  milliseconds double precision,
  at timestamptz not null,
  primary key (tenant, verification, model_digest),
  foreign key (tenant, verification) references verifications (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  check ((decision is null) = (fault is not null)),
  check ((decision is null) = (active_decision is null))
);
create index shadow_scores_of_subject on shadow_scores (tenant, subject);
create index shadow_scores_of_model on shadow_scores (tenant, model_digest, at);
call isolate('shadow_scores');

-- What a model has decided, by day.
create index verifications_of_model on verifications (tenant, model_digest, created_at);
