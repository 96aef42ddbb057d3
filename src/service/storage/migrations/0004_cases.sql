-- Cases: decisions that a person has to take, who looked and what they said; and cases with a known answer, which
-- measure those who look.

create table cases (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  verification uuid not null,
  subject uuid not null,
  customer text,
  -- `closed`: the person was erased before anybody had decided.
  state text not null check (state in ('open', 'assigned', 'awaiting_second', 'decided', 'closed')),
  -- Counts what was done to it: whoever acts says which version they saw.
  version integer not null check (version > 0),
  risk real not null,
  -- When it would have come if risk were time: the earliest is next.
  stands_at timestamptz not null,
  reasons text[] not null,
  opened_at timestamptz not null,
  assignee uuid,
  assigned_at timestamptz,
  -- A lease: what the assignee leaves alone for too long, another may take.
  touched_at timestamptz,
  second_because text check (second_because in ('override', 'drawn')),
  outcome text check (outcome in ('approve', 'reject', 'recapture')),
  outcome_reasons text[],
  decided_at timestamptz,
  primary key (tenant, id),
  unique (tenant, verification),
  foreign key (tenant, verification) references verifications (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, assignee) references people (tenant, id),
  check ((assignee is null) = (assigned_at is null) and (assignee is null) = (touched_at is null)),
  check (state <> 'open' or assignee is null),
  check (state <> 'assigned' or assignee is not null),
  check (state not in ('decided', 'closed') or assignee is null),
  check (state <> 'awaiting_second' or second_because is not null),
  check ((state = 'decided') = (outcome is not null)),
  check ((outcome is null) = (outcome_reasons is null) and (outcome is null) = (decided_at is null))
);
create index cases_queue on cases (tenant, stands_at, id) where state in ('open', 'assigned', 'awaiting_second');
create index cases_by_state on cases (tenant, state, stands_at, id);
create index cases_of_assignee on cases (tenant, assignee, stands_at, id) where assignee is not null;
create index cases_of_customer on cases (tenant, customer, id) where customer is not null;
create index cases_of_subject on cases (tenant, subject);
create index cases_decided on cases (tenant, decided_at, id) where state = 'decided';
call isolate('cases');

-- What each person said who looked: never changed.
create table case_looks (
  tenant uuid not null default current_tenant() references tenants,
  "case" uuid not null,
  ordinal smallint not null check (ordinal in (1, 2)),
  person uuid not null,
  outcome text not null check (outcome in ('approve', 'reject', 'recapture')),
  reasons text[] not null,
  -- In the reviewer's own words, encrypted with the key of the subject.
  sealed bytea,
  against_evidence boolean not null,
  -- From being given the case to deciding it.
  seconds double precision not null check (seconds >= 0),
  at timestamptz not null,
  primary key (tenant, "case", ordinal),
  foreign key (tenant, "case") references cases (tenant, id),
  foreign key (tenant, person) references people (tenant, id)
);
-- Four eyes are those of two people.
create unique index case_looks_of_two on case_looks (tenant, "case", person);
create index case_looks_of_person on case_looks (tenant, person, at);
create index case_looks_by_time on case_looks (tenant, at);
call isolate('case_looks');
create trigger append_only before update on case_looks for each row execute function refuse_change();

create table case_notes (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  "case" uuid not null,
  person uuid not null,
  sealed bytea not null,
  at timestamptz not null,
  primary key (tenant, id),
  foreign key (tenant, "case") references cases (tenant, id),
  foreign key (tenant, person) references people (tenant, id)
);
create index case_notes_of_case on case_notes (tenant, "case", id);
call isolate('case_notes');

-- Pictures whose answer is known. Which cases are made of them stands here alone.
create table case_seeds (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  subject uuid not null,
  answer text not null check (answer in ('mated', 'non_mated')),
  sealed_note bytea,
  -- As the case shall show them.
  customer text,
  device text,
  channel text not null check (channel in ('api', 'capture')),
  -- `due`: asked for. `unsuited`: the model would decide these pictures by itself. `removed`: its pictures are gone.
  state text not null check (state in ('waiting', 'due', 'placed', 'unsuited', 'removed')),
  verification uuid,
  "case" uuid,
  created_at timestamptz not null,
  created_by uuid not null,
  placed_at timestamptz,
  primary key (tenant, id),
  unique (tenant, verification),
  unique (tenant, "case"),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, verification) references verifications (tenant, id),
  foreign key (tenant, "case") references cases (tenant, id),
  foreign key (tenant, created_by) references people (tenant, id),
  check ((state = 'placed') = ("case" is not null and verification is not null and placed_at is not null))
);
create index case_seeds_by_state on case_seeds (tenant, state, id);
create index case_seeds_of_customer on case_seeds (tenant, customer) where customer is not null;
call isolate('case_seeds');

-- Decisions as figures count them: those about customers, and not those that measure reviewers.
create view business_verifications with (security_invoker = true) as
  select * from verifications v
  where not exists (select from case_seeds s where s.tenant = v.tenant and s.verification = v.id);
create view business_customers with (security_invoker = true) as
  select * from customers c
  where not exists (select from case_seeds s where s.tenant = c.tenant and s.customer = c.id);

create table case_settings (
  tenant uuid primary key default current_tenant() references tenants,
  seed_share double precision not null check (seed_share between 0 and 0.5),
  second_look_share double precision not null check (second_look_share between 0 and 1),
  changed_at timestamptz not null,
  changed_by text not null
);
call isolate('case_settings');

-- Whoever is erased cannot be decided about, and there is nothing left to look at.
create function close_cases_of_erased() returns trigger language plpgsql as $$
begin
  update cases set state = 'closed', version = version + 1, assignee = null, assigned_at = null, touched_at = null
    where tenant = new.tenant and subject = new.id and state in ('open', 'assigned', 'awaiting_second');
  return null;
end $$;
create trigger close_cases after update of erased_at on subjects for each row
  when (new.erased_at is not null and old.erased_at is null) execute function close_cases_of_erased();
