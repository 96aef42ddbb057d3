-- What is found of a face while its case waits, and where in the log a case was decided; and customers as figures count
-- them.

-- Hits that were not known when it was decided, encrypted with the key of the subject.
alter table cases add column sealed_hits bytea;

-- The sequence of the log entry that says how it was decided: whoever has read up to it has missed no case before it.
alter table cases add column decided_sequence bigint;
do $$
declare
  each uuid;
begin
  for each in select id from tenants loop
    perform set_config('likeness.tenant', each::text, true);
    update cases c set decided_sequence = (
      select max(e.sequence) from audit_entries e
      where e.tenant = c.tenant and e.target_kind = 'case' and e.target_id = c.id::text and e.action = 'case.decided')
      where c.state = 'decided';
  end loop;
  perform set_config('likeness.tenant', '', true);
end $$;
alter table cases add check ((state = 'decided') = (decided_sequence is not null));
create unique index cases_decided_in_log on cases (tenant, decided_sequence) where state = 'decided';

-- Somebody whom a decision is about counts, though a seed that was never placed had been given the same name.
create or replace view business_customers with (security_invoker = true) as
  select * from customers c
  where not exists (select from case_seeds s where s.tenant = c.tenant and s.customer = c.id)
    or exists (select from business_verifications v where v.tenant = c.tenant and v.customer = c.id);
