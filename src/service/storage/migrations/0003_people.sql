-- People who work here: how they are let in, with what they sign in, and where they are signed in.
-- Nothing here signs anybody in by itself: secrets are hashed, seeds sealed, passkeys are public keys.

create table people (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  -- In small letters.
  email text not null check (length(email) between 3 and 254 and email = lower(email)),
  role text not null check (role in ('reviewer', 'supervisor', 'analyst', 'engineer', 'compliance', 'admin')),
  state text not null check (state in ('invited', 'active', 'disabled')),
  created_at timestamptz not null,
  created_by text not null,
  signed_in_at timestamptz,
  primary key (tenant, id),
  unique (tenant, email)
);
call isolate('people');

-- A link that lets somebody in once.
create table invitations (
  tenant uuid not null default current_tenant() references tenants,
  id text not null,
  person uuid not null,
  -- SHA-256 of 256 random bits, as of keys.
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  created_at timestamptz not null,
  created_by text not null,
  expires_at timestamptz not null,
  -- Used, or replaced by another.
  ended_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, person) references people (tenant, id)
);
create unique index invitations_id on invitations (id);
create unique index invitations_one_at_a_time on invitations (tenant, person) where ended_at is null;
call isolate('invitations');
create policy presented on invitations for select using (id = current_setting('likeness.presented', true));

create table passkeys (
  tenant uuid not null default current_tenant() references tenants,
  -- The credential's, base64url.
  id text not null check (length(id) between 1 and 1400),
  person uuid not null,
  label text not null check (length(label) between 1 and 100),
  -- COSE (RFC 9052).
  public_key bytea not null,
  -- As the authenticator last counted; 0 where it does not count.
  counter bigint not null,
  transports text[] not null,
  -- Whether it is copied between somebody's devices.
  synced boolean not null,
  created_at timestamptz not null,
  last_used_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, person) references people (tenant, id)
);
create unique index passkeys_id on passkeys (id);
create index passkeys_of_person on passkeys (tenant, person);
call isolate('passkeys');
create policy presented on passkeys for select using (id = current_setting('likeness.presented', true));

-- Sign-in with a phrase and a code. Until it is confirmed it signs nobody in.
create table totps (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  person uuid not null,
  sealed_seed bytea not null,
  salt bytea not null,
  -- scrypt of a phrase of 80 random bits.
  phrase_hash bytea not null,
  -- The time step of the last code that was taken: no code is taken twice (RFC 6238, 5.2).
  last_step bigint not null,
  created_at timestamptz not null,
  confirmed_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, person) references people (tenant, id)
);
create unique index totps_confirmed on totps (tenant, person) where confirmed_at is not null;
create unique index totps_pending on totps (tenant, person) where confirmed_at is null;
call isolate('totps');

-- Each stands in for a code once. Hashed as the phrase is, with the same salt.
create table recovery_codes (
  tenant uuid not null default current_tenant() references tenants,
  totp uuid not null,
  hash bytea not null,
  used_at timestamptz,
  primary key (tenant, totp, hash),
  foreign key (tenant, totp) references totps (tenant, id) on delete cascade
);
call isolate('recovery_codes');

-- Where somebody is signed in: a cookie each.
create table sign_ins (
  tenant uuid not null default current_tenant() references tenants,
  id text not null,
  person uuid not null,
  secret_hash bytea not null check (octet_length(secret_hash) = 32),
  method text not null check (method in ('passkey', 'totp', 'recovery_code')),
  -- What the browser called itself.
  agent text not null check (length(agent) <= 200),
  created_at timestamptz not null,
  -- To the minute.
  seen_at timestamptz not null,
  ended_at timestamptz,
  primary key (tenant, id),
  foreign key (tenant, person) references people (tenant, id)
);
create unique index sign_ins_id on sign_ins (id);
create index sign_ins_of_person on sign_ins (tenant, person, created_at);
call isolate('sign_ins');
create policy presented on sign_ins for select using (id = current_setting('likeness.presented', true));

-- Challenges that were answered, until they would have expired by themselves: none is answered twice.
create table answered_challenges (
  tenant uuid not null default current_tenant() references tenants,
  hash bytea not null,
  expires_at timestamptz not null,
  primary key (tenant, hash)
);
create index answered_challenges_to_age on answered_challenges (tenant, expires_at);
call isolate('answered_challenges');

-- A key that was rotated has a successor, and has only one.
alter table api_keys add column successor text;
