
-- One-time links with which a customer takes the pictures: who made one, what came of it.

create table captures (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  token_id text not null,
  -- SHA-256 of 256 random bits, as of keys.
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  purpose text not null check (purpose in ('proofing', 'authentication')),
  customer text check (length(customer) between 1 and 200),
  return_url text,
  state text not null check (state in ('open', 'completed', 'failed', 'expired')),
  tries_left smallint not null check (tries_left >= 0),
  -- What the next try must bring along: pictures that were sent before are not sent again.
  nonce bytea not null check (octet_length(nonce) = 32),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  opened_at timestamptz,
  ended_at timestamptz,
  -- The last decision.
  verification uuid,
  primary key (tenant, id),
  foreign key (tenant, verification) references verifications (tenant, id),
  check (purpose = 'proofing' or customer is not null)
);
create unique index captures_token on captures (token_id);
create index captures_to_expire on captures (tenant, expires_at) where state = 'open';
call isolate('captures');
create policy presented on captures for select using (token_id = current_setting('likeness.presented', true));
