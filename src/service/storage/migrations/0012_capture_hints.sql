-- What the customer's browser told of where pictures came from, as `picture:code`. Taken away with the report.
alter table verifications add column hints text[];
