-- Decisions that came after unusually many tries are few, and whoever watches over them begins with the latest.
create index verifications_hurried on verifications (tenant, id)
  where reasons && array['velocity_customer', 'velocity_device', 'velocity_document', 'velocity_face'];
