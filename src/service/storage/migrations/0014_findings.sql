-- Decisions in which a face was found elsewhere are few, and Financial Crime begins with the latest of them.
create index verifications_found on verifications (tenant, id)
  where reasons && array['face_of_another_customer', 'face_on_list'];
