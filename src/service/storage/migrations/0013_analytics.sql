-- Figures are of a period: what lies in it is found without reading all that came before.
create index verifications_by_time on verifications (tenant, created_at);
