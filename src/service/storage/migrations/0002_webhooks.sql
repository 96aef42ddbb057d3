-- Where a tenant wants to be told of events, the events, and the delivery of each to each.

create table webhook_endpoints (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  url text not null check (length(url) <= 2000),
  description text not null,
  -- Null: of every type, those of later versions too.
  event_types text[] check (cardinality(event_types) > 0),
  state text not null check (state in ('active', 'disabled')),
  -- Why it is disabled: asked for, answered 410 Gone, or failed for days.
  disabled_because text check (disabled_because in ('asked', 'gone', 'failing')),
  disabled_at timestamptz,
  -- The first failure since the last success.
  failing_since timestamptz,
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant, id),
  check ((state = 'disabled') = (disabled_because is not null and disabled_at is not null))
);
call isolate('webhook_endpoints');

-- What signs: the one without an end, and those that it took the place of, for a while.
create table webhook_secrets (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  endpoint uuid not null,
  -- Encrypted under a key that is not in the database.
  sealed bytea not null,
  created_at timestamptz not null,
  expires_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, endpoint) references webhook_endpoints (tenant, id) on delete cascade
);
create index webhook_secrets_of_endpoint on webhook_secrets (tenant, endpoint);
create unique index webhook_secrets_current on webhook_secrets (tenant, endpoint) where expires_at is null;
call isolate('webhook_secrets');

create table webhook_events (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  type text not null,
  -- Identifiers and decisions; nothing of a person, and no score.
  data jsonb not null,
  created_at timestamptz not null,
  primary key (tenant, id)
);
create index webhook_events_to_age on webhook_events (tenant, created_at);
call isolate('webhook_events');

create table webhook_deliveries (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  event uuid not null,
  endpoint uuid not null,
  state text not null check (state in ('pending', 'delivered', 'dead')),
  -- Of this round: sending again begins a new one.
  attempts integer not null check (attempts >= 0),
  next_at timestamptz,
  -- Who attempts it just now; another may when `claimed_until` has passed.
  claim uuid,
  claimed_until timestamptz,
  attempted_at timestamptz,
  last_status integer,
  last_fault text,
  created_at timestamptz not null,
  primary key (tenant, id),
  unique (tenant, endpoint, event),
  foreign key (tenant, event) references webhook_events (tenant, id) on delete cascade,
  foreign key (tenant, endpoint) references webhook_endpoints (tenant, id) on delete cascade,
  check ((state = 'pending') = (next_at is not null)),
  check ((claim is null) = (claimed_until is null))
);
create index webhook_deliveries_of_endpoint on webhook_deliveries (tenant, endpoint, id);
create index webhook_deliveries_of_event on webhook_deliveries (tenant, event);
create index webhook_deliveries_waiting on webhook_deliveries (tenant, endpoint, next_at) where state = 'pending';
create index webhook_deliveries_due on webhook_deliveries (tenant, next_at) where state = 'pending';
call isolate('webhook_deliveries');
