-- Faces that every new one is searched among: customers, and lists that Financial Crime keeps; and which customers a
-- person has told apart or found to be the same.

create table lists (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  name text not null check (length(name) between 1 and 100),
  purpose text not null check (purpose in ('fraud', 'lookalike', 'other')),
  note text not null check (length(note) <= 2000),
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant, id),
  unique (tenant, name)
);
call isolate('lists');

-- A face on a list is a subject of its own: taking it off destroys its key, and touches nobody else's data.
create table list_entries (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  list uuid not null,
  subject uuid not null,
  picture uuid not null,
  -- The decision whose selfie it was, where it was one's.
  verification uuid,
  -- Encrypted with the key of the subject.
  sealed_reason bytea,
  added_at timestamptz not null,
  added_by text not null,
  expires_at timestamptz,
  removed_at timestamptz,
  removed_by text,
  primary key (tenant, id),
  unique (tenant, subject),
  foreign key (tenant, list) references lists (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, picture) references pictures (tenant, id),
  foreign key (tenant, verification) references verifications (tenant, id),
  check ((removed_at is null) = (removed_by is null)),
  check ((sealed_reason is null) = (removed_at is not null))
);
create index list_entries_of_list on list_entries (tenant, list, id);
create index list_entries_to_expire on list_entries (tenant, expires_at) where removed_at is null;
call isolate('list_entries');

-- Which templates a gallery holds. `sequence` is that of the log entry which put it there, `ended` of that which took it
-- away: the log orders what a tenant commits, so whoever has read up to a sequence has missed nothing before it.
create table gallery_entries (
  tenant uuid not null default current_tenant() references tenants,
  id uuid not null,
  -- `customers`, or the identifier of a list.
  gallery text not null,
  model_digest text not null,
  subject uuid not null,
  template uuid not null,
  sequence bigint not null,
  ended bigint,
  primary key (tenant, id),
  foreign key (tenant, subject) references subjects (tenant, id),
  foreign key (tenant, template) references templates (tenant, id),
  check (ended >= sequence)
);
create index gallery_entries_begun on gallery_entries (tenant, gallery, model_digest, sequence);
create index gallery_entries_ended on gallery_entries (tenant, gallery, model_digest, ended)
  where ended is not null;
create index gallery_entries_in_force on gallery_entries (tenant, gallery, model_digest, id) where ended is null;
create index gallery_entries_of_subject on gallery_entries (tenant, subject);
create index gallery_entries_of_template on gallery_entries (tenant, template) where ended is null;
call isolate('gallery_entries');

-- Whoever takes a template away, for its age or because the person is erased, takes it out of all galleries.
create function end_gallery_entries() returns trigger language plpgsql as $$
begin
  update gallery_entries set ended = new.ended
    where tenant = new.tenant and template = new.id and ended is null;
  return null;
end $$;
create trigger end_gallery_entries after update of ended on templates for each row
  when (new.ended is not null and old.ended is null) execute function end_gallery_entries();

-- Selfies of late, for counting the tries of a face.
create index templates_of_late on templates (tenant, model_digest, created_at)
  where ended is null and role = 'selfie' and verification is not null;

-- Customers enrolled before there were galleries.
do $$
declare
  each uuid;
begin
  for each in select id from tenants loop
    perform set_config('likeness.tenant', each::text, true);
    insert into gallery_entries (id, gallery, model_digest, subject, template, sequence)
      select gen_random_uuid(), 'customers', t.model_digest, t.subject, t.id, t.sequence
      from templates t join customers c on c.tenant = t.tenant and c.subject = t.subject
      where t.is_reference and t.ended is null;
  end loop;
  perform set_config('likeness.tenant', '', true);
end $$;

-- Two subjects of whom a person has said that they are two people who look alike, or one person with two accounts.
create table settled_pairs (
  tenant uuid not null default current_tenant() references tenants,
  lower uuid not null,
  higher uuid not null,
  relation text not null check (relation in ('different_people', 'same_person')),
  created_at timestamptz not null,
  created_by text not null,
  primary key (tenant, lower, higher),
  foreign key (tenant, lower) references subjects (tenant, id),
  foreign key (tenant, higher) references subjects (tenant, id),
  check (lower < higher)
);
create index settled_pairs_by_higher on settled_pairs (tenant, higher);
call isolate('settled_pairs');
