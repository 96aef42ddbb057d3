-- What the customer agreed to, as `language:text:retention`, and when the service was told so: before it looked at anything.
alter table captures
  add column consent text,
  add column consented_at timestamptz,
  add check ((consent is null) = (consented_at is null));
