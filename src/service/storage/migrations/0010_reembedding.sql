-- Templates of several models side by side: how far a model has come with the pictures that are enrolled or on lists.

-- Entries of galleries are looked at in the order of the log: whoever has read up to a place has missed nothing before it.
create table reembeddings (
  tenant uuid not null default current_tenant() references tenants,
  model_digest text not null,
  -- Another one each time that all is to be looked at anew.
  run uuid not null,
  asked_at timestamptz not null,
  asked_by text not null,
  -- The entry behind which it goes on.
  behind_sequence bigint not null,
  behind_entry uuid not null,
  -- Until then one worker is at it.
  claimed_until timestamptz,
  -- Why the last worker could not go on.
  fault text,
  primary key (tenant, model_digest)
);
call isolate('reembeddings');

-- Pictures that the model could make nothing of.
create table reembedding_failures (
  tenant uuid not null default current_tenant() references tenants,
  subject uuid not null,
  model_digest text not null,
  fault text not null,
  at timestamptz not null,
  primary key (tenant, subject, model_digest),
  foreign key (tenant, subject) references subjects (tenant, id)
);
call isolate('reembedding_failures');

create index gallery_entries_in_order on gallery_entries (tenant, sequence, id) where ended is null;
create index templates_references on templates (tenant, subject) where is_reference and ended is null;
